"""公文: the office's papers, their numbers, their frozen versions, and what was written on them."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate, localtime

from suggestions.models.campaigns import CampaignPage
from suggestions.models.files import private_storage
from suggestions.models.history import Event
from suggestions.models.referrals import Referral
from suggestions.models.topics import Topic


class PaperKind(models.TextChoices):
    """Each has a register of its own, by year."""

    REFERRAL = "referral", "转办单"
    REMINDER = "reminder", "催办单"
    SUPERVISION = "supervision", "督办单"
    REASSIGNMENT = "reassignment", "改派通知"
    EXTENSION = "extension", "延期告知"
    REPLY = "reply", "答复书面稿"
    DIGEST = "digest", "摘报"
    SPECIAL = "special", "专报"
    MONTHLY = "monthly", "月报"
    QUARTERLY = "quarterly", "季报"
    RESULT = "result", "征集结果报告"


class PaperRegister(models.Model):
    """发文登记: the last number of a kind in a year; whoever takes the next holds the row."""

    kind = models.CharField("文种", max_length=16, choices=PaperKind)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("最后编号", default=0)

    class Meta:
        verbose_name = "发文登记"
        verbose_name_plural = "发文登记"
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="register_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}〔{self.year}〕{self.last}"


class Paper(models.Model):
    """公文: drawn up from the record, numbered when issued; a void one keeps its number."""

    class Status(models.TextChoices):
        DRAFT = "draft", "拟稿"
        ISSUED = "issued", "已印发"
        VOID = "void", "已作废"

    NEXT = {
        Status.DRAFT: {Status.ISSUED, Status.VOID},
        Status.ISSUED: {Status.VOID},
        Status.VOID: set(),
    }

    kind = models.CharField("文种", max_length=16, choices=PaperKind)
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.DRAFT)
    year = models.PositiveSmallIntegerField("年份", null=True, blank=True)
    number = models.PositiveIntegerField("编号", null=True, blank=True)
    title = models.CharField("标题", max_length=100)
    addressee = models.CharField("主送", max_length=200, blank=True)
    copies = models.CharField("抄送", max_length=200, blank=True)
    # What people add to what the record gives.
    body = models.TextField("补充的话", blank=True)
    red_head = models.BooleanField("套红头", default=False)
    # What it is about; what happened to it is a row of the history.
    referral = models.ForeignKey(Referral, models.PROTECT, null=True, related_name="papers")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="papers")
    campaign = models.ForeignKey(CampaignPage, models.PROTECT, null=True, related_name="papers")
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+")
    first_month = models.DateField("起始月份", null=True, blank=True)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField("拟稿时间")
    issued_at = models.DateTimeField("印发时间", null=True, blank=True)
    void_reason = models.TextField("作废理由", blank=True)
    # 签收回执: who took it, and when.
    received_by = models.CharField("签收人", max_length=60, blank=True)
    received_on = models.DateField("签收日期", null=True, blank=True)

    class Meta:
        verbose_name = "公文"
        verbose_name_plural = "公文"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "number"],
                condition=Q(number__isnull=False),
                name="paper_number_once",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True, year__isnull=True, issued_at__isnull=True)
                | Q(number__isnull=False, year__isnull=False, issued_at__isnull=False),
                name="paper_number_with_year",
            ),
            models.CheckConstraint(
                condition=~Q(status="issued") | Q(number__isnull=False),
                name="paper_issued_numbered",
            ),
            models.CheckConstraint(
                condition=~Q(status="void") | ~Q(void_reason=""), name="paper_void_explained"
            ),
            models.UniqueConstraint(
                fields=["kind", "referral"],
                condition=Q(status="draft", referral__isnull=False),
                name="paper_one_draft_per_referral",
            ),
            models.UniqueConstraint(
                fields=["kind", "topic"],
                condition=Q(status="draft", referral__isnull=True, topic__isnull=False),
                name="paper_one_draft_per_topic",
            ),
            models.UniqueConstraint(
                fields=["kind", "campaign"],
                condition=Q(status="draft", topic__isnull=True, campaign__isnull=False),
                name="paper_one_draft_per_campaign",
            ),
            models.UniqueConstraint(
                fields=["kind", "first_month"],
                condition=Q(status="draft", first_month__isnull=False),
                name="paper_one_draft_per_period",
            ),
        ]
        indexes = [models.Index(fields=["kind", "status"], name="paper_list")]
        permissions = [("draw_paper", "拟写和印发公文")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT


class PaperVersion(models.Model):
    """One state of a paper's words, never changed; the last one is what was issued.

    `digest` is that of the lines. What is issued is kept as bytes as well, each with its own.
    """

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("第几稿")
    lines = models.JSONField("内容")
    digest = models.CharField("内容指纹", max_length=64)
    docx = models.FileField("DOCX", storage=private_storage, upload_to="papers/%Y/%m/", blank=True)
    docx_digest = models.CharField("DOCX 指纹", max_length=64, blank=True)
    pdf = models.FileField("PDF", storage=private_storage, upload_to="papers/%Y/%m/", blank=True)
    pdf_digest = models.CharField("PDF 指纹", max_length=64, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "公文版本"
        verbose_name_plural = "公文版本"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="paper_version_once")
        ]

    def __str__(self) -> str:
        return f"第{self.number}稿"


class PaperStep(models.Model):
    """公文经过: who did what with a paper, and when. Written once."""

    class Verb(models.TextChoices):
        DRAWN = "drawn", "拟稿"
        REVISED = "revised", "改稿"
        ISSUED = "issued", "编号印发"
        VOIDED = "voided", "作废"
        RECEIVED = "received", "登记签收"
        INSTRUCTED = "instructed", "登记批示"
        ANSWERED = "answered", "批示办结"

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="steps")
    verb = models.CharField("事项", max_length=12, choices=Verb)
    reason = models.TextField("说明", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    instead_of = models.ForeignKey(  # 代班: in whose place
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "公文经过"
        verbose_name_plural = "公文经过"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{localtime(self.at):%Y-%m-%d %H:%M} {self.get_verb_display()}"


class InstructionQuerySet(models.QuerySet):
    def open(self) -> "InstructionQuerySet":
        return self.filter(status=Instruction.Status.OPEN)

    def overdue(self, at: dt.datetime) -> "InstructionQuerySet":
        return self.open().filter(due_on__lt=localdate(at))


class Instruction(models.Model):
    """批示: what a leader wrote on a paper, what is to be done about it, and what was answered."""

    class Status(models.TextChoices):
        OPEN = "open", "办理中"
        ANSWERED = "answered", "已办结"
        NOTED = "noted", "无需办理"

    NEXT = {Status.OPEN: {Status.ANSWERED}, Status.ANSWERED: set(), Status.NOTED: set()}

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="instructions")
    leader = models.CharField("批示人", max_length=60)
    given_on = models.DateField("批示日期")
    text = models.TextField("批示内容")
    task = models.CharField("要办的事", max_length=200, blank=True)
    carrier = models.CharField("由谁办", max_length=80, blank=True)
    due_on = models.DateField("办理期限", null=True, blank=True)
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.OPEN)
    answer = models.TextField("办理结果", blank=True)
    answered_at = models.DateTimeField("办结时间", null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间")

    objects = InstructionQuerySet.as_manager()

    class Meta:
        verbose_name = "批示"
        verbose_name_plural = "批示"
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="open") | (Q(due_on__isnull=False) & ~Q(task="")),
                name="instruction_task_dated",
            ),
            models.CheckConstraint(
                condition=~Q(status="answered") | ~Q(answer=""), name="instruction_answered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leader}的批示"

    def is_late(self, at: dt.datetime) -> bool:
        due: Any = self.due_on
        return self.status == self.Status.OPEN and due < localdate(at)


class PaperWording(models.Model):
    """公文用语: the office's own first and last sentences of a kind, not the shipped ones."""

    kind = models.CharField("文种", max_length=16, choices=PaperKind, unique=True)
    opening = models.TextField("开头")
    closing = models.TextField("结尾", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = "公文用语"
        verbose_name_plural = "公文用语"

    def __str__(self) -> str:
        return self.get_kind_display()
