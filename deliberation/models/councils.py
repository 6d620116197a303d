"""Who deliberates: parties, councils with their own rules, and the people on their seats."""

import datetime as dt
from typing import Any, Protocol

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from suggestions.models.encrypted import EncryptedTextField


class OfCouncil(Protocol):
    """A record that belongs to a council, at whatever remove."""

    pk: Any

    @property
    def _meta(self) -> Any: ...

    @property
    def council(self) -> "Council": ...


class Dated(models.QuerySet):
    def in_force(self, on: dt.date) -> "Dated":
        """Rows that hold on a day; both ends are included, an open end is empty."""
        return self.filter(since__lte=on).filter(Q(until__isnull=True) | Q(until__gte=on))


class Party(models.Model):
    """A party of the deliberation: the five of 五方联动 as data, a sixth where a city has one."""

    code = models.SlugField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=20, unique=True)
    order = models.PositiveSmallIntegerField("顺序")
    # Seated in a new council unless its people decide otherwise.
    usual = models.BooleanField("默认入席", default=True)
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True)

    objects = Dated.as_manager()

    class Meta:
        verbose_name = "议事方"
        verbose_name_plural = "议事方"
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class CouncilQuerySet(models.QuerySet):
    def active(self) -> "CouncilQuerySet":
        return self.filter(active=True)

    def run_by(self, user) -> "CouncilQuerySet":
        """The councils whose secretary a user is; nothing for anybody else."""
        return self.filter(secretaries=user)


class Council(models.Model):
    """议事会 of an area, with the rules that its people gave themselves.

    A council is a record and not a page: a city has thousands, made and changed by rule. Editors
    who want to tell more about one publish a `CouncilPage` for it.
    """

    class Level(models.TextChoices):
        ESTATE = "estate", "小区"
        COMMUNITY = "community", "居村"
        STREET = "street", "街镇"
        DISTRICT = "district", "区"
        CITY = "city", "市"

    class Locality(models.TextChoices):
        URBAN = "urban", "居委会"
        VILLAGE = "village", "村委会"

    class Holiday(models.TextChoices):
        """What happens when the day is no working day."""

        KEEP = "keep", "照常召开"
        NEXT = "next", "顺延到下一个工作日"
        BEFORE = "before", "提前到上一个工作日"

    class Threshold(models.TextChoices):
        MAJORITY = "majority", "到会人数的过半数"
        TWO_THIRDS = "two-thirds", "到会人数的三分之二以上"
        UNANIMOUS = "unanimous", "到会人数全体一致"

    area = models.ForeignKey(
        "suggestions.Area", models.PROTECT, related_name="councils", verbose_name="区域"
    )
    name = models.CharField("名称", max_length=60)
    slug = models.SlugField("网址名", max_length=60, unique=True, allow_unicode=True)
    level = models.CharField("级别", max_length=12, choices=Level, db_index=True)
    locality = models.CharField("类型", max_length=8, choices=Locality, default=Locality.URBAN)
    # What cannot be settled here goes up to it.
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    secretaries = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="councils", verbose_name="议事员"
    )
    day = models.PositiveSmallIntegerField("每月几日", default=20)
    holiday = models.CharField("遇节假日", max_length=8, choices=Holiday, default=Holiday.KEEP)
    starts_at = models.TimeField("开始时间", default=dt.time(19, 0))
    minutes = models.PositiveSmallIntegerField("时长（分钟）", default=60)
    place = models.CharField("地点", max_length=80, blank=True)
    notice_days = models.PositiveSmallIntegerField("提前通知（天）", default=10)
    # What comes up from below has its answer within these days: an agenda, or a word on it.
    answer_days = models.PositiveSmallIntegerField("上报议题答复期限（天）", default=15)
    confirm_days = models.PositiveSmallIntegerField("纪要确认期限（天）", default=5)
    publication_days = models.PositiveSmallIntegerField("公示（天）", default=15)
    threshold = models.CharField(
        "通过条件", max_length=12, choices=Threshold, default=Threshold.MAJORITY
    )
    required_parties = models.ManyToManyField(
        Party, blank=True, related_name="+", verbose_name="必须到场的议事方"
    )
    # As what its meetings are held besides the monthly one; none chosen, all are offered.
    formats = models.ManyToManyField(
        "deliberation.Format", blank=True, related_name="+", verbose_name="采用的协商形式"
    )
    # By which steps its matters go; nothing chosen is 会商四步.
    procedure = models.ForeignKey(
        "deliberation.Procedure",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="采用的议事程序",
    )
    seconds_needed = models.PositiveSmallIntegerField("居民提议所需附议数", default=5)
    scope_in = models.TextField("议什么", blank=True)
    scope_out = models.TextField("不议什么", blank=True)
    active = models.BooleanField("启用", default=True)

    objects = CouncilQuerySet.as_manager()

    class Meta:
        verbose_name = "议事会"
        verbose_name_plural = "议事会"
        ordering = ["area__path", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(day__gte=1, day__lte=31), name="council_day"),
            models.CheckConstraint(
                condition=Q(publication_days__gte=15), name="council_publishes_15_days"
            ),
            models.UniqueConstraint(fields=["area", "name"], name="council_once_an_area"),
        ]
        permissions = [
            ("run_council", "主持议事"),
            ("oversee_councils", "查看全部议事会"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("deliberation:council", args=[self.slug])


class SeatQuerySet(Dated):
    def full(self) -> "SeatQuerySet":
        """Seats that count; substitutes sit only in somebody's place."""
        return self.filter(substitute_for__isnull=True)


def surname_only(name: str) -> str:
    """How somebody is named in public who was never asked."""
    return f"{name[:1]}某"


def half_hidden(name: str) -> str:
    """张＊国: found by who bears it, not a list of members for who does not."""
    if len(name) < 3:
        return name[:1] + "＊" * (len(name) - 1)
    return name[0] + "＊" * (len(name) - 2) + name[-1]


class Seat(models.Model):
    """A seat with who holds it, for a term; a substitute names the seat that it stands in for."""

    class Shown(models.TextChoices):
        NAME = "name", "公开姓名"
        SURNAME = "surname", "只公开姓氏"
        PARTY = "party", "只公开所属议事方"

    council = models.ForeignKey(Council, models.PROTECT, related_name="seats")
    party = models.ForeignKey(Party, models.PROTECT, related_name="seats", verbose_name="议事方")
    holder = models.CharField("姓名", max_length=40)
    post = models.CharField("职务", max_length=40, blank=True)
    shown = models.CharField("对外公开", max_length=8, choices=Shown, default=Shown.SURNAME)
    # What tells two of one name apart, in a word that its holder agreed to: 3号楼. Public.
    apart = models.CharField("同名区分", max_length=12, blank=True)
    phone = EncryptedTextField("手机", blank=True)
    email = EncryptedTextField("电子邮件", blank=True)
    substitute_for = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="substitutes"
    )
    since = models.DateField("任期自")
    until = models.DateField("任期至", null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = "席位"
        verbose_name_plural = "席位"
        ordering = ["party__order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="seat_term"
            )
        ]
        indexes = [models.Index(fields=["council", "since"], name="seat_council")]

    def __str__(self) -> str:
        return f"{self.party} {self.holder}"

    @property
    def named(self) -> str:
        """The full name, told apart from another one's."""
        return self.holder + self._mark

    @property
    def _mark(self) -> str:
        return f"（{self.apart}）" if self.apart else ""

    @property
    def public_name(self) -> str:
        """The holder as they agreed to be named."""
        if self.shown == self.Shown.NAME:
            return self.named
        if self.shown == self.Shown.SURNAME:
            return surname_only(self.holder) + self._mark
        return f"{self.party.name.removesuffix('（代表）')}代表"  # 居民（代表）: 居民代表

    @property
    def hall_name(self) -> str:
        """For those who are in the hall: enough to find oneself and to be called."""
        known = self.shown == self.Shown.NAME
        return (self.holder if known else half_hidden(self.holder)) + self._mark
