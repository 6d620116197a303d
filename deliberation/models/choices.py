"""居民选项目: which projects the residents want, by ballots of whoever proves a phone number."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from deliberation.models.codes import PhoneCode
from deliberation.models.councils import Council
from deliberation.models.funds import Fund
from deliberation.models.projects import Project


class ProjectChoice(models.Model):
    """A choice among the shortlisted projects of a fund; rule, money and projects are fixed
    when it is announced, before it opens. Open is what the calendar says, never a status.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "筹备中"
        ANNOUNCED = "announced", "已公布"
        COUNTED = "counted", "已计票"
        WITHDRAWN = "withdrawn", "已撤回"

    NEXT = {
        Status.DRAFT: {Status.ANNOUNCED, Status.WITHDRAWN},
        Status.ANNOUNCED: {Status.COUNTED, Status.WITHDRAWN},
        Status.COUNTED: set(),
        Status.WITHDRAWN: set(),
    }

    class Rule(models.TextChoices):
        GREEDY = "greedy", "按票数从高到低"
        EQUAL_SHARES = "equal_shares", "等额分配法"

    class Way(models.TextChoices):
        APPROVAL = "approval", "想选几个选几个"
        BUDGET = "budget", "选的项目加起来不超过总金额"

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="choices")
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.DRAFT)
    title = models.CharField("名称", max_length=60)
    rule = models.CharField("以哪种计票为准", max_length=12, choices=Rule)
    way = models.CharField("怎么选", max_length=8, choices=Way)
    budget = models.BigIntegerField("总金额（分）")
    opens_at = models.DateTimeField("开始")
    closes_at = models.DateTimeField("结束")
    announced_at = models.DateTimeField("公布时间", null=True, blank=True)
    counted_at = models.DateTimeField("计票时间", null=True, blank=True)
    withdrawn_because = models.CharField("撤回的理由", max_length=300, blank=True)
    # Both counts as they were made: `deliberation.telling.choices.told` explains them.
    result = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = "居民选项目"
        verbose_name_plural = "居民选项目"
        ordering = ["-closes_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(budget__gt=0), name="choice_money_positive"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="choice_closes_after_it_opens"
            ),
            # What one choice may spend is not offered by another at the same time.
            models.UniqueConstraint(
                fields=["fund"],
                condition=Q(status="announced"),
                name="one_announced_choice_a_fund",
            ),
        ]
        indexes = [models.Index(fields=["status", "closes_at"], name="choice_due")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("deliberation:choice", args=[self.pk])

    @property
    def council(self) -> Council:
        return self.fund.council

    def is_open(self, at: dt.datetime) -> bool:
        return self.status == self.Status.ANNOUNCED and self.opens_at <= at < self.closes_at

    def is_over(self, at: dt.datetime) -> bool:
        """Nobody votes any more, and it is still to be counted."""
        return self.status == self.Status.ANNOUNCED and at >= self.closes_at


class ChoiceItem(models.Model):
    """候选项目: a project as it stood when the choice was announced."""

    choice = models.ForeignKey(ProjectChoice, models.CASCADE, related_name="items")
    project = models.ForeignKey(Project, models.PROTECT, related_name="candidacies")
    number = models.PositiveIntegerField("编号")
    title = models.CharField("项目", max_length=40)
    cost = models.BigIntegerField("费用（分）")

    class Meta:
        verbose_name = "候选项目"
        verbose_name_plural = "候选项目"
        ordering = ["choice", "number"]
        constraints = [
            models.UniqueConstraint(fields=["choice", "number"], name="candidate_number_once"),
            models.UniqueConstraint(fields=["choice", "project"], name="candidate_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class ChoiceBallot(models.Model):
    """项目选票: the numbers that one person picked; picking anew takes the place of it."""

    choice = models.ForeignKey(ProjectChoice, models.CASCADE, related_name="ballots")
    key = models.CharField(max_length=64)
    picks = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "项目选票"
        verbose_name_plural = "项目选票"
        constraints = [models.UniqueConstraint(fields=["choice", "key"], name="choice_ballot_once")]

    def __str__(self) -> str:
        return f"项目选票 {self.choice_id}"


class ChoiceCode(PhoneCode):
    """A code sent to a number that wants to vote."""

    choice = models.ForeignKey(ProjectChoice, models.CASCADE, related_name="codes")

    class Meta:
        verbose_name = "选项目验证码"
        verbose_name_plural = "选项目验证码"
        constraints = [
            models.UniqueConstraint(fields=["choice", "key"], name="one_choice_code_a_number")
        ]

    def __str__(self) -> str:
        return f"选项目验证码 {self.choice_id}"
