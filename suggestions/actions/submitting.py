"""The residents' verbs: submit, support, withdraw; and enter, for those who did not come online."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate

from suggestions.actions import consulting
from suggestions.actions.outlasting import outlast
from suggestions.actions.rules import Refused, move, record
from suggestions.models import (
    Area,
    Audience,
    Behalf,
    CampaignPage,
    Contact,
    GuideClause,
    OutboxMessage,
    Photo,
    Recognition,
    Sorting,
    Station,
    Suggestion,
    Support,
    Topic,
    TopicSupport,
    User,
    Verb,
    WorkCalendar,
)
from suggestions.models.history import RESIDENT
from suggestions.models.suggestions import TEXT_LIMIT, TITLE_LIMIT, Channel
from suggestions.residents import receipts
from suggestions.text import search
from suggestions.text.language import clean_text, masked
from suggestions.text.sorting import reader, sorting_values
from suggestions.work import lasting
from suggestions.work.clocks import SCREENING, CalendarMissing

MOBILE = re.compile(r"1[3-9]\d{9}")


@dataclass(frozen=True)
class Draft:
    """What a resident wrote, before it is a suggestion."""

    title: str
    body: str
    solution: str = ""
    area: Area | None = None
    place: str = ""
    audience: Audience | None = None
    may_publish: bool = True
    name: str = ""
    phone: str = ""
    email: str = ""
    # Of who writes by letter or phone: where paper goes, and how they want to be told.
    address: str = ""
    way: str = Contact.Way.AUTO
    clause: GuideClause | None = None  # of a draft on which opinions are asked for

    def digest(self) -> str:
        """Tells a repeated submission from a changed one."""
        told = {k: v for k, v in vars(self).items() if k != "clause" or v}
        plain = {k: getattr(v, "pk", v) for k, v in told.items()}
        return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()

    def cleaned(self) -> "Draft":
        limits = {"title": TITLE_LIMIT, "body": TEXT_LIMIT, "solution": TEXT_LIMIT, "place": 100}
        texts = {
            name: clean_text(getattr(self, name), limit=limit, lines=name in ("body", "solution"))
            for name, limit in limits.items()
        }
        names = ("name", "phone", "email", "address")
        people = {n: clean_text(getattr(self, n), lines=False) for n in names}
        return Draft(**{**vars(self), **texts, **people})


@dataclass(frozen=True)
class Receipt:
    """The code to keep; `again` when this form had been received before."""

    suggestion: Suggestion
    code: str
    again: bool = False


@dataclass(frozen=True)
class Entry:
    """Who typed it in for somebody else, and what the history says of that."""

    by: User
    said: str
    facts: dict[str, str]


@dataclass(frozen=True)
class Place:
    """By which channel it came, and at which station."""

    channel: str
    station: Station | None = None


Gate = Callable[[], None]


class Changed(Refused):
    """The same form came again with other words in it: a second suggestion, or a slip?"""


def submit(
    campaign: CampaignPage,
    *,
    draft: Draft,
    key: str,
    at: dt.datetime,
    notice: str = "",
    insisted: bool = False,
    gate: Gate | None = None,
    channel: str = Channel.ONLINE,
    station: Station | None = None,
) -> Receipt:
    """Take in one suggestion. The same `key` gives the same receipt, however often it comes.

    `insisted`: its author was shown a better door before. `gate` is the door's own last
    question, asked within the transaction; what it raises leaves nothing written. `station`: at
    which 征集站 it was written, which makes it come by that channel.
    """
    draft = draft.cleaned()
    place = Place(Channel.STATION if station else channel, station)
    if refusal := _refusal(campaign, draft, at):
        if earlier := _earlier(key):
            return _again(earlier, draft, key)
        raise Refused(refusal)
    return _take_in(campaign, draft, key, at, notice, place=place, insisted=insisted, gate=gate)


def _refusal(campaign: CampaignPage, draft: Draft, at: dt.datetime) -> str:
    if not draft.title or not draft.body:
        return "请写明建议主题和主要事由。"
    if not campaign.accepts(at):
        return f"“{campaign.title}”现在不在征集时间内，暂时不能提交。"
    if not campaign.allows_anonymous and not (draft.phone or draft.email):
        return "这次征集需要留下手机号或邮箱，方便向您反馈。"
    return ""


def enter(
    campaign: CampaignPage,
    *,
    draft: Draft,
    channel: str,
    key: str,
    by: User,
    at: dt.datetime,
    notice: str = "",
    behalf: str = Behalf.SELF,
    station: Station | None = None,
) -> Receipt:
    """Take in what came by letter, phone or in person, typed by staff; the code is read out.

    The form's own demands (window, contact) are not made of somebody who stands at the desk.
    """
    draft = draft.cleaned()
    if channel not in Channel.values or channel == Channel.ONLINE:
        raise Refused("请选择建议是怎样来的：书信、电话、走访等。")
    if behalf not in Behalf.values:
        raise Refused("请选择替谁登记：本人、家人或邻居、单位或集体，还是走访记录。")
    if not draft.title or not draft.body:
        raise Refused("请写明建议主题和主要事由。")
    entry = Entry(by, f"{Channel(channel).label}，{Behalf(behalf).label}", {"behalf": behalf})
    place = Place(channel, station if channel == Channel.STATION else None)
    return _take_in(campaign, draft, key, at, notice, place=place, entry=entry)


def _take_in(
    campaign: CampaignPage,
    draft: Draft,
    key: str,
    at: dt.datetime,
    notice: str,
    *,
    place: Place,
    entry: Entry | None = None,
    insisted: bool = False,
    gate: Gate | None = None,
) -> Receipt:
    suggestion = _suggestion(campaign, draft, key, at, place)  # all thinking before the lock
    read = sorting_values(draft.title, draft.body, draft.solution, by=reader())
    sorting = Sorting(suggestion=suggestion, insisted=insisted, **read)
    shown = suggestion.public_title, suggestion.public_body, suggestion.public_solution
    tokens = search.document(*shown)
    try:
        with transaction.atomic():
            _write(suggestion, sorting, draft, at, notice, entry)
            search.add([(suggestion.pk, tokens)], search.UNREAD)
            if gate:
                gate()  # last: neighbours behind one address wait for its row until the commit
    except IntegrityError:
        # The same form came before: nobody looked first, the constraint tells.
        if earlier := _earlier(key):
            return _again(earlier, draft, key)
        raise
    return Receipt(suggestion, receipts.issue(key))


def _earlier(key: str) -> Suggestion | None:
    return Suggestion.objects.defer("body", "solution").filter(idempotency_key=key).first()


def _again(earlier: Suggestion, draft: Draft, key: str) -> Receipt:
    if earlier.payload_hash != draft.digest():
        raise Changed(
            "这份表单刚才已经提交成功。您现在的内容与上次不同：如果想另提一条建议，请再按一次提交。"
        )
    return Receipt(earlier, receipts.issue(key), again=True)


def _suggestion(
    campaign: CampaignPage, draft: Draft, key: str, at: dt.datetime, place: Place
) -> Suggestion:
    return Suggestion(
        campaign=campaign,
        channel=place.channel,
        station=place.station,
        submitted_at=at,
        screen_by=screening_deadline(at),
        title=draft.title,
        body=draft.body,
        solution=draft.solution,
        area=draft.area,
        place=draft.place,
        audience=draft.audience,
        may_publish=draft.may_publish,
        author_key=receipts.person_key(draft.phone or draft.email),
        idempotency_key=key,
        payload_hash=draft.digest(),
        receipt_hash=receipts.digest(receipts.issue(key)),
        **public_texts(draft.title, draft.body, draft.solution),
    )


def _write(
    suggestion: Suggestion,
    sorting: Sorting,
    draft: Draft,
    at: dt.datetime,
    notice: str,
    entry: Entry | None,
) -> None:
    suggestion.save(force_insert=True)
    sorting.suggestion_id = suggestion.pk
    sorting.save(force_insert=True)
    if draft.clause:
        consulting.comment(suggestion, clause=draft.clause, at=at)
    if draft.name or draft.phone or draft.email or draft.address:
        Contact.objects.create(
            suggestion=suggestion,
            name=draft.name,
            phone=draft.phone,
            email=draft.email,
            address=draft.address,
            way=way_of(draft),
            notice_version=notice,
            consented_at=at,
            **receipts.contact_keys(draft.phone, draft.email),
        )
    if suggestion.campaign.allows_photos:
        Photo.objects.filter(draft_key=suggestion.idempotency_key).update(suggestion=suggestion)
    record(
        Verb.IMPORTED if entry else Verb.SUBMITTED,
        suggestion,
        at=at,
        by=entry.by if entry else None,
        actor="" if entry else RESIDENT,
        moved=("", Suggestion.Status.PENDING),
        reason=entry.said if entry else "",
        data=entry.facts if entry else {},
        public=True,
    )


def way_of(draft: Draft) -> str:
    """How this person is told: as they wished; a landline takes no text message."""
    if draft.way != Contact.Way.AUTO or draft.email or MOBILE.fullmatch(draft.phone):
        return draft.way
    if draft.phone:
        return Contact.Way.CALL
    return Contact.Way.LETTER if draft.address else Contact.Way.AUTO


def public_texts(title: str, body: str, solution: str) -> dict[str, str]:
    """What would be shown: the words as written, personal data masked."""
    return {
        "public_title": masked(title),
        "public_body": masked(body),
        "public_solution": masked(solution),
    }


def screening_deadline(at: dt.datetime) -> dt.date | None:
    """The last day for screening, or nothing where the calendar ends: a resident's submission
    is never refused because the office has not entered next year's holidays."""
    today = localdate(at)
    try:
        return WorkCalendar.load(today.year).ends(today, SCREENING)
    except CalendarMissing:
        return None


def support(suggestion: Suggestion, *, supporter_key: str, at: dt.datetime) -> bool:
    """附议. True when it counts, False when this visitor had supported it before."""
    if not suggestion.is_public:
        raise Refused("这条建议没有公开，不能附议。")
    with transaction.atomic():
        _, new = Support.objects.get_or_create(
            suggestion=suggestion, supporter_key=supporter_key, defaults={"at": at}
        )
        counted = Suggestion.objects.filter(pk=suggestion.pk)
        if new and not counted.update(support_count=F("support_count") + 1):
            raise Refused("这条建议已经撤下了，不能附议。")  # taken back with its import
    return new


def support_topic(topic: Topic, *, supporter_key: str, at: dt.datetime) -> bool:
    """我也遇到了. True when it counts, False when this visitor had said so before."""
    if topic.status in Topic.HIDDEN:
        raise Refused("这个问题没有公开，不能附议。")
    row = TopicSupport(topic=topic, supporter_key=supporter_key, at=at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # nobody looked first: of two presses at once the constraint lets one in
        return False
    return True


def withdraw(suggestion: Suggestion, *, at: dt.datetime, reason: str = "") -> None:
    """The author takes it back: out of sight at once, contact data deleted (PIPL 47)."""
    with transaction.atomic():
        left = move(suggestion, Suggestion.Status.WITHDRAWN, published_at=None)
        Contact.objects.filter(suggestion=suggestion).delete()
        Recognition.objects.filter(suggestion=suggestion).update(shown_name="", answered_at=None)
        suggestion.messages.filter(status=OutboxMessage.Status.QUEUED).delete()
        search.index_unread([suggestion])
        record(
            Verb.WITHDRAWN,
            suggestion,
            at=at,
            actor=RESIDENT,
            moved=(left, suggestion.status),
            reason=clean_text(reason, limit=500),
            public=True,
        )
        outlast(lasting.WITHDRAWN, suggestion.pk, suggestion.submitted_at, suggestion.receipt_hash)
