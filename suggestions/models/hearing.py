"""Who is heard: the parts of a series, participation that is no suggestion, and whom to hear."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable, Page

from suggestions.models.campaigns import Audience, CampaignPage, CampaignSeriesPage
from suggestions.models.people import Area

MOST = 1_000_000_000


class SeriesPart(Orderable):
    """系列的一项: of 1+6+1 the live event, one of the six groups, or the hotline's season."""

    class Kind(models.TextChoices):
        LIVE = "live", "直播"
        GROUP = "group", "群体征集"
        HOTLINE = "hotline", "热线季"
        OTHER = "other", "其他"

    series = ParentalKey(CampaignSeriesPage, on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField("类别", max_length=8, choices=Kind, default=Kind.GROUP)
    page = models.ForeignKey(
        Page,
        models.CASCADE,
        related_name="+",
        verbose_name="页面",
        help_text="这一项的征集或直播。",
    )
    target = models.PositiveIntegerField(
        "目标", null=True, blank=True, help_text="想听到多少条建议；不设目标的，留空。"
    )

    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("target")]),
        FieldPanel("page"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "系列的一项"
        verbose_name_plural = "系列的各项"

    def __str__(self) -> str:
        return str(self.page)


class CountQuerySet(models.QuerySet):
    def standing(self) -> "CountQuerySet":
        return self.filter(withdrawn_at__isnull=True)


class ParticipationCount(models.Model):
    """参与人次: who came, watched or passed by; with its source and its way, never a suggestion."""

    class Kind(models.TextChoices):
        OFFLINE = "offline", "线下活动"
        LIVE = "live", "直播"
        OTHER = "other", "其他"

    page = models.ForeignKey(Page, models.PROTECT, related_name="+", verbose_name="哪个征集或系列")
    kind = models.CharField("类别", max_length=8, choices=Kind)
    title = models.CharField("哪一场", max_length=60)
    number = models.PositiveIntegerField("人次")
    source = models.CharField("数字的来源", max_length=80)
    method = models.TextField("怎样数的")
    counted_on = models.DateField("日期")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField("撤去时间", null=True)
    withdrawn_because = models.CharField("撤去的理由", max_length=200, blank=True)

    objects = CountQuerySet.as_manager()

    class Meta:
        verbose_name = "参与人次登记"
        verbose_name_plural = "参与人次登记"
        ordering = ["-counted_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MOST), name="participation_is_plausible"
            ),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(method=""), name="participation_says_whence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}：{self.number}"


class HearingTarget(models.Model):
    """应听到的人: how many people of a group live in a place, by which voices are compared."""

    campaign = models.ForeignKey(CampaignPage, models.CASCADE, related_name="hearing_targets")
    audience = models.ForeignKey(
        Audience, models.CASCADE, null=True, related_name="+", verbose_name="征集对象"
    )
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name="区域")
    people = models.PositiveIntegerField("人数")
    source = models.CharField("数字的来源", max_length=80)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "应听到的人"
        verbose_name_plural = "应听到的人"
        ordering = ["audience__sort_order", "audience", "area__path", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "audience", "area"], name="heard_once_per_cell"
            ),
            models.CheckConstraint(
                condition=Q(people__gte=1, people__lte=MOST), name="hearing_target_is_plausible"
            ),
            models.CheckConstraint(
                condition=Q(audience__isnull=False) | Q(area__isnull=False),
                name="hearing_target_is_of_somebody",
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, (str(self.audience or ""), str(self.area or ""))))
