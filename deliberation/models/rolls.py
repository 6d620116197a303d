"""名册: who is entitled to vote, with units and areas for owners; frozen when voting opens."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from deliberation.models.councils import Council
from suggestions.models.encrypted import EncryptedTextField


class Roll(models.Model):
    """A list of the entitled. A frozen one never changes: a changed one is a new roll."""

    class Kind(models.TextChoices):
        RESIDENTS = "residents", "居民（村民）"
        HOUSEHOLDS = "households", "户代表"
        REPRESENTATIVES = "representatives", "居民（村民）代表"
        OWNERS = "owners", "业主"
        COMMITTEE = "committee", "业主委员会委员"
        SEATS = "seats", "议事会席位"

    class Status(models.TextChoices):
        DRAFT = "draft", "待核对"
        CHECKED = "checked", "已核对"
        FROZEN = "frozen", "已锁定"

    NEXT = {
        Status.DRAFT: {Status.CHECKED},
        Status.CHECKED: {Status.DRAFT, Status.FROZEN},
        Status.FROZEN: set(),
    }

    council = models.ForeignKey(Council, models.PROTECT, related_name="rolls")
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.DRAFT)
    kind = models.CharField("名册种类", max_length=16, choices=Kind)
    name = models.CharField("名称", max_length=60)
    # Totals as they were when it was frozen: the whole of every share.
    people = models.PositiveIntegerField("人数", default=0)
    households = models.PositiveIntegerField("户数", default=0)
    area = models.DecimalField("总面积（平方米）", max_digits=14, decimal_places=2, default=0)
    fingerprint = models.CharField("指纹", max_length=64, blank=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    imported_at = models.DateTimeField("导入时间")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    frozen_at = models.DateTimeField("锁定时间", null=True, blank=True)

    class Meta:
        verbose_name = "名册"
        verbose_name_plural = "名册"
        ordering = ["-imported_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class RollEntry(models.Model):
    """One head on a roll: an owner with several units is one, with their areas summed."""

    roll = models.ForeignKey(Roll, models.CASCADE, related_name="entries")
    number = models.PositiveIntegerField("编号")
    name = models.CharField("姓名", max_length=40)
    household = models.CharField("户号", max_length=40, blank=True)
    # Speaks for the household where a vote counts households.
    heads_household = models.BooleanField("户代表", default=False)
    party = models.ForeignKey(
        "deliberation.Party", models.PROTECT, null=True, blank=True, related_name="+"
    )
    seat = models.ForeignKey(
        "deliberation.Seat", models.PROTECT, null=True, blank=True, related_name="+"
    )
    phone = EncryptedTextField("手机", blank=True)
    # Keyed hash (`receipts.person_key`): finds an entry by phone without reading any.
    phone_key = models.CharField(max_length=64, blank=True)
    area = models.DecimalField("面积（平方米）", max_digits=12, decimal_places=2, default=0)

    class Meta:
        verbose_name = "名册人员"
        verbose_name_plural = "名册人员"
        ordering = ["roll", "number"]
        constraints = [
            models.UniqueConstraint(fields=["roll", "number"], name="roll_number_once"),
            models.UniqueConstraint(
                fields=["roll", "household"],
                condition=Q(heads_household=True) & ~Q(household=""),
                name="one_head_a_household",
            ),
            models.CheckConstraint(condition=Q(area__gte=0), name="roll_area_not_negative"),
        ]
        indexes = [models.Index(fields=["roll", "phone_key"], name="roll_phone")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Unit(models.Model):
    """A unit of owners: several owners are one head, represented by the entry named here."""

    roll = models.ForeignKey(Roll, models.CASCADE, related_name="units")
    label = models.CharField("房号", max_length=40)
    area = models.DecimalField("面积（平方米）", max_digits=12, decimal_places=2)
    entry = models.ForeignKey(RollEntry, models.CASCADE, related_name="units")
    # Names of further owners, for the check and for mandates.
    co_owners = models.JSONField("共有人", default=list, blank=True)

    class Meta:
        verbose_name = "房屋"
        verbose_name_plural = "房屋"
        ordering = ["roll", "label"]
        constraints = [
            models.UniqueConstraint(fields=["roll", "label"], name="unit_once_a_roll"),
            models.CheckConstraint(condition=Q(area__gt=0), name="unit_has_an_area"),
        ]

    def __str__(self) -> str:
        return self.label
