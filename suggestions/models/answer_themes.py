"""Themes made of open answers alone: what many said on a questionnaire and no topic is about."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from suggestions.models.questionnaires import QuestionnairePage


class AnswerTheme(models.Model):
    """A group of answers to one questionnaire that the machine found and a person named.

    It has no suggestions and never becomes a topic: nothing in it can be forwarded or answered.
    """

    NAME = 60

    class Status(models.TextChoices):
        PROPOSED = "proposed", "待确认"
        CONFIRMED = "confirmed", "已确认"
        SET_ASIDE = "set_aside", "已搁置"
        # Taken back by a later run; gone with its places when that run has done its work.
        REPLACED = "replaced", "已重新归"

    NEXT = {
        Status.PROPOSED: {Status.CONFIRMED, Status.SET_ASIDE, Status.REPLACED},
        Status.CONFIRMED: {Status.SET_ASIDE},
        Status.SET_ASIDE: {Status.CONFIRMED},
        Status.REPLACED: set(),
    }

    questionnaire = models.ForeignKey(
        QuestionnairePage, models.PROTECT, related_name="answer_themes", verbose_name="问卷"
    )
    name = models.CharField("主题", max_length=NAME)
    words = models.JSONField("关键词", default=list, blank=True)
    status = models.CharField("状态", max_length=9, choices=Status, default=Status.PROPOSED)
    made_at = models.DateTimeField("归出时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="经办"
    )
    at = models.DateTimeField("经办时间", null=True)
    reason = models.TextField("搁置的理由", blank=True)

    class Meta:
        verbose_name = "答卷主题"
        verbose_name_plural = "答卷主题"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["proposed", "replaced"])
                | Q(by__isnull=False, at__isnull=False),
                name="answer_theme_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name
