"""What the author of a suggestion is told, at each step, by a real mail server."""

import datetime as dt

import pytest
from django.urls import reverse

from suggestions.actions import answering, curating, outbox, referring, screening
from suggestions.models import Contact, OutboxMessage
from tests.suggestions.news.conftest import links_in, text_of

MINUTE = dt.timedelta(minutes=1)
ADDRESS = "wang@example.org"

pytestmark = pytest.mark.django_db


@pytest.fixture
def suggestion(submit):
    return submit(email=ADDRESS, name="王阿姨").suggestion


def send(at):
    return outbox.send_outbox(at=at)


def test_who_is_accepted_gets_one_letter_whose_link_opens_the_page_without_the_code(
    suggestion, officer, now, soon, mailbox, client
):
    send(now + MINUTE)
    screening.accept(suggestion, by=officer, at=now + 2 * MINUTE)
    assert send(now + 3 * MINUTE) == 1
    letter = mailbox.letters[-1]
    assert letter.reached == [ADDRESS] and letter["Subject"] == "您的建议受理了"
    assert suggestion.number in text_of(letter) and "最晚" in text_of(letter)
    (link,) = links_in(letter)
    page = client.get(link.replace("http://localhost:8000", ""), follow=True)
    assert page.status_code == 200 and suggestion.title in page.content.decode()
    assert page.request["PATH_INFO"] == reverse("suggestions:tracked", args=[suggestion.pk])


def test_no_letter_tells_what_was_written_or_by_whom(suggestion, officer, now, mailbox):
    screening.accept(suggestion, by=officer, at=now)
    send(now + MINUTE)
    text = "".join(f"{each['Subject']}{text_of(each)}" for each in mailbox.letters)
    for private in (suggestion.title, suggestion.body, "王阿姨", ADDRESS):
        assert private not in text


def test_several_steps_within_a_minute_are_one_letter(suggestion, officer, now, mailbox):
    screening.accept(suggestion, by=officer, at=now + dt.timedelta(seconds=20))
    assert send(now + 2 * MINUTE) == 1
    (letter,) = mailbox.letters
    assert "收到了" in text_of(letter) and "正式受理" in text_of(letter)
    assert "审核，最晚" not in text_of(letter)  # what comes next is the last step's
    states = OutboxMessage.objects.order_by("pk").values_list("status", flat=True)
    assert list(states) == ["sent", "joined"]
    assert send(now + 9 * MINUTE) == 0


@pytest.mark.parametrize("kind", ["expired", "ended", "forged", "another"])
def test_a_link_that_is_over_ended_or_not_ours_opens_nothing(
    kind, suggestion, submit, client, now, soon, time_machine, settings
):
    from suggestions.actions import linking
    from suggestions.news import letters, links

    link = letters.personal_link(suggestion.pk, at=now)
    token = link.rpartition("/")[2]
    if kind == "expired":
        time_machine.move_to(now + dt.timedelta(days=settings.NEWS_LINK_DAYS + 1))
    if kind == "ended":
        linking.end_links(suggestion, at=now)
    if kind == "forged":
        token = token[:-1] + ("a" if token[-1] != "a" else "b")
    if kind == "another":  # the same digest for a neighbour's suggestion
        other = submit(email="li@example.org").suggestion
        genuine = links.sign(links.PERSONAL, other.pk, at=now, days=60)
        token = "-".join([*genuine.split("-")[:3], token.split("-", 3)[3]])
    page = client.get(reverse("suggestions:personal", args=[token]))
    assert page.status_code == 404 and "链接已经失效" in page.content.decode()
    assert client.get(reverse("suggestions:tracked", args=[suggestion.pk])).status_code == 404


def test_a_link_opens_its_own_suggestion_and_no_other(suggestion, submit, client, now, soon):
    from suggestions.news import letters

    other = submit(email=ADDRESS).suggestion
    client.get(letters.personal_link(suggestion.pk, at=now).replace("http://localhost:8000", ""))
    assert client.get(reverse("suggestions:tracked", args=[suggestion.pk])).status_code == 200
    assert client.get(reverse("suggestions:tracked", args=[other.pk])).status_code == 404


def test_who_ends_the_links_shuts_the_page_that_a_link_had_opened(suggestion, client, now, soon):
    from suggestions.news import letters

    client.get(letters.personal_link(suggestion.pk, at=now).replace("http://localhost:8000", ""))
    client.post(reverse("suggestions:end_links", args=[suggestion.pk]))
    assert client.get(reverse("suggestions:tracked", args=[suggestion.pk])).status_code == 404
    assert Contact.objects.get().link_serial == 2
    client.get(letters.personal_link(suggestion.pk, at=now).replace("http://localhost:8000", ""))
    assert client.get(reverse("suggestions:tracked", args=[suggestion.pk])).status_code == 200


def test_each_step_of_a_matter_is_told_with_who_has_it_and_until_when(
    submit, officer, campaign, department, other_department, clerk, other_clerk, now, mailbox
):
    rows = [submit(f"充电{i}", email=f"p{i}@example.org").suggestion for i in range(2)]
    at = now
    for row in rows:
        screening.accept(row, by=officer, at=at)
    topic = curating.create_topic(campaign, name="充电桩", by=officer, at=at)
    heard = []

    def told():
        nonlocal at
        at += 5 * MINUTE
        send(at)
        heard.append(
            [text_of(each) for each in mailbox.letters if each.reached == ["p0@example.org"]]
        )
        mailbox.letters.clear()
        return "".join(heard[-1])

    told()
    curating.place(rows, topic=topic, by=officer, at=at)
    assert "归入了问题“充电桩”" in told()
    dates = referring.deadlines(at)
    first = referring.refer(topic, lead=department, by=officer, at=at, dates=dates)[0]
    text = told()
    assert f"已转给{department.name}办理" in text and "最晚10月16日答复" in text
    referring.object_to(first, reason="不归我们管", by=clerk, at=at)
    second = referring.reassign(
        first, to=other_department, reason="消防更合适", by=officer, at=at, dates=dates
    )
    text = told()
    assert f"改由{other_department.name}办理，原因：消防更合适。" in text and "最晚10月16日" in text
    referring.sign(second, by=other_clerk, at=at)
    asked = referring.ask_extension(
        second,
        until=second.due_on + dt.timedelta(days=9),
        reason="要现场测量",
        by=other_clerk,
        at=at,
    )
    referring.decide_extension(asked, grant=True, by=officer, at=at)
    text = told()
    assert "需要更多时间办理，原因：要现场测量。" in text and "改为最晚10月25日答复" in text
    written = answering.submit_answer(
        second, text="已装好。", adoption="work", by=other_clerk, at=at
    )
    answering.accept_answer(written, by=officer, at=at)
    assert "有答复了" in told()
    rows[0].refresh_from_db()
    delivery = rows[0].deliveries.get()
    assert delivery.told_at
    answering.rate(delivery, satisfaction="bad", done="no", comment="没有装", at=at)
    assert "按您的评价" in told()
    topic.refresh_from_db()
    answering.keep_answer(topic, reason="现场核实已装", by=officer, at=at)
    assert "维持原来的答复，理由：现场核实已装。" in told()
    topic.refresh_from_db()
    answering.close(topic, by=officer, at=at)
    assert "已经办结" in told()
    assert all(len(letters) == 1 for letters in heard)


def test_who_was_not_satisfied_hears_who_works_on_it_again_and_once(
    submit, officer, campaign, department, now
):
    rows = [submit(f"充电{i}", email=f"p{i}@example.org").suggestion for i in range(2)]
    for row in rows:
        screening.accept(row, by=officer, at=now)
    topic = curating.create_topic(campaign, name="充电桩", by=officer, at=now)
    curating.place(rows, topic=topic, by=officer, at=now)
    answering.answer(topic, text="已装好。", adoption="work", by=officer, at=now)
    rows[0].refresh_from_db()
    delivery = rows[0].deliveries.get()
    answering.rate(delivery, satisfaction="bad", done="no", comment="没有装", at=now)
    topic.refresh_from_db()
    OutboxMessage.objects.all().delete()
    referring.refer(topic, lead=department, by=officer, at=now, dates=referring.deadlines(now))
    told = OutboxMessage.objects.order_by("suggestion").values_list("suggestion", "kind")
    assert list(told) == [(rows[0].pk, "referred_again"), (rows[1].pk, "forwarded")]


def test_who_is_not_accepted_hears_why_and_where_to_go(suggestion, officer, now, mailbox):
    screening.decline(suggestion, route="hotline", reason="要当天上门。", by=officer, at=now)
    send(now + MINUTE)
    text = text_of(mailbox.letters[-1])
    assert "没有作为建议受理。要当天上门。" in text and "请到这里办理：12345" in text
