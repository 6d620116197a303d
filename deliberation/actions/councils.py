"""Councils and who sits in them: founding, changing the rules, seats with their terms."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from deliberation.actions.notifying import tell_newcomer
from deliberation.actions.record import note
from deliberation.actions.wording import open_words, open_words_if_any
from deliberation.models import Council, Party, Seat
from suggestions.actions.rules import Refused, needed
from suggestions.models import Area, User
from suggestions.text.language import TextTooLong, clean_text

# What the people of a council decide about it; everything else follows from its area.
RULES = (
    "name",
    "level",
    "locality",
    "parent",
    "day",
    "holiday",
    "starts_at",
    "minutes",
    "place",
    "notice_days",
    "answer_days",
    "confirm_days",
    "publication_days",
    "threshold",
    "seconds_needed",
    "scope_in",
    "scope_out",
    "active",
)
TEXTS = {"name": 60, "place": 80, "scope_in": 2000, "scope_out": 2000}
LEVELS = list(Council.Level.values)  # from the estate up
APART = 12  # letters of a word that tells two of one name apart
ONE_DAY = dt.timedelta(days=1)


def make_council(
    area: Area,
    *,
    by: User,
    at: dt.datetime,
    secretaries: Iterable[User] = (),
    required_parties: Iterable[Party] = (),
    **rules: Any,
) -> Council:
    """设立议事会. The address is made of the area's code, and stays when the name changes."""
    council = Council(area=area, **cleaned(rules))
    check(council)
    council.parent = council.parent or parent_of(area, council.level)
    council.slug = free_slug(area)
    with transaction.atomic():
        _save(council, force_insert=True)
        council.secretaries.set(secretaries)
        council.required_parties.set(required_parties)
        note(
            council,
            "council.made",
            at=at,
            by=by,
            data=told(council, council.required_parties.all()),
        )
    return council


def change_council(
    council: Council,
    *,
    by: User,
    at: dt.datetime,
    secretaries: Iterable[User] | None = None,
    required_parties: Iterable[Party] | None = None,
    **rules: Any,
) -> None:
    """Other rules from now on: meetings that are already planned stay as they are."""
    for name, value in cleaned(rules).items():
        setattr(council, name, value)
    check(council)
    with transaction.atomic():
        _save(council)
        if secretaries is not None:
            council.secretaries.set(secretaries)
        if required_parties is not None:
            council.required_parties.set(required_parties)
        note(
            council,
            "council.changed",
            at=at,
            by=by,
            data=told(council, council.required_parties.all()),
        )


def _save(council: Council, **how: Any) -> None:
    try:
        with transaction.atomic():
            council.save(**how)
    except IntegrityError as error:
        raise Refused(f"{council.area}已经有叫“{council.name}”的议事会了。") from error


def cleaned(rules: dict[str, Any]) -> dict[str, Any]:
    if strange := set(rules) - set(RULES):
        raise TypeError(f"no rule of a council: {', '.join(sorted(strange))}")
    return {name: _text(name, v) if name in TEXTS else v for name, v in rules.items()}


def _text(name: str, value: str) -> str:
    try:
        return clean_text(value or "", limit=TEXTS[name], lines=name.startswith("scope"))
    except TextTooLong as error:
        label = next(f.verbose_name for f in Council._meta.fields if f.name == name)
        raise Refused(f"{label}太长：{error}") from error


def check(council: Council) -> None:
    """What the database cannot say in words."""
    if not council.name:
        raise Refused("请填写议事会的名称。")
    if council.level not in LEVELS:
        raise Refused("请选择议事会的级别。")
    if not 1 <= council.day <= 31:
        raise Refused("每月几日应当是 1 到 31。")
    if not 5 <= council.minutes <= 600:
        raise Refused("会议时长应当是 5 到 600 分钟。")
    if council.publication_days < 15:
        raise Refused("公示不能少于 15 天（城市居民委员会组织法第三十四条）。")
    if not 1 <= council.answer_days <= 180:
        raise Refused("上报议题的答复期限应当是 1 到 180 天。")
    parent = council.parent
    if parent and LEVELS.index(parent.level) <= LEVELS.index(council.level):
        raise Refused(f"上级议事会“{parent}”的级别应当更高。")


def told(council: Council, required: Iterable[Party]) -> dict[str, Any]:
    """The rules as the record keeps them: anybody may read them later."""
    return {
        "name": council.name,
        "area": council.area.full_name,
        "level": council.get_level_display(),
        "day": council.day,
        "holiday": council.get_holiday_display(),
        "starts_at": f"{council.starts_at:%H:%M}",
        "minutes": council.minutes,
        "notice_days": council.notice_days,
        "answer_days": council.answer_days,
        "threshold": council.get_threshold_display(),
        "required_parties": [party.name for party in required],
        "scope_in": council.scope_in,
        "scope_out": council.scope_out,
    }


def parent_of(area: Area, level: str) -> Council | None:
    """The council of the nearest area above whose level is higher: where a matter goes up to."""
    above = [area.path[: n * Area.steplen] for n in range(1, area.depth + 1)]
    higher = LEVELS[LEVELS.index(level) + 1 :]
    rows = Council.objects.active().filter(area__path__in=above, level__in=higher)
    return min(rows, key=lambda c: (LEVELS.index(c.level), c.pk), default=None)


def free_slug(area: Area) -> str:
    """The area's code; further councils of the same area get a number."""
    taken = set(
        Council.objects.filter(Q(slug=area.code) | Q(slug__startswith=f"{area.code}-")).values_list(
            "slug", flat=True
        )
    )
    number, slug = 1, area.code
    while slug in taken:
        number += 1
        slug = f"{area.code}-{number}"
    return slug


# --- seats -----------------------------------------------------------------------------------


def add_seat(
    council: Council,
    *,
    party: Party,
    holder: str,
    since: dt.date,
    by: User,
    at: dt.datetime,
    until: dt.date | None = None,
    post: str = "",
    shown: str = Seat.Shown.SURNAME,
    apart: str = "",
    phone: str = "",
    email: str = "",
    substitute_for: Seat | None = None,
) -> Seat:
    """席位 for a term; whoever takes a seat before a meeting is told of it as well."""
    if not Party.objects.in_force(since).filter(pk=party.pk).exists():
        raise Refused(f"“{party}”在 {since:%Y-%m-%d} 不是议事方。")
    if until and until < since:
        raise Refused("任期的结束日期不能早于开始日期。")
    if substitute_for and substitute_for.council_id != council.pk:
        raise Refused("替补只能代替本议事会的席位。")
    if substitute_for and substitute_for.substitute_for_id:
        raise Refused("替补不能再有替补。")
    seat = Seat(
        council=council,
        party=substitute_for.party if substitute_for else party,
        holder=needed(holder, "姓名", 40),
        post=clean_text(post, limit=40, lines=False),
        shown=shown,
        apart=open_words_if_any(apart, "同名区分", APART),
        phone=phone,
        email=email,
        substitute_for=substitute_for,
        since=since,
        until=until,
    )
    with transaction.atomic():
        seat.save(force_insert=True)
        note(seat, "seat.added", at=at, by=by, data=sitting(seat))
        tell_newcomer(seat, at=at)
    return seat


def replace_holder(seat: Seat, *, holder: str, on: dt.date, by: User, at: dt.datetime, **person):
    """换人: the old holder's term ends the day before, the new one's begins; substitutes stay.

    Who held the seat when is what old minutes and votes refer to: a seat is never overwritten.
    """
    if on <= seat.since:
        raise Refused(f"新的任期应当晚于 {seat.since:%Y-%m-%d}。")
    with transaction.atomic():
        _end(seat, on - ONE_DAY)
        new = Seat(
            council=seat.council,
            party=seat.party,
            holder=needed(holder, "姓名", 40),
            substitute_for=seat.substitute_for,
            since=on,
            apart=open_words_if_any(person.pop("apart", ""), "同名区分", APART),
            **{"post": seat.post, "shown": Seat.Shown.SURNAME, **person},
        )
        new.save(force_insert=True)
        Seat.objects.filter(substitute_for=seat).update(substitute_for=new)
        data = {**sitting(new), "before": seat.public_name}
        note(new, "seat.replaced", at=at, by=by, data=data)
        tell_newcomer(new, at=at)
    return new


def end_seat(seat: Seat, *, on: dt.date, reason: str, by: User, at: dt.datetime) -> None:
    """The term ends on a day; the seat is empty afterwards, with its substitutes."""
    reason = open_words(reason, "理由", 200)
    if on < seat.since:
        raise Refused(f"任期不能在开始之前（{seat.since:%Y-%m-%d}）结束。")
    with transaction.atomic():
        _end(seat, on)
        for substitute in Seat.objects.filter(substitute_for=seat, until=None):
            _end(substitute, max(on, substitute.since))
        note(seat, "seat.ended", at=at, by=by, data={**sitting(seat), "reason": reason})


def _end(seat: Seat, on: dt.date) -> None:
    """One conditional UPDATE: of two secretaries who end a term, the second hears about it."""
    going = Seat.objects.filter(pk=seat.pk).filter(Q(until=None) | Q(until__gt=on))
    if not going.update(until=on):
        raise Refused(f"{seat.holder}的任期已经结束，请刷新页面后再看。")
    seat.until = on


def sitting(seat: Seat) -> dict[str, Any]:
    """A seat as its holder agreed to be named."""
    return {
        "party": seat.party.name,
        "holder": seat.public_name,
        "post": seat.post if seat.shown == Seat.Shown.NAME else "",
        "since": f"{seat.since:%Y-%m-%d}",
        "until": f"{seat.until:%Y-%m-%d}" if seat.until else "",
        "substitute": 1 if seat.substitute_for_id else 0,
    }
