"""What belongs to the author: everything stored can be seen, taken along, corrected, erased."""

import json

import pytest
from django.urls import reverse

from suggestions.actions import answering, curating, owning, screening
from suggestions.actions.rules import Overtaken, Refused
from suggestions.actions.submitting import Draft
from suggestions.models import Contact, Event, OutboxMessage, Photo, Rating, Suggestion
from suggestions.residents import photos, receipts, visitors
from suggestions.text import search
from tests.suggestions.residents.test_photos import picture

pytestmark = pytest.mark.django_db
SECRET = "独一无二的话"


@pytest.fixture
def mine(client, submit):
    receipt = submit("楼下装充电桩", body=SECRET, phone="13800001046", name="王阿姨")
    client.post(reverse("suggestions:track"), {"code": receipts.grouped(receipt.code)})
    return receipt.suggestion


def page(name, suggestion):
    return reverse(f"suggestions:{name}", args=[suggestion.pk])


def sheet(**changes):
    words = {"title": "楼下装路灯", "body": "晚上看不见路。", "may_publish": "on"}
    return {**words, **changes}


@pytest.mark.parametrize("name", ["own", "own_file", "correct", "erase"])
def test_a_stranger_learns_nothing(client_as, mine, officer, name):
    for other in (client_as(), client_as(officer)):
        assert other.get(page(name, mine)).status_code == 404
        if name in ("correct", "erase"):
            assert other.post(page(name, mine), sheet(sure="on")).status_code == 404
    mine.refresh_from_db()
    assert mine.body == SECRET


def test_page_and_file_say_everything_that_is_stored(client, mine):
    told = client.get(page("own", mine)).content.decode()
    file = client.get(page("own_file", mine))
    assert file["Content-Disposition"] == f'attachment; filename="{mine.number}.json"'
    assert file["Cache-Control"] == "no-store"
    written = json.dumps(json.loads(file.content), ensure_ascii=False)
    for words in (SECRET, "13800001046", "王阿姨", mine.number, "您提交了建议"):
        assert words in told and words in written


def test_before_screening_every_word_can_be_corrected(client, mine, area):
    assert SECRET in client.get(page("correct", mine)).content.decode()
    response = client.post(page("correct", mine), sheet(phone="13900002046", consent="on"))
    assert response.status_code == 302
    mine.refresh_from_db()
    assert (mine.title, mine.body, mine.public_body) == (
        "楼下装路灯",
        "晚上看不见路。",
        "晚上看不见路。",
    )
    assert (mine.contact.phone, mine.contact.name) == ("13900002046", "")
    assert mine.author_key == receipts.person_key("13900002046")
    event = Event.objects.get(suggestion=mine, verb="corrected")
    assert (
        SECRET not in json.dumps(event.data, ensure_ascii=False) and "body" in event.data["fields"]
    )
    assert "您更正了" in client.get(page("tracked", mine)).content.decode()


def test_what_is_missing_comes_back_as_typed(client, mine):
    response = client.post(page("correct", mine), sheet(title="", body="另一句话"))
    assert response.status_code == 422 and "另一句话" in response.content.decode()
    mine.refresh_from_db()
    assert mine.body == SECRET


def test_after_screening_only_the_contact_can_be_changed_or_emptied(client, mine, officer, now):
    screening.accept(mine, by=officer, at=now)
    assert 'name="title"' not in client.get(page("correct", mine)).content.decode()
    forged = client.post(page("correct", mine), sheet(refine_area="1"))
    assert 'name="title"' not in forged.content.decode()
    client.post(page("correct", mine), sheet(email="a@example.com", consent="on"))
    mine.refresh_from_db()
    assert mine.body == SECRET and mine.contact.email == "a@example.com"
    client.post(page("correct", mine), {"name": "", "phone": "", "email": ""})
    assert not Contact.objects.filter(suggestion=mine).exists()
    with pytest.raises(Overtaken):
        owning.correct(mine, draft=Draft(title="换", body="换"), at=now)


def test_an_officer_does_not_approve_words_that_changed_while_they_were_read(
    client, desk, mine, officer, now, time_machine
):
    time_machine.move_to(now, tick=False)
    stale = Suggestion.objects.get(pk=mine.pk)
    read = desk.get(reverse("desk_suggestions:page", args=[mine.pk])).content.decode()
    seen = read.split('name="seen" value="')[1].split('"')[0]
    time_machine.shift(60)
    client.post(page("correct", mine), sheet())
    with pytest.raises(Overtaken):
        screening.accept(stale, by=officer, at=now)
    accept = reverse("desk_suggestions:verb", args=[mine.pk, "accept"])
    response = desk.post(accept, {"seen": seen})
    told = response.content.decode()
    assert response.status_code == 409 and "作者刚刚更正过" in told and "晚上看不见路。" in told
    with pytest.raises(Overtaken):
        screening.decline(stale, route="hotline", by=officer, at=now)
    away = reverse("desk_suggestions:verb", args=[mine.pk, "decline"])
    assert desk.post(away, {"seen": seen, "route": "hotline"}).status_code == 409
    for do in ("accept", "decline"):
        bulk = {"picked": [mine.pk], "do": do, "seen": seen, "route": "hotline"}
        assert desk.post(reverse("desk_screening:index"), bulk).status_code == 422
    mine.refresh_from_db()
    assert mine.status == "pending"
    fresh = told.split('name="seen" value="')[1].split('"')[0]
    assert desk.post(accept, {"seen": fresh}).status_code == 302
    mine.refresh_from_db()
    assert mine.status == "accepted"


def everything_about(suggestion):
    """Each text column of each row that belongs to the suggestion."""
    found = []
    for related in [None, *Suggestion._meta.related_objects]:
        if related is None:
            rows = Suggestion.objects.filter(pk=suggestion.pk)
        else:
            rows = related.related_model._base_manager.filter(**{related.field.name: suggestion})
        found += [str(value) for row in rows for value in vars(row).values()]
    return "\n".join(found)


def test_erasing_leaves_number_dates_and_steps_and_not_one_word(
    client, mine, officer, clerk, make_topic, campaign, now, django_capture_on_commit_callbacks
):
    photos.keep([picture()], key=mine.idempotency_key, at=now)
    Photo.objects.update(suggestion=mine)
    [photo] = Photo.objects.all()
    screening.accept(mine, by=officer, at=now)
    topic = make_topic("充电桩不够", 1)
    curating.place([mine], topic=topic, by=officer, at=now)
    answering.answer(topic, text="会装。", adoption="work", by=officer, at=now)
    delivery = mine.deliveries.get()
    mine.refresh_from_db()
    answering.rate(delivery, satisfaction="bad", done="no", comment=SECRET, at=now)
    assert SECRET in everything_about(mine)
    assert client.get(page("erase", mine)).status_code == 200
    assert client.post(page("erase", mine)).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page("erase", mine), {"sure": "on"}).status_code == 302
    mine.refresh_from_db()
    assert mine.status == "withdrawn" and mine.published_at is None
    left = everything_about(mine)
    assert SECRET not in left and "楼下装充电桩" not in left
    assert not Event.objects.filter(reason__contains=SECRET).exists()
    assert not Contact.objects.filter(suggestion=mine).exists()
    assert not OutboxMessage.objects.filter(suggestion=mine).exists()
    assert not Photo.objects.exists() and not photo.file.storage.exists(photo.file.name)
    assert Rating.objects.get().comment == ""
    assert mine.number in client.get(page("tracked", mine)).content.decode()
    assert [e.verb for e in Event.objects.filter(suggestion=mine)][:2] == ["submitted", "accepted"]
    assert client.get(reverse("suggestions:detail", args=[mine.pk])).status_code == 404
    assert not search.holding(Suggestion.objects.filter(pk=mine.pk), "充电桩").exists()
    with pytest.raises(Refused):
        owning.erase(mine, at=now)


def test_a_declined_one_can_be_erased_as_well(client, mine, officer, now):
    screening.decline(mine, route="hotline", by=officer, at=now)
    client.post(page("erase", mine), {"sure": "on"})
    mine.refresh_from_db()
    assert mine.status == "declined" and mine.erased_at and mine.body == ""
    assert "/correct/" not in client.get(page("own", mine)).content.decode()
    assert client.get(page("correct", mine)).status_code == 302


def test_the_tracked_page_leads_to_all_of_it(client, mine):
    assert page("own", mine) in client.get(page("tracked", mine)).content.decode()
    own = client.get(page("own", mine)).content.decode()
    for name in ("own_file", "correct", "erase"):
        assert page(name, mine) in own
    assert visitors.MINE in client.cookies
