"""Who has voted and what was voted, kept apart; codes, mandates and paper on the way there."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from deliberation.models.files import private_storage
from deliberation.models.motions import Motion
from deliberation.models.rolls import RollEntry

# A ballot's text: one word, or the numbers of up to twenty options (`deliberation.rules.ballots`).
CHOICE = 64


class Choice(models.TextChoices):
    FOR = "for", "赞成"
    AGAINST = "against", "反对"
    ABSTAIN = "abstain", "弃权"


class Voter(models.Model):
    """One entitled head of one motion: made for the whole roll when voting opens.

    `voted` turns once, by a conditional UPDATE in the transaction that writes the ballot: one
    person once, whatever the channel. No moment is kept: with the ballots' order it would tell.
    """

    class Channel(models.TextChoices):
        PAPER = "paper", "纸质表决票"
        ONLINE = "online", "网上表决"
        PROXY = "proxy", "委托"
        HALL = "hall", "现场点名"

    motion = models.ForeignKey(Motion, models.CASCADE, related_name="voters")
    entry = models.ForeignKey(RollEntry, models.PROTECT, related_name="+")
    # In the hall or taking part: counts to the quorum even without a vote cast.
    present = models.BooleanField("到会", default=False)
    voted = models.BooleanField("已投票", default=False)
    channel = models.CharField("渠道", max_length=8, choices=Channel, blank=True)

    class Meta:
        verbose_name = "表决人"
        verbose_name_plural = "表决人"
        constraints = [
            models.UniqueConstraint(fields=["motion", "entry"], name="voter_once_a_motion"),
            models.CheckConstraint(
                condition=Q(voted=False, channel="") | Q(voted=True) & ~Q(channel=""),
                name="voted_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.motion_id}:{self.entry_id}"


class Ballot(models.Model):
    """表决票. A secret one names nobody and no moment; its key is random, not a count.

    `commitment` is SHA-256 over motion, choice and the voter's secret number: whoever holds the
    number finds the ballot in the published list, nobody else can.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    motion = models.ForeignKey(Motion, models.PROTECT, related_name="ballots")
    # Open votes name the voter; secret ones must not.
    voter = models.OneToOneField(
        Voter, models.PROTECT, null=True, blank=True, related_name="ballot"
    )
    choice = models.CharField("选择", max_length=CHOICE)
    area = models.DecimalField("面积", max_digits=12, decimal_places=2, default=0)
    # When an open vote was cast. A secret ballot keeps no moment: the order would tell whose it is.
    cast_at = models.DateTimeField("投票时间", null=True, blank=True)
    commitment = models.CharField("回执指纹", max_length=64, unique=True)

    class Meta:
        verbose_name = "表决票"
        verbose_name_plural = "表决票"
        ordering = ["commitment"]
        constraints = [
            models.CheckConstraint(
                condition=Q(voter__isnull=False) | Q(cast_at__isnull=True),
                name="secret_ballot_keeps_no_moment",
            )
        ]

    def __str__(self) -> str:
        return str(self.commitment[:12])


class PaperBallot(models.Model):
    """纸质表决票, typed twice by two people; it is cast when both read the same."""

    voter = models.OneToOneField(Voter, models.CASCADE, related_name="paper")
    first = models.CharField("第一次录入", max_length=CHOICE)
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    second = models.CharField("第二次录入", max_length=CHOICE, blank=True)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "纸票录入"
        verbose_name_plural = "纸票录入"
        constraints = [
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | ~Q(second_by=F("first_by")),
                name="paper_typed_by_two",
            )
        ]

    def __str__(self) -> str:
        return f"{self.voter_id}"


class VotingCode(models.Model):
    """A code by which one entitled head votes online; only its keyed hash is kept.

    By phone it is short, lives minutes and forgives few errors; a printed slip's is long and
    lives as long as the vote.
    """

    class Way(models.TextChoices):
        PHONE = "phone", "短信验证码"
        SLIP = "slip", "纸条二维码"

    voter = models.ForeignKey(Voter, models.CASCADE, related_name="codes")
    way = models.CharField("方式", max_length=8, choices=Way)
    digest = models.CharField(max_length=64, unique=True)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    expires_at = models.DateTimeField("失效时间")
    used = models.BooleanField("已使用", default=False)

    class Meta:
        verbose_name = "表决码"
        verbose_name_plural = "表决码"
        indexes = [models.Index(fields=["voter", "way"], name="code_voter")]

    def __str__(self) -> str:
        return f"{self.voter_id} {self.way}"


class Proxy(models.Model):
    """委托: a written mandate with its instruction; the agent votes as instructed."""

    class Who(models.TextChoices):
        PRINCIPAL = "principal", "委托人撤回"
        AGENT = "agent", "受托人辞去"

    voter = models.OneToOneField(Voter, models.CASCADE, related_name="proxy")
    agent = models.CharField("受托人", max_length=40)
    agent_entry = models.ForeignKey(
        RollEntry, models.PROTECT, null=True, blank=True, related_name="+"
    )
    instruction = models.CharField("委托意见", max_length=CHOICE)
    # The written mandate: a scan kept in the private storage.
    mandate = models.FileField("委托书", upload_to="mandates/", storage=private_storage)
    given_on = models.DateField("委托日期")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # 撤回: from then on the paper is good for no other vote; what was voted under it stays.
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_who = models.CharField("由谁撤回", max_length=9, choices=Who, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "委托"
        verbose_name_plural = "委托"
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_who="", withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_who=""),
                name="withdrawn_mandate_says_by_whom",
            )
        ]

    def __str__(self) -> str:
        return f"{self.voter_id} → {self.agent}"
