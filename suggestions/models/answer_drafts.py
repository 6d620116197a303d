"""Before an answer is handed in: its draft, its way through the department, texts to begin with."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from suggestions.models.people import Department
from suggestions.models.referrals import Answer, Referral
from suggestions.models.topics import Topic


class AnswerDraft(models.Model):
    """答复草稿: one for each referral, read by its department alone."""

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        SIGNING = "signing", "待审签"

    NEXT = {
        Status.DRAFT: {Status.SIGNING},
        Status.SIGNING: {Status.DRAFT},
    }

    referral = models.OneToOneField(Referral, models.CASCADE, related_name="draft")
    text = models.TextField("答复内容")
    part = models.CharField("先答复的部分", max_length=80, blank=True)
    adoption = models.CharField("采纳情况", max_length=12, choices=Answer.Adoption, blank=True)
    done_on = models.DateField("计划完成时间", null=True, blank=True)
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.DRAFT)
    # How many of the department's signatures it has.
    signed = models.PositiveSmallIntegerField(default=0)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField("起草时间")
    return_reason = models.TextField("退回理由", blank=True)

    class Meta:
        verbose_name = "答复草稿"
        verbose_name_plural = "答复草稿"
        constraints = [
            models.CheckConstraint(
                condition=Q(status="signing") | Q(signed=0), name="draft_is_not_signed"
            )
        ]

    def __str__(self) -> str:
        return f"{self.referral} 的答复草稿"


class AnswerTemplateQuerySet(models.QuerySet):
    def for_department(self, department: Department) -> "AnswerTemplateQuerySet":
        return self.filter(Q(department=department) | Q(department=None))


class AnswerTemplate(models.Model):
    """答复模板: a text to begin with; of one department, or for all."""

    name = models.CharField("名称", max_length=40)
    text = models.TextField("内容", max_length=2000)
    department = models.ForeignKey(
        Department,
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name="供哪个单位使用",
        related_name="answer_templates",
    )

    objects = AnswerTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "答复模板"
        verbose_name_plural = "答复模板"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Recusal(models.Model):
    """回避 (信访工作条例 Art. 30): who has an interest in a matter decides nothing in it."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="recusals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField("理由")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "回避"
        verbose_name_plural = "回避"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "user"],
                condition=Q(ended_at__isnull=True),
                name="recused_once_per_topic",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} 回避“{self.topic}”"
