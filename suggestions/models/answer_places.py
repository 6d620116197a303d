"""What answers in own words are about: a topic of a campaign, or a theme of answers alone; proposed
by the machine and kept by people; never a placement of a suggestion, never counted among them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from suggestions.models.answer_sheets import OpenAnswer
from suggestions.models.answer_themes import AnswerTheme
from suggestions.models.questionnaires import QuestionnairePage
from suggestions.models.topics import Topic


class AnswerRun(models.Model):
    """One reading of a questionnaire's own words: against the confirmed topics of its campaign, or
    among themselves for themes.

    `after` is the last answer that was read: a reading against topics that was broken off goes on
    behind it. Themes are found of all at once: such a reading begins anew.
    """

    class Kind(models.TextChoices):
        TOPICS = "topics", "归入问题"
        THEMES = "themes", "归出主题"

    class Status(models.TextChoices):
        QUEUED = "queued", "排队中"
        RUNNING = "running", "归入中"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"

    NEXT = {
        Status.QUEUED: {Status.RUNNING, Status.FAILED},
        # Back into the queue when its worker has died.
        Status.RUNNING: {Status.DONE, Status.FAILED, Status.QUEUED},
        Status.DONE: set(),
        Status.FAILED: set(),
    }

    questionnaire = models.ForeignKey(
        QuestionnairePage, models.PROTECT, related_name="answer_runs", verbose_name="问卷"
    )
    kind = models.CharField(
        "种类", max_length=6, choices=Kind, default=Kind.TOPICS, db_default=Kind.TOPICS
    )
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.QUEUED)
    progress = models.PositiveSmallIntegerField("进度", default=0)
    stage = models.CharField("阶段", max_length=60, blank=True)
    after = models.PositiveBigIntegerField("读到哪一条", default=0)
    answers = models.PositiveIntegerField("读了几条", default=0)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="经办"
    )
    queued_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField("原因", blank=True)

    class Meta:
        verbose_name = "归入问卷意见"
        verbose_name_plural = "归入问卷意见"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire"],
                condition=Q(status__in=["queued", "running"]),
                name="one_answer_run_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire} 第 {self.pk} 次归入"


class AnswerPlaceQuerySet(models.QuerySet):
    def about(self, topic: Topic) -> "AnswerPlaceQuerySet":
        """Of a topic, and of those merged into it: a merge that is undone gives them back."""
        return self.filter(topic__in=topic.with_merged())

    def proposed(self) -> "AnswerPlaceQuerySet":
        return self.filter(by__isnull=True)

    def confirmed(self) -> "AnswerPlaceQuerySet":
        return self.filter(by__isnull=False, topic__isnull=False)


class AnswerPlace(models.Model):
    """The topic or theme of an answer. `by` empty: the machine proposes; else a person decided.

    Without a row nothing fits; without either a person said that it does not belong there.
    """

    answer = models.OneToOneField(
        OpenAnswer, models.CASCADE, primary_key=True, related_name="place", verbose_name="开放回答"
    )
    questionnaire = models.ForeignKey(
        QuestionnairePage,
        models.PROTECT,
        related_name="+",
        db_index=False,  # the one below begins with it
        verbose_name="问卷",
    )
    topic = models.ForeignKey(
        Topic,
        models.CASCADE,
        null=True,
        related_name="answer_places",
        db_index=False,  # two indexes below begin with it
        verbose_name="具体问题",
    )
    theme = models.ForeignKey(
        AnswerTheme,
        models.CASCADE,
        null=True,
        related_name="places",
        db_index=False,  # one below begins with it
        verbose_name="答卷主题",
    )
    score = models.FloatField("相似度", default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name="经办",
    )
    at = models.DateTimeField("时间")

    objects = AnswerPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = "问卷意见的归类"
        verbose_name_plural = "问卷意见的归类"
        constraints = [
            models.CheckConstraint(
                condition=Q(topic__isnull=False) | Q(theme__isnull=False) | Q(by__isnull=False),
                name="answer_nowhere_by_people",
            ),
            models.CheckConstraint(
                condition=Q(topic__isnull=True) | Q(theme__isnull=True),
                name="answer_in_one_place",
            ),
        ]
        indexes = [
            models.Index(fields=["questionnaire", "topic", "by"], name="answer_place_standing"),
            models.Index(
                fields=["topic", "-score", "answer"],
                condition=Q(by__isnull=True),
                name="answer_place_proposed",
            ),
            models.Index(
                fields=["topic"], condition=Q(by__isnull=False), name="answer_place_confirmed"
            ),
            models.Index(
                fields=["theme"], condition=Q(theme__isnull=False), name="answer_place_of_theme"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} → {self.topic_id or self.theme_id or '不归入'}"
