"""关注 without an account: asked, confirmed by the address itself, told, and ended by one press."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from suggestions.actions import answering, curating, following, outbox, referring, screening
from suggestions.models import Follow, OutboxMessage
from tests.suggestions.news.conftest import links_in, text_of

ADDRESS = "reader@example.org"
MINUTE = dt.timedelta(minutes=1)
SITE = "http://localhost:8000"

pytestmark = pytest.mark.django_db


def form(**fields):
    return {"email": ADDRESS, "pace": "at_once", "consent": "on", **fields}


def path(link):
    return link.replace(SITE, "").rstrip("。")


@pytest.fixture
def topic(make_topic):
    return make_topic(size=2)


@pytest.fixture
def follows(topic, now):
    """Follows a thing as a confirmed reader."""

    def make(kind="topic", target=None, address=ADDRESS, channel="email", pace="at_once"):
        target = str(topic.pk if target is None else target)
        row = following.ask(kind, target, channel=channel, address=address, pace=pace, at=now)
        following.confirm(row, at=now)
        row.refresh_from_db()
        OutboxMessage.objects.filter(follow=row).delete()
        return row

    return make


def test_nothing_is_sent_before_the_address_has_confirmed_by_a_press_and_not_by_a_look(
    client, topic, officer, department, now, soon, mailbox
):
    page = reverse("suggestions:follow", args=["topic"])
    asked = client.post(page, form(target=topic.pk))
    assert "还差一步" in asked.content.decode()
    outbox.send_outbox(at=now + 2 * MINUTE)
    (letter,) = mailbox.letters
    assert letter.reached == [ADDRESS] and topic.name in text_of(letter)
    link = path(links_in(letter)[0])
    assert client.get(link).status_code == 200
    assert Follow.objects.get().status == "asked"
    client.post(link)
    assert Follow.objects.get().status == "active"
    referring.refer(topic, lead=department, by=officer, at=now, dates=referring.deadlines(now))
    outbox.send_outbox(at=now + 2 * MINUTE)
    news = mailbox.letters[-1]
    assert f"“{topic.name}”已转给{department.name}办理" in text_of(news)
    assert reverse("suggestions:topic", args=[topic.pk]) in text_of(news)


def test_the_answer_is_the_same_whether_the_address_was_known_or_not(
    client, topic, follows, now, soon, mailbox
):
    page = reverse("suggestions:follow", args=["topic"])
    follows(address="known@example.org")
    answers = [
        client.post(page, form(target=topic.pk, email=address)).content
        for address in ("known@example.org", "stranger@example.org")
    ]
    token = rb'value="\w{64}"'
    assert re.sub(token, b"", answers[0]) == re.sub(token, b"", answers[1])
    outbox.send_outbox(at=now + 2 * MINUTE)
    told = {letter.reached[0]: letter["Subject"] for letter in mailbox.letters}
    assert told == {"known@example.org": "您已经关注了", "stranger@example.org": "请确认您的关注"}
    assert Follow.objects.filter(status="active").count() == 1


def test_one_press_of_the_mail_program_ends_everything_and_forgets_the_address(
    client, topic, follows, officer, now, soon, mailbox
):
    follows()
    follows("campaign", topic.campaign_id)
    answering.answer(topic, text="装好了。", adoption="work", by=officer, at=now)
    assert outbox.send_outbox(at=now + 2 * MINUTE) == 1  # two followed things, one letter
    (letter,) = mailbox.letters
    assert text_of(letter).count("有了答复") == 1
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = path(letter["List-Unsubscribe"].strip("<>"))
    program = Client(enforce_csrf_checks=True)
    assert program.get(link).status_code == 200
    assert Follow.objects.filter(status="active").count() == 2  # looking ends nothing
    assert program.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert {(row.status, row.address) for row in Follow.objects.all()} == {("ended", "")}


def test_who_follows_both_of_two_merged_topics_is_told_once_and_at_once(
    topic, make_topic, follows, officer, now, soon, mailbox
):
    other = make_topic("楼下的路灯", size=1)
    follows(pace="weekly")
    quick = follows(target=other.pk)
    follows(target=other.pk, address="neighbour@example.org")
    curating.merge(other, into=topic, by=officer, at=now)
    answering.answer(topic, text="装好了。", adoption="work", by=officer, at=now)
    mine = OutboxMessage.objects.filter(follow__reader=quick.reader)
    assert [row.follow_id for row in mine] == [quick.pk]
    assert outbox.send_outbox(at=now + 2 * MINUTE) == 2
    assert {letter["Subject"] for letter in mailbox.letters} == {"有了答复"}


def test_who_has_not_confirmed_hears_nothing_of_what_happens(topic, officer, now):
    following.ask("topic", str(topic.pk), channel="email", address=ADDRESS, pace="at_once", at=now)
    answering.answer(topic, text="装好了。", adoption="work", by=officer, at=now)
    kinds = OutboxMessage.objects.exclude(follow=None).values_list("kind", flat=True)
    assert list(kinds) == ["f_confirm"]


def test_who_has_ended_hears_nothing_that_was_still_waiting(topic, follows, officer, now, mailbox):
    row = follows()
    answering.answer(topic, text="装好了。", adoption="work", by=officer, at=now)
    following.end(row)
    assert outbox.send_outbox(at=now + 2 * MINUTE) == 0 and mailbox.letters == []


def test_a_week_is_one_letter_on_monday(topic, follows, officer, department, clerk, now, mailbox):
    follows(pace="weekly")
    lead = referring.refer(
        topic, lead=department, by=officer, at=now, dates=referring.deadlines(now)
    )[0]
    referring.sign(lead, by=clerk, at=now)
    later = now + dt.timedelta(days=1)
    written = answering.submit_answer(lead, text="装好了。", adoption="work", by=clerk, at=later)
    answering.accept_answer(written, by=officer, at=later)
    assert outbox.send_outbox(at=now + dt.timedelta(days=2)) == 0
    monday = now.replace(day=21, hour=9)
    assert outbox.send_outbox(at=monday) == 1
    text = text_of(mailbox.letters[0])
    assert "已转给" in text and "有了答复" in text
    assert mailbox.letters[0]["Subject"] == "2 件新进展"


def test_by_phone_six_digits_confirm_and_five_wrong_ones_use_them_up(
    client, topic, now, soon, settings, tmp_path
):
    settings.OUTBOX_DIR = tmp_path
    page = reverse("suggestions:follow", args=["topic"])
    asked = client.post(page, form(target=topic.pk, email="", phone="13800001234"))
    outbox.send_outbox(at=now + 2 * MINUTE)
    (letter,) = tmp_path.glob("*.json")
    code = re.search(r"确认码 (\d{6})", letter.read_text(encoding="utf-8"))[1]
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(5):
        assert client.post(asked["Location"], {"code": wrong}).status_code == 422
    assert client.post(asked["Location"], {"code": code}).status_code == 422
    Follow.objects.update(code_tries=4)
    assert "关注好了" in client.post(asked["Location"], {"code": code}).content.decode()
    assert Follow.objects.get().status == "active"


def test_the_page_of_all_follows_changes_and_ends_only_this_reader_s(client, topic, follows, now):
    from suggestions.news import links

    mine, other = follows(), follows(address="other@example.org")
    token = links.sign(links.MANAGE, mine.pk, at=now)
    page = reverse("suggestions:follow_mine", args=[token])
    assert topic.name in client.get(page).content.decode()
    client.post(page, {"do": "pace", "follow": mine.pk, "pace": "weekly"})
    client.post(page, {"do": "end", "follow": other.pk})
    mine.refresh_from_db(), other.refresh_from_db()
    assert (mine.pace, mine.status, other.status) == ("weekly", "active", "active")
    client.post(page, {"do": "end", "follow": mine.pk})
    mine.refresh_from_db()
    assert mine.status == "ended"


def test_a_saved_search_tells_what_becomes_public_after_it_and_tells_it_once(
    campaign, follows, submit, officer, now, mailbox
):
    submitted = [submit(f"楼下装路灯{i}") for i in range(2)]
    screening.accept(submitted[0].suggestion, by=officer, at=now)
    follows("search", "q=路灯")
    later = now + dt.timedelta(minutes=20)
    screening.accept(submitted[1].suggestion, by=officer, at=later)
    screening.accept(submit("多几趟公交").suggestion, by=officer, at=later)
    assert following.search_again(at=later + MINUTE) == 1
    following.search_again(at=later + dt.timedelta(minutes=40))
    outbox.send_outbox(at=later + dt.timedelta(minutes=45))
    (letter,) = mailbox.letters
    assert "楼下装路灯1" in text_of(letter) and "公交" not in text_of(letter)


def test_who_follows_a_district_hears_of_its_streets(area, follows, make_suggestion, now, mailbox):
    follows("area", "310104")
    make_suggestion("路口装灯", area=area)
    make_suggestion("别处的事")
    make_suggestion("不公开的事", area=area, publish=False)
    outbox.send_outbox(at=now + 2 * MINUTE)
    text = "".join(text_of(letter) for letter in mailbox.letters)
    assert "路口装灯" in text and "别处" not in text and "不公开" not in text


def test_what_nobody_may_see_cannot_be_followed(client, submit, propose, campaign):
    hidden, guessed = submit().suggestion, propose()
    for kind, target in (
        ("suggestion", hidden.pk),
        ("topic", guessed.pk),
        ("topic", "x"),
        ("y", 1),
    ):
        page = reverse("suggestions:follow", args=[kind])
        assert client.get(page, {"target": target}).status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": ""}, "请填邮箱或者手机号"),
        ({"phone": "13800001234"}, "请只填一种"),
        ({"email": "no"}, "邮箱"),
        ({"consent": ""}, "请勾选同意"),
    ],
)
def test_a_form_with_a_slip_says_what_to_do_and_keeps_what_was_typed(client, topic, fields, words):
    page = client.post(
        reverse("suggestions:follow", args=["topic"]), form(target=topic.pk, **fields)
    )
    assert page.status_code == 422 and words in page.content.decode()
    assert not Follow.objects.exists()


def test_one_address_is_not_bothered_again_and_again(topic, now):
    for minute in range(9):
        at = now + minute * MINUTE
        following.ask(
            "topic", str(topic.pk), channel="email", address=ADDRESS, pace="weekly", at=at
        )
    assert OutboxMessage.objects.filter(urgent=True).count() == following.MESSAGES_PER_HOUR


def test_an_address_that_never_confirmed_is_forgotten(topic, now):
    following.ask("topic", str(topic.pk), channel="email", address=ADDRESS, pace="weekly", at=now)
    assert following.drop_unconfirmed(at=now + dt.timedelta(days=2)) == 0
    assert following.drop_unconfirmed(at=now + dt.timedelta(days=4)) == 1
    assert Follow.objects.get().address == ""


def test_every_page_that_can_be_followed_has_the_button(client, make_referral, campaign, now):
    lead = make_referral()
    topic = lead.topic
    member = topic.placements.first().suggestion
    pages = {
        reverse("suggestions:topic", args=[topic.pk]): ["topic", "department"],
        reverse("suggestions:detail", args=[member.pk]): ["suggestion"],
        campaign.get_url(): ["campaign"],
        f"{reverse('suggestions:list')}?q=充电桩": ["search"],
    }
    for address, kinds in pages.items():
        text = client.get(address).content.decode()
        for kind in kinds:
            href = re.search(rf'href="({reverse("suggestions:follow", args=[kind])}[^"]+)"', text)
            assert href, (address, kind)
            assert client.get(href[1].replace("&amp;", "&")).status_code == 200
