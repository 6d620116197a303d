"""会前意见: what residents say to an item of a published agenda before the meeting opens."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from deliberation.models.agenda import AgendaItem, Remark
from deliberation.models.councils import Council, Party


class CommentQuerySet(models.QuerySet):
    def public(self) -> "CommentQuerySet":
        """先审后发: what everybody may read, by number."""
        return self.filter(status=Comment.Status.SHOWN).order_by("item", "number")

    def waiting(self) -> "CommentQuerySet":
        return self.filter(status=Comment.Status.PENDING).order_by("at", "pk")


class Comment(models.Model):
    """One opinion, without an account and without a name; its number counts within the item."""

    class Status(models.TextChoices):
        PENDING = "pending", "待审核"
        SHOWN = "shown", "已公开"
        DECLINED = "declined", "不公开"

    NEXT = {
        Status.PENDING: {Status.SHOWN, Status.DECLINED},
        Status.SHOWN: {Status.DECLINED},
        Status.DECLINED: set(),
    }

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="comments")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.PENDING)
    number = models.PositiveSmallIntegerField("编号", null=True, blank=True)
    # As it was written; deleted when it has served its purpose.
    text = models.TextField("原文", blank=True)
    # Whom it asks something; then it becomes a question once it is public.
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="请谁答复"
    )
    public_text = models.TextField("公开的意见")
    # The form's key: sending twice finds the first.
    key = models.UUIDField(unique=True)
    receipt_hash = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField("提交时间")
    declined_because = models.CharField("不公开的理由", max_length=200, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    # Where it was noted into the record of the meeting.
    remark = models.OneToOneField(
        Remark, models.PROTECT, null=True, blank=True, related_name="comment"
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = "会前意见"
        verbose_name_plural = "会前意见"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="comment_number_once"),
            models.CheckConstraint(
                condition=~Q(status="shown") | Q(number__isnull=False, decided_at__isnull=False),
                name="comment_public_only_after_screening",
            ),
        ]
        indexes = [models.Index(fields=["item", "status"], name="comment_item")]

    def __str__(self) -> str:
        return self.public_text[:20]

    @property
    def council(self) -> Council:
        return self.item.meeting.council
