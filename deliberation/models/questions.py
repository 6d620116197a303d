"""提问: a question about a matter to one party, with the day by which it is to be answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from deliberation.models.comments import Comment
from deliberation.models.councils import Council, Party, Seat
from deliberation.models.matters import Matter


class Question(models.Model):
    """Asked by a resident or by a seat; without an answer it stays in sight as 尚未答复."""

    class Status(models.TextChoices):
        OPEN = "open", "尚未答复"
        ANSWERED = "answered", "已答复"
        WITHDRAWN = "withdrawn", "已撤回"

    class Way(models.TextChoices):
        LINK = "link", "席位通过链接答复"
        DESK = "desk", "议事员登记"

    NEXT = {
        Status.OPEN: {Status.ANSWERED, Status.WITHDRAWN},
        Status.ANSWERED: set(),
        Status.WITHDRAWN: set(),
    }

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="questions")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name="请谁答复")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.OPEN)
    text = models.TextField("问题")
    # Who asks: a resident's 会前意见, a seat, or else the council itself.
    comment = models.OneToOneField(
        Comment, models.PROTECT, null=True, blank=True, related_name="question"
    )
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField("提问时间")
    due_on = models.DateField("答复期限")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answer = models.TextField("答复", blank=True)
    way = models.CharField("答复方式", max_length=8, choices=Way, blank=True)
    # Of an answer by link the seat that gave it; of one noted here where it was said.
    answered_by = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField("出处", max_length=120, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = "提问"
        verbose_name_plural = "提问"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="answered") | ~Q(answer="") & Q(answered_at__isnull=False),
                name="answered_question_has_an_answer",
            )
        ]
        indexes = [models.Index(fields=["status", "due_on"], name="question_due")]

    def __str__(self) -> str:
        return self.text[:20]

    @property
    def council(self) -> Council:
        return self.matter.council

    @property
    def asker(self) -> str:
        """As everybody may read it."""
        if self.comment_id:
            return "居民"
        return self.seat.public_name if self.seat else "议事会"
