"""The ledger of the funds: it is only added to."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from deliberation.models.councils import Council
from deliberation.models.files import private_storage
from deliberation.models.funds import Fund
from deliberation.models.projects import Project


class FundLineQuerySet(models.QuerySet["FundLine"]):
    def update(self, **kwargs):
        raise TypeError("the ledger is written once")

    def delete(self):
        raise TypeError("the ledger is written once")


class FundLine(models.Model):
    """资金流水: one movement of money; a mistake is taken back by its opposite, both stay."""

    class Kind(models.TextChoices):
        ALLOCATION = "allocation", "拨入"
        CARRY_IN = "carry_in", "上年结转"
        CARRY_OUT = "carry_out", "结转下年"
        COMMITMENT = "commitment", "安排给项目"
        RELEASE = "release", "项目结余收回"
        PAYMENT = "payment", "支付"
        REFUND = "refund", "退回"

    OF_FUND = (Kind.ALLOCATION, Kind.CARRY_IN, Kind.CARRY_OUT)

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="lines")
    kind = models.CharField("种类", max_length=12, choices=Kind)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="lines"
    )
    cents = models.BigIntegerField("金额（分）")
    on = models.DateField("日期")
    proof = models.CharField("凭据", max_length=100)
    # The wrong line that this one takes back; the two of them count nothing.
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    # Of a carry-over: the line of the other year.
    pair = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="paired_by"
    )
    # The receipt of a payment, drawn anew; for staff alone.
    scan = models.ImageField("单据", upload_to="receipts/", storage=private_storage, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("登记时间")

    objects = FundLineQuerySet.as_manager()

    class Meta:
        verbose_name = "资金流水"
        verbose_name_plural = "资金流水"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(cents__gt=0), name="fund_line_positive"),
            models.CheckConstraint(
                condition=Q(kind__in=["allocation", "carry_in", "carry_out"], project__isnull=True)
                | Q(kind__in=["commitment", "release", "payment", "refund"], project__isnull=False),
                name="fund_line_names_its_project",
            ),
        ]
        indexes = [models.Index(fields=["fund", "project"], name="fund_line_project")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.cents}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("the ledger is written once")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("the ledger is written once")

    @property
    def council(self) -> Council:
        return self.fund.council
