"""议题 as one thread: raised, studied beforehand, passed up and down, or not dealt with."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from deliberation.actions.record import Fact, note, note_all
from deliberation.actions.wording import open_words
from deliberation.models import (
    AgendaItem,
    Council,
    Matter,
    Passing,
    Procedure,
    Proposal,
    Resolution,
    Step,
    StepTaken,
)
from suggestions.actions.rules import Overtaken, Refused, move, move_all, overtaken
from suggestions.models import Topic, User
from suggestions.text.language import TextTooLong, clean_text

TITLE, BODY = 80, 5000


def raise_matter(
    council: Council,
    *,
    by: User,
    at: dt.datetime,
    title: str = "",
    body: str = "",
    topic: Topic | None = None,
    proposal: Proposal | None = None,
    resolution: Resolution | None = None,
    source: str = "",
) -> Matter:
    """提出议题 from a topic, a proposal, a resolution that comes back, or by the staff.

    What is being deliberated already is not raised a second time, in whatever council.
    """
    matter = Matter(
        council=council,
        source=source or _source(topic, proposal, resolution),
        title=open_words(title or _title(topic, proposal, resolution), "议题", TITLE),
        body=_body(body or _words(topic, proposal, resolution)),
        topic=topic,
        proposal=proposal,
        returned=resolution,
        procedure=Procedure.objects.of_council(council, timezone.localdate(at)),
        raised_at=at,
    )
    with transaction.atomic():
        if proposal:
            _take(council, proposal)
        try:
            with transaction.atomic():
                matter.save(force_insert=True)
        except IntegrityError as error:
            raise Refused("这件事已经是议题了，请在议题列表里找到它。") from error
        data = {"title": matter.title, "source": matter.get_source_display()}
        note(matter, "matter.raised", at=at, by=by, data=data)
    return matter


def words_of(**origin: Any) -> tuple[str, str]:
    """Title and body that a matter would have of its own: what is about to enter the record."""
    given = {"topic": None, "proposal": None, "resolution": None, **origin}
    return _title(**given), _words(**given)


def _source(*origins: Any) -> str:
    words = (Matter.Source.TOPIC, Matter.Source.PROPOSAL, Matter.Source.RESOLUTION)
    given = [word for word, origin in zip(words, origins, strict=True) if origin]
    if len(given) > 1:
        raise TypeError("a matter has one source")
    return given[0] if given else Matter.Source.STAFF


def _title(topic: Topic | None, proposal: Proposal | None, resolution: Resolution | None) -> str:
    if topic:
        return topic.name
    if proposal:
        return proposal.public_title
    return f"未落实：{resolution.title}"[:TITLE] if resolution else ""


def _words(topic: Topic | None, proposal: Proposal | None, resolution: Resolution | None) -> str:
    if topic:
        return topic.summary
    if proposal:
        return proposal.public_body
    return resolution.text if resolution else ""


def _body(text: str) -> str:
    try:
        return clean_text(text, limit=BODY)
    except TextTooLong as error:
        raise Refused(f"情况说明太长：{error}") from error


def _take(council: Council, proposal: Proposal) -> None:
    if proposal.council_id != council.pk:
        raise Refused("这是别的议事会收到的提议。")
    move(proposal, Proposal.Status.TAKEN)


# --- 不议 ------------------------------------------------------------------------------------


def drop_matter(matter: Matter, *, reason: str, by: User, at: dt.datetime) -> None:
    """不议: with the reason, which stands in the record beside the council's own list."""
    reason = open_words(reason, "不议的理由", 300)
    with transaction.atomic():
        move(matter, Matter.Status.DROPPED, dropped_because=reason)
        data = {"title": matter.title, "reason": reason}
        note(matter, "matter.dropped", at=at, by=by, data=data)


def restore_matter(matter: Matter, *, reason: str, by: User, at: dt.datetime) -> None:
    """A matter that was dropped or concluded is taken up again."""
    reason = open_words(reason, "理由", 300)
    if matter.status not in (Matter.Status.DROPPED, Matter.Status.CONCLUDED):
        raise overtaken(matter)
    with transaction.atomic():
        try:
            with transaction.atomic():
                move(matter, Matter.Status.RAISED, dropped_because="")
        except IntegrityError as error:
            raise Refused("同一件事已经另外提出来在议，请在议题列表里找到它。") from error
        data = {"title": matter.title, "reason": reason}
        note(matter, "matter.restored", at=at, by=by, data=data)


# --- up and down -----------------------------------------------------------------------------


def pass_up(matter: Matter, *, reason: str, by: User, at: dt.datetime) -> Passing:
    """上报: to the council above; it stays one thread, every station of it kept."""
    parent = matter.council.parent
    if parent is None:
        raise Refused(f"“{matter.council}”没有上级议事会，不能上报。")
    return _pass(matter, parent, Passing.Way.UP, reason, by, at)


def pass_down(matter: Matter, *, to: Council, reason: str, by: User, at: dt.datetime) -> Passing:
    """下交: to a council below, whose people are nearer to it."""
    if to.parent_id != matter.council_id:
        raise Refused(f"“{to}”不是“{matter.council}”的下级议事会。")
    return _pass(matter, to, Passing.Way.DOWN, reason, by, at)


def _pass(
    matter: Matter, target: Council, way: str, reason: str, by: User, at: dt.datetime
) -> Passing:
    reason = open_words(reason, "理由", 500)
    if not target.active:
        raise Refused(f"“{target}”已经停用，不能接收。")
    source = matter.council
    with transaction.atomic():
        _leave_agenda(matter)
        mine = Matter.objects.filter(pk=matter.pk, council=source, status=matter.status).filter(
            status__in=Matter.UNSETTLED
        )
        if not move_all(mine, Matter.Status.RAISED, council=target):
            raise overtaken(matter)
        passing = Passing.objects.create(
            matter=matter, source=source, target=target, way=way, reason=reason,
            answer_by=_answer_by(target, way, at), by=by, at=at,
        )  # fmt: skip
        matter.council, matter.status = target, Matter.Status.RAISED
        told = {
            "title": matter.title,
            "way": passing.get_way_display(),
            "from": source.name,
            "to": target.name,
            "reason": reason,
            "answer_by": passing.answer_by.isoformat() if passing.answer_by else "",
        }
        facts = [Fact(council, matter, None, told) for council in (source, target)]
        note_all(facts, "matter.passed", at=at, by=by)
    return passing


def _answer_by(target: Council, way: str, at: dt.datetime) -> dt.date | None:
    """The clock of the level above; what goes down has none."""
    if way != Passing.Way.UP:
        return None
    return timezone.localdate(at) + dt.timedelta(days=target.answer_days)


def _leave_agenda(matter: Matter) -> None:
    """Its item says that it went on; one that still waits for its meeting comes off first."""
    items = AgendaItem.objects.filter(matter=matter)
    if items.filter(status=AgendaItem.Status.LISTED).exists():
        raise Refused("这个议题还在议程上，请先移出议程，再上报或下交。")
    under_way = [AgendaItem.Status.CURRENT, AgendaItem.Status.DONE]
    last = items.filter(status__in=under_way).order_by("-meeting__starts_at", "-pk").first()
    if last and matter.status in (Matter.Status.ARRANGED, Matter.Status.DISCUSSED):
        move(last, AgendaItem.Status.PASSED)


# --- steps -----------------------------------------------------------------------------------


def take_step(
    matter: Matter, step: Step, *, note_text: str, on: dt.date, by: User, at: dt.datetime
) -> StepTaken:
    """A step of 会商四步, or the prior study, was done: what came of it, and when."""
    return _step(matter, step, note_text, on, by, at, left_out=False)


def leave_out_step(
    matter: Matter, step: Step, *, reason: str, by: User, at: dt.datetime
) -> StepTaken:
    """A step is left out, with its reason: none is skipped silently."""
    return _step(matter, step, reason, timezone.localdate(at), by, at, left_out=True)


def _step(
    matter: Matter,
    step: Step,
    text: str,
    on: dt.date,
    by: User,
    at: dt.datetime,
    *,
    left_out: bool,
) -> StepTaken:
    text = open_words(text, "未进行的理由" if left_out else "情况", 1000)
    if not matter.steps_to_take.filter(pk=step.pk).exists():
        raise Refused(f"“{step}”不是这件议题的程序里的步骤。")
    if on > timezone.localdate(at):
        raise Refused("日期不能在今天之后。")
    taken = StepTaken(matter=matter, step=step, left_out=left_out, note=text, on=on, by=by, at=at)
    with transaction.atomic():
        try:
            with transaction.atomic():
                taken.save(force_insert=True)
        except IntegrityError as error:
            raise Overtaken(f"“{step}”刚才已经有人登记过了，请刷新页面后再看。") from error
        kind = "step.left_out" if left_out else "step.taken"
        data = {"title": matter.title, "step": step.name, "on": f"{on:%Y-%m-%d}", "note": text}
        note(matter, kind, at=at, by=by, data=data)
    return taken


def steps_missing(matter: Matter) -> list[Step]:
    """The steps required before the agenda that were neither taken nor left out with a reason."""
    done = StepTaken.objects.filter(matter=matter).values("step")
    before = matter.steps_to_take.filter(stage=Step.Stage.BEFORE, required=True)
    return list(before.exclude(pk__in=done))
