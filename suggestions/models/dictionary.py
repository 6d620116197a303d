"""词典: words that the site wants cut whole, and the trials that show what a word would do."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from suggestions.models.campaigns import CampaignPage

WORD_LIMIT = 16  # what is longer is no word to the segmenter
STRONGEST = 1_000_000


class DictionaryWord(models.Model):
    """A word that runs cut whole: a housing estate, a project, a local name for something."""

    class Kind(models.TextChoices):
        PLACE = "place", "地名、小区名"
        ORGAN = "organ", "单位、项目名"
        TERM = "term", "专门用语"

    word = models.CharField("词", max_length=WORD_LIMIT, unique=True)
    kind = models.CharField("类别", max_length=8, choices=Kind, default=Kind.TERM)
    # Empty: as much as it needs to come out whole.
    weight = models.PositiveIntegerField(
        "权重",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(STRONGEST)],
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("加入时间")

    class Meta:
        verbose_name = "词典词"
        verbose_name_plural = "词典"
        ordering = ["word"]

    def __str__(self) -> str:
        return self.word


class DictionaryTrial(models.Model):
    """What one word would do to one campaign, worked out before it is added."""

    class Status(models.TextChoices):
        QUEUED = "queued", "排队中"
        RUNNING = "running", "试算中"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"
        ADDED = "added", "已加入词典"

    NEXT = {
        Status.QUEUED: {Status.RUNNING},
        # Back into the queue when its worker has died.
        Status.RUNNING: {Status.DONE, Status.FAILED, Status.QUEUED},
        Status.DONE: {Status.ADDED},
        Status.FAILED: set(),
        Status.ADDED: set(),
    }

    campaign = models.ForeignKey(CampaignPage, models.CASCADE, related_name="+")
    word = models.CharField("词", max_length=WORD_LIMIT)
    kind = models.CharField("类别", max_length=8, choices=DictionaryWord.Kind)
    weight = models.PositiveIntegerField("权重", null=True, blank=True)
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.QUEUED)
    report = models.JSONField("结果", default=dict, blank=True)
    error = models.TextField("原因", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("试算时间")

    class Meta:
        verbose_name = "词典试算"
        verbose_name_plural = "词典试算"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "word"],
                condition=Q(status__in=["queued", "running"]),
                name="one_trial_of_a_word_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"试算“{self.word}”"
