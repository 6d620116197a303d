"""What takes long to count over a large city: counted by the worker, read by pages in a moment.

A page shows such a figure as it stood a minute ago (five for people and departments, ten for what
is ranked), and counts by itself where nothing is kept: on a small site, or when no worker has been
there for half an hour. Of many pages that then come at once one counts, and keeps what it counted;
the others show the old figure, or wait for the new one where there is none. Kept are numbers by
keys; names and whether something is public are always read from the records themselves, so that
what is taken down is gone at once.
"""

import contextlib
import datetime as dt
import pickle
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.core import signing
from django.db import DatabaseError, connection, transaction

from suggestions.models import KeptFigure, Suggestion

LARGE = 20_000  # suggestions; below, counting anew costs nothing that anybody notices
LATEST = dt.timedelta(minutes=30)  # what is older says that no worker is there
TURN = dt.timedelta(minutes=1)  # how long one who counts has, before another does
LONG = 0.2  # seconds; what took longer to count in a large city is kept
_REMEMBERED: dict[tuple[str, str], tuple[dt.datetime, Any]] = {}
_COUNTING: dict[tuple[str, str], threading.RLock] = {}


class _Pickled:
    """Dates, counters and dataclasses as they are; the signature is checked before."""

    def dumps(self, value: Any) -> bytes:
        return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)

    def loads(self, data: bytes) -> Any:
        return pickle.loads(data)  # noqa: S301


_signer = signing.Signer(salt="suggestions.kept")


def read(name: str, reckon: Callable[[], Any], *, at: dt.datetime) -> Any:
    """The kept figure, else what `reckon` counts now."""
    found = known(name, reckon, at=at)
    return _first(name, reckon, at) if found is None else found


def known(name: str, reckon: Callable[[], Any], *, at: dt.datetime) -> Any:
    """The kept figure, made young by whoever first finds it old; nothing where none is kept."""
    made = reckoned_at(name)
    if made is None:
        return None
    if made <= at - LATEST and _my_turn(name, made, at):
        value = reckon()
        _keep(name, value, at)
        return value
    return _value(name, made)


def standing(name: str, *, at: dt.datetime) -> Any:
    """The kept figure; nothing where none is, or none that is young enough."""
    made = reckoned_at(name)
    return None if made is None or made <= at - LATEST else _value(name, made)


def whatever(name: str) -> Any:
    """The kept one, however old: for what says by itself whether it is still true."""
    made = reckoned_at(name)
    return None if made is None else _value(name, made)


def reckoned_at(name: str) -> dt.datetime | None:
    rows = KeptFigure.objects.filter(name=name)
    return rows.values_list("reckoned_at", flat=True).first()


def _my_turn(name: str, made: dt.datetime, at: dt.datetime) -> bool:
    """Of all who find it old, in whatever process, one; another if that one brings nothing."""
    old = KeptFigure.objects.filter(name=name, reckoned_at=made)
    return old.update(reckoned_at=at - LATEST + TURN) == 1


def _value(name: str, made: dt.datetime) -> Any:
    key = (str(connection.settings_dict["NAME"]), name)
    remembered = _REMEMBERED.get(key)
    if remembered is None or remembered[0] != made:
        rows = KeptFigure.objects.filter(name=name)
        text = rows.values_list("value", flat=True).first()
        if text is None:
            return None
        try:
            remembered = made, _signer.unsign_object(text, serializer=_Pickled)
        except (signing.BadSignature, AttributeError, pickle.UnpicklingError):
            return None  # of another key, or of another release
        _REMEMBERED[key] = remembered
    return remembered[1]


def _first(name: str, reckon: Callable[[], Any], at: dt.datetime) -> Any:
    """Counted now; in a large city it is kept, for those who waited meanwhile and for later."""
    with _alone(name) as waited:
        if waited and (found := standing(name, at=at)) is not None:
            return found
        began = time.monotonic()
        value = reckon()
        if time.monotonic() - began > LONG and is_large():
            _keep(name, value, at)
        return value


@contextlib.contextmanager
def _alone(name: str) -> Iterator[bool]:
    """One thread of this process at a time counts this; says whether it had to wait."""
    lock = _COUNTING.setdefault((str(connection.settings_dict["NAME"]), name), threading.RLock())
    waited = not lock.acquire(blocking=False)
    if waited:
        lock.acquire()
    try:
        yield waited
    finally:
        lock.release()


def _keep(name: str, value: Any, at: dt.datetime) -> None:
    """For the sake of others: where it cannot be written, this page has its figure all the same."""
    with contextlib.suppress(DatabaseError), transaction.atomic():
        write({name: value}, at=at)


def write(values: Mapping[str, Any], *, at: dt.datetime) -> None:
    rows = [
        KeptFigure(name=name, value=_signed(value), reckoned_at=at)
        for name, value in sorted(values.items())
    ]
    fields = ["value", "reckoned_at"]
    KeptFigure.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["name"], update_fields=fields, batch_size=200
    )


def _signed(value: Any) -> str:
    return _signer.sign_object(value, serializer=_Pickled, compress=True)


def is_large() -> bool:
    last = Suggestion.objects.order_by("-pk").values_list("pk", flat=True).first()
    return (last or 0) >= LARGE
