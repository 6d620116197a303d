"""协商形式: how a meeting is held, as dated data that administrators keep, never as code."""

import datetime as dt
from typing import Any, cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from deliberation.models.councils import Council, Dated, Party

MONTHLY = "monthly"  # 议事协商会: what a meeting is held as unless another is chosen


class FormatQuerySet(Dated):
    def in_force(self, on: dt.date) -> "FormatQuerySet":
        return cast(FormatQuerySet, super().in_force(on))

    def for_council(self, council: Council, on: dt.date) -> "FormatQuerySet":
        """What a council may plan a meeting as on a day: the monthly one, and those it chose.

        A choice is for a code: a later version of what was chosen is chosen too. Who has chosen
        nothing is offered everything.
        """
        rows = self.all().in_force(on)
        chosen = council.formats.values_list("code", flat=True)
        if not chosen:
            return rows
        return rows.filter(Q(code__in=chosen) | Q(code=MONTHLY))

    def monthly(self, on: dt.date) -> "Format":
        """The 议事协商会 of a day; the newest where none holds."""
        rows = self.filter(code=MONTHLY)
        found = rows.in_force(on).first() or rows.order_by("-since")[0]
        return cast(Format, found)


class Format(ClusterableModel):
    """协商形式: who must be there, what is prepared, which steps lead to the end, whether it votes.

    A version holds from one day to another; a meeting keeps the one under which it was planned.
    """

    class Votes(models.TextChoices):
        COUNCIL = "council", "按议事会的通过条件表决"
        NONE = "none", "不表决"

    code = models.SlugField("代码", max_length=20, help_text="同一种形式的各版用同一个代码。")
    name = models.CharField("名称", max_length=20)
    meaning = models.CharField("说明", max_length=120, blank=True, help_text="什么时候用它。")
    law = models.CharField("依据", max_length=120, blank=True)
    parties = ParentalManyToManyField(
        Party, blank=True, related_name="+", verbose_name="必须到会的议事方"
    )
    # One a line: whom the form hears that need not be a party of the council.
    sides = models.TextField("参加的各方", blank=True, help_text="每行一方，例如“受影响的居民”。")
    papers = models.TextField("要备的材料", blank=True, help_text="每行一份。")
    notice_days = models.PositiveSmallIntegerField(
        "提前通知（天）", null=True, blank=True, help_text="不填就按议事会的规则。"
    )
    votes = models.CharField("表决", max_length=8, choices=Votes, default=Votes.NONE)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True, help_text="不填就一直有效。")

    objects = FormatQuerySet.as_manager()

    class Meta:
        verbose_name = "协商形式"
        verbose_name_plural = "协商形式"
        ordering = ["order", "-since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "since"], name="format_version_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="format_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def monthly(self) -> bool:
        return self.code == MONTHLY

    @property
    def votes_taken(self) -> bool:
        return self.votes != self.Votes.NONE

    @property
    def side_names(self) -> list[str]:
        return [line.strip() for line in self.sides.splitlines() if line.strip()]

    @property
    def paper_names(self) -> list[str]:
        return [line.strip() for line in self.papers.splitlines() if line.strip()]


class FormatStep(Orderable):
    """协商环节: one step of a form, who takes it, and what must be recorded before the next."""

    class Stage(models.TextChoices):
        BEFORE = "before", "会前"
        AT = "at", "会上"
        AFTER = "after", "会后"

    class Proof(models.TextChoices):
        """What the record of a step is: found among what is there, one note, or rows of a kind."""

        NOTE = "note", "说明（写一段话）"
        AGENDA = "agenda", "议程里有议题"
        NOTICES = "notices", "会议通知办完"
        PRESENT = "present", "必须到会的议事方都签到"
        REMARKS = "remarks", "有发言要点"
        VOTES = "votes", "有结束的表决"
        MINUTES = "minutes", "纪要定稿"
        # Rows, see `FormRow`: each kind with its own fields.
        INVITE = "invite", "邀请各方（每方一行）"
        STATEMENT = "statement", "陈述（每方一行）"
        SUBJECT = "subject", "评议对象和标准"
        RATING = "rating", "评分（每项标准 1 至 5 分）"
        QUESTION = "question", "开放的问题（每个一行）"
        GROUP = "group", "小组（每组一行）"
        IDEA = "idea", "想法（每条一行）"
        VISIT = "visit", "接待登记（每次来访一行）"
        AGREEMENT = "agreement", "协议和签字"
        SUMMON = "summon", "约请部门（每个部门一行）"
        ARRIVAL = "arrival", "部门到场（每个部门一行）"
        ANSWER = "answer", "答复或者回访前面登记的事"
        RAISED = "raised", "前面登记的列为议题"

    format = ParentalKey(Format, on_delete=models.CASCADE, related_name="steps")
    name = models.CharField("环节", max_length=20)
    stage = models.CharField("什么时候", max_length=8, choices=Stage, default=Stage.AT)
    who = models.CharField("谁来做", max_length=40, blank=True)
    record = models.CharField("要记下什么", max_length=120, blank=True)
    proof = models.CharField("记录的种类", max_length=12, choices=Proof, default=Proof.NOTE)
    # Of an ANSWER: until when what was written down before it is to be answered.
    days = models.PositiveSmallIntegerField(
        "答复期限（天）",
        null=True,
        blank=True,
        help_text="只用于“答复或者回访”：从开会那天起多少天内要有答复。",
    )
    # What is required holds up the steps after it, the opening and the close of its meeting.
    required = models.BooleanField("没有记录不能往下走", default=True)
    at_meeting: Any  # at which meeting a page of the desk shows it

    class Meta(Orderable.Meta):
        verbose_name = "协商环节"
        verbose_name_plural = "协商环节"

    def __str__(self) -> str:
        return self.name


class FormatStepTaken(models.Model):
    """环节记录: what was written by hand of a step at one meeting."""

    meeting = models.ForeignKey("deliberation.Meeting", models.CASCADE, related_name="steps_taken")
    step = models.ForeignKey(FormatStep, models.PROTECT, related_name="+")
    note = models.TextField("记录")
    on = models.DateField("日期")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("记录时间")

    class Meta:
        verbose_name = "环节记录"
        verbose_name_plural = "环节记录"
        ordering = ["step__sort_order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "step"], name="format_step_taken_once")
        ]

    def __str__(self) -> str:
        return f"{self.meeting} {self.step}"

    @property
    def council(self) -> Council:
        return self.meeting.council


def monthly_format() -> int:
    """The key of the newest 议事协商会: what a meeting is that names no form."""
    rows = Format.objects.filter(code=MONTHLY).order_by("-since")
    return rows.values_list("pk", flat=True)[0]
