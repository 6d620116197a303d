"""纪要 write themselves, are confirmed by every party, and then never change."""

import datetime as dt
import json

import pytest

from deliberation.actions import minuting
from deliberation.actions.minutes_asking import read_link, sign_url
from deliberation.actions.minuting import content_hash
from deliberation.actions.record import head
from deliberation.minutes.documents.lines import minutes_lines
from deliberation.minutes.parties import PartyWord, attended, words_by_party
from deliberation.models import (
    Confirmation,
    Entry,
    Meeting,
    Minutes,
    Notice,
    Seat,
    StepTaken,
)
from deliberation.verify import canonical
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import Workday
from suggestions.work.clocks import CalendarMissing
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def confirm(minutes, seat, **fields):
    fresh = Minutes.objects.get(pk=minutes.pk)
    return minuting.confirm_minutes(fresh, seat=seat, **{"at": NOW + DAY, **fields})


def bare(part):
    """Without the records that it stands on."""
    return {name: value for name, value in part.items() if not f"_{name}".endswith("_of")}


# --- what they say ----------------------------------------------------------------------------


def test_everything_that_was_noted_is_in_them(minutes):
    content = minutes.content
    assert minutes.full_number == content["number"] == "〔2026〕1号"
    assert content["title"] == "幸福社区议事会会议纪要"
    assert content["when"] == "2026年9月16日 09:55至11:00"
    assert content["chair"]["name"] == "张建国" and content["recorder"] == "赵云"
    first, second, *_, last = content["parties"]
    assert [p["name"] for p in first["present"]] == ["张建国", "李秀英"]
    (sat_in,) = map(bare, second["stood_in"])
    assert sat_in == {
        "name": "钱多多", "shown": "居（村）委会代表", "for": "刘桂兰", "for_shown": "刘某"
    }  # fmt: skip
    assert [p["name"] for p in last["absent"]] == ["周平", "吴芳"]
    assert [bare(p) for p in content["observers"]] == [{"name": "孙列席", "shown": "孙某"}]
    assert bare(content["quorum"]) == {
        "seats": 10,
        "present": 8,
        "left_early": 0,
        "needed": 6,
        "missing": [],
        "met": True,
    }


def test_the_item_tells_steps_words_options_vote_and_resolution(minutes):
    (item,) = minutes.content["items"]
    assert [s["name"] for s in item["steps"]] == ["党组织研究", "问题征询", "会审会商"]
    assert item["remarks"][0]["gist"] == "晚上看不清路，老人摔过两次。"
    assert [(o["title"], o["total"]) for o in item["options"]] == [
        ("六盏太阳能灯", "12000.00"),
        ("接市电路灯", "30000.50"),
    ]
    (motion,) = item["motions"]
    assert motion["passed"] and motion["counts"] == {"for": "7", "against": "1", "abstain": "0"}
    assert "同意7人" in motion["worked"] and "不是法定表决" in motion["worked"]
    assert motion["rule"] == "议事协商会（爱邻议事日）" and motion["law"]
    assert motion["resolution"]["money"][1] == ["众筹", "3000.50"]
    assert motion["resolution"]["tasks"][0] == ["采购路灯", "幸福物业", "2026-10-20"]
    assert item["outcome"] == "先装太阳能灯。"


def test_a_missing_required_party_is_named(closed, held, decision, secretary, parties):
    from deliberation.actions import resolutions

    resolutions.resolve(held, decision=decision(), by=secretary, at=NOW)
    closed.council.required_parties.set(parties)
    minutes = minuting.draft_minutes(closed, by=secretary, at=NOW)
    assert minutes.content["quorum"]["missing"] == ["居民（代表）"]
    assert not minutes.content["quorum"]["met"]


def test_they_are_plain_data_of_one_hash(minutes):
    stored = Minutes.objects.get(pk=minutes.pk)
    assert canonical(stored.content) == canonical(json.loads(json.dumps(minutes.content)))
    assert content_hash(stored) == content_hash(minutes)


def test_gathering_them_takes_a_fixed_number_of_questions(
    minutes, make_item, closed, django_assert_max_num_queries
):
    from deliberation.minutes.composing import compose

    for n in range(6):
        make_item(closed, order=50 + n)
    with django_assert_max_num_queries(22):  # the rows of a form are one
        compose(closed, recorder="赵云", number="〔2026〕1号")


def test_written_once_and_only_after_the_meeting(minutes, closed, open_meeting, secretary):
    with pytest.raises(Overtaken, match="已经写好"):
        minuting.draft_minutes(closed, by=secretary, at=NOW)
    with pytest.raises(Refused, match="散会以后"):
        minuting.draft_minutes(Meeting(council=closed.council, status="open"), by=secretary, at=NOW)


def test_the_secretary_adds_words_while_it_is_a_draft(minutes, secretary):
    minuting.rewrite_minutes(minutes, added="现场请街道补充说明。", by=secretary, at=NOW)
    assert Minutes.objects.get().added == "现场请街道补充说明。"
    with pytest.raises(Refused, match="手机号"):
        minuting.rewrite_minutes(minutes, added="电话 13812345678", by=secretary, at=NOW)


# --- confirming -------------------------------------------------------------------------------


def test_every_seat_with_an_address_gets_its_own_link(minutes, secretary, seats):
    Seat.objects.filter(pk=seats[0].pk).update(phone="13900000000")
    Seat.objects.filter(pk=seats[2].pk).update(email="a@example.com")
    assert minuting.send_minutes(minutes, by=secretary, at=NOW) == 2
    notices = Notice.objects.filter(about="minutes").order_by("pk")
    assert [n.channel for n in notices] == ["sms", "email"]
    assert sign_url(minutes, seats[0]) in notices[0].body
    assert minutes.confirm_by == dt.date(2026, 9, 21)  # five days
    meeting = Meeting.objects.get(pk=minutes.meeting_id)
    assert meeting.status == Meeting.Status.CONFIRMING


def test_the_clock_needs_a_calendar_or_a_person(minutes, secretary):
    Workday.objects.all().delete()
    with pytest.raises(CalendarMissing):
        minuting.send_minutes(minutes, by=secretary, at=NOW)
    with pytest.raises(Refused, match="晚于今天"):
        minuting.send_minutes(minutes, by=secretary, at=NOW, confirm_by=NOW.date())
    minuting.send_minutes(minutes, by=secretary, at=NOW, confirm_by=dt.date(2026, 9, 25))


def test_a_link_is_good_for_its_own_version_alone(sent, seats, secretary):
    token = sign_url(sent, seats[0]).rstrip("/").rsplit("/", 1)[1]
    assert read_link(token) == (sent, seats[0])
    assert read_link(token + "x") is None and read_link("nonsense") is None
    minuting.correct_minutes(sent, reason="漏记一人。", by=secretary, at=NOW)
    minuting.send_minutes(sent, by=secretary, at=NOW)
    assert read_link(token) is None


def test_confirmed_by_oneself_or_noted_from_paper(sent, seats, secretary):
    confirm(sent, seats[0])
    confirm(sent, seats[2], by=secretary)
    mine, noted = Confirmation.objects.order_by("pk")
    assert (mine.signer, mine.by, mine.seat) == ("张建国", None, seats[0])
    assert (noted.signer, noted.by) == ("王志强", secretary)
    assert Entry.objects.filter(kind="minutes.confirmed").count() == 2
    assert "张建国" not in str(list(Entry.objects.filter(kind="minutes.confirmed").values()))


def test_a_dissent_in_its_own_words(sent, seats):
    said = confirm(sent, seats[6], dissent="物业认为费用偏高。")
    assert said.word == "dissent" and said.text == "物业认为费用偏高。"


def test_one_voice_closes_no_other_mouth(sent, seats):
    confirm(sent, seats[0])
    confirm(sent, seats[1], dissent="漏记了我的话。")
    with pytest.raises(Overtaken, match="张建国已经表过态"):
        confirm(sent, seats[0], dissent="又不同意。")
    first = words_by_party(sent)[0]
    assert (first.word, first.word_shown) == ("dissent", "保留意见")


def test_only_who_was_there_has_a_word_the_substitute_for_the_holder(sent, seats):
    substitute = Seat.objects.get(holder="钱多多")
    for absent in (seats[8], seats[3]):
        with pytest.raises(Refused, match="没有到会"):
            confirm(sent, absent)
    assert confirm(sent, substitute).signer == "钱多多"


@pytest.mark.parametrize(
    ("words", "makes"),
    [
        ([None, None], ""),
        (["confirmed", None], ""),
        (["confirmed", "confirmed"], "confirmed"),
        (["confirmed", "silent"], "confirmed"),
        (["silent", "silent"], "silent"),
        (["confirmed", "dissent"], "dissent"),
        (["dissent", None], "dissent"),
    ],
)
def test_what_the_words_of_its_people_make_for_a_party(words, makes):
    said = tuple((None, Confirmation(word=word) if word else None) for word in words)
    assert PartyWord(None, said).word == makes


def test_after_the_clock_nobody_speaks(sent, seats):
    with pytest.raises(Refused, match="期限已经过了"):
        confirm(sent, seats[0], at=NOW + 6 * DAY)


def test_a_correction_resets_what_was_said_and_keeps_the_reason(sent, seats, secretary):
    confirm(sent, seats[0])
    minuting.correct_minutes(Minutes.objects.get(), reason="漏记一人。", by=secretary, at=NOW)
    minutes = Minutes.objects.get()
    assert minutes.status == Minutes.Status.DRAFT and not minutes.confirmations.exists()
    assert Meeting.objects.get(pk=minutes.meeting_id).status == Meeting.Status.CLOSED
    entry = Entry.objects.last()
    assert (entry.kind, entry.data["reason"]) == ("minutes.corrected", "漏记一人。")
    with pytest.raises(Refused, match="不在确认中"):
        confirm(sent, seats[0])


# --- frozen -----------------------------------------------------------------------------------


def test_frozen_with_the_last_word_and_the_head_of_the_chain(sent, council):
    for seat in attended(sent):
        assert Minutes.objects.get().status == Minutes.Status.CONFIRMING
        confirm(sent, seat)
    minutes = Minutes.objects.get()
    assert minutes.status == Minutes.Status.FROZEN
    assert minutes.head == head(council)
    entry = Entry.objects.last()
    assert entry.kind == "minutes.frozen" and entry.data["content"] == content_hash(minutes)
    assert [c["word"] for c in minutes.content["confirmations"]] == ["确认"] * 4
    assert Meeting.objects.get(pk=minutes.meeting_id).status == Meeting.Status.FILED
    assert StepTaken.objects.filter(step__code="minute").count() == 1


def test_the_clock_freezes_what_nobody_answered(sent, seats):
    confirm(sent, seats[0])
    assert minuting.freeze_due_minutes(at=NOW + 5 * DAY) == 0
    assert minuting.freeze_due_minutes(at=NOW + 6 * DAY) == 1
    assert minuting.freeze_due_minutes(at=NOW + 6 * DAY) == 0
    said = Minutes.objects.get().content["confirmations"]
    assert [party["word"] for party in said] == ["确认"] + ["逾期未表态"] * 3
    assert [p["word"] for p in said[0]["people"]] == ["确认", "逾期未表态"]
    lines = [line.text for line in minutes_lines(Minutes.objects.get(), public=True)]
    assert "1.党组织：确认。张某（2026年9月17日）确认。李某逾期未表态。" in lines


def test_nothing_changes_what_is_frozen(sent, seats, secretary, council):
    minuting.freeze_due_minutes(at=NOW + 6 * DAY)
    minutes = Minutes.objects.get()
    before, chain = canonical(minutes.content), head(council)
    for attempt in (
        lambda: minuting.rewrite_minutes(minutes, added="后来加的。", by=secretary, at=NOW),
        lambda: minuting.send_minutes(minutes, by=secretary, at=NOW),
        lambda: minuting.correct_minutes(minutes, reason="改。", by=secretary, at=NOW),
        lambda: confirm(minutes, seats[0]),
    ):
        with pytest.raises(Refused):
            attempt()
    fresh = Minutes.objects.get()
    assert canonical(fresh.content) == before and fresh.added == "" and head(council) == chain


def test_where_nobody_signed_in_nobody_can_confirm(make_meeting, seats, secretary):
    minutes = minuting.draft_minutes(make_meeting(status="closed"), by=secretary, at=NOW)
    with pytest.raises(Refused, match="没有签到记录"):
        minuting.send_minutes(minutes, by=secretary, at=NOW)


# --- nothing but what was recorded ------------------------------------------------------------


def test_a_carried_vote_without_a_resolution_stops_the_minutes(
    closed, held, decision, secretary, door
):
    from django.urls import reverse

    from deliberation.actions import resolutions

    with pytest.raises(Refused, match="“安装太阳能路灯”表决通过了，还没有写明谁来办、何时办好"):
        minuting.draft_minutes(closed, by=secretary, at=NOW)
    url = reverse("desk_meetings:minutes", args=[closed.council_id, closed.pk])
    form = reverse("desk_resolutions:new", args=[closed.council_id, held.pk])
    page = door(secretary).get(url).content.decode()
    assert "谁来办、何时办好？" in page and form in page
    resolutions.resolve(held, decision=decision(), by=secretary, at=NOW)
    assert form not in door(secretary).get(url).content.decode()
    minuting.draft_minutes(closed, by=secretary, at=NOW)


def test_a_vote_that_was_carried_since_the_draft_stops_the_sending(
    minutes, make_motion, held, secretary
):
    facts = {"status": "closed", "passed": True, "opened_at": NOW, "closed_at": NOW}
    make_motion(held.item, title="后来的", **facts)
    with pytest.raises(Refused, match="“后来的”"):
        minuting.send_minutes(minutes, by=secretary, at=NOW)


def test_what_is_left_for_next_time_says_why(closed, make_item, make_matter, secretary):
    from deliberation.minutes.composing_items import items_of

    for n, (status, outcome) in enumerate(
        (
            ("postponed", "物业经理没有来。"),
            ("postponed", "散会时还没有议到。"),
            ("done", "先停车。"),
        )
    ):
        make_item(closed, make_matter(f"第{n}件"), status=status, outcome=outcome)
    minutes = Minutes(meeting=closed, content={**_empty(), "items": items_of(closed)[1:]})
    said = [line.text for line in minutes_lines(minutes, public=True)]
    assert "留待下次，原因：物业经理没有来。" in said
    assert "留待下次，原因：散会时还没有议到。" in said and "先停车。" in said
    assert "留待下次。" not in said


def _empty():
    quorum = {"seats": 0, "present": 0, "needed": 0, "left_early": 0, "missing": []}
    return {
        "title": "纪要", "number": "1", "when": "", "place": "", "recorder": "", "parties": [],
        "chair": {"name": "", "shown": ""}, "notice": {"reached": 0}, "quorum": quorum,
        "observers": [], "council": "", "on": "2026-09-16",
    }  # fmt: skip


def test_every_way_of_leaving_a_matter_for_next_time_keeps_the_reason(
    make_meeting, make_item, make_matter, secretary
):
    from deliberation.actions import agenda, conducting, planning
    from deliberation.models import AgendaItem

    meeting = make_meeting(starts_at=NOW, status="open", opened_at=NOW)
    items = [make_item(meeting, make_matter(f"第{n}件", status="arranged")) for n in range(3)]
    conducting.postpone_item(items[0], reason="等图纸。", by=secretary, at=NOW)
    agenda.take_off_agenda(items[1], reason="已经修好。", by=secretary, at=NOW)
    conducting.close_meeting(meeting, by=secretary, at=NOW)
    later = make_meeting(starts_at=NOW + 30 * DAY)
    off = make_item(later, make_matter("第四件", status="arranged"))
    planning.cancel_meeting(later, reason="停电。", by=secretary, at=NOW)
    rows = AgendaItem.objects.filter(pk__in=[i.pk for i in (*items, off)]).order_by("pk")
    assert [row.result for row in rows] == [
        f"留待下次，原因：{why}。"
        for why in ("等图纸", "已经修好", "散会时还没有议到", "会议取消，停电")
    ]
    with pytest.raises(Refused):
        conducting.postpone_item(items[0], reason="", by=secretary, at=NOW)


def test_put_back_on_the_agenda_it_has_no_reason_any_more(
    make_meeting, make_item, make_matter, study, secretary
):
    from deliberation.actions import agenda

    meeting = make_meeting(starts_at=NOW + DAY)
    matter = make_matter(status="arranged")
    study(matter)
    item = make_item(meeting, matter)
    agenda.take_off_agenda(item, reason="改天。", by=secretary, at=NOW)
    assert agenda.arrange(meeting, matter, by=secretary, at=NOW).result == ""
