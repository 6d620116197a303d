"""关注 and its end, by whoever reads that address; and what saved searches have found."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from suggestions.actions.outlasting import outlast
from suggestions.actions.rules import Overtaken, Refused, move, move_all
from suggestions.models import Follow, OutboxMessage
from suggestions.news import follow_kinds, followable, followers, letters, links, wording
from suggestions.residents.receipts import person_key
from suggestions.work import lasting

CODE_LIFE, TRIES = dt.timedelta(minutes=30), 5
ASKED_KEPT = dt.timedelta(days=letters.CONFIRM_DAYS)
MESSAGES_PER_HOUR = 3  # to one address, whoever asks for them
OFTEN, AGAIN = dt.timedelta(hours=1), dt.timedelta(minutes=15)
SEARCHES, FOUND = 200, 200
# A transaction that ends late publishes with an earlier moment: it is looked back so far.
LOOK_BACK = dt.timedelta(hours=1)
NO_CODE = "确认码不对，或者已经过了 30 分钟。请对照短信再看一遍，或者重新申请。"


def ask(
    kind: str, target: str, *, channel: str, address: str, pace: str, at: dt.datetime
) -> Follow:
    """Somebody asks to follow; the address itself has to confirm before anything is sent.

    Says the same and takes the same way whether the address was known or not.
    """
    thing = followable.find(kind, target)
    if thing is None:
        raise Refused("现在不能关注它：可能已经撤下，或者地址不完整。")
    facts = {"channel": channel, "reader": person_key(address)}
    with transaction.atomic():
        follow, _ = Follow.objects.get_or_create(
            kind=kind,
            target=target,
            **facts,
            defaults={"address": address, "pace": pace, "asked_at": at},
        )
        if follow.status != Follow.Status.ACTIVE:
            mine = Follow.objects.filter(pk=follow.pk)
            if follow.status == Follow.Status.ENDED:
                move_all(mine, Follow.Status.ASKED)
            mine.update(address=address, pace=pace, asked_at=at, code_tries=0)
            follow.refresh_from_db()
        _ask_back(follow, thing.title, at)
    return follow


def _ask_back(follow: Follow, title: str, at: dt.datetime) -> None:
    """The message to confirm by; not more than a few an hour, or it would be a way to annoy."""
    recent = OutboxMessage.objects.filter(
        follow__reader=follow.reader, urgent=True, queued_at__gt=at - OFTEN
    )
    if recent.count() >= MESSAGES_PER_HOUR:
        return
    known = follow.status == Follow.Status.ACTIVE
    door = followable.door_of(follow.kind)
    kind = door.known if known else door.asks
    words = wording.of([kind])[kind.name].filled({"对象": title})
    key = f"ask{follow.pk}-{at:%Y%m%d%H%M%S%f}"
    row = followers.message(follow, kind, words, key=key, at=at, url="", urgent=True)
    OutboxMessage.objects.bulk_create([row], ignore_conflicts=True)


def confirm(follow: Follow, *, at: dt.datetime) -> None:
    """The link came back from the address: it is the reader's own."""
    if follow.status == Follow.Status.ACTIVE:
        return
    if follow.status == Follow.Status.ENDED or at > follow.asked_at + ASKED_KEPT:
        raise Refused("这次关注已经过期，请重新关注一次。")
    move(follow, Follow.Status.ACTIVE, confirmed_at=at, seen_at=at)


def confirm_code(follow: Follow, code: str, *, at: dt.datetime) -> None:
    """The six digits of the text message; a few wrong ones, and the code is used up."""
    if follow.status == Follow.Status.ACTIVE:
        return
    mine = Follow.objects.filter(
        pk=follow.pk,
        status=Follow.Status.ASKED,
        code_tries__lt=TRIES,
        asked_at__gt=at - CODE_LIFE,
    )
    with transaction.atomic():
        held = mine.select_for_update(no_key=True).first()
        if held:
            mine.update(code_tries=held.code_tries + 1)
    right = held and constant_time_compare(code.strip(), links.code(held.pk, held.asked_at))
    if not held or not right:
        raise Refused(NO_CODE)
    move(held, Follow.Status.ACTIVE, confirmed_at=at, seen_at=at)


def of_reader(follow: Follow) -> list[Follow]:
    """All that the same address follows by the same way and by the common door."""
    mine = Follow.objects.exclude(status=Follow.Status.ENDED).defer("address")
    listed = mine.filter(kind__in=followable.common())
    return list(listed.filter(reader=follow.reader, channel=follow.channel))


def end(*follows: Follow) -> int:
    """退订: nothing more is sent, and the address is forgotten at once."""
    keys = [follow.pk for follow in follows]
    with transaction.atomic():
        rows = Follow.objects.filter(pk__in=keys).exclude(status=Follow.Status.ENDED)
        ended = len(move_all(rows, Follow.Status.ENDED, address=""))
        waiting = OutboxMessage.objects.filter(follow__in=keys, status="queued")
        waiting.delete()
        for follow in follows:
            outlast(lasting.FOLLOW, follow.pk, follow.reader, follow.asked_at)
    return ended


def set_pace(follow: Follow, *, pace: str) -> None:
    if pace not in Follow.Pace.values:
        raise Refused("请选择多久告诉您一次。")
    mine = Follow.objects.filter(pk=follow.pk).exclude(status=Follow.Status.ENDED)
    if not mine.update(pace=pace):
        raise Overtaken("这项关注已经取消了。")


def drop_unconfirmed(*, at: dt.datetime) -> int:
    """Addresses that never confirmed are forgotten after some days."""
    stale = Follow.objects.filter(status=Follow.Status.ASKED, asked_at__lt=at - ASKED_KEPT)
    return end(*stale.only("pk"))


# --- saved searches ---------------------------------------------------------------------------


def search_again(*, at: dt.datetime) -> int:
    """Ask each saved search for what has become public since; gives how many messages."""
    due = (
        Follow.objects.active()
        .filter(kind="search")
        .filter(Q(seen_at=None) | Q(seen_at__lte=at - AGAIN))
    )
    queries = due.order_by("target").values_list("target", flat=True).distinct()[:SEARCHES]
    return sum(_search_again(query, due.filter(target=query), at) for query in list(queries))


def _search_again(query: str, follows, at: dt.datetime) -> int:
    readers = list(follows.defer("address"))
    since = min(follow.seen_at or follow.asked_at for follow in readers) - LOOK_BACK
    found = followable.found(query, since=since, at=at)
    hits = list(found.values_list("pk", "public_title", "published_at")[:FOUND])
    kind = follow_kinds.FOUND
    text = wording.of([kind])[kind.name]
    rows = [
        followers.message(
            follow,
            kind,
            text.filled({"标题": title}),
            key=f"q{follow.pk}-s{pk}",
            at=at,
            url=reverse("suggestions:detail", args=[pk]),
        )
        for follow in readers
        for pk, title, moment in hits
        if follow.confirmed_at and moment > follow.confirmed_at
    ]
    with transaction.atomic():
        OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
        Follow.objects.filter(pk__in=[follow.pk for follow in readers]).update(seen_at=at)
    return len(rows)
