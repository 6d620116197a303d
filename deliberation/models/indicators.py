"""睦邻指数: indicators as dated data, what they came to, and who says that a figure is wrong."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from deliberation.models.councils import Council, Dated


class Indicator(models.Model):
    """指标: a formula over named counts, in force from a day on; another wording is another row."""

    class Better(models.TextChoices):
        MORE = "more", "越大越好"
        LESS = "less", "越小越好"

    code = models.SlugField("代码", max_length=20)
    name = models.CharField("名称", max_length=20)
    meaning = models.CharField("说明", max_length=120)
    formula = models.CharField("公式", max_length=300)
    unit = models.CharField("单位", max_length=8, blank=True)
    better = models.CharField("好坏", max_length=4, choices=Better)
    # 0 and 100 points of the index; between them it is straight. 0 weight: shown, not in the index.
    weight = models.PositiveSmallIntegerField("权重", default=1)
    worst = models.DecimalField("记 0 分的数", max_digits=8, decimal_places=2)
    best = models.DecimalField("记 100 分的数", max_digits=8, decimal_places=2)
    source = models.CharField("依据", max_length=200)
    # A denominator below it tells too little, or too much of somebody: the figure is hidden.
    least = models.PositiveSmallIntegerField("最少分母", default=1)
    order = models.PositiveSmallIntegerField("顺序", default=1)
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True)

    objects = Dated.as_manager()

    class Meta:
        verbose_name = "睦邻指数指标"
        verbose_name_plural = "睦邻指数指标"
        ordering = ["order", "code", "-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "since"],
                name="indicator_once_a_day",
                violation_error_message="这个代码在同一天已经有一个口径。",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="indicator_term",
                violation_error_message="“至”不能早于“自”。",
            ),
            models.CheckConstraint(
                condition=Q(better="more", best__gt=F("worst"))
                | Q(better="less", best__lt=F("worst")),
                name="indicator_best_is_better",
                violation_error_message="越大越好的，100 分的数要更大；反之要更小。",
            ),
            models.CheckConstraint(condition=Q(least__gte=1), name="indicator_least_one"),
        ]

    def __str__(self) -> str:
        return self.name


class IndexMonth(models.Model):
    """A month that was reckoned: when, for how many councils."""

    month = models.DateField("月份", unique=True)
    councils = models.PositiveIntegerField("议事会")
    reckoned_at = models.DateTimeField("计算时间")

    class Meta:
        verbose_name = "睦邻指数月份"
        verbose_name_plural = "睦邻指数月份"
        ordering = ["-month"]

    def __str__(self) -> str:
        return f"{self.month:%Y年%-m月}"


class Figure(models.Model):
    """指标数值 of a council in a month; no value where there is no denominator."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="figures")
    month = models.DateField("月份")  # its first day
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="figures")
    numerator = models.DecimalField("分子", max_digits=14, decimal_places=2)
    denominator = models.DecimalField("分母", max_digits=14, decimal_places=2)
    value = models.DecimalField("数值", max_digits=14, decimal_places=2, null=True)

    class Meta:
        verbose_name = "指标数值"
        verbose_name_plural = "指标数值"
        ordering = ["month", "indicator", "council"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "month", "indicator"], name="figure_once_a_month"
            ),
            models.CheckConstraint(
                condition=~Q(denominator=Decimal(0)) | Q(value__isnull=True),
                name="no_value_without_denominator",
            ),
        ]
        indexes = [models.Index(fields=["month", "indicator"], name="figure_month")]

    def __str__(self) -> str:
        return f"{self.council} {self.month:%Y-%m} {self.indicator}"

    def get_absolute_url(self) -> str:
        return reverse("deliberation:figure", args=[self.pk])

    def is_withheld(self) -> bool:
        """Not told for the sake of a small one, however large itself."""
        rows = Withheld.objects.filter(month=self.month, indicator=self.indicator_id)
        return rows.filter(council=self.council_id).exists()


class Withheld(models.Model):
    """不显示的数: of a council, or of an area by its path, the whole city by an empty one.

    Small itself, or what a small one could be reckoned back from (`rules.withholding`).
    """

    month = models.DateField("月份")
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+")
    path = models.CharField("区域", max_length=255, blank=True)
    council = models.ForeignKey(Council, models.CASCADE, null=True, related_name="+")

    class Meta:
        verbose_name = "不显示的指标数值"
        verbose_name_plural = "不显示的指标数值"
        ordering = ["month", "indicator", "path", "council"]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "indicator", "path"],
                condition=Q(council=None),
                name="withheld_area_once",
            ),
            models.UniqueConstraint(
                fields=["month", "indicator", "council"],
                condition=Q(council__isnull=False),
                name="withheld_council_once",
            ),
            models.CheckConstraint(
                condition=Q(council=None) | Q(path=""), name="withheld_of_one_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.indicator}"


class Dispute(models.Model):
    """数字异议: somebody says that a figure is wrong; the answer stands beside the figure."""

    class Status(models.TextChoices):
        PENDING = "pending", "待答复"
        ANSWERED = "answered", "已答复"

    NEXT = {Status.PENDING: {Status.ANSWERED}, Status.ANSWERED: set()}

    figure = models.ForeignKey(Figure, models.PROTECT, related_name="disputes")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.PENDING)
    key = models.UUIDField(unique=True)
    # What the figure was when it was disputed: a later reckoning may change it.
    said_of = models.CharField("当时的数", max_length=60)
    text = models.TextField("异议")
    # What the public may read of it; empty until it is answered.
    public_text = models.TextField("公开的异议", blank=True)
    at = models.DateTimeField("提出时间")
    answer = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = "数字异议"
        verbose_name_plural = "数字异议"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.text[:20]

    @property
    def council(self) -> Council:
        return self.figure.council
