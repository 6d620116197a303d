"""How the effect of resolutions stands: what was promised, what is due, what was found."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.timezone import localdate, make_aware

from deliberation.actions import evaluating
from deliberation.models import Aim, Evaluation, Resolution
from deliberation.rules import effect

ONE_DAY = dt.timedelta(days=1)
NOT_YET, OVERDUE, DONE = "未评估", "逾期未评估", "已评估"


@dataclass(frozen=True)
class Effect:
    """One resolution's effect on a day. `state` is empty while it is not done."""

    aim: Aim | None
    evaluation: Evaluation | None
    earlier: tuple[Evaluation, ...]
    state: str = ""
    tone: str = "todo"
    due_on: dt.date | None = None
    asked_from: dt.date | None = None
    open: bool = False  # residents are asked, and it may be evaluated

    @property
    def is_bad(self) -> bool:
        return self.evaluation is not None and evaluating.is_bad(self.evaluation)


def effect_of(resolution: Resolution, on: dt.date) -> Effect:
    """What is known of it; a state that nobody recorded is 未评估 and, past its day, 逾期未评估."""
    aim = Aim.objects.filter(resolution=resolution).first()
    found = list(resolution.evaluations.select_related("matter", "by"))
    for one in found:
        one.resolution = resolution
    now = next((one for one in found if one.round == resolution.round), None)
    earlier = tuple(one for one in found if one is not now)
    if resolution.status not in evaluating.DONE or resolution.done_at is None:
        return Effect(aim, None, tuple(found))
    done = localdate(resolution.done_at)
    due, opens = effect.due_day(done), effect.asked_from(done)
    state, tone = state_of(now, due, on)
    return Effect(aim, now, earlier, state, tone, due, opens, open=now is None and on >= opens)


def state_of(found: Evaluation | None, due: dt.date, on: dt.date) -> tuple[str, str]:
    """The word and its tone."""
    if found:
        return DONE, "done"
    return (OVERDUE, "overdue") if on > due else (NOT_YET, "todo")


def done_resolutions() -> QuerySet[Resolution]:
    """Resolutions that are done and not evaluated in their present round."""
    evaluated = Evaluation.objects.filter(resolution=OuterRef("pk"), round=OuterRef("round"))
    rows = Resolution.objects.filter(status__in=evaluating.DONE, done_at__isnull=False)
    return rows.annotate(evaluated=Exists(evaluated))


def due(on: dt.date) -> QuerySet[Resolution]:
    """Those whose day has come, evaluated or not said in `evaluated`."""
    day = effect.latest_done(on)
    end = make_aware(dt.datetime.combine(day + ONE_DAY, dt.time()))
    return done_resolutions().filter(done_at__lt=end)


def coming(on: dt.date) -> QuerySet[Resolution]:
    """Those about which residents are asked already and whose day is still to come."""
    first = make_aware(dt.datetime.combine(effect.latest_done(on) + ONE_DAY, dt.time()))
    return done_resolutions().filter(done_at__gte=first)


def bad() -> QuerySet[Resolution]:
    """Those whose evaluation put them forward again."""
    put = Evaluation.objects.filter(round=F("resolution__round"), matter__isnull=False)
    return done_resolutions().filter(pk__in=put.values("resolution"))
