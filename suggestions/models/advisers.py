"""咨询小组、社区达人、人民建议征集员: people who may be asked, and what they wrote when asked."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localtime

from suggestions.models.encrypted import EncryptedTextField
from suggestions.models.people import Area
from suggestions.models.topics import Topic


class AdviserQuerySet(models.QuerySet):
    def serving(self, day: dt.date) -> "AdviserQuerySet":
        """In their term on this day; the calendar decides, nothing is stored."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


class Adviser(models.Model):
    """咨询人: name and number are encrypted like contacts; a number is seen by a logged look."""

    class Kind(models.TextChoices):
        GROUP = "group", "咨询小组成员"
        LOCAL = "local", "社区达人"
        COLLECTOR = "collector", "人民建议征集员"

    kind = models.CharField("身份", max_length=9, choices=Kind)
    name = EncryptedTextField("姓名")
    phone = EncryptedTextField("手机号", blank=True)
    email = EncryptedTextField("电子邮箱", blank=True)
    skills = models.CharField("擅长的方面", max_length=120)
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在区域"
    )
    since = models.DateField("任期开始")
    until = models.DateField("任期结束", null=True, blank=True)
    consented_at = models.DateTimeField("同意时间")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("登记时间")
    forgotten_at = models.DateTimeField("删除联系方式时间", null=True, editable=False)

    objects = AdviserQuerySet.as_manager()

    class Meta:
        verbose_name = "咨询人"
        verbose_name_plural = "咨询人"
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="adviser_term_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name or '（已删除）'}（{self.get_kind_display()}，{self.skills}）"

    def serves(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    @property
    def masked_phone(self) -> str:
        return f"{self.phone[:3]}****{self.phone[-4:]}" if len(self.phone) >= 7 else ""

    @property
    def masked_email(self) -> str:
        head, at, tail = self.email.partition("@")
        return f"{head[:1]}***{at}{tail}" if at else ""


class AdviserStep(models.Model):
    """咨询人经过: who registered, changed, ended or looked at the number, and why. Written once."""

    class Verb(models.TextChoices):
        REGISTERED = "registered", "登记"
        ENDED = "ended", "结束任期"
        REVEALED = "revealed", "查看联系方式"

    adviser = models.ForeignKey(Adviser, models.CASCADE, related_name="steps")
    verb = models.CharField("事项", max_length=10, choices=Verb)
    reason = models.TextField("说明", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    instead_of = models.ForeignKey(  # 代班: in whose place
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "咨询人经过"
        verbose_name_plural = "咨询人经过"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{localtime(self.at):%Y-%m-%d %H:%M} {self.get_verb_display()}"


class OpinionQuerySet(models.QuerySet):
    def public(self) -> "OpinionQuerySet":
        return self.filter(published_at__isnull=False)


class Opinion(models.Model):
    """咨询意见: what one person is asked about a topic, and wrote; with a number to cite."""

    class Status(models.TextChoices):
        ASKED = "asked", "等意见"
        WRITTEN = "written", "已提交"
        DECLINED = "declined", "谢绝"
        REVOKED = "revoked", "已收回"

    NEXT = {
        Status.ASKED: {Status.WRITTEN, Status.DECLINED, Status.REVOKED},
        Status.WRITTEN: set(),
        Status.DECLINED: set(),
        Status.REVOKED: set(),
    }

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="opinions", verbose_name="问题")
    adviser = models.ForeignKey(
        Adviser, models.PROTECT, related_name="opinions", verbose_name="咨询人"
    )
    question = models.TextField("想请教什么")
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.ASKED)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("请教时间")
    expires_at = models.DateTimeField("链接到期")
    text = models.TextField("意见", blank=True)
    # How they want to be named where it is published; empty: by what they are alone.
    shown_as = EncryptedTextField("公开时的称呼", blank=True)
    # Who typed it for somebody who told it otherwise; empty: the person, by the link.
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    written_at = models.DateTimeField("提交时间", null=True)
    public_text = models.TextField("公开的意见", blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField("公开时间", null=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = "咨询意见"
        verbose_name_plural = "咨询意见"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "adviser"],
                condition=Q(status="asked"),
                name="asked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(status="written"),
                name="opinion_public_only_when_written",
            ),
            models.CheckConstraint(
                condition=~Q(status="written") | (~Q(text="") & Q(written_at__isnull=False)),
                name="opinion_written_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.adviser}：{self.get_status_display()}"

    @property
    def number(self) -> str:
        """By which it is cited."""
        return f"咨询意见〔{localtime(self.asked_at):%Y}〕{self.pk}号"

    @property
    def author(self) -> str:
        """Whose it is, as anybody may read it."""
        what = f"{self.adviser.get_kind_display()}，{self.adviser.skills}"
        return f"{self.shown_as}（{what}）" if self.shown_as else f"一位{what}"
