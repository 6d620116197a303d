"""转办: a topic with a department, its clock, its answer, and what residents say of it."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate

from suggestions.models.people import Department, Section
from suggestions.models.suggestions import Suggestion
from suggestions.models.topics import Topic


class ReferralQuerySet(models.QuerySet):
    def for_department(self, department: Department | None) -> "ReferralQuerySet":
        """All that one department may see; nothing for a user without one."""
        return self.filter(department=department) if department else self.none()

    def open(self) -> "ReferralQuerySet":
        return self.filter(status__in=Referral.OPEN)

    def overdue(self, at: dt.datetime) -> "ReferralQuerySet":
        """Late with the department: past the due date and nothing answered."""
        return self.filter(status__in=Referral.WITH_DEPARTMENT, due_on__lt=localdate(at))

    def due_within(self, at: dt.datetime, days: int) -> "ReferralQuerySet":
        today = localdate(at)
        return self.filter(
            status__in=Referral.WITH_DEPARTMENT,
            due_on__gte=today,
            due_on__lte=today + dt.timedelta(days=days),
        )


class Referral(models.Model):
    """One topic sent to one department: the lead answers, supporting ones contribute."""

    class Role(models.TextChoices):
        LEAD = "lead", "主办"
        SUPPORTING = "supporting", "协办"

    class Status(models.TextChoices):
        SENT = "sent", "待签收"
        SIGNED = "signed", "办理中"
        OBJECTED = "objected", "提出异议"
        ANSWERED = "answered", "答复待审"
        DONE = "done", "已采用"
        RECALLED = "recalled", "已撤回"

    OPEN = (Status.SENT, Status.SIGNED, Status.OBJECTED, Status.ANSWERED)
    WITH_DEPARTMENT = (Status.SENT, Status.SIGNED)
    NEXT = {
        Status.SENT: {Status.SIGNED, Status.OBJECTED, Status.RECALLED, Status.DONE},
        Status.SIGNED: {Status.ANSWERED, Status.OBJECTED, Status.RECALLED, Status.DONE},
        Status.OBJECTED: {Status.SENT, Status.RECALLED},
        Status.ANSWERED: {Status.DONE, Status.SIGNED, Status.RECALLED},
        Status.DONE: {Status.SIGNED},  # residents were not satisfied: worked on again
        Status.RECALLED: set(),
    }

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="referrals")
    department = models.ForeignKey(Department, models.PROTECT, related_name="referrals")
    role = models.CharField("分工", max_length=12, choices=Role)
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.SENT)
    note = models.TextField("转办意见", blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField("转办时间")
    sign_by = models.DateField("签收期限")
    object_by = models.DateField("异议期限")
    due_on = models.DateField("答复期限")
    extended = models.BooleanField("已延期", default=False)
    # 分办: the department's own affair. For the office and the public it lies with the department.
    section = models.ForeignKey(
        Section,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="科室",
        related_name="referrals",
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="经办人",
        related_name="+",
    )

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "转办"
        verbose_name_plural = "转办"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["topic"],
                condition=Q(role="lead") & ~Q(status="recalled"),
                name="one_lead_per_topic",
            ),
            models.UniqueConstraint(
                fields=["topic", "department"],
                condition=~Q(status="recalled"),
                name="department_once_per_topic",
            ),
        ]
        indexes = [models.Index(fields=["department", "status", "due_on"], name="referral_desk")]
        permissions = [("answer_referral", "答复转办事项")]

    def __str__(self) -> str:
        return f"{self.topic} → {self.department.short_name}"

    @property
    def is_lead(self) -> bool:
        return self.role == self.Role.LEAD

    def is_late(self, at: dt.datetime) -> bool:
        return self.status in self.WITH_DEPARTMENT and self.due_on < localdate(at)


class ExtensionRequest(models.Model):
    """延期: asked once per referral, with a reason that the residents are told."""

    class Status(models.TextChoices):
        ASKED = "asked", "待批准"
        GRANTED = "granted", "已批准"
        REFUSED = "refused", "未批准"

    NEXT = {
        Status.ASKED: {Status.GRANTED, Status.REFUSED},
        Status.GRANTED: set(),
        Status.REFUSED: set(),
    }

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="extensions")
    reason = models.TextField("延期理由")
    until = models.DateField("延至")
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField("批复意见", blank=True)

    class Meta:
        verbose_name = "延期申请"
        verbose_name_plural = "延期申请"
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(status__in=["asked", "granted"]),
                name="one_extension_per_referral",
            )
        ]

    def __str__(self) -> str:
        return f"延期至 {self.until:%Y-%m-%d}"


class AnswerQuerySet(models.QuerySet):
    def leading(self) -> "AnswerQuerySet":
        """Accepted for the whole topic, and not what a supporting department sent: the answer."""
        accepted = self.filter(status=Answer.Status.ACCEPTED, part="")
        return accepted.exclude(referral__role=Referral.Role.SUPPORTING)

    def in_part(self) -> "AnswerQuerySet":
        """Accepted for a part of the topic, while the rest was still worked on."""
        return self.filter(status=Answer.Status.ACCEPTED).exclude(part="")


class Answer(models.Model):
    """答复: what a department writes; accepted by an officer it reaches every author."""

    class Status(models.TextChoices):
        SUBMITTED = "submitted", "待审核"
        ACCEPTED = "accepted", "已采用"
        RETURNED = "returned", "已退回"

    NEXT = {
        Status.SUBMITTED: {Status.ACCEPTED, Status.RETURNED},
        Status.ACCEPTED: set(),
        Status.RETURNED: set(),
    }

    class Adoption(models.TextChoices):
        """Art. 13: the seven ways a suggestion becomes something, and the honest eighth."""

        MEASURE = "measure", "形成惠民举措"
        WORK = "work", "改进工作"
        RULE = "rule", "推动法规、规章、政策的立改废释"
        CONGRESS = "congress", "列为人大监督项目"
        PROPOSAL = "proposal", "转化为代表议案、建议"
        DECISION = "decision", "作为决策参考"
        OTHER = "other", "其他方式采纳"
        NOT_ADOPTED = "not_adopted", "暂未采纳（已说明理由）"

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="answers")
    referral = models.ForeignKey(
        Referral, models.PROTECT, null=True, blank=True, related_name="answers"
    )
    text = models.TextField("答复内容")
    # Empty: the whole topic. Else what of it is answered; the topic goes on.
    part = models.CharField("先答复的部分", max_length=80, blank=True)
    adoption = models.CharField("采纳情况", max_length=12, choices=Adoption)
    # What was promised by when; the follow-up question is asked after it.
    done_on = models.DateField("计划完成时间", null=True, blank=True)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.SUBMITTED)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField("提交时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    return_reason = models.TextField("退回理由", blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "答复"
        verbose_name_plural = "答复"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(status="submitted"),
                name="one_answer_waiting_per_referral",
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} 的答复"


class Delivery(models.Model):
    """An answer that reached a suggestion: exactly one row for each pair."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="deliveries")
    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="deliveries")
    at = models.DateTimeField()
    # When its author was really told: the channel took the message, or the call was written down.
    told_at = models.DateTimeField("告知时间", null=True, blank=True)
    # The satisfaction question is asked a second time, after the promise fell due.
    asked_again_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "答复送达"
        verbose_name_plural = "答复送达"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "suggestion"], name="delivery_once")
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} → {self.suggestion_id}"


class Rating(models.Model):
    """评价: is the resident satisfied, and was it really done? Asked at the answer, and again."""

    class Satisfaction(models.TextChoices):
        GOOD = "good", "满意"
        FAIR = "fair", "基本满意"
        BAD = "bad", "不满意"

    class Done(models.TextChoices):
        YES = "yes", "真的办好了"
        PARTLY = "partly", "办了一部分"
        NO = "no", "没有办"
        UNKNOWN = "unknown", "还看不出来"

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="ratings")
    satisfaction = models.CharField("满意度", max_length=4, choices=Satisfaction)
    done = models.CharField("办好了吗", max_length=8, choices=Done)
    comment = models.TextField("说明", blank=True)
    round = models.PositiveSmallIntegerField("第几次评价", default=1)
    at = models.DateTimeField("评价时间")

    class Meta:
        verbose_name = "评价"
        verbose_name_plural = "评价"
        constraints = [
            models.UniqueConstraint(fields=["delivery", "round"], name="rating_once_per_round"),
            models.CheckConstraint(condition=Q(round__in=[1, 2]), name="rating_round_known"),
        ]

    def __str__(self) -> str:
        return self.get_satisfaction_display()

    @property
    def is_bad(self) -> bool:
        return self.satisfaction == self.Satisfaction.BAD or self.done == self.Done.NO
