"""答卷: what was answered, as typed rows; own words apart; and the counts kept of both.

Eight million sheets of twenty questions are 160 million rows of `SheetAnswer`: it has no index
but that of its sheet. What pages show is read from `Tally`, which the worker keeps.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from suggestions.models.people import Area
from suggestions.models.questionnaires import Option, Question, QuestionnairePage
from suggestions.models.questionnaires import QuestionnaireVersion as Version

OTHER = "other"  # the block of the option 其他
IN_WORDS = ("short", "long")  # the kinds of open questions


class AnswerSheet(models.Model):
    """One filled-in questionnaire; nobody's name stands on it."""

    class Way(models.TextChoices):
        ONLINE = "online", "网上"
        VISIT = "visit", "入户走访"
        IMPORT = "import", "导入"
        PAPER = "paper", "纸质"

    questionnaire = models.ForeignKey(
        QuestionnairePage, models.PROTECT, related_name="sheets", db_index=False
    )
    version = models.ForeignKey(Version, models.PROTECT, related_name="+", db_index=False)
    way = models.CharField("怎样来的", max_length=6, choices=Way)
    area = models.ForeignKey(
        Area, models.SET_NULL, null=True, related_name="+", db_index=False, verbose_name="居住地区"
    )
    submitted_at = models.DateTimeField("交卷时间")
    # Of the form it came on; empty for what was imported.
    key = models.UUIDField(null=True)
    payload_hash = models.CharField(max_length=64, blank=True)
    receipt_hash = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    counted = models.BooleanField("已统计", default=False)
    # Without a name, and only what a person chooses of it; nobody who was not asked has said so.
    quotable = models.BooleanField("同意引用原话", default=False, db_default=False)

    class Meta:
        verbose_name = "答卷"
        verbose_name_plural = "答卷"
        indexes = [
            models.Index(fields=["questionnaire", "id"], name="sheet_of_questionnaire"),
            models.Index(fields=["id"], condition=Q(counted=False), name="sheet_to_count"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(key__isnull=False), name="one_sheet_a_form"
            ),
            models.UniqueConstraint(
                fields=["receipt_hash"], condition=~Q(receipt_hash=""), name="one_sheet_a_receipt"
            ),
        ]

    def __str__(self) -> str:
        return f"答卷 {self.pk}"


# In the counts a way stands as a group, above all keys that an option can have.
WAYS = dict(zip(AnswerSheet.Way, range(2_000_000_001, 2_000_000_010), strict=False))


class SheetAnswer(models.Model):
    """One thing that was answered.

    `code`: the option, the step of a scale, the place of a ranked option; `row`: the row of a
    matrix, the option that was ranked. Of a number the part of its range it lies in, and itself.
    """

    sheet = models.ForeignKey(AnswerSheet, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", db_index=False)
    row = models.PositiveIntegerField(default=0)
    code = models.PositiveIntegerField()
    number = models.DecimalField(max_digits=12, decimal_places=2, null=True)

    class Meta:
        verbose_name = "答案"
        verbose_name_plural = "答案"

    def __str__(self) -> str:
        return f"{self.question_id}：{self.code}"


class OpenAnswerQuerySet(models.QuerySet):
    def said_in(self, questionnaire: QuestionnairePage | int) -> "OpenAnswerQuerySet":
        """Answers to its open questions; what was written at 其他 belongs to the options."""
        asked = {"question__questionnaire": questionnaire, "question__kind__in": IN_WORDS}
        return self.filter(**asked, option=None)


class OpenAnswer(models.Model):
    """An answer in own words, personal data masked before it is kept: nobody asked for it."""

    sheet = models.ForeignKey(AnswerSheet, models.CASCADE, related_name="open_answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", db_index=False)
    option = models.ForeignKey(Option, models.PROTECT, null=True, related_name="+", db_index=False)
    text = models.TextField("原话（个人信息已遮住）")

    objects = OpenAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "开放回答"
        verbose_name_plural = "开放回答"
        indexes = [models.Index(fields=["question", "id"], name="open_answer_of_question")]

    def __str__(self) -> str:
        return self.text[:40]


class SheetCount(models.Model):
    """How many sheets a questionnaire has: counted with the sheet itself, so that a quota holds."""

    questionnaire = models.OneToOneField(
        QuestionnairePage, models.PROTECT, related_name="count", primary_key=True
    )
    taken = models.PositiveIntegerField("已收", default=0)
    counted = models.PositiveIntegerField("已统计", default=0)
    counted_at = models.DateTimeField("统计时间", null=True)

    class Meta:
        verbose_name = "份数"
        verbose_name_plural = "份数"

    def __str__(self) -> str:
        return f"{self.taken} 份"


class Tally(models.Model):
    """How many sheets answered so. `code` 0 and `row` 0: how many answered the question at all.

    `area` and `group`: of those who live in a district, or chose an option of a question by which
    results are told apart, or came one way (`WAYS`); both: of those of the district who chose the
    option; 0 and 0: of all.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="tallies")
    row = models.PositiveIntegerField(default=0)
    code = models.PositiveIntegerField(default=0)
    area = models.PositiveIntegerField(default=0)
    group = models.PositiveIntegerField(default=0)
    count = models.PositiveIntegerField(default=0)
    total = models.DecimalField("数字之和", max_digits=24, decimal_places=2, default=0)

    class Meta:
        verbose_name = "统计"
        verbose_name_plural = "统计"
        constraints = [
            models.UniqueConstraint(
                fields=["question", "area", "group", "row", "code"], name="tally_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_id}/{self.row}/{self.code}：{self.count}"
