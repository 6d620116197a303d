"""Crowdfunding: who gives how much, and each movement of the money."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from deliberation.models.councils import Council
from deliberation.models.resolutions import Resolution
from suggestions.models.encrypted import EncryptedTextField


class Pledge(models.Model):
    """众筹认领: who will give how much. What was paid and refunded are lines of the ledger."""

    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="pledges")
    number = models.PositiveIntegerField("编号")
    name = EncryptedTextField("认领人", blank=True)
    # As the giver wants to be named on the public page.
    public_name = models.CharField("公开署名", max_length=40, default="热心居民")
    amount = models.DecimalField("认领金额（元）", max_digits=12, decimal_places=2)
    # Sums of the lines in whole cents: exact in any database, moved by conditional UPDATEs.
    paid_cents = models.BigIntegerField("已到账（分）", default=0)
    refunded_cents = models.BigIntegerField("已退款（分）", default=0)
    at = models.DateTimeField("认领时间")

    class Meta:
        verbose_name = "众筹认领"
        verbose_name_plural = "众筹认领"
        ordering = ["resolution", "number"]
        constraints = [
            models.UniqueConstraint(fields=["resolution", "number"], name="pledge_number_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="pledge_positive"),
            models.CheckConstraint(
                condition=Q(refunded_cents__gte=0, refunded_cents__lte=F("paid_cents")),
                name="refunded_at_most_paid",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}：{self.amount}"

    @property
    def council(self) -> Council:
        return self.resolution.council


class LedgerLine(models.Model):
    """A movement of crowdfunded money; written once, a mistake is reversed by its opposite."""

    class Kind(models.TextChoices):
        PAID = "paid", "到账"
        REFUNDED = "refunded", "退款"

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="lines")
    # The wrong line that this one takes back; the two of them count nothing.
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    kind = models.CharField("种类", max_length=10, choices=Kind)
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    on = models.DateField("日期")
    note = models.CharField("凭据", max_length=100)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "众筹流水"
        verbose_name_plural = "众筹流水"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_line_positive")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"
