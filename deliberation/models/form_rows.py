"""环节登记: the rows that a step of a meeting's form is made of, one mechanism for every kind."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from deliberation.models.councils import Council, surname_only
from deliberation.models.formats import FormatStep

# Fewer slips than these are shown to nobody: who gave which mark could be guessed.
LEAST_SLIPS = 5
MARKS = (5, 4, 3, 2, 1)


def mean(counts: list[int]) -> str:
    """The mean of marks 5 to 1 with one place; halves are rounded up."""
    slips = sum(counts)
    if not slips:
        return ""
    tenths = sum(mark * n for mark, n in zip(MARKS, counts, strict=True)) * 10
    return "{}.{}".format(*divmod((2 * tenths + slips) // (2 * slips), 10))


class FormRow(models.Model):
    """One line of a step's record: a side invited, a statement, a mark, a visit, an agreement.

    Which of the fields a kind uses, and what they are called there, stands in `hall.kinds`.
    """

    meeting = models.ForeignKey("deliberation.Meeting", models.CASCADE, related_name="form_rows")
    step = models.ForeignKey(FormatStep, models.PROTECT, related_name="rows")
    number = models.PositiveSmallIntegerField("序号")  # within its step at this meeting
    side = models.CharField("哪一方", max_length=40, blank=True)
    name = models.CharField("姓名", max_length=40, blank=True)
    department = models.ForeignKey(
        "suggestions.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="承办单位",
    )
    text = models.TextField("内容", blank=True)
    # What only one kind has: who signed, how many gave which mark, whether they came.
    data = models.JSONField(default=dict)
    due_on = models.DateField("答复期限", null=True, blank=True)
    answer = models.TextField("答复", blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    matter = models.OneToOneField(
        "deliberation.Matter", models.PROTECT, null=True, blank=True, related_name="form_row"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("记录时间")

    class Meta:
        verbose_name = "环节登记"
        verbose_name_plural = "环节登记"
        ordering = ["step__sort_order", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "step", "number"], name="form_row_numbered_once"
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, answer="")
                | Q(answered_on__isnull=False) & ~Q(answer=""),
                name="form_row_answered_with_words",
            ),
        ]
        indexes = [models.Index(fields=["answered_on", "due_on"], name="form_row_due")]

    def __str__(self) -> str:
        return f"{self.step} {self.number}"

    @property
    def council(self) -> Council:
        return self.meeting.council

    @property
    def waits(self) -> bool:
        return self.due_on is not None and self.answered_on is None

    @property
    def public_name(self) -> str:
        """Nobody who came was asked how to be named: the surname, no more."""
        return surname_only(self.name) if self.name else ""

    @property
    def counts(self) -> list[int]:
        """How many gave 5, 4, 3, 2 and 1."""
        found: Any = self.data.get("counts", [])
        return list(found)

    @property
    def slips(self) -> int:
        return sum(self.counts)

    @property
    def shown(self) -> bool:
        """Whether so many answered that the marks say nothing of one of them."""
        return self.slips >= LEAST_SLIPS
