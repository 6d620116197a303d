"""People and places: staff accounts, administrative areas, departments."""

from typing import Any, ClassVar, Optional

from django.contrib.auth.models import AbstractUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from treebeard.mp_tree import MP_Node


class Area(MP_Node):
    """A place in the tree 市 → 区 → 街镇 → 居村 → 小区; `code` is the public division code."""

    class Level(models.TextChoices):
        CITY = "city", "市"
        DISTRICT = "district", "区"
        STREET = "street", "街镇"
        COMMUNITY = "community", "居村"
        ESTATE = "estate", "小区"

    code = models.CharField("代码", max_length=24, unique=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=12, choices=Level, db_index=True)
    # "徐汇区 · 田林街道", kept beside the name so that a list of 20 rows asks nothing more.
    full_name = models.CharField("全称", max_length=160, editable=False)

    # Somewhere in its middle: by it the nearest councils are found. Both or neither.
    latitude = models.FloatField(
        "中心纬度",
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.FloatField(
        "中心经度",
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )

    node_order_by = ["code"]

    class Meta:
        verbose_name = "区域"
        verbose_name_plural = "区域"
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,  # said, as the database lets what is unknown pass
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="area_centre_whole",
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.name


class Department(models.Model):
    """承办单位: an organ to which a topic is forwarded."""

    name = models.CharField("名称", max_length=80, unique=True)
    short_name = models.CharField("简称", max_length=20)
    duties = models.TextField("职责", blank=True, help_text="一两句话：管什么、不管什么。")
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, verbose_name="所属区域", related_name="+"
    )
    active = models.BooleanField("启用", default=True)
    # How many signatures of its own an answer needs before it is handed in.
    sign_off = models.PositiveSmallIntegerField(
        "答复提交前的审签",
        choices=[(0, "不需要"), (1, "科室负责人审签"), (2, "科室负责人、分管领导审签")],
        default=0,
    )

    class Meta:
        verbose_name = "承办单位"
        verbose_name_plural = "承办单位"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Section(models.Model):
    """科室: a part of a department, which has it share the work. Figures are the department's."""

    department = models.ForeignKey(
        Department, models.CASCADE, verbose_name="承办单位", related_name="sections"
    )
    name = models.CharField("名称", max_length=40)
    active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "科室"
        verbose_name_plural = "科室"
        ordering = ["department__name", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "name"],
                name="section_once_per_department",
                violation_error_message="这个单位已经有叫这个名称的科室。",
            )
        ]

    def __str__(self) -> str:
        return self.name


# What goes over to a substitute; accounts, keys, pages and councils never do.
CARRIED = frozenset(
    {"wagtailadmin.access_admin"}
    | {
        f"suggestions.{name}"
        for name in (
            "view_desk",
            "view_suggestion",
            "screen_suggestion",
            "reveal_contact",
            "import_suggestion",
            "enter_suggestion",
            "curate_topic",
            "refer_topic",
            "answer_referral",
            "supervise",
            "tell_people",
            "draw_paper",
            "run_monthly",
            "view_adviser",
            "view_station",
            "change_station",
        )
    }
)


class User(AbstractUser):
    """A staff account. Residents need none to submit or to follow a receipt."""

    # 代班: in whose place this person works, for one request; only the desk's door sets it.
    acts_for: Optional["User"] = None
    PLACE: ClassVar = ("department", "section", "scope", "sign_level")

    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="所属承办单位",
        related_name="staff",
        help_text="只有承办单位的经办人需要填写；填写后只能看到转给本单位的事项。",
    )

    # Of the own department; the form and the verbs hold to it.
    section = models.ForeignKey(
        Section,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="科室",
        related_name="staff",
        help_text="所属承办单位里的科室。科室负责人写了科室的，只审签分给本科室的答复。",
    )

    sign_level = models.PositiveSmallIntegerField(
        "审签权限",
        choices=[(0, "经办人"), (1, "科室负责人"), (2, "分管领导")],
        default=0,
        help_text="本单位的答复要审签时，由谁签。",
    )

    # For which areas (`models/scope.py`); empty: the whole city. Only verbs write it.
    scope = models.ForeignKey(
        "suggestions.ScopeChange",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name="负责区域",
        related_name="+",
    )

    class Meta:
        verbose_name = "用户"
        verbose_name_plural = "用户"

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @cached_property
    def scope_paths(self) -> tuple[str, ...]:
        """Where the areas stand in the tree for which this account answers; asked once."""
        if self.scope_id is None:
            return ()
        rows = Area.objects.filter(scope_rows__change=self.scope_id)
        return tuple(rows.values_list("path", flat=True))

    def get_full_name(self) -> str:
        # Chinese order, no space between; accounts made here hold the whole name in first_name.
        return f"{self.last_name}{self.first_name}".strip()

    # --- 代班 -------------------------------------------------------------------------------

    def in_place_of(self, absent: "User") -> "User":
        """The same person, seeing and deciding what somebody absent does; never to be saved."""
        found = User.objects.get(pk=self.pk)
        found.acts_for, found.is_superuser = absent, False
        for name in self.PLACE:
            setattr(found, name, getattr(absent, name))
        return found

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        if self.acts_for:
            return perm in CARRIED and self.acts_for.has_perm(perm, obj)
        return super().has_perm(perm, obj)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.acts_for:
            raise TypeError("who stands in wears another's department and areas")
        super().save(*args, **kwargs)

    @property
    def stead(self) -> "User":
        """Whose desk it is: queues and leases belong to it."""
        return self.acts_for or self

    @property
    def counts_as(self) -> set[int]:
        """Whose acts count as one's own where two different people are needed."""
        return {self.pk, self.stead.pk}
