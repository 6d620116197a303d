"""Ways to settle a matter, side by side, and where their money comes from."""

from django.db import models
from django.db.models import Q

from deliberation.models.agenda import AgendaItem
from deliberation.models.councils import Council
from deliberation.models.meetings import Meeting


class MoneySource(models.TextChoices):
    """Where money for a resolution comes from."""

    REPAIR_FUND = "repair_fund", "专项维修资金"
    CROWDFUNDING = "crowdfunding", "众筹"
    COMMUNITY_FUND = "community_fund", "社区保障激励资金"
    STREET = "street", "街道资金"
    PUBLIC_INCOME = "public_income", "公共收益"
    PROPERTY = "property", "物业企业"
    VILLAGE = "village", "村集体"
    OTHER = "other", "其他"


class Option(models.Model):
    """方案: one way to settle an item, side by side with the others."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="options")
    order = models.PositiveSmallIntegerField("序号")
    title = models.CharField("方案", max_length=60)
    detail = models.TextField("做法", blank=True)
    carrier = models.CharField("由谁实施", max_length=60, blank=True)
    weeks = models.PositiveSmallIntegerField("约需几周", null=True, blank=True)

    class Meta:
        verbose_name = "方案"
        verbose_name_plural = "方案"
        ordering = ["item", "order"]
        constraints = [models.UniqueConstraint(fields=["item", "order"], name="option_order")]

    def __str__(self) -> str:
        return self.title

    @property
    def meeting(self) -> Meeting:
        return self.item.meeting

    @property
    def council(self) -> Council:
        return self.item.meeting.council


class OptionMoney(models.Model):
    """What an option costs, by source, in yuan."""

    option = models.ForeignKey(Option, models.CASCADE, related_name="money")
    source = models.CharField("资金来源", max_length=16, choices=MoneySource)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = "方案资金"
        verbose_name_plural = "方案资金"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="option_money_not_negative")
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.amount}"
