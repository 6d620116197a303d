"""效果评估: what a resolution was to make better, what was measured, what residents say of it."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from deliberation.models.councils import Council
from deliberation.models.matters import Matter
from deliberation.models.resolutions import Resolution


class Aim(models.Model):
    """效果约定: said with the resolution, before anybody knows how it will end."""

    class Better(models.TextChoices):
        MORE = "more", "越大越好"
        LESS = "less", "越小越好"

    resolution = models.OneToOneField(Resolution, models.PROTECT, related_name="aim")
    what = models.CharField("要改善什么", max_length=80)
    how = models.CharField("怎样衡量", max_length=200)
    unit = models.CharField("单位", max_length=12, blank=True)
    better = models.CharField("好坏", max_length=4, choices=Better)
    before = models.DecimalField("办之前", max_digits=12, decimal_places=2)
    before_on = models.DateField("哪天测的")
    target = models.DecimalField("要达到", max_digits=12, decimal_places=2)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("约定时间")

    class Meta:
        verbose_name = "效果约定"
        verbose_name_plural = "效果约定"

    def __str__(self) -> str:
        return self.what

    @property
    def council(self) -> Council:
        return self.resolution.council


class Evaluation(models.Model):
    """效果评估: what somebody measured and wrote down; without a row nothing was evaluated."""

    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="evaluations")
    # The resolution's own: called done a second time it is evaluated a second time.
    round = models.PositiveSmallIntegerField("第几次办成")
    # Empty where nothing had been promised: then there is nothing to compare with.
    value = models.DecimalField("办之后", max_digits=12, decimal_places=2, null=True, blank=True)
    reached = models.BooleanField("达到约定", null=True)
    measured_on = models.DateField("哪天测的")
    measured_by = models.CharField("谁测的", max_length=60)
    source = models.CharField("依据", max_length=200)
    # How many residents were asked, where somebody counted; the whole of those who answered.
    asked = models.PositiveIntegerField("问了多少人", null=True, blank=True)
    # What they had said when it was closed.
    better = models.PositiveIntegerField("说变好", default=0)
    same = models.PositiveIntegerField("说没变化", default=0)
    worse = models.PositiveIntegerField("说变差", default=0)
    learned = models.TextField("学到什么")
    # Where it was put forward, when it was bad.
    matter = models.ForeignKey(
        Matter, models.PROTECT, null=True, blank=True, related_name="evaluations"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("评估时间")

    class Meta:
        verbose_name = "效果评估"
        verbose_name_plural = "效果评估"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["resolution", "round"], name="evaluated_once_a_round"),
            models.CheckConstraint(
                condition=Q(value__isnull=True, reached__isnull=True)
                | Q(value__isnull=False, reached__isnull=False),
                name="reached_only_if_measured",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resolution} 效果评估"

    @property
    def council(self) -> Council:
        return self.resolution.council

    @property
    def rated(self) -> int:
        """How many residents said anything."""
        return self.better + self.same + self.worse

    @property
    def change(self) -> Decimal | None:
        """How much it moved since before, where both were measured."""
        aim = getattr(self.resolution, "aim", None)
        return None if aim is None or self.value is None else self.value - aim.before


class EffectWord(models.Model):
    """居民评效果: better, the same or worse; one a visitor and round."""

    class Word(models.TextChoices):
        BETTER = "better", "变好了"
        SAME = "same", "没有变化"
        WORSE = "worse", "变差了"

    resolution = models.ForeignKey(Resolution, models.CASCADE, related_name="effect_words")
    round = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=64)
    word = models.CharField("效果", max_length=8, choices=Word)
    comment = models.TextField("说明", blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "居民评效果"
        verbose_name_plural = "居民评效果"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resolution", "round", "key"], name="effect_word_once_a_round"
            )
        ]

    def __str__(self) -> str:
        return self.get_word_display()

    @property
    def council(self) -> Council:
        return self.resolution.council
