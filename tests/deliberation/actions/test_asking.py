"""提问: put to one party, answered by its link or as it was heard, silent in public until then."""

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse

from deliberation.actions import asking, commenting
from deliberation.models import Entry, Question
from suggestions.actions.rules import Overtaken, Refused
from tests.conftest import NOW
from tests.deliberation.desk.test_results import page

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
DUE = NOW.date() + 9 * DAY


@pytest.fixture
def item(make_meeting, make_item, time_machine):
    time_machine.move_to(NOW, tick=False)
    return make_item(make_meeting(starts_at=NOW + 9 * DAY))


@pytest.fixture
def question(item, seats, secretary):
    party = seats[0].party
    return asking.ask(
        item.matter, party=party, text="电梯几时修？", due_on=DUE, by=secretary, at=NOW
    )


@pytest.fixture
def mine(door, secretary):
    return door(secretary)


def shown(client, item):
    return page(client.get(item.meeting.get_absolute_url()))


def test_its_silence_is_public_and_among_what_is_due(client, mine, item, question, time_machine):
    seen = shown(client, item)
    assert "电梯几时修？" in seen and "尚未答复" in seen and "已经超期" not in seen
    due = page(mine.get(reverse("desk_due:index")))
    assert "提问尚未答复" in due and f"问{question.party}" in due
    time_machine.move_to(NOW + 11 * DAY, tick=False)
    assert "已经超期" in shown(client, item)
    assert "已超期" in page(mine.get(reverse("desk_due:index")))


def test_the_partys_seat_answers_by_its_link_once_and_in_public(client, item, question, seats):
    url = asking.answer_url(question)
    assert "电梯几时修？" in page(client.get(url))
    other = next(seat for seat in seats if seat.party_id != question.party_id)
    wrong = client.post(url, {"seat": other.pk, "answer": "下周修。"})
    assert wrong.status_code == 422
    assert "下周修。" in page(wrong) and "请选择您的席位" in page(wrong)
    number = client.post(url, {"seat": seats[0].pk, "answer": "打13812345678。"})
    assert number.status_code == 409 and "13812345678" in page(number)
    assert client.post(url, {"seat": seats[0].pk, "answer": "下周修。"}).status_code == 303
    seen = shown(client, item)
    assert "下周修。" in seen and "尚未答复" not in seen and seats[0].public_name in seen
    again = client.post(url, {"seat": seats[0].pk, "answer": "不修了。"})
    assert again.status_code == 409 and "已经答复" in page(again)
    assert Question.objects.get().answer == "下周修。"


def test_a_forged_link_and_one_of_a_question_taken_back_open_nothing(client, question, secretary):
    forged = client.get(reverse("deliberation:answer", args=["x.y"]))
    assert forged.status_code == 404 and "链接已经失效" in page(forged)
    asking.withdraw(question, reason="问重复了", by=secretary, at=NOW)
    assert client.get(asking.answer_url(question)).status_code == 404


def test_an_answer_heard_elsewhere_is_noted_with_where(mine, client, item, question, council):
    url = reverse("desk_matters:verb", args=[council.pk, item.matter_id, "note-answer"])
    data = {"desk_subject": question.pk, "answer": "下周修。"}
    assert mine.post(url, data).status_code == 422
    assert mine.post(url, {**data, "source": "10月20日会上"}).status_code == 302
    seen = shown(client, item)
    assert "下周修。" in seen and "出处：10月20日会上" in seen.replace("\n", "").replace("  ", "")
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert {"question.asked", "question.answered"} <= kinds
    with pytest.raises(Overtaken):
        asking.note_answer(question, answer="别的", source="别处", by=None, at=NOW)


def test_the_secretary_puts_it_for_a_seat(mine, client, item, seats, council):
    matter = reverse("desk_matters:page", args=[council.pk, item.matter_id])
    url = reverse("desk_matters:verb", args=[council.pk, item.matter_id, "ask"])
    data = {"party": seats[0].party_id, "text": "谁出钱？", "seat": seats[2].pk}
    early = mine.post(url, {**data, "due_on": NOW.date().isoformat()})
    assert early.status_code == 422 and "今天以后" in page(early)
    assert mine.post(url, {**data, "due_on": DUE.isoformat()}).status_code == 302
    made = Question.objects.get()
    assert asking.answer_url(made) in page(mine.get(matter))
    assert f"{seats[2].public_name}问{seats[0].party}" in shown(client, item)


def test_a_resident_puts_it_with_a_comment(client, item, seats, secretary):
    url = reverse("deliberation:comment", args=[item.pk])
    data = {"text": "电梯几时修？", "party": seats[0].party_id, "key": str(uuid.uuid4())}
    assert client.post(url, data).status_code == 200
    assert not Question.objects.exists()  # nobody has read it yet
    commenting.show_comments(item.meeting, picked=item.comments.waiting(), by=secretary, at=NOW)
    made = Question.objects.get()
    assert (made.asker, made.due_on) == ("居民", NOW.date() + asking.DAYS * DAY)
    assert re.search(rf"居民问{re.escape(str(seats[0].party))}", shown(client, item))


def test_a_residents_question_is_put_in_the_masked_words(client, item, seats, secretary):
    commenting.comment(
        item,
        text="我是13812345678，电梯几时修？",
        party=seats[0].party,
        key=str(uuid.uuid4()),
        at=NOW,
    )
    commenting.show_comments(item.meeting, picked=item.comments.waiting(), by=secretary, at=NOW)
    made = Question.objects.get()
    assert "电梯几时修？" in made.text and "13812345678" not in made.text
    assert "13812345678" not in str(list(Entry.objects.values_list("data", flat=True)))
    assert "13812345678" not in shown(client, item)


def test_no_number_of_a_person_is_asked_for_in_public(item, seats, secretary):
    with pytest.raises(Refused, match="手机号"):
        asking.ask(
            item.matter, party=seats[0].party, text="13812345678是谁的？", due_on=DUE,
            by=secretary, at=NOW,
        )  # fmt: skip
    assert not Question.objects.exists()


def test_only_full_seats_that_are_in_force_answer(question, seats, make_seat):
    party, today = question.party, NOW.date()
    former = make_seat("前任", party, until=today - DAY)
    coming = make_seat("后任", party, since=today + DAY)
    stand_in = make_seat("替补", party, substitute_for=seats[0])
    mine = {seat.pk for seat in seats if seat.party_id == party.pk}
    assert {seat.pk for seat in asking.seats_that_may_answer(question, today)} == mine
    for seat in (former, coming, stand_in):
        with pytest.raises(Refused, match="请选择您的席位"):
            asking.answer_by_link(question, answer="下周修。", seat=seat, at=NOW)
    question.refresh_from_db()
    assert question.status == Question.Status.OPEN


def test_a_seat_of_another_council_asks_nothing_here(item, make_council, parties, secretary):
    from deliberation.models import Seat

    away = Seat.objects.create(
        council=make_council("别处议事会"), party=parties[0], holder="某", since=NOW.date()
    )
    with pytest.raises(Refused, match="不是本议事会"):
        asking.ask(
            item.matter, party=parties[0], text="问", due_on=DUE, seat=away, by=secretary, at=NOW
        )


def test_the_page_asks_no_more_for_many(
    client, item, question, secretary, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    shown(client, item)  # what is remembered from page to page is remembered
    with CaptureQueriesContext(connection) as before:
        shown(client, item)
    for n in range(5):
        asking.ask(
            item.matter, party=question.party, text=f"第{n}问", due_on=DUE, by=secretary, at=NOW
        )
    with django_assert_max_num_queries(len(before)):
        shown(client, item)
