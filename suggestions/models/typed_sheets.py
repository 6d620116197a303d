"""纸质答卷: questionnaires that came back on paper, typed by one person, or by two."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from suggestions.models.encrypted import EncryptedJSONField
from suggestions.models.questionnaires import QuestionnairePage, QuestionnaireVersion
from suggestions.models.visits import VisitRound


class TypedSheet(models.Model):
    """One sheet of paper by its number. Where two have to type it, it counts once both say the
    same or somebody has decided; until then the answers lie here, closed, and afterwards no more.
    """

    class Status(models.TextChoices):
        ONCE = "once", "等第二遍"
        DIFFERS = "differs", "两遍不一样"
        COUNTED = "counted", "已计入"
        DROPPED = "dropped", "已作废"

    NEXT = {
        Status.ONCE: {Status.DIFFERS, Status.COUNTED, Status.DROPPED},
        Status.DIFFERS: {Status.COUNTED, Status.DROPPED},
        Status.COUNTED: set(),
        Status.DROPPED: set(),
    }

    questionnaire = models.ForeignKey(
        QuestionnairePage, models.PROTECT, related_name="typed_sheets", verbose_name="问卷"
    )
    version = models.ForeignKey(QuestionnaireVersion, models.PROTECT, related_name="+")
    round = models.ForeignKey(
        VisitRound, models.PROTECT, null=True, related_name="typed_sheets", verbose_name="走访"
    )
    number = models.CharField("编号", max_length=20)
    status = models.CharField("状态", max_length=7, choices=Status, default=Status.ONCE)
    key = models.UUIDField(unique=True)  # of the form on which it was typed first
    digest = models.CharField(max_length=64)
    first = EncryptedJSONField("第一遍", null=True)
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="第一遍"
    )
    first_at = models.DateTimeField("第一遍的时间")
    second = EncryptedJSONField("第二遍", null=True)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="第二遍"
    )
    second_at = models.DateTimeField("第二遍的时间", null=True)
    differing = models.PositiveSmallIntegerField("几题不一样", default=0)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="核定"
    )
    settled_at = models.DateTimeField("核定时间", null=True)
    reason = models.CharField("作废的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "纸质答卷"
        verbose_name_plural = "纸质答卷"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "number"],
                condition=~Q(status="dropped"),
                name="one_typed_sheet_a_number",
            ),
            models.CheckConstraint(
                condition=Q(second_by=None) | ~Q(second_by=F("first_by")), name="typed_by_two"
            ),
            models.CheckConstraint(
                condition=~Q(status="differs") | Q(second_by__isnull=False),
                name="differing_sheet_has_a_second",
            ),
        ]

    def __str__(self) -> str:
        return f"编号 {self.number}"
