"""负责区域: what of the records somebody sees and decides who answers for some areas only.

One table says by which path each record reaches an area; whatever it does not name is nobody's
but the whole city's. Who has no areas has the whole city, and not one query is asked for them.
"""

from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Model, Q, QuerySet

from suggestions.models.advisers import Adviser, Opinion
from suggestions.models.bulk import BulkDecision
from suggestions.models.desk_lists import ListExport
from suggestions.models.history import ContactReveal, Event
from suggestions.models.messages import OutboxMessage
from suggestions.models.paper import PaperScan
from suggestions.models.people import Area, User
from suggestions.models.referrals import Answer, ExtensionRequest, Rating, Referral
from suggestions.models.second import SecondReading
from suggestions.models.sorting import Sorting
from suggestions.models.stations import Station
from suggestions.models.suggestions import Contact, Photo, Suggestion
from suggestions.models.topics import Placement, Topic
from suggestions.models.traces import TopicMerge
from suggestions.models.typed_sheets import TypedSheet
from suggestions.models.visits import Household, VisitDevice, VisitRound

Rows = TypeVar("Rows", bound=QuerySet[Any])


class ScopeChange(models.Model):
    """区域变更: for which areas an account answers; proposed by one, confirmed by another.

    Without areas: the whole city. What is confirmed stands at the account (`User.scope`).
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", "待确认"
        CONFIRMED = "confirmed", "已生效"
        REFUSED = "refused", "未同意"

    NEXT = {
        Status.PROPOSED: {Status.CONFIRMED, Status.REFUSED},
        Status.CONFIRMED: set(),
        Status.REFUSED: set(),
    }

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="scope_changes",
        verbose_name="账号",
    )
    areas = models.ManyToManyField(
        Area, through="suggestions.ScopeArea", related_name="+", verbose_name="负责区域"
    )
    status = models.CharField("状态", max_length=9, choices=Status, default=Status.PROPOSED)
    reason = models.CharField("理由", max_length=200)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出"
    )
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="确认"
    )
    decided_at = models.DateTimeField("确认时间", null=True)

    class Meta:
        verbose_name = "区域变更"
        verbose_name_plural = "区域变更"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(status="proposed"), name="one_scope_change_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}：{self.words}"

    @property
    def words(self) -> str:
        return "、".join(str(area) for area in self.areas.all()) or "全市"


class ScopeArea(models.Model):
    """One area of a change. It cannot be deleted: who answers for it would answer for nothing."""

    change = models.ForeignKey(ScopeChange, models.CASCADE, related_name="rows")
    area = models.ForeignKey(Area, models.PROTECT, related_name="scope_rows", verbose_name="区域")

    class Meta:
        verbose_name = "负责区域"
        verbose_name_plural = "负责区域"
        constraints = [models.UniqueConstraint(fields=["change", "area"], name="scope_area_once")]

    def __str__(self) -> str:
        return str(self.area)


# --- the rules -------------------------------------------------------------------------------

# Model → path to its area.
BY_AREA: dict[type[Model], str] = {
    Suggestion: "area",
    Contact: "suggestion__area",
    Sorting: "suggestion__area",
    Photo: "suggestion__area",
    PaperScan: "suggestion__area",
    Placement: "suggestion__area",
    SecondReading: "suggestion__area",
    OutboxMessage: "suggestion__area",
    ContactReveal: "contact__suggestion__area",
    Rating: "delivery__suggestion__area",
    Event: "suggestion__area",
    Station: "area",
    Adviser: "area",
    VisitRound: "area",
    Household: "round__area",
    VisitDevice: "area",
    TypedSheet: "round__area",
}
# Model → path to its topic, which is seen by whoever answers for the area of any of its voices.
BY_TOPIC: dict[type[Model], str] = {
    Topic: "pk",
    Referral: "topic",
    Answer: "topic",
    ExtensionRequest: "referral__topic",
    TopicMerge: "target",
    Opinion: "topic",
}
# Model → whose it is, and since when: what was chosen or made with other areas counts no more.
OWN: dict[type[Model], tuple[str, str]] = {
    BulkDecision: ("by", "chosen_at"),
    ListExport: ("by", "asked_at"),
}
RULES = {**BY_AREA, **BY_TOPIC, **OWN, Area: "path"}


def whole_city(user: User | AnonymousUser | None) -> bool:
    return getattr(user, "scope_id", None) is None


def areas_of(user: User) -> QuerySet[Area]:
    """The areas somebody answers for, with all that lies below them."""
    below = (Q(path__startswith=path) for path in user.scope_paths)
    return Area.objects.filter(reduce(or_, below, Q(pk__in=[]))).order_by()


def narrowed(rows: Rows, user: Any) -> Rows:
    """What of these rows somebody sees."""
    if whole_city(user):
        return rows
    model: Any = rows.model
    if model in OWN:
        by, since = OWN[model]
        own = {by: user, f"{since}__gte": user.scope.decided_at, "instead_of": user.acts_for}
        return rows.filter(**own)
    inside = areas_of(user).values("pk")
    if path := BY_AREA.get(model):
        return rows.filter(**{f"{path}__in": inside})
    if path := BY_TOPIC.get(model):
        heard = Placement.objects.filter(topic__isnull=False, suggestion__area__in=inside)
        return rows.filter(**{f"{path}__in": heard.order_by().values("topic")})
    return rows.filter(pk__in=inside) if model is Area else rows.none()


def decided(rows: Rows, user: Any) -> Rows:
    """What of these rows somebody decides: a topic only with all its voices."""
    found = narrowed(rows, user)
    path = BY_TOPIC.get(rows.model)
    if whole_city(user) or path is None:
        return found
    return found.exclude(**{f"{path}__in": strangers(user).values("topic")})


def strangers(user: User) -> QuerySet[Placement]:
    """The voices from outside somebody's areas; those that name no area are among them."""
    placed = Placement.objects.filter(topic__isnull=False).order_by()
    return placed.exclude(suggestion__area__in=areas_of(user).values("pk"))


def sees(user: Any, record: Model) -> bool:
    return whole_city(user) or narrowed(_of(record), user).exists()


def covers(user: Any, record: Model) -> bool:
    """Whether somebody decides about this record."""
    return whole_city(user) or decided(_of(record), user).exists()


def _of(record: Model) -> QuerySet[Any]:
    return type(record)._default_manager.filter(pk=record.pk)
