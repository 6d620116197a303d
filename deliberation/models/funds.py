"""社区资金: the pot of a council's year, and what it may be spent on."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from deliberation.models.councils import Council


class Fund(models.Model):
    """资金池: money of one council for one year, with what it may be spent on as data.

    What is in it stands nowhere but in its lines: `deliberation.rules.fund.reckon` adds them up.
    """

    council = models.ForeignKey(Council, models.PROTECT, related_name="funds")
    year = models.PositiveSmallIntegerField("年度")
    name = models.CharField("名称", max_length=40)
    # What may be paid, a short phrase each; a project names one of them.
    uses = models.JSONField("可以用在", default=list)
    ceiling = models.BigIntegerField("单个项目上限（分）", null=True, blank=True)
    rules = models.TextField("使用规则", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("设立时间")

    class Meta:
        verbose_name = "资金池"
        verbose_name_plural = "资金池"
        ordering = ["-year", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["council", "year", "name"], name="fund_once_a_year"),
            models.CheckConstraint(
                condition=Q(ceiling__isnull=True) | Q(ceiling__gt=0), name="fund_ceiling_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.name}"

    def get_absolute_url(self) -> str:
        return reverse("deliberation:fund", args=[self.pk])
