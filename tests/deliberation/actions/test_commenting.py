"""会前意见: taken until the meeting opens, read first, numbered and masked, noted by one tap."""

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse

from deliberation.actions import commenting
from deliberation.models import Comment, Entry, Remark
from suggestions.actions.rules import Overtaken, Refused
from suggestions.residents import receipts
from tests.conftest import NOW
from tests.deliberation.desk.test_results import page

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TEXT = "我是13812345678，灯太亮睡不着。"


@pytest.fixture
def item(make_meeting, make_item, time_machine):
    time_machine.move_to(NOW, tick=False)
    return make_item(make_meeting(starts_at=NOW + 9 * DAY))


@pytest.fixture
def mine(door, secretary):
    return door(secretary)


def address(item):
    return reverse("deliberation:comment", args=[item.pk])


def send(client, item, text=TEXT, **data):
    values = {"text": text, "key": str(uuid.uuid4()), **data}
    return client.post(address(item), values)


def made(item, text=TEXT):
    return commenting.comment(item, text=text, key=str(uuid.uuid4()), at=NOW)


def shown(client, item):
    return page(client.get(item.meeting.get_absolute_url()))


# --- residents --------------------------------------------------------------------------------


def test_nothing_is_public_before_it_was_read_and_then_it_is_masked_and_numbered(
    client, item, secretary
):
    assert address(item) in shown(client, item)
    assert send(client, item).status_code == 200
    assert "睡不着" not in shown(client, item)
    commenting.show_comments(item.meeting, picked=[Comment.objects.get()], by=secretary, at=NOW)
    seen = shown(client, item)
    assert "会前意见 1 条" in seen and "1号：" in seen and "睡不着" in seen
    assert "13812345678" not in seen
    assert "13812345678" not in str(list(Entry.objects.values_list("data", flat=True)))


def test_the_code_tells_where_it_stands_from_anywhere(client, door, item, secretary):
    receipt = page(send(client, item))
    one = Comment.objects.get()
    code = commenting.code_of(str(one.key))
    assert receipts.grouped(code) in receipt
    other = door()
    track = reverse("suggestions:track")
    assert "议事员正在看" in page(other.post(track, {"code": code}))
    commenting.leave_out(item.meeting, picked=[one], reason="与议题无关", by=secretary, at=NOW)
    told = page(other.post(track, {"code": code}))
    assert "没有公开：与议题无关" in told and receipts.grouped(code) not in told


def test_sent_twice_it_is_one_and_other_words_are_not_dropped(client, item):
    key = str(uuid.uuid4())
    first, again = send(client, item, key=key), send(client, item, key=key)
    assert (first.status_code, again.status_code) == (200, 200) and Comment.objects.count() == 1
    other = send(client, item, "别的话。", key=key)
    assert (
        other.status_code == 409 and "别的话。" in page(other) and "内容与上次不同" in page(other)
    )


def test_sent_again_to_be_answered_by_a_party_it_is_not_dropped(client, item, parties):
    key = str(uuid.uuid4())
    send(client, item, key=key)
    other = send(client, item, key=key, party=parties[1].pk)
    assert other.status_code == 409 and "内容与上次不同" in page(other)
    assert Comment.objects.get().party is None


@pytest.mark.parametrize(("text", "said"), [(" ", "请写下您的意见"), ("长" * 501, "500")])
def test_what_is_no_comment_comes_back(client, item, text, said):
    wrong = send(client, item, text)
    assert wrong.status_code == 422 and said in page(wrong) and not Comment.objects.exists()


def test_one_network_is_bounded_and_its_words_stay(client, item, settings):
    settings.SUBMISSIONS_PER_HOUR = 1
    send(client, item)
    refused = send(client, item, "还有一句。")
    assert refused.status_code == 429 and "还有一句。" in page(refused)
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("status", ["open", "cancelled"])
def test_it_closes_when_the_meeting_opens(client, item, status):
    type(item.meeting).objects.update(status=status, opened_at=NOW)
    assert address(item) not in shown(client, item)
    assert client.get(address(item)).status_code == 302
    late = send(client, item, "来晚了的话。")
    assert (
        late.status_code == 409 and "不再收会前意见" in page(late) and "来晚了的话。" in page(late)
    )


def test_it_closes_at_the_hour_even_where_nobody_has_opened_yet(item):
    start = item.meeting.starts_at
    last = start - dt.timedelta(minutes=1)
    commenting.comment(item, text="赶上了。", key=str(uuid.uuid4()), at=last)
    with pytest.raises(Refused, match="不再收会前意见"):
        commenting.comment(item, text="来晚了。", key=str(uuid.uuid4()), at=start)


def test_it_closes_for_who_had_the_page_before_the_meeting_opened(item):
    stale = type(item).objects.select_related("meeting").get(pk=item.pk)
    type(item.meeting).objects.update(status="open", opened_at=NOW)
    with pytest.raises(Refused, match="不再收会前意见"):
        made(stale)
    assert not Comment.objects.exists()


@pytest.mark.parametrize("status", ["current", "done", "postponed", "passed"])
def test_an_item_that_is_no_longer_to_come_takes_none(item, status):
    item.status = status
    assert not commenting.takes_comments(item, NOW)


def test_a_flood_of_unread_ones_is_stopped_and_reading_makes_room(item, secretary, monkeypatch):
    monkeypatch.setattr(commenting, "WAITING", 2)
    first = [made(item, f"第{n}句。") for n in range(2)]
    with pytest.raises(Refused, match="已经很多了"):
        made(item, "第三句。")
    commenting.show_comments(item.meeting, picked=first[:1], by=secretary, at=NOW)
    assert made(item, "第三句。").pk


def test_the_page_of_a_meeting_asks_no_more_for_many(
    client, item, secretary, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    commenting.show_comments(item.meeting, picked=[made(item)], by=secretary, at=NOW)
    shown(client, item)  # what is remembered from page to page is remembered
    with CaptureQueriesContext(connection) as before:
        shown(client, item)
    many = [made(item, f"第{n}句。") for n in range(9)]
    commenting.show_comments(item.meeting, picked=many, by=secretary, at=NOW)
    with django_assert_max_num_queries(len(before)):
        assert "会前意见 10 条" in shown(client, item)


# --- the secretary ----------------------------------------------------------------------------


def test_many_are_shown_with_one_press(mine, item, council):
    url = reverse("desk_meetings:comments", args=[council.pk, item.meeting_id])
    verb = reverse("desk_meetings:comments_verb", args=[council.pk, item.meeting_id, "show"])
    rows = [made(item, f"第{n}句。") for n in range(3)]
    assert "会前意见等着看" in page(mine.get(reverse("desk_due:index")))
    assert mine.post(verb, {"picked": []}).status_code == 422
    assert mine.post(verb, {"picked": [one.pk for one in rows]}).status_code == 302
    assert [one.number for one in Comment.objects.public()] == [1, 2, 3]
    again = mine.post(verb, {"picked": [rows[0].pk]})
    assert again.status_code == 422 and "已经处理过" in page(again)
    assert "没有等着看的意见" in page(mine.get(url))


def test_one_is_reworded_before_everybody_reads_it(mine, client, item, council):
    one = made(item, "三号楼502的老李说灯太亮。")
    args = [council.pk, item.meeting_id, "reword"]
    verb = reverse("desk_meetings:comments_verb", args=args)
    assert mine.post(verb, {"desk_subject": one.pk, "text": "灯太亮。"}).status_code == 302
    assert "灯太亮。" in shown(client, item) and "老李" not in shown(client, item)


def test_two_who_show_the_same_hear_of_it(item, secretary):
    one = made(item)
    stale = Comment.objects.get()
    commenting.show_comments(item.meeting, picked=[one], by=secretary, at=NOW)
    with pytest.raises(Overtaken):
        commenting.show_comments(item.meeting, picked=[stale], by=secretary, at=NOW)


def test_what_was_written_unmasked_goes_after_its_time(item):
    one = made(item)
    commenting.drop_originals(at=NOW + 180 * DAY)
    one.refresh_from_db()
    assert one.text == TEXT
    commenting.drop_originals(at=NOW + 181 * DAY)
    one.refresh_from_db()
    assert one.text == "" and "13812345678" not in one.public_text


# --- in the meeting ---------------------------------------------------------------------------


@pytest.fixture
def running(item, secretary):
    one, unread = made(item), made(item, "没有公开的话。")
    commenting.show_comments(item.meeting, picked=[one], by=secretary, at=NOW)
    type(item.meeting).objects.update(status="open", opened_at=NOW, current_item=item)
    type(item).objects.update(status="current")
    return Comment.objects.select_related("item__meeting__council").get(pk=one.pk), unread


def test_one_tap_notes_one_into_the_record(mine, running, council):
    one, _ = running
    meeting = one.item.meeting
    conduct = page(mine.get(reverse("desk_meetings:conduct", args=[council.pk, meeting.pk])))
    assert "会前意见 1 条" in conduct and "没有公开的话" not in conduct
    args = [council.pk, meeting.pk, "note-comment"]
    verb = reverse("desk_meetings:conduct_verb", args=args)
    assert mine.post(verb, {"desk_subject": one.pk}).status_code == 302
    remark = Remark.objects.get()
    assert remark.public_name == "会前意见1号" and remark.gist == one.public_text
    assert re.search(r"会前意见1号", page(mine.get(meeting.get_absolute_url())))
    assert mine.post(verb, {"desk_subject": one.pk}).status_code == 409
    assert Remark.objects.count() == 1
    said = Entry.objects.filter(kind="remark.noted").get().data
    assert (said["name"], said["gist"]) == ("会前意见1号", one.public_text)


def test_what_is_not_public_is_not_noted(running, secretary):
    _, unread = running
    unread.refresh_from_db()
    with pytest.raises(Refused, match="只有公开的"):
        commenting.note_comment(unread, by=secretary, at=NOW)
    assert not Remark.objects.exists()
