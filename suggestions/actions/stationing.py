"""征集站: set up, kept right, closed and opened again; each change leaves one row."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from suggestions.actions.rules import Refused, move, needed, overtaken
from suggestions.models import Area, Station, StationStep, User
from suggestions.text.language import clean_text

Status, Verb = Station.Status, StationStep.Verb
TAKEN = "这个地方已经有叫这个名称的站点了，请换一个名称，或者去改原来那一个。"
LIMITS = {"name": 60, "address": 120, "hours": 120}
LABELS = {"name": "名称", "address": "地址", "hours": "开放时间"}
KEPT_BY_KEEPER = ("address", "hours", "phone", "position")
_NUMBER = r"\s*(-?\d{1,3}(?:\.\d{1,15})?)\s*"
_POSITION = re.compile(f"{_NUMBER}[,，、 ]{_NUMBER}")


def read_position(text: str) -> tuple[float | None, float | None]:
    """Latitude and longitude as typed, `31.1722, 121.4203`; nothing from nothing."""
    if not text.strip():
        return None, None
    found = _POSITION.fullmatch(text.strip())
    if found is None:
        raise Refused("位置请写成“纬度,经度”，比如：31.1722,121.4203。")
    latitude, longitude = float(found[1]), float(found[2])
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Refused("位置不对：纬度在前，-90 到 90；经度在后，-180 到 180。")
    return latitude, longitude


def _facts(said: dict[str, Any]) -> dict[str, Any]:
    """What is written down of what was said: cleaned, and whole."""
    facts = dict(said)
    for name in LIMITS.keys() & said.keys():
        facts[name] = " ".join(needed(said[name], LABELS[name], LIMITS[name]).split())
    if "phone" in facts:
        facts["phone"] = clean_text(facts["phone"], limit=30, lines=False)
    if "position" in facts:
        facts["latitude"], facts["longitude"] = read_position(facts.pop("position"))
    return facts


def _note(verb: str, station: Station, *, by: User, at: dt.datetime, reason: str = "") -> None:
    whose = {"by": by, "instead_of": by.acts_for}
    StationStep.objects.create(station=station, verb=verb, reason=reason, at=at, **whose)


def set_up(
    *,
    kind: str,
    name: str,
    area: Area,
    address: str,
    hours: str,
    phone: str = "",
    position: str = "",
    keeper: User | None = None,
    by: User,
    at: dt.datetime,
) -> Station:
    """设立: from here on it stands in the public list and its code takes suggestions."""
    if kind not in Station.Kind.values:
        raise Refused("请选择是征集站还是联络点。")
    said = {"name": name, "address": address, "hours": hours, "phone": phone, "position": position}
    facts = _facts(said)
    try:
        with transaction.atomic():
            station = Station.objects.create(
                kind=kind, area=area, keeper=keeper, opened_at=at, **facts
            )
            _note(Verb.OPENED, station, by=by, at=at)
    except IntegrityError as error:
        raise Refused(TAKEN) from error
    return station


def set_up_all(items: Sequence[dict[str, Any]], *, by: User, at: dt.datetime) -> int:
    """设立 many at once, as a list read them (`actions/station_list.py`): all or none."""
    rows = [Station(opened_at=at, **facts) for facts in items]
    try:
        with transaction.atomic():
            made = Station.objects.bulk_create(rows, batch_size=500)
            whose = {"by": by, "instead_of": by.acts_for, "reason": "从表格导入"}
            steps = (StationStep(station=one, verb=Verb.OPENED, at=at, **whose) for one in made)
            StationStep.objects.bulk_create(steps, batch_size=500)
    except IntegrityError as error:
        raise Refused("表里有一个站点刚才已经有人设立了。请再按一次，系统会跳过它。") from error
    return len(made)


def revise(station: Station, *, by: User, at: dt.datetime, **said: Any) -> None:
    """改登记: what stood there before is told by the row that this leaves."""
    if station.status != Status.OPEN:
        raise overtaken(station)
    facts = _facts(said)
    before = [
        f"{_label(name)}原来是“{_shown(getattr(station, name))}”"
        for name, value in facts.items()
        if getattr(station, name) != value
    ]
    if not before:
        raise Refused("没有改动。")
    try:
        with transaction.atomic():
            rows = Station.objects.filter(pk=station.pk, status=Status.OPEN)
            if not rows.update(**facts):
                raise overtaken(station)
            _note(Verb.REVISED, station, by=by, at=at, reason="；".join(before))
    except IntegrityError as error:
        raise Refused(TAKEN) from error


def _label(name: str) -> str:
    return str(getattr(Station._meta.get_field(name), "verbose_name", name))


def _shown(value: Any) -> str:
    return "未填写" if value in (None, "") else str(value)


def close(station: Station, *, reason: str, by: User, at: dt.datetime) -> None:
    """关闭: it takes nothing any more; its page, its figures and its history stay."""
    reason = needed(reason, "关闭的原因", 200)
    with transaction.atomic():
        move(station, Status.CLOSED, closed_at=at, closed_because=reason)
        _note(Verb.CLOSED, station, by=by, at=at, reason=reason)


def reopen(station: Station, *, by: User, at: dt.datetime) -> None:
    """重新开放: under the same name, with what it had before."""
    with transaction.atomic():
        move(station, Status.OPEN, closed_at=None, closed_because="")
        _note(Verb.REOPENED, station, by=by, at=at)
