"""问卷意见写进条文: answers of questionnaires and the clauses they went into, or were weighed
against; by a person, and counted apart from suggestions."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from suggestions.models.answer_sheets import OpenAnswer
from suggestions.models.answer_themes import AnswerTheme
from suggestions.models.clauses import ClauseLink, GuideClause
from suggestions.models.topics import Topic


class AnswerTieQuerySet(models.QuerySet[Any]):
    def standing(self) -> "AnswerTieQuerySet":
        return self.filter(undone_at=None)


class AnswerTie(models.Model):
    """One answer, or what was confirmed of a topic at that moment, and a clause: by a person.

    What is taken back stays as history without its answers, which may then be tied anew.
    """

    clause = models.ForeignKey(GuideClause, models.CASCADE, related_name="answer_ties")
    # The topic or the theme that it is; neither: one answer that was found by its words.
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, related_name="+")
    theme = models.ForeignKey(AnswerTheme, models.SET_NULL, null=True, related_name="+")
    relation = models.CharField("怎样采纳", max_length=12, choices=ClauseLink.Relation)
    reason = models.TextField("理由", blank=True)
    # Fingerprints (`text/quoting.py`) of sentences of one answer whose author lets them be quoted.
    sentences = models.JSONField("引用的句子", default=list, blank=True)
    number = models.PositiveIntegerField("对上时的条数")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField("取消时间", null=True)
    undone_reason = models.TextField("取消的理由", blank=True)

    objects = AnswerTieQuerySet.as_manager()

    class Meta:
        verbose_name = "问卷意见写进条文"
        verbose_name_plural = "问卷意见写进条文"
        ordering = ["clause", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(relation="adopted") | ~Q(reason=""), name="answer_tie_says_why"
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True, undone_reason="")
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_reason="")),
                name="answer_tie_undone_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} 条问卷意见 → {self.clause}"

    @property
    def is_written(self) -> bool:
        return self.relation in ClauseLink.WRITTEN


class TiedAnswer(models.Model):
    """One answer of a tie. An answer that is deleted goes from the count with its row."""

    tie = models.ForeignKey(AnswerTie, models.CASCADE, related_name="tied")
    clause = models.ForeignKey(
        GuideClause,
        models.CASCADE,
        related_name="+",
        db_index=False,  # the constraint begins with it
    )
    answer = models.ForeignKey(OpenAnswer, models.CASCADE, related_name="ties")

    class Meta:
        verbose_name = "写进条文的问卷意见"
        verbose_name_plural = "写进条文的问卷意见"
        constraints = [
            models.UniqueConstraint(fields=["clause", "answer"], name="answer_tied_once")
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} → {self.clause_id}"
