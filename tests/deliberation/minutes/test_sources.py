"""The minutes state only what was recorded: every sentence stands on records, and on no other.

A meeting with a bit of everything is told; then each source that any of its sentences names is
changed by itself, and the sentences that name it must change.
"""

import datetime as dt
from collections import Counter

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError, models, transaction

from deliberation.actions import apologizing, attending, conducting, minuting, resolutions
from deliberation.minutes.composing import compose, words_of
from deliberation.minutes.documents.lines import minutes_said
from deliberation.minutes.sentences import of
from deliberation.models import AgendaItem, Format, Meeting, Minutes, Notice, Passing, Step
from suggestions.documents.lines import HEADING2
from suggestions.models import Department, User
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
LABELS = (
    "、协商环节",
    "、补充",
    "、各方意见",
)  # they and the headings of an item's parts state nothing
YEAR = dt.timedelta(days=400)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def rich(held, seats, parties, council, make_council, make_matter, make_item, make_motion,
         make_topic, vote_on, decision, secretary):  # fmt: skip
    """Frozen minutes of a meeting with every kind of item, vote and attendance."""
    meeting = Meeting.objects.get(pk=held.item.meeting_id)
    who = {"by": secretary, "at": NOW}
    _agenda(meeting, make_item, make_matter, make_council, make_topic, who)
    lost = make_item(meeting, make_matter("停车收费"), status="current")
    first = vote_on(lost, (1, 7, 0), title="收费")
    vote_on(lost, (4, 4, 0), title="再议收费")
    ways = {"answers": ["按月收费", "按次收费"], "form": "one"}
    vote_on(lost, (0, 0, 1, (2, 4)), title="怎么收费", **ways)
    make_motion(lost, title="没有付诸表决", status="withdrawn", number=7)
    annulled = {"annulled_because": "名册有误。", "opened_at": NOW, "closed_at": NOW}
    make_motion(lost, title="作废的", status="annulled", number=8, verdict=first.verdict,
                repeats=first, **annulled)  # fmt: skip
    AgendaItem.objects.filter(pk=lost.pk).update(status="done")
    conducting.end_item(held.item, outcome="先装太阳能灯。", **who)
    Meeting.objects.filter(pk=meeting.pk).update(chair="张建国")
    apologizing.excuse(meeting, seats[8], way="desk", reason="出差", **who)
    attending.leave(meeting.attendances.get(seat=seats[1]), **who)
    for n in range(3):
        _noticed(meeting, seats[n])
    conducting.close_meeting(meeting, by=secretary, at=NOW + HOUR)
    resolutions.resolve(held, decision=decision(), **who)
    council.required_parties.add(parties[4])
    meeting = Meeting.objects.select_related("council__area").get(pk=meeting.pk)
    minutes = minuting.draft_minutes(meeting, **who)
    minuting.rewrite_minutes(minutes, added="现场请街道补充说明。", **who)
    minuting.send_minutes(minutes, **who)
    fresh = Minutes.objects.get(pk=minutes.pk)
    minuting.confirm_minutes(fresh, seat=seats[0], **who)
    minuting.confirm_minutes(fresh, seat=seats[6], dissent="费用偏高。", **who)
    minuting.freeze_due_minutes(at=NOW + dt.timedelta(days=6))
    return Minutes.objects.get(pk=minutes.pk)


def _agenda(meeting, make_item, make_matter, make_council, make_topic, who):
    """Left for next time, passed up, never begun, and one that neighbours asked for."""
    make_item(
        meeting, make_matter("垃圾房", body="没有人管。"), status="postponed", outcome="等图纸。"
    )
    passed = make_item(meeting, make_matter("外墙脱落"), status="passed", outcome="超出本会职权。")
    above = make_council("街道议事会", level="street")
    Passing.objects.create(
        matter=passed.matter, source=meeting.council, target=above, way="up", reason="要街道出面。",
        **who,
    )  # fmt: skip
    topic = make_topic("晾衣", size=1)
    asked = make_item(meeting, make_matter("晾衣", source="topic", topic=topic), status="done")
    ask = Step.objects.get(code="ask")
    asked.matter.steps.create(step=ask, left_out=True, note="时间太紧。", on=NOW.date(), **who)
    make_item(meeting, make_matter("快递柜"), status="listed")
    asked.remarks.create(name="孙二娘", gist="要在阳台晾。", **who)


def _noticed(meeting, seat):
    return Notice.objects.create(
        meeting=meeting, seat=seat, channel="hand", status="sent", key=f"rich-{seat.pk}",
        subject="通知", body="通知", queued_at=NOW, try_at=NOW, sent_at=NOW - YEAR / 30,
    )  # fmt: skip


def told(pk, public):
    """All that the minutes would say if they were written now, frozen or not."""
    minutes = Minutes.objects.select_related("meeting__council__area").get(pk=pk)
    by = User.objects.get(username="secretary")
    minutes.content = compose(
        minutes.meeting, recorder=str(by), number=minutes.full_number, recorded_by=of(by)
    )
    minutes.content["confirmations"] = words_of(minutes)
    return minutes_said(minutes, public=public)


def sentences(lines):
    return Counter((line.kind, line.label, one) for line in lines for one in line.sentences)


# --- changing one record ----------------------------------------------------------------------


def change(source, world):
    """Make the record say something else; raises IntegrityError for a value it cannot have."""
    name, pk, *field = source.split(":")
    package = "suggestions" if name in ("topic", "user", "department") else "deliberation"
    rows = apps.get_model(package, name)._base_manager.filter(pk=pk)
    record = rows.get()  # a source that is not there is none
    if not field:
        return [rows.delete]
    if field[0] in RELATIONS:
        return [lambda: RELATIONS[field[0]](record, world)]
    return [lambda value=value: rows.update(**value) for value in values(record, field[0], world)]


def values(record, name, world):
    column, *path = name.split(".")
    try:
        field = record._meta.get_field(column)
    except FieldDoesNotExist:
        raise AssertionError(f"{record._meta.model_name} has no {name}") from None
    old = getattr(record, column)
    return [{column: new} for new in _others(field, old, path, world)]


def _others(field, old, path, world):
    if isinstance(field, models.JSONField):
        return [_changed(old, path)]
    if field.choices:
        return [one for one, _ in reversed(field.choices) if one != old]
    if isinstance(field, models.BooleanField):
        return [not old]
    if field.name == "left_at" or field.name == "repeats":
        return [None]
    if isinstance(field, models.ForeignKey):
        return [world["make_meeting"](starts_at=NOW + YEAR, kind="extra", status="closed").pk]
    if isinstance(field, models.DateField):
        return [old + YEAR, old - YEAR]
    if isinstance(field, (models.IntegerField, models.DecimalField)):
        return [old + 1]
    return [f"变{old}"[: field.max_length]]


def _changed(data, path):
    if not path:
        return ["变", *data]
    inner = data[path[0]]
    if path == ["coming"]:
        return {**data, "coming": "none"}
    if isinstance(inner, bool):
        return {**data, path[0]: not inner}
    if isinstance(inner, int):
        return {**data, path[0]: inner + 1}
    if path[0] in OTHERWISE:
        return {**data, path[0]: OTHERWISE[path[0]]}
    if len(path) > 1 or isinstance(inner, list):
        return {**data, path[0]: _changed(inner, path[1:])}
    return {**data, path[0]: f"变{inner}"}


def _excuse(meeting, world):
    free = world["seats"][9]
    meeting.apologies.create(seat=free, way="desk", asked_at=NOW)


def _one_less(meeting, world):
    row = meeting.attendances.filter(seat__isnull=False).first()
    if row:
        row.delete()
    else:
        meeting.attendances.create(
            seat=world["seats"][0], name="张建国", capacity="member", way="list", arrived_at=NOW
        )
        meeting.attendances.create(name="王列席", capacity="observer", way="list", arrived_at=NOW)


def _seat(meeting, world):
    world["make_seat"]("新来的", world["seats"][0].party)


def _no_parties(form):
    form.parties.clear()
    form.save()


OTHERWISE = {"counts": [9, 9, 9, 9, 9], "signers": [["丙", "丁戊"]], "criteria": ["别的"]}


def _another_count(motion, world):
    motion.case["choice"]["outcome"]["rounds"][0]["votes"][0][1] += 1
    motion.save(update_fields=["case"])


def _by_law(motion, world):
    """Options are for a council's own rule: the database refuses them under another."""
    type(motion).objects.filter(pk=motion.pk).update(rule="变", form="yesno")


RELATIONS = {
    "case.choice.outcome.rounds": _another_count,
    "rule": _by_law,
    "apologies": _excuse,
    "attendances": _one_less,
    "notices": lambda meeting, world: _noticed(meeting, world["seats"][0]),
    "seats": _seat,
    "parties": lambda form, world: _no_parties(form),
    "required_parties": lambda council, world: council.required_parties.clear(),
}


def unmoved(pk, public, world):
    """Sentences that stay the same although a source of theirs was changed."""
    lines = told(pk, public)
    before = sentences(lines)
    stated = [key for key in before if key[0] != HEADING2 and not key[2].text.endswith(LABELS)]
    still = []
    was = _words(before)
    for source in sorted({source for line in lines for source in line.of}):
        now = _words(_after(source, pk, public, world))
        still += [
            (source, one.text)
            for kind, label, one in stated
            if source in one.of and now[kind, label, one.text] >= was[kind, label, one.text]
        ]
    return still


def _words(found):
    return Counter((kind, label, one.text) for kind, label, one in found.elements())


class Undo(Exception):
    pass


def _after(source, pk, public, world):
    for attempt in change(source, world):
        try:
            with transaction.atomic():
                attempt()
                found = sentences(told(pk, public))
                raise Undo
        except IntegrityError:
            continue
        except Undo:
            return found
    raise AssertionError(f"{source} cannot be changed")


@pytest.fixture
def world(seats, make_seat, make_meeting):
    return {"seats": seats, "make_seat": make_seat, "make_meeting": make_meeting}


# --- the tests --------------------------------------------------------------------------------


@pytest.mark.parametrize("public", [False, True])
def test_every_sentence_changes_with_each_record_it_stands_on(rich, world, public):
    lines = told(rich.pk, public)
    bare = [one.text for line in lines for one in line.sentences if not one.of]
    assert not bare, "\n".join(bare)
    assert len(sentences(lines)) > 60
    still = unmoved(rich.pk, public, world)
    assert not still, still


def test_so_does_every_sentence_where_nothing_was_noted(make_meeting, seats, world, secretary):
    meeting = make_meeting(status="closed", place="")
    minutes = minuting.draft_minutes(meeting, by=secretary, at=NOW)
    lines = told(minutes.pk, True)
    text = "\n".join(line.line.text for line in lines)
    assert "（草稿，尚未定稿）" in text and "没有会议通知的送达记录；" in text
    assert not [one.text for line in lines for one in line.sentences if not one.of]
    assert unmoved(minutes.pk, True, world) == []


ROWS = {
    "hearing": [
        ("invite", {"side": "居民", "name": "孙二娘", "text": "上门。", "data": {"coming": "yes"}}),
        ("statement", {"side": "居民", "name": "孙二娘", "text": "吵。", "data": {"spoke": True}}),
    ],
    "mediation": [
        ("agreement", {"text": "修好。", "data": {"agreed": True, "signers": [["甲", "乙丙"]]}}),
    ],
    "review": [
        ("subject", {"text": "修车棚", "side": "物业", "data": {"criteria": ["质量"]}}),
        ("rating", {"text": "质量", "side": "居民",
                    "data": {"sent": 60, "counts": [9, 8, 7, 0, 1]}}),
    ],
    "open-space": [
        ("question", {"text": "空地做什么？"}),
        ("group", {"side": "一组", "name": "周平", "text": "绿化。", "data": {"people": 6}}),
        ("idea", {"side": "一组", "text": "种树。"}),
    ],
    "reception": [("visit", {"side": "李女士", "text": "灯。", "data": {"taker": "物业"}})],
    "summons": [
        ("summon", {"side": "房管局", "text": "何时修？"}),
        ("arrival", {"side": "房管局", "name": "王工", "text": "说明。", "data": {"came": True}}),
    ],
}  # fmt: skip


@pytest.mark.parametrize("code", sorted(ROWS))
@pytest.mark.parametrize("public", [False, True])
def test_so_does_every_row_of_a_form(make_meeting, world, secretary, code, public):
    form = Format.objects.get(code=code)
    meeting = make_meeting(status="closed", kind="extra", format=form, starts_at=NOW)
    unit = Department.objects.create(name="区房管局", short_name="房管局")
    for number, (proof, row) in enumerate(ROWS[code], 1):
        answered = {"answer": "已经办了。", "answered_on": NOW.date(), "due_on": NOW.date()}
        meeting.form_rows.create(
            step=form.steps.get(proof=proof), number=number, by=secretary, at=NOW,
            department=unit if proof in ("subject", "summon") else None,
            **{**row, **(answered if proof in ("statement", "visit") else {})},
        )  # fmt: skip
    minutes = minuting.draft_minutes(meeting, by=secretary, at=NOW)
    lines = told(minutes.pk, public)
    assert not [one.text for line in lines for one in line.sentences if not one.of]
    assert unmoved(minutes.pk, public, world) == []


def test_what_was_printed_before_sentences_had_sources_is_printed_the_same(rich):
    """Content frozen without `of` still makes its lines."""

    def stripped(value):
        if isinstance(value, dict):
            return {k: stripped(v) for k, v in value.items() if k != "of" and not k.endswith("_of")}
        return [stripped(one) for one in value] if isinstance(value, list) else value

    new = [line.line for line in minutes_said(rich, public=True)]
    rich.content = stripped(rich.content)
    assert [line.line for line in minutes_said(rich, public=True)] == new


def test_the_page_and_the_minutes_tell_a_vote_in_the_same_words(rich, client):
    from django.urls import reverse

    page = client.get(reverse("deliberation:meeting", args=[rich.meeting_id])).content.decode()
    told_ = "".join(line.line.text for line in minutes_said(rich, public=True))
    for item in rich.meeting.items.all():
        for motion in item.motions.standing():
            assert motion.result_words in page and motion.result_words in told_
        assert item.result in page and item.result in told_
