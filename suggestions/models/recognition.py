"""优秀建议 (Art. 16): chosen by criteria that were written down before, by two people."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localtime

from suggestions.models.campaigns import CampaignPage
from suggestions.models.encrypted import EncryptedTextField
from suggestions.models.suggestions import Suggestion

ANONYMOUS = "匿名"


class RecognitionRound(models.Model):
    """一次评选: its criteria stand in it from the beginning, and nobody changes them later."""

    class Status(models.TextChoices):
        OPEN = "open", "评选中"
        PUBLISHED = "published", "已公布"

    NEXT = {Status.OPEN: {Status.PUBLISHED}, Status.PUBLISHED: set()}

    title = models.CharField("评选名称", max_length=60, unique=True)
    criteria = models.TextField("评选标准")
    campaign = models.ForeignKey(
        CampaignPage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="哪个征集",
    )
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.OPEN)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("开始时间")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField("公布时间", null=True)

    class Meta:
        verbose_name = "优秀建议评选"
        verbose_name_plural = "优秀建议评选"
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open") | Q(published_at__isnull=False),
                name="recognition_published_says_when",
            )
        ]

    def __str__(self) -> str:
        return self.title


class RecognitionQuerySet(models.QuerySet):
    def chosen(self) -> "RecognitionQuerySet":
        """Chosen, and still to be read by anybody: what is taken back or taken down falls out."""
        return self.filter(
            status=Recognition.Status.CHOSEN,
            suggestion__published_at__isnull=False,
            suggestion__status__in=Suggestion.ACTIVE,
        )

    def public(self) -> "RecognitionQuerySet":
        return self.chosen().filter(round__status=RecognitionRound.Status.PUBLISHED)


class Recognition(models.Model):
    """优秀建议: nominated by one person with the criterion it meets, decided by another."""

    class Status(models.TextChoices):
        NOMINATED = "nominated", "待评定"
        CHOSEN = "chosen", "评为优秀"
        NOT_CHOSEN = "not_chosen", "未评上"

    NEXT = {
        Status.NOMINATED: {Status.CHOSEN, Status.NOT_CHOSEN},
        Status.CHOSEN: set(),
        Status.NOT_CHOSEN: set(),
    }

    round = models.ForeignKey(
        RecognitionRound, models.PROTECT, related_name="recognitions", verbose_name="评选"
    )
    suggestion = models.ForeignKey(
        Suggestion, models.CASCADE, related_name="recognitions", verbose_name="建议"
    )
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.NOMINATED)
    reason = models.TextField("符合哪一条标准")
    nominated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    nominated_at = models.DateTimeField("推荐时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField("评定时间", null=True)
    decided_because = models.TextField("评定的说明", blank=True)
    # What the author wished, on the page of the own suggestion; without a word: no name.
    shown_name = EncryptedTextField("署名", blank=True)
    answered_at = models.DateTimeField("作者选定时间", null=True)

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        verbose_name = "优秀建议"
        verbose_name_plural = "优秀建议"
        ordering = ["decided_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "suggestion"], name="recognised_once_per_round"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("nominated_by")),
                name="recognition_takes_two",
            ),
            models.CheckConstraint(
                condition=Q(status="nominated")
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="recognition_decided_says_who",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion}：{self.get_status_display()}"

    @property
    def named(self) -> str:
        return self.shown_name or ANONYMOUS

    @property
    def number(self) -> str:
        """What stands on its certificate."""
        moment = localtime(self.decided_at) if self.decided_at else None
        return f"优建证〔{moment:%Y}〕{self.pk}号" if moment else ""
