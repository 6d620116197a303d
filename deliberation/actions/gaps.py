"""缺项清单: listed, crossed off by resolutions and projects, struck out with a reason."""

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from deliberation.actions.record import Fact, note, note_all
from deliberation.actions.wording import open_words
from deliberation.models import Gap, GapWork, Project, Resolution
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import User

REASON = 300
BATCH = 500


def write_gaps(gaps: Sequence[Gap], *, by: User, at: dt.datetime) -> int:
    """All or none; each is a line of its council's record."""
    for gap in gaps:
        gap.by, gap.at = by, at
    try:
        with transaction.atomic():
            Gap.objects.bulk_create(gaps, batch_size=BATCH)
            facts = [Fact(gap.council, gap, None, _told(gap)) for gap in gaps]
            note_all(facts, "gap.listed", by=by, at=at)
    except IntegrityError:
        raise Refused("有的编号刚才已经由别人登记了。请重新核对这份清单。") from None
    return len(gaps)


def tie_resolution(gap: Gap, *, resolution: Resolution, by: User, at: dt.datetime) -> GapWork:
    """A resolution of the same council is to fill it."""
    if resolution.council_id != gap.council_id:
        raise Refused("只能用本议事会的决议来销项。")
    if resolution.status == Resolution.Status.REPEALED:
        raise Refused("这件决议已经不再执行，不能用来销项。")
    return _tie(gap, GapWork(gap=gap, resolution=resolution, by=by, at=at))


def tie_project(gap: Gap, *, project: Project, by: User, at: dt.datetime) -> GapWork:
    """A project of the same council is to fill it."""
    if project.council.pk != gap.council_id:
        raise Refused("只能用本议事会的项目来销项。")
    if project.published_at is None or project.status in (
        Project.Status.DECLINED,
        Project.Status.CANCELLED,
    ):
        raise Refused("这个项目没有公开，或者已经不做了，不能用来销项。")
    return _tie(gap, GapWork(gap=gap, project=project, by=by, at=at))


def _tie(gap: Gap, work: GapWork) -> GapWork:
    try:
        with transaction.atomic():
            if Gap.objects.select_for_update().get(pk=gap.pk).dropped_at:
                raise Refused("这一项已经划去了，先恢复才能销项。")
            work.save(force_insert=True)
            data = {"work": work.title, **_told(gap)}
            note(gap, "gap.tied", by=work.by, at=work.at, data=data)
    except IntegrityError:
        raise Overtaken("已经登记过由它来销项。请刷新页面后再看。") from None
    return work


def untie(work: GapWork, *, reason: str, by: User, at: dt.datetime) -> None:
    """It was not this work after all."""
    reason, title, gap = open_words(reason, "理由", REASON), work.title, work.gap
    with transaction.atomic():
        number, _ = GapWork.objects.filter(pk=work.pk).delete()
        if not number:
            raise Overtaken("这一条销项已经取消了。请刷新页面后再看。")
        data = {"work": title, "because": reason, **_told(gap)}
        note(gap, "gap.untied", by=by, at=at, data=data)


def drop_gap(gap: Gap, *, reason: str, by: User, at: dt.datetime) -> None:
    """No longer needed; the reason is public."""
    reason = open_words(reason, "理由", REASON)
    with transaction.atomic():
        rows = Gap.objects.filter(pk=gap.pk, dropped_at=None)
        if not rows.update(dropped_at=at, dropped_because=reason):
            raise Overtaken("这一项已经划去了。请刷新页面后再看。")
        note(gap, "gap.dropped", by=by, at=at, data={"because": reason, **_told(gap)})


def restore_gap(gap: Gap, *, by: User, at: dt.datetime) -> None:
    """Needed after all."""
    with transaction.atomic():
        rows = Gap.objects.filter(pk=gap.pk, dropped_at__isnull=False)
        if not rows.update(dropped_at=None, dropped_because=""):
            raise Overtaken("这一项没有划去。请刷新页面后再看。")
        note(gap, "gap.restored", by=by, at=at, data=_told(gap))


def _told(gap: Gap) -> dict[str, str]:
    return {"list": gap.listed, "number": gap.number, "name": gap.name}
