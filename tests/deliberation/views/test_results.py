"""What residents and parties see and say after the meeting, without an account or JavaScript."""

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse

from deliberation.actions import carrying, minuting, pledging, publishing, resolutions
from deliberation.actions.minutes_asking import sign_url
from deliberation.models import (
    Acceptance,
    Confirmation,
    Matter,
    Minutes,
    Motion,
    Objection,
    Resolution,
)
from suggestions.residents import receipts
from tests.conftest import NOW
from tests.deliberation.followed import AFTER_PUBLICATION as AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("soon")]


def page(response):
    return response.content.decode()


def words(response):
    """What is read: no tags, one blank."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page(response)))


def send(client, resolution, text="灯太亮。", **data):
    values = {"text": text, "key": str(uuid.uuid4()), **data}
    return client.post(reverse("deliberation:object_to", args=[resolution.pk]), values)


# --- minutes ----------------------------------------------------------------------------------


def path_of(minutes, seat):
    return "/" + sign_url(minutes, seat).split("/", 3)[3]


def test_minutes_are_public_once_they_are_final(client, sent):
    address = reverse("deliberation:minutes", args=[sent.meeting_id])
    assert client.get(address).status_code == 404
    minuting.freeze_due_minutes(at=NOW + dt.timedelta(days=6))
    response = client.get(address)
    assert response.status_code == 200
    assert "张某" in page(response) and "张建国" not in page(response).replace("主持：张建国", "")
    assert Minutes.objects.get().head in page(response)


@pytest.mark.parametrize(("kind", "magic"), [("docx", b"PK"), ("pdf", b"%PDF-")])
def test_and_may_be_taken_home(client, sent, kind, magic):
    minuting.freeze_due_minutes(at=NOW + dt.timedelta(days=6))
    address = reverse("deliberation:minutes_file", args=[sent.meeting_id, kind])
    response = client.get(address)
    assert response.status_code == 200 and response.content.startswith(magic)
    assert client.get(address).content == response.content
    gone = reverse("deliberation:minutes_file", args=[sent.meeting_id, "exe"])
    assert client.get(gone).status_code == 404


def test_a_seat_confirms_by_its_link(client, sent, seats):
    address = path_of(sent, seats[0])
    response = client.get(address)
    assert "张建国，您参加了会议，请您确认这份纪要" in page(response)
    assert response["Cache-Control"] == "no-store"
    assert client.post(address, {"word": "confirmed"}).status_code == 302
    assert Confirmation.objects.get().signer == "张建国"
    assert "您的意见已经记下" in page(client.get(address))
    # The other seat of the same party still has its own word, and sees what was said.
    other = path_of(sent, seats[1])
    assert "张建国确认" in "".join(page(client.get(other)).split())
    assert client.post(other, {"word": "dissent", "dissent": "漏记了我的话。"}).status_code == 302
    assert [row.word for row in Confirmation.objects.order_by("pk")] == ["confirmed", "dissent"]
    again = client.post(address, {"word": "confirmed"})
    assert again.status_code == 409 and "已经表过态" in page(again)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "请选一项：确认，还是保留意见"),
        ({"word": "dissent"}, "请写下您保留的意见"),
        ({"word": "confirmed", "dissent": "不同意"}, "请选“保留意见”"),
        ({"word": "dissent", "dissent": "打13812345678"}, "手机号"),
        ({"word": "dissent", "dissent": "长" * 2001}, "2000"),
    ],
)
def test_an_unclear_word_comes_back(client, sent, seats, data, said):
    response = client.post(path_of(sent, seats[0]), data)
    assert response.status_code in (409, 422) and said in page(response)
    assert not Confirmation.objects.exists()


def test_who_was_not_there_has_no_word(client, sent, seats):
    refused = client.post(path_of(sent, seats[8]), {"word": "confirmed"})
    assert refused.status_code == 409 and page(refused).count("没有到会") == 1
    assert not Confirmation.objects.exists()


def test_a_dissent_is_kept_word_for_word(client, sent, seats):
    client.post(path_of(sent, seats[6]), {"word": "dissent", "dissent": "物业费用没有着落。"})
    assert Confirmation.objects.get().text == "物业费用没有着落。"


def test_a_broken_link_is_no_error(client, db):
    for token in ("x", "a:b:c", "%F0%9F%92%A5"):
        response = client.get(f"/yishi/minutes/{token}/")
        assert response.status_code == 404 and "已经失效" in page(response)


# --- a resolution -----------------------------------------------------------------------------


def test_a_resolution_is_public_from_its_publication(client, resolution):
    assert client.get(resolution.get_absolute_url()).status_code == 404
    meeting = client.get(resolution.motion.item.meeting.get_absolute_url()).content.decode()
    assert resolution.motion.title in meeting
    assert resolution.get_absolute_url() not in meeting


def test_its_page_tells_the_whole_way(client, published):
    text = words(client.get(published.get_absolute_url()))
    for said in (
        "三号楼前安装太阳能路灯",
        "决议〔2026〕1号",
        "同意7人",
        "专项维修资金",
        "3,000.50",
        "采购路灯",
        "正在公示，有意见请说",
        "2026年10月8日",
        "党组织研究",
        "会审会商",
    ):
        assert said in text, said


def test_the_page_needs_few_questions(client, finished, django_assert_max_num_queries):
    with django_assert_max_num_queries(24):
        client.get(finished.get_absolute_url())


def test_an_objection_with_its_code(client, published):
    response = send(client, published, follow=True)
    mine = client.get(response["Location"])
    objection = Objection.objects.get()
    code = receipts.issue(f"objection:{objection.key}")
    assert receipts.grouped(code) in page(mine)
    assert "灯太亮" not in page(client.get(published.get_absolute_url()))  # not looked at yet


def test_the_code_finds_it_again_elsewhere(client, door, published, secretary):
    send(client, published)
    objection = Objection.objects.get()
    publishing.answer_objection(objection, answer="加装遮光罩。", by=secretary, at=NOW)
    other = door()
    mine = reverse("deliberation:objection_mine", args=[objection.pk])
    assert other.get(mine).status_code == 302
    code = receipts.issue(f"objection:{objection.key}")
    found = other.post(reverse("suggestions:track"), {"code": code})
    assert found["Location"] == mine
    assert "加装遮光罩。" in page(other.get(mine))


def test_shown_and_answered_it_stands_on_the_page(client, published, secretary):
    send(client, published)
    objection = Objection.objects.get()
    publishing.show_objection(objection, text="担心灯太亮。", by=secretary, at=NOW)
    publishing.answer_objection(objection, answer="加装遮光罩。", by=secretary, at=NOW)
    text = page(client.get(published.get_absolute_url()))
    assert "担心灯太亮。" in text and "加装遮光罩。" in text


@pytest.mark.parametrize(
    ("data", "status", "said"),
    [
        ({"text": " "}, 422, "请写下您的意见"),
        ({"text": "长" * 2001}, 422, "2000"),
        ({"website": "spam"}, 422, "没有提交成功"),
    ],
)
def test_what_is_no_objection_comes_back(client, published, data, status, said):
    response = send(client, published, **data)
    assert response.status_code == status and said in page(response)
    assert not Objection.objects.exists()


def test_too_many_from_one_network(client, published, settings):
    settings.SUBMISSIONS_PER_HOUR = 1
    key = str(uuid.uuid4())
    assert send(client, published, key=key).status_code == 303
    assert send(client, published, key=key).status_code == 303  # the same again counts nothing
    response = send(client, published, "写得很长的意见")
    assert response.status_code == 429 and "写得很长的意见" in page(response)


def test_other_words_under_the_same_form_are_not_dropped(client, published):
    key = str(uuid.uuid4())
    first = send(client, published, key=key)
    assert send(client, published, key=key)["Location"] == first["Location"]
    other = send(client, published, "别的意见", key=key)
    assert (
        other.status_code == 409 and "内容与上次不同" in page(other) and "别的意见" in page(other)
    )
    assert Objection.objects.count() == 1


def test_after_the_last_day_the_words_are_not_lost(client, published, time_machine):
    time_machine.move_to(AT, tick=False)
    response = send(client, published, "来晚了的意见")
    assert response.status_code == 409
    assert "公示期已经过了" in page(response) and "来晚了的意见" in page(response)


# --- really done? -----------------------------------------------------------------------------


def say(client, resolution, **data):
    return client.post(reverse("deliberation:say_whether_done", args=[resolution.pk]), data)


def test_residents_say_whether_it_is_done(client, finished):
    assert "真的办好了吗？" in page(client.get(finished.get_absolute_url()))
    assert say(client, finished, done="yes").status_code == 302
    text = words(client.get(finished.get_absolute_url()))
    assert "已有 1 位居民回答" in text and "您已经回答过了" in text
    say(client, finished, done="no", comment="还差一盏。")
    assert Acceptance.objects.count() == 1


def test_a_comment_is_not_public(client, door, finished):
    say(client, finished, done="partly", comment="三单元门口还黑着。")
    assert "三单元门口还黑着" not in page(door().get(finished.get_absolute_url()))


@pytest.mark.parametrize(
    ("data", "said"), [({}, "请选一项"), ({"done": "no"}, "哪里没有办好"), ({"done": "?"}, "选")]
)
def test_half_an_answer_comes_back(client, finished, data, said):
    response = say(client, finished, **data)
    assert response.status_code == 422 and said in page(response)


def test_enough_visitors_confirm(door, finished):
    for _ in range(5):
        say(door(), finished, done="yes")
    finished.refresh_from_db()
    assert finished.status == Resolution.Status.CONFIRMED


# --- pictures and sums ------------------------------------------------------------------------


def test_photos_before_and_after(client, carried, secretary, private_files, photo_file):
    photo = carrying.add_photo(
        carried.tasks.first(), upload=photo_file(), when="after", by=secretary, at=AT
    )
    assert client.get(reverse("deliberation:task_photo", args=[photo.pk])).status_code == 200
    Resolution.objects.update(status="draft")
    assert client.get(reverse("deliberation:task_photo", args=[photo.pk])).status_code == 404


def test_givers_stand_as_they_wish(client, published, secretary):
    pledging.make_pledge(
        published, amount="88.80", name="王秀兰", public_name="王女士", by=secretary, at=NOW
    )
    text = page(client.get(published.get_absolute_url()))
    assert "王女士" in text and "王秀兰" not in text and "88.80" in text


# --- from words to done -----------------------------------------------------------------------


def test_the_topic_and_the_suggestion_show_the_way(
    client, held, make_topic, decision, secretary, django_assert_max_num_queries
):
    topic = make_topic("三号楼前路灯不亮", size=2)
    Matter.objects.filter(pk=held.item.matter_id).update(topic=topic, source="topic")
    resolution = resolutions.resolve(
        Motion.objects.get(pk=held.pk), decision=decision(), by=secretary, at=NOW
    )
    address = reverse("suggestions:topic", args=[topic.pk])
    assert "正在议这件事" in page(client.get(address))  # not public before it hangs
    publishing.publish_resolution(
        resolution, starts_on=NOW.date(), places="公告栏", by=secretary, at=NOW
    )
    suggestion = actions_members(topic).first()
    for path in (address, reverse("suggestions:detail", args=[suggestion.pk])):
        text = words(client.get(path))
        assert resolution.title in text and "正在公示" in text and "议事日会商" in text


def actions_members(topic):
    from suggestions.actions.answering import members

    return members(topic)


def test_a_topic_without_a_council_costs_one_question(make_topic, django_assert_num_queries):
    from suggestions.telling import continuation

    topic = make_topic("充电桩不够", size=1)
    with django_assert_num_queries(1):
        assert continuation.of_topics([topic.pk]) == {}
    with django_assert_num_queries(0):
        assert continuation.of_topics([]) == {}
