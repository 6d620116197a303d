"""What residents wish to have deliberated, and who seconds it."""

from django.db import models
from django.db.models import Q

from deliberation.models.codes import PhoneCode
from deliberation.models.councils import Council
from suggestions.models.encrypted import EncryptedTextField


class ProposalQuerySet(models.QuerySet):
    def public(self) -> "ProposalQuerySet":
        """先审后发: what neighbours may read."""
        return self.filter(status__in=Proposal.PUBLIC)

    def waiting(self) -> "ProposalQuerySet":
        return self.filter(status=Proposal.Status.PENDING)


class Proposal(models.Model):
    """居民提议: a public wish to have something deliberated, seconded by neighbours."""

    class Status(models.TextChoices):
        PENDING = "pending", "待审核"
        COLLECTING = "collecting", "征集附议"
        READY = "ready", "附议已足"
        TAKEN = "taken", "已列入议题"
        DECLINED = "declined", "未列入"

    PUBLIC = (Status.COLLECTING, Status.READY, Status.TAKEN)
    NEXT = {
        Status.PENDING: {Status.COLLECTING, Status.DECLINED},
        Status.COLLECTING: {Status.READY, Status.TAKEN, Status.DECLINED},
        Status.READY: {Status.TAKEN, Status.DECLINED},
        Status.TAKEN: set(),
        Status.DECLINED: {Status.COLLECTING},
    }

    council = models.ForeignKey(Council, models.PROTECT, related_name="proposals")
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.PENDING)
    title = models.CharField("想议的事", max_length=60)
    body = models.TextField("具体情况")
    # What neighbours read: personal data masked, as the secretary let it pass.
    public_title = models.CharField("公开标题", max_length=60)
    public_body = models.TextField("公开内容")
    name = EncryptedTextField("称呼", blank=True)
    phone = EncryptedTextField("手机", blank=True)
    # The form's key: sending twice finds the first.
    key = models.UUIDField(unique=True)
    # Keyed hash of the receipt code, as with suggestions.
    receipt_hash = models.CharField(max_length=64, unique=True)
    declined_because = models.CharField("未列入的理由", max_length=300, blank=True)
    submitted_at = models.DateTimeField("提交时间")
    published_at = models.DateTimeField("公开时间", null=True, blank=True)
    # Whose word counts: numbers that answered a code, and seats. Seats are `seat_count` of them.
    second_count = models.PositiveIntegerField("附议数", default=0)
    seat_count = models.PositiveIntegerField("席位附议数", default=0)
    # Browsers that pressed a button before seconds were verified; they decide nothing.
    browser_count = models.PositiveIntegerField("未经核实的附议数", default=0)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "居民提议"
        verbose_name_plural = "居民提议"
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["pending", "declined"]) | Q(published_at__isnull=False),
                name="proposal_public_only_after_screening",
            )
        ]
        indexes = [models.Index(fields=["council", "status"], name="proposal_council")]

    def __str__(self) -> str:
        return self.public_title

    @property
    def resident_count(self) -> int:
        """经核实的居民附议; the others that count are seats."""
        return self.second_count - self.seat_count


class Second(models.Model):
    """附议 of a proposal: one a phone number or a seat, which may be one person.

    `key` is a keyed hash of number and proposal: it tells nothing of what else was seconded.
    """

    class Way(models.TextChoices):
        BROWSER = "browser", "未经核实"
        PHONE = "phone", "手机核实"
        SEAT = "seat", "席位"

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="seconds")
    way = models.CharField("方式", max_length=8, choices=Way, default=Way.PHONE)
    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "附议"
        verbose_name_plural = "附议"
        constraints = [models.UniqueConstraint(fields=["proposal", "key"], name="second_once")]

    def __str__(self) -> str:
        return f"附议 {self.proposal_id}"


class SecondCode(PhoneCode):
    """A code sent to a number that wants to second."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="codes")

    class Meta:
        verbose_name = "附议验证码"
        verbose_name_plural = "附议验证码"
        constraints = [
            # A later code takes the place of the earlier one.
            models.UniqueConstraint(fields=["proposal", "key"], name="one_second_code_a_number")
        ]

    def __str__(self) -> str:
        return f"附议验证码 {self.proposal_id}"
