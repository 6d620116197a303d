"""The history: one row for every change, written once and never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import localtime

# Who acted where no member of staff did.
RESIDENT, MACHINE = "建议人", "系统"


class Verb(models.TextChoices):
    """What may happen, with the words staff read. Residents' words are in `timeline.py`."""

    SUBMITTED = "submitted", "提交建议"
    IMPORTED = "imported", "导入建议"
    SORTED = "sorted", "改定类别"
    TAGGED = "tagged", "改标签"
    ACCEPTED = "accepted", "审核通过"
    DECLINED = "declined", "告知应去途径"
    UNDECIDED = "undecided", "撤销成批办理"
    REVISED = "revised", "修改公开文本"
    PUBLISHED = "published", "公开"
    UNPUBLISHED = "unpublished", "撤下"
    WITHDRAWN = "withdrawn", "作者撤回"
    CORRECTED = "corrected", "作者更正"
    ERASED = "erased", "作者删除内容"
    RECEIPT_ISSUED = "receipt_issued", "补发查询码"
    LINKS_ENDED = "links_ended", "作废个人链接"
    REVEALED = "revealed", "查看联系方式"
    PROPOSED = "proposed", "机器拟题"
    CONFIRMED = "confirmed", "确认问题"
    RENAMED = "renamed", "改名"
    MERGED = "merged", "合并"
    UNMERGED = "unmerged", "撤销合并"
    SPLIT = "split", "拆分"
    MOVED = "moved", "移动建议"
    SET_ASIDE = "set_aside", "搁置"
    RESTORED = "restored", "恢复"
    RUN_UNDONE = "run_undone", "撤销归类"
    REFERRED = "referred", "转办"
    SIGNED = "signed", "签收"
    ASSIGNED = "assigned", "分办"
    OBJECTED = "objected", "提出异议"
    OBJECTION_UPHELD = "objection_upheld", "异议成立"
    OBJECTION_REFUSED = "objection_refused", "异议不成立"
    RECALLED = "recalled", "撤回转办"
    REMINDED = "reminded", "催办"
    ESCALATED = "escalated", "督办"
    EXTENSION_ASKED = "extension_asked", "申请延期"
    EXTENSION_GRANTED = "extension_granted", "同意延期"
    EXTENSION_REFUSED = "extension_refused", "不同意延期"
    SENT_TO_SIGN = "sent_to_sign", "送本单位审签"
    COUNTERSIGNED = "countersigned", "审签同意"
    SIGNING_RETURNED = "signing_returned", "审签退回"
    FILE_ADDED = "file_added", "加附件"
    FILE_REMOVED = "file_removed", "去掉附件"
    RECUSED = "recused", "回避"
    RECUSAL_ENDED = "recusal_ended", "解除回避"
    ANSWER_SUBMITTED = "answer_submitted", "提交答复"
    ANSWER_RETURNED = "answer_returned", "退回答复"
    ANSWERED = "answered", "答复送达"
    PART_ANSWERED = "part_answered", "先答复一部分"
    WAY_CHOSEN = "way_chosen", "改定告知方式"
    CALLED = "called", "电话告知"
    LETTER_SENT = "letter_sent", "寄出信函"
    RATED = "rated", "评价"
    ASKED_AGAIN = "asked_again", "回访"
    REOPENED = "reopened", "重新办理"
    CLOSED = "closed", "办结"
    TIED = "tied", "对上条文"
    WRITTEN_IN = "written_in", "写进条文"
    WEIGHED = "weighed", "对照条文说明"
    TAKEN_OUT = "taken_out", "不再写进条文"
    ADVICE_ASKED = "advice_asked", "请人咨询"
    ADVICE_GIVEN = "advice_given", "提交咨询意见"
    ADVICE_DECLINED = "advice_declined", "谢绝咨询"
    ADVICE_REVOKED = "advice_revoked", "收回咨询"
    ADVICE_PUBLISHED = "advice_published", "公开咨询意见"
    ADVICE_UNPUBLISHED = "advice_unpublished", "撤下咨询意见"
    ANSWERS_KEPT = "answers_kept", "确认问卷意见"
    ANSWERS_REFUSED = "answers_refused", "问卷意见不归入"
    NOMINATED = "nominated", "推荐为优秀建议"
    RECOGNISED = "recognised", "评为优秀建议"
    NOT_RECOGNISED = "not_recognised", "没有评为优秀建议"


class EventQuerySet(models.QuerySet):
    def for_resident(self) -> "EventQuerySet":
        return self.filter(public=True)

    def forget_words(self) -> int:
        """Blank what residents typed: the one change, made when they have their words erased.

        That something happened, and when, stays.
        """
        return models.QuerySet.update(self.filter(actor=RESIDENT), reason="")

    def update(self, **kwargs):
        raise TypeError("history is written once")

    def delete(self):
        raise TypeError("history is written once")


class Event(models.Model):
    """Who did what to which record, from which status to which, why and when."""

    verb = models.CharField("事项", max_length=20, choices=Verb)
    suggestion = models.ForeignKey(
        "suggestions.Suggestion", models.CASCADE, null=True, related_name="events"
    )
    topic = models.ForeignKey("suggestions.Topic", models.CASCADE, null=True, related_name="events")
    referral = models.ForeignKey(
        "suggestions.Referral", models.CASCADE, null=True, related_name="events"
    )
    issue = models.ForeignKey(
        "suggestions.Issue", models.CASCADE, null=True, related_name="events", db_index=False
    )
    from_status = models.CharField("原状态", max_length=12, blank=True)
    to_status = models.CharField("新状态", max_length=12, blank=True)
    # Empty: a resident or the machine; then `actor` says which.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor = models.CharField("经办", max_length=80)
    # 代班: in whose place; `actor` says it in words.
    instead_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    reason = models.TextField("说明", blank=True)
    data = models.JSONField(default=dict, blank=True)
    public = models.BooleanField("建议人可见", default=False)
    at = models.DateTimeField("时间")

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "办理记录"
        verbose_name_plural = "办理记录"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(suggestion__isnull=False)
                | Q(topic__isnull=False)
                | Q(referral__isnull=False)
                | Q(issue__isnull=False),
                name="event_has_a_subject",
            )
        ]
        indexes = [
            models.Index(fields=["suggestion", "at"], name="event_suggestion"),
            models.Index(fields=["topic", "at"], name="event_topic"),
            models.Index(fields=["referral", "at"], name="event_referral"),
            # How much was sorted since the machine last learned from it.
            models.Index(fields=["at"], condition=Q(verb="sorted"), name="event_sorted"),
            # How much each officer reads, and until when it will take.
            models.Index(
                fields=["at", "by"],
                condition=Q(verb__in=["accepted", "declined"]),
                name="event_decided",
            ),
            models.Index(
                fields=["issue", "at"], condition=Q(issue__isnull=False), name="event_issue"
            ),
            # What was done in somebody's place while they were away.
            models.Index(
                fields=["instead_of", "at"],
                condition=Q(instead_of__isnull=False),
                name="event_instead_of",
            ),
        ]

    def __str__(self) -> str:
        return f"{localtime(self.at):%Y-%m-%d %H:%M} {self.get_verb_display()}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("history is written once")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("history is written once")


class ContactReveal(models.Model):
    """Every look at a resident's contact data: who, why, when."""

    contact = models.ForeignKey("suggestions.Contact", models.CASCADE, related_name="reveals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    instead_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="代"
    )
    reason = models.CharField("理由", max_length=200)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "联系方式查看记录"
        verbose_name_plural = "联系方式查看记录"
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.by} {localtime(self.at):%Y-%m-%d %H:%M}"
