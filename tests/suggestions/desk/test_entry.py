"""登记一条: what a caller or a letter says, typed at the desk, decided on the spot."""

import io
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from suggestions.actions import answering, curating, keeping
from suggestions.models import Contact, Event, OutboxMessage, PaperScan, Suggestion
from suggestions.residents import receipts

pytestmark = pytest.mark.django_db

URL = "/admin/suggestions/add/"
WORDS = {"title": "路口装一盏灯", "body": "晚上看不见路，老人摔过两次。"}


@pytest.fixture
def typed(campaign):
    def make(**more):
        first = {
            "key": str(uuid.uuid4()), "channel": "phone", "behalf": "self", "way": "auto",
            "campaign": campaign.pk, "may_publish": "on",
        }  # fmt: skip
        return {**first, **WORDS, **more}

    return make


def picture(name="信.jpg"):
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(data, "JPEG")
    return SimpleUploadedFile(name, data.getvalue(), "image/jpeg")


def test_what_a_caller_says_is_entered_with_a_code_to_read_out(desk, typed, officer):
    page = desk.post(URL, typed(phone="021-55551234", consent="on", behalf="family"))
    suggestion = Suggestion.objects.get()
    code = receipts.issue(suggestion.idempotency_key)
    text = page.content.decode()
    assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    assert all(f"<span>{group}</span>" in text for group in receipts.grouped(code).split("-"))
    assert text.count("<b>") == 16
    assert (suggestion.status, suggestion.channel) == ("pending", "phone")
    assert suggestion.contact.phone == "021-55551234" and suggestion.contact.way == "call"
    row = Event.objects.get()
    assert (row.by, row.reason, row.data) == (officer, "电话，家人或邻居代说", {"behalf": "family"})


@pytest.mark.parametrize(
    ("do", "status", "public"),
    [("wait", "pending", False), ("publish", "accepted", True), ("quiet", "accepted", False)],
)
def test_it_is_decided_in_the_same_form(desk, typed, do, status, public):
    assert desk.post(URL, typed(do=do)).status_code == 200
    suggestion = Suggestion.objects.get()
    assert (suggestion.status, suggestion.is_public) == (status, public)


def test_declining_needs_its_door_and_writes_nothing_without_it(desk, typed):
    refused = desk.post(URL, typed(do="decline"))
    assert refused.status_code == 422 and "请选择应当去的途径" in refused.content.decode()
    assert WORDS["body"] in refused.content.decode() and not Suggestion.objects.exists()
    assert desk.post(URL, typed(do="decline", route="hotline")).status_code == 200
    assert Suggestion.objects.get().decline_route == "hotline"


def test_who_did_not_agree_is_not_published(desk, typed):
    form = typed(do="publish")
    del form["may_publish"]
    refused = desk.post(URL, form)
    assert refused.status_code == 422 and "通过不公开" in refused.content.decode()
    assert not Suggestion.objects.exists()


def test_a_second_press_gives_the_same_receipt_and_decides_nothing_more(desk, typed):
    form = typed(do="publish")
    first, second = desk.post(URL, form), desk.post(URL, form)
    code = re.findall(r"<span>(\w{4})</span>", first.content.decode())
    assert re.findall(r"<span>(\w{4})</span>", second.content.decode()) == code
    assert "没有重复登记" in second.content.decode()
    assert Suggestion.objects.count() == 1 and Event.objects.count() == 2
    changed = desk.post(URL, {**form, "title": "路口装两盏灯"})
    assert changed.status_code == 409 and Suggestion.objects.count() == 1


def test_a_place_is_found_by_a_few_letters_of_its_name(desk, typed, area):
    found = desk.get(reverse("desk_entry:areas"), {"q": "田林"}).json()
    assert found == {"areas": ["徐汇区 · 田林街道"]}
    desk.post(URL, typed(area="田林"))
    assert Suggestion.objects.get().area == area
    area.get_parent().add_child(
        code="310104009", name="田林新村", level="street", full_name="徐汇区 · 田林新村"
    )
    unclear = desk.post(URL, typed(area="田林"))
    assert unclear.status_code == 422 and "不止一处" in unclear.content.decode()
    assert "没有找到" in desk.post(URL, typed(area="火星")).content.decode()


def test_contact_data_is_kept_only_with_consent_and_encrypted(desk, typed):
    assert "念一遍用途" in desk.post(URL, typed(phone="13800001234")).content.decode()
    desk.post(URL, typed(phone="13800001234", consent="on"))
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM suggestions_contact")
        assert "13800001234" not in cursor.fetchone()[0]
    message = OutboxMessage.objects.get()
    assert (message.kind, message.channel) == ("entered", "sms")


@pytest.mark.parametrize(
    ("way", "left", "channels"),
    [
        ("call", {"phone": "13800001234"}, ["call"]),
        ("letter", {"address": "田林路 1 号"}, ["letter"]),
        ("none", {"phone": "13800001234"}, []),
    ],
)
def test_people_are_told_as_they_wished(desk, typed, campaign, officer, now, way, left, channels):
    desk.post(URL, typed(way=way, consent="on", do="quiet", **left))
    suggestion = Suggestion.objects.get()
    topic = curating.create_topic(campaign, name="灯", by=officer, at=now)
    curating.place([suggestion], topic=topic, by=officer, at=now)
    answering.answer(topic, text="装好了。", adoption="work", by=officer, at=now)
    assert list(OutboxMessage.objects.values_list("channel", flat=True)) == channels
    assert Contact.objects.get().way == way


@pytest.mark.parametrize(("way", "words"), [("call", "请填写电话"), ("letter", "请填写通信地址")])
def test_a_way_needs_what_it_takes(desk, typed, way, words):
    assert words in desk.post(URL, typed(way=way)).content.decode()


def test_the_paper_lies_beside_the_form_and_never_on_a_public_page(
    desk, typed, door, second_officer
):
    form = typed()
    kept = desk.post(URL, {**form, "do": "scan", "title": "", "scans": [picture()]})
    scan = PaperScan.objects.get()
    url = reverse("desk_entry:scan", args=[scan.pk])
    assert kept.status_code == 200 and url in kept.content.decode()
    assert "请用一句话写下" not in kept.content.decode()
    assert desk.get(url).status_code == 200
    assert door(second_officer).get(url).status_code == 404
    desk.post(URL, {**form, "do": "publish"})
    suggestion = Suggestion.objects.get()
    assert list(suggestion.scans.all()) == [scan] and not suggestion.photos.exists()
    page = desk.get(reverse("desk_suggestions:page", args=[suggestion.pk])).content.decode()
    assert reverse("desk_suggestions:scan", args=[scan.pk]) in page
    public = door().get(reverse("suggestions:detail", args=[suggestion.pk])).content.decode()
    assert "scan" not in public
    assert door().get(reverse("desk_suggestions:scan", args=[scan.pk])).status_code == 302


def test_pdf_is_refused_in_words_and_what_was_typed_stays(desk, typed):
    pdf = SimpleUploadedFile("信.pdf", b"%PDF-1.7 x", "application/pdf")
    page = desk.post(URL, typed(scans=[pdf]))
    assert page.status_code == 422 and "是 PDF，没有收下" in page.content.decode()
    assert WORDS["body"] in page.content.decode() and not Suggestion.objects.exists()


def test_scans_of_forms_never_entered_go_after_a_day(desk, typed, now, time_machine):
    time_machine.move_to(now, tick=False)
    desk.post(URL, typed(do="scan", scans=[picture()]))
    assert PaperScan.objects.count() == 1
    keeping.drop_photo_drafts(at=now + keeping.PHOTO_DRAFTS_KEPT * 2)
    assert not PaperScan.objects.exists()


def test_while_typing_it_says_what_others_said_and_where_else_to_go(desk, campaign, make_topic):
    make_topic("路口太暗要装路灯", size=2)
    url = reverse("desk_entry:hints")
    near = desk.post(url, {"title": "路口太暗要装路灯", "campaign": campaign.pk}).content.decode()
    assert "路口太暗要装路灯之" in near and near.count('class="desk-alike__score"') == 2
    urgent = desk.post(url, {"title": "着火了", "body": "楼道着火冒烟，有人被困"}).content.decode()
    assert "119" in urgent


def test_a_community_worker_enters_but_decides_nothing(door, secretary, typed):
    client = door(secretary)
    page = client.get(URL).content.decode()
    assert "登记，留待审核" in page and "通过并公开" not in page
    assert client.post(URL, typed(do="publish")).status_code == 302
    assert not Suggestion.objects.exists()
    assert client.post(URL, typed(channel="station")).status_code == 200
    assert Suggestion.objects.get().channel == "station"


def test_the_next_form_begins_as_the_last_one_was(desk, campaign):
    page = desk.get(URL, {"channel": "letter", "campaign": campaign.pk, "area": "田林"})
    text = page.content.decode()
    assert re.search(r'value="letter"[^>]*autofocus[^>]*checked|value="letter"[^>]*checked', text)
    assert 'value="田林"' in text
