"""甄别: what kind of letter a suggestion is, as the machine reads it and as an officer decides."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from suggestions.models.suggestions import Suggestion


class Kind(models.TextChoices):
    """Art. 10 and 14 of the Shanghai rules: what is a suggestion, and what has another door."""

    SUGGESTION = "suggestion", "建议"
    DEMAND = "demand", "诉求"
    QUESTION = "question", "咨询"
    LEGAL = "legal", "法定途径"
    URGENT = "urgent", "紧急"
    INVALID = "invalid", "无效"

    @classmethod
    def labelled(cls, label: str) -> "Kind":
        return next(kind for kind in cls if kind.label == label)


class SortingQuerySet(models.QuerySet):
    def urgent(self) -> "SortingQuerySet":
        return self.filter(kind=Kind.URGENT)


class Sorting(models.Model):
    """`guess` is the machine's and stays; `kind` is what counts: the guess until a person sorts.

    An empty guess: it came in by a list that was accepted as a whole, and nobody asked.
    """

    UNSURE = 0.5  # below, a guess is little better than none

    suggestion = models.OneToOneField(
        Suggestion, models.CASCADE, primary_key=True, related_name="sorting"
    )
    guess = models.CharField("机器判断", max_length=12, choices=Kind, blank=True)
    score = models.FloatField("把握", default=0)
    words = models.JSONField("依据", default=list, blank=True)
    # The version of the office's own model that guessed; 0: the shipped rules.
    version = models.PositiveIntegerField("判断的版本", default=0)
    kind = models.CharField("类别", max_length=12, choices=Kind, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The author was shown a better door and sent it all the same.
    insisted = models.BooleanField("看过提示后仍提交", default=False)
    # The same for texts that differ in nothing but blanks and punctuation: 同文 N 份.
    text_key = models.CharField(max_length=32, blank=True, editable=False)

    objects = SortingQuerySet.as_manager()

    class Meta:
        verbose_name = "甄别"
        verbose_name_plural = "甄别"
        constraints = [
            models.CheckConstraint(
                condition=Q(by__isnull=False) | Q(kind=F("guess")),
                name="sorting_differs_only_by_people",
            )
        ]
        indexes = [
            models.Index(fields=["kind"], condition=Q(kind="urgent"), name="sorting_urgent"),
            models.Index(fields=["text_key"], condition=~Q(text_key=""), name="sorting_text"),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.get_kind_display()}"

    @property
    def is_unsure(self) -> bool:
        return self.by_id is None and bool(self.guess) and self.score < self.UNSURE
