"""The evening on one page: everybody signed in one press, hands counted by two, who does it."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from deliberation.actions import apologizing, attending, evening
from deliberation.models import Attendance, Meeting, MoneySource, Motion, Resolution
from suggestions.actions.rules import Overtaken, Refused
from suggestions.staff.forms import SUBJECT
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("soon")
REASON = "会议通知晚了，各方同意照开。"
LATE = {"reason": REASON}
DUE = NOW.date() + dt.timedelta(days=30)


@pytest.fixture
def item(open_meeting, make_item):
    return make_item(open_meeting)


@pytest.fixture
def second(make_user, open_meeting):
    person = make_user("second", "议事员")
    open_meeting.council.secretaries.add(person)
    return person


def page_url(meeting):
    return reverse("desk_meetings:conduct", args=[meeting.council_id, meeting.pk])


def press(client, meeting, verb, on=None, **data):
    if on is not None:
        data[SUBJECT] = on.pk
    args = [meeting.council_id, meeting.pk, verb]
    return client.post(reverse("desk_meetings:conduct_verb", args=args), data)


def words(response):
    return BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True)


# --- everybody here ---------------------------------------------------------------------------


def test_all_are_ticked_but_who_is_on_leave(door, secretary, open_meeting, seats):
    apologizing.excuse(open_meeting, seats[3], way="desk", by=secretary, at=NOW)
    page = BeautifulSoup(door(secretary).get(page_url(open_meeting)).content, "html.parser")
    boxes = page.select("#arrivals input[type=checkbox]")
    ticked = {box["value"] for box in boxes if box.has_attr("checked")}
    assert len(boxes) == len(seats)
    assert ticked == {str(seat.pk) for seat in seats if seat != seats[3]}
    assert "），请假" in page.select_one("#arrivals").get_text()


def test_one_press_signs_all_who_are_ticked(door, secretary, open_meeting, seats):
    phone = door(secretary)
    here = [seat.pk for seat in seats[:7]]
    assert press(phone, open_meeting, "everybody", seats=here).status_code == 302
    came = open_meeting.attendances.order_by("seat")
    assert [row.seat_id for row in came] == here
    assert {row.way for row in came} == {Attendance.Way.LIST}
    left = BeautifulSoup(phone.get(page_url(open_meeting)).content, "html.parser")
    assert len(left.select("#arrivals input[type=checkbox]")) == len(seats) - 7


def test_who_signed_meanwhile_is_left_as_they_are(secretary, open_meeting, seats, door):
    attending.check_in(open_meeting, seats[0], way="code", at=NOW)
    both = [seats[0].pk, seats[1].pk]
    assert press(door(secretary), open_meeting, "everybody", seats=both).status_code == 302
    ways = dict(open_meeting.attendances.values_list("seat", "way"))
    assert ways == {seats[0].pk: "code", seats[1].pk: "list"}
    with pytest.raises(Overtaken, match="都已经签到"):
        evening.sign_all(open_meeting, seats=seats[:2], by=secretary, at=NOW)
    with pytest.raises(Refused, match="至少勾选"):
        evening.sign_all(open_meeting, seats=[], by=secretary, at=NOW)


def test_one_who_cannot_come_stops_all(secretary, open_meeting, seats, make_council, make_seat):
    stranger = make_seat("外人", council=make_council("别的议事会"))
    with pytest.raises(Refused, match="不是本议事会的成员"):
        evening.sign_all(open_meeting, seats=[*seats, stranger], by=secretary, at=NOW)
    assert not open_meeting.attendances.exists()


def test_a_strange_seat_or_nobody_is_refused_in_words(
    door, secretary, open_meeting, seats, make_council, make_seat
):
    stranger = make_seat("外人", council=make_council("别的议事会"))
    for sent, said in ({"seats": [stranger.pk]}, "名单刚刚变了"), ({}, "至少勾选一位"):
        answer = press(door(secretary), open_meeting, "everybody", **sent)
        assert answer.status_code == 422
        assert said in words(answer)
    assert not open_meeting.attendances.exists()


def test_nobody_left_to_sign_no_button(door, secretary, open_meeting, seats):
    evening.sign_all(open_meeting, seats=seats, by=secretary, at=NOW)
    assert b'id="arrivals"' not in door(secretary).get(page_url(open_meeting)).content


# --- a show of hands --------------------------------------------------------------------------


def all_here(meeting, seats, secretary):
    evening.sign_all(meeting, seats=seats, by=secretary, at=NOW)


def test_the_matters_title_is_put_and_its_sentence_asked_for(
    door, secretary, open_meeting, item, seats
):
    phone = door(secretary)
    page = BeautifulSoup(phone.get(page_url(open_meeting)).content, "html.parser")
    form = page.find("form", action=lambda url: url and "/put/" in url)
    assert form.find("input", {"name": "title"})["value"] == item.matter.title
    assert form.find("textarea", {"name": "text"}).get_text(strip=True) == ""
    empty = press(phone, open_meeting, "put", on=item, title="装灯", text="", reason=REASON)
    assert empty.status_code == 422 and "写明同意什么" in words(empty)
    assert "不是法定表决" in form.get_text()
    sent = {"title": item.matter.title, "text": item.matter.title}
    late = press(phone, open_meeting, "put", on=item, **sent)
    assert late.status_code == 422
    assert "请填写理由" in words(late)
    assert not Motion.objects.exists()
    sent["reason"] = REASON
    answer = press(phone, open_meeting, "put", on=item, **sent)
    assert answer.status_code == 302, words(answer)[:1500]
    motion = Motion.objects.get()
    assert (motion.rule, motion.method, motion.status) == ("council", "hands", "open")
    again = press(phone, open_meeting, "put", on=item, **sent)
    assert again.status_code == 409
    assert "正在表决" in words(again)
    assert Motion.objects.count() == 1


def test_an_option_alone_is_what_people_agree_to(door, secretary, open_meeting, item, seats):
    chosen = item.options.create(order=1, title="太阳能灯", detail="三号楼前装六盏。")
    sent = {"title": "路灯", "text": "", "option": chosen.pk, "reason": REASON}
    assert press(door(secretary), open_meeting, "put", on=item, **sent).status_code == 302
    motion = Motion.objects.get()
    assert motion.text == "同意采用方案“太阳能灯”：三号楼前装六盏。"
    assert motion.option == chosen


def test_a_vote_that_cannot_be_opened_leaves_no_draft(secretary, open_meeting, make_item):
    item = make_item(open_meeting)  # nobody has a seat: there is no roll
    with pytest.raises(Refused):
        evening.put_to_hands(item, title="装灯", text="装六盏", by=secretary, at=NOW, **LATE)
    assert not Motion.objects.exists()


def test_two_people_count_before_it_can_end(
    door, secretary, second, open_meeting, item, seats, parties
):
    all_here(open_meeting, seats, secretary)
    motion = evening.put_to_hands(item, title="装灯", text="装六盏", by=secretary, at=NOW, **LATE)
    hands = {"for_count": 8, "against_count": 1, "abstain_count": 1}
    phone, other = door(secretary), door(second)
    assert press(phone, open_meeting, "count-hands", on=motion, **hands).status_code == 302
    assert b"/end-vote/" not in phone.get(page_url(open_meeting)).content
    assert "等另一个人自己数一遍" in words(other.get(page_url(open_meeting)))
    assert press(phone, open_meeting, "count-hands", on=motion, **hands).status_code == 422
    assert press(phone, open_meeting, "end-vote", on=motion).status_code == 422
    assert press(other, open_meeting, "count-hands", on=motion, **hands).status_code == 302
    assert b"/end-vote/" in phone.get(page_url(open_meeting)).content
    assert press(phone, open_meeting, "end-vote", on=motion).status_code == 302
    motion.refresh_from_db()
    assert (motion.status, motion.passed) == ("closed", True)


# --- who does it, until when ------------------------------------------------------------------


@pytest.fixture
def carried_vote(open_meeting, item, seats, secretary, second, study):
    from deliberation.actions import closing, voting

    study(item.matter)
    all_here(open_meeting, seats, secretary)
    motion = evening.put_to_hands(
        item, title="装六盏灯", text="装六盏", by=secretary, at=NOW, **LATE
    )
    for by in (secretary, second):
        voting.count_hands(motion, hands=voting.Hands(9, 1, 0), by=by, at=NOW)
    return closing.close_motion(motion, by=secretary, at=NOW)


def test_a_carried_vote_asks_at_once_and_becomes_a_resolution(
    door, secretary, open_meeting, carried_vote
):
    phone = door(secretary)
    assert "谁来办、何时办好？" in words(phone.get(page_url(open_meeting)))
    sent = {"task": "装灯", "lead": "幸福物业", "due_on": DUE.isoformat()}
    sent |= {"source": MoneySource.values[0], "amount": "12,000元"}
    answer = press(phone, open_meeting, "lay-down", on=carried_vote, **sent)
    assert answer.status_code == 302, words(answer)[:1500]
    made = Resolution.objects.get()
    assert [(line.source, line.amount) for line in made.money.all()] == [(sent["source"], 12000)]
    assert (made.motion, made.lead, made.due_on) == (carried_vote, "幸福物业", DUE)
    assert [task.title for task in made.tasks.all()] == ["装灯"]
    page = words(phone.get(page_url(open_meeting)))
    assert "谁来办" not in page
    assert made.full_number in page


@pytest.mark.parametrize("ticked, answered", [({"tell_authors": "on"}, True), ({}, False)])
def test_who_suggested_it_is_answered_where_that_is_ticked(
    ticked, answered, door, secretary, open_meeting, item, carried_vote, make_topic
):
    topic = make_topic()
    type(item.matter).objects.filter(pk=item.matter_id).update(topic=topic, source="topic")
    phone = door(secretary)
    page = BeautifulSoup(phone.get(page_url(open_meeting)).content, "html.parser")
    assert page.select_one(".meet-laydown input[name=tell_authors]").has_attr("checked")
    sent = {"task": "装灯", "lead": "幸福物业", "due_on": DUE.isoformat(), **ticked}
    answer = press(phone, open_meeting, "lay-down", on=carried_vote, **sent)
    assert answer.status_code == 302, words(answer)[:1500]
    assert topic.answers.exists() == answered


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"lead": ""}, "请填写谁来办"),
        ({"due_on": "2020-01-01"}, "不能早于今天"),
        ({"due_on": "下个月"}, "填写日期"),
        ({"amount": "100"}, "选择资金来源"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    wrong, said, door, secretary, open_meeting, carried_vote
):
    sent = {"task": "装一排灯", "lead": "幸福物业", "due_on": DUE.isoformat(), **wrong}
    answer = press(door(secretary), open_meeting, "lay-down", on=carried_vote, **sent)
    assert answer.status_code == 422
    assert said in words(answer)
    assert 'value="装一排灯"' in answer.content.decode()
    assert not Resolution.objects.exists()


def test_a_step_that_was_left_out_is_said_with_the_way_to_it(
    door, secretary, open_meeting, item, carried_vote
):
    item.matter.steps.all().delete()
    sent = {"task": "装灯", "lead": "幸福物业", "due_on": DUE.isoformat()}
    answer = press(door(secretary), open_meeting, "lay-down", on=carried_vote, **sent)
    assert answer.status_code == 422
    assert "还有必经步骤没有记录" in words(answer)
    steps = reverse("desk_matters:page", args=[item.matter.council_id, item.matter_id])
    assert f'href="{steps}"' in answer.content.decode()


def test_a_vote_of_another_council_is_not_there(
    door, secretary, open_meeting, carried_vote, make_council, make_meeting
):
    elsewhere = make_meeting(
        make_council("别的议事会"), starts_at=NOW, status=Meeting.Status.OPEN, opened_at=NOW
    )
    sent = {"task": "装灯", "lead": "物业", "due_on": DUE.isoformat()}
    assert press(door(secretary), elsewhere, "lay-down", on=carried_vote, **sent).status_code == 404


def test_more_votes_cost_no_more_queries(
    door, secretary, open_meeting, carried_vote, item, make_motion, django_assert_max_num_queries
):
    phone = door(secretary)
    phone.get(page_url(open_meeting))
    for number in range(2, 8):
        Motion.objects.create(
            item=item, number=number, title="又一件", text="。", rule="council",
            method="hands", drafted_by=secretary,
        )  # fmt: skip
    with django_assert_max_num_queries(50):
        phone.get(page_url(open_meeting))
