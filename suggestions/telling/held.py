"""What is everybody's of a page of a large city, drawn once for all who come while nothing happens.

Every verb writes its event: while the last event is the one of before, nothing that was taken down
can be among what is held. What leaves no event (words of the editors, a day that begins, a figure
counted anew) is seen within seconds, as behind the proxy that we ship. What is drawn here knows no
request, and so nothing of who asks.
"""

import datetime as dt
import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from django.db import connection
from django.db.models import Subquery
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from suggestions.models import Event, Suggestion
from suggestions.telling import kept

LONGEST = dt.timedelta(seconds=5)  # as long as the proxy holds a page
MOST = 200  # pages; beyond, all are forgotten
_HELD: dict[tuple[str, str], tuple[int, dt.datetime, Any]] = {}
_MAKING: dict[tuple[str, str], threading.RLock] = {}
Made = TypeVar("Made")


def once(name: str, make: Callable[[], Made], *, at: dt.datetime, costly: bool = False) -> Made:
    """What `make` gives, of this name; made anew after each event, and where the site is small,
    unless it is `costly` there as well.

    Of a crowd one makes it: the others wait where something has happened since, and show the one of
    before where it is only old.
    """
    last = _last_event(costly)
    if last is None:
        return make()
    key = (str(connection.settings_dict["NAME"]), name)
    found = _HELD.get(key)
    if found and _is_fresh(found, last, at):
        return cast(Made, found[2])
    lock = _MAKING.setdefault(key, threading.RLock())
    only_old = found is not None and found[0] == last
    if not lock.acquire(blocking=not only_old) and found:
        return cast(Made, found[2])
    try:
        found = _HELD.get(key)
        if found and _is_fresh(found, last, at):
            return cast(Made, found[2])
        value = make()
        if len(_HELD) >= MOST:
            _HELD.clear()
        _HELD[key] = (last, at, value)
        return value
    finally:
        lock.release()


def _is_fresh(found: tuple[int, dt.datetime, Any], last: int, at: dt.datetime) -> bool:
    """Another may have made it a moment after `at`, while this one waited."""
    event, made, _ = found
    return event == last and abs(at - made) < LONGEST


def drawn(template: str, facts: Mapping[str, Any]) -> SafeString:
    """A piece of a page, with nothing but these facts."""
    return render_to_string(template, dict(facts))


def _last_event(costly: bool) -> int | None:
    """The key of the last event; None where the city is small and a page costs nobody anything."""
    newest = Subquery(Suggestion.objects.order_by("-pk").values("pk")[:1])
    events = Event.objects.order_by("-pk").annotate(letters=newest).values_list("pk", "letters")
    event, letters = events.first() or (0, 0)
    return event if costly or (letters or 0) >= kept.LARGE else None
