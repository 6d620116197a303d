"""The residents' form in a browser without JavaScript: writing, sending, the receipt."""

import datetime as dt
import re
import uuid
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from suggestions.actions import screening
from suggestions.models import Area, Audience, Contact, Photo, Suggestion
from suggestions.residents import photos, receipts, visitors
from suggestions.residents.sheets import TRAP
from suggestions.work import slots

GOOD = {
    "title": "楼下装充电桩",
    "body": "晚上回来没有地方充电，邻居只好飞线。",
    "may_publish": "on",
}
RECEIPT = "/receipt/"
UUID1 = "2c1f5c0e-e5a1-11f0-9b92-0242ac120002"


@pytest.fixture
def address(campaign):
    return reverse("suggestions:submit", args=[campaign.slug])


@pytest.fixture
def send(client, address):
    """Opens the form and sends it with these changes."""

    def send(**changes):
        key = client.get(address).context["key"]
        return client.post(address, {"key": key, **GOOD, **changes})

    return send


# --- sending ----------------------------------------------------------------------------------


def test_sending_leads_to_the_receipt_and_the_code_is_in_no_address(send, client):
    response = send()
    assert response.status_code == 303
    assert response["Location"] == RECEIPT
    page = client.get(RECEIPT)
    suggestion = Suggestion.objects.get()
    code = receipts.normal(page.context["code"])
    assert receipts.digest(code) == suggestion.receipt_hash
    assert code not in response["Location"] + str(response.cookies)
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "strict-origin"


def test_every_element_of_the_form_reaches_the_record(send, campaign, area):
    riders = Audience.objects.create(campaign=campaign, name="骑手")
    send(
        solution="先装十个",
        place="田林路口",
        area=["310104", "310104008"],
        audience=str(riders.pk),
        name="王阿姨",
        phone="138 1234 5678",
        email="wang@example.com",
        consent="on",
    )
    suggestion = Suggestion.objects.get()
    assert (suggestion.solution, suggestion.place) == ("先装十个", "田林路口")
    assert (suggestion.area, suggestion.audience) == (area, riders)
    contact = Contact.objects.get()
    assert (contact.name, contact.phone) == ("王阿姨", "13812345678")
    assert contact.notice_version


def test_a_double_click_gives_one_suggestion_and_one_receipt(client, address):
    key = client.get(address).context["key"]
    codes = []
    for _ in range(3):
        assert client.post(address, {"key": key, **GOOD}).status_code == 303
        codes.append(client.get(RECEIPT).context["code"])
    assert Suggestion.objects.count() == 1
    assert len(set(codes)) == 1


def test_going_back_and_sending_again_gives_the_same_receipt(client, address, send):
    send()
    first = client.get(RECEIPT).context["code"]
    form = client.get(address)
    assert form.context["sent_before"]
    assert client.post(address, {"key": form.context["key"], **GOOD}).status_code == 303
    assert client.get(RECEIPT).context["code"] == first
    assert Suggestion.objects.count() == 1


def test_other_words_on_the_same_sheet_are_asked_about_and_then_taken(client, address, send):
    send()
    sheet = {"key": client.get(address).context["key"], **GOOD, "title": "路灯不亮"}
    asked = client.post(address, sheet)
    assert asked.status_code == 409
    assert "已经提交成功" in asked.content.decode()
    assert "路灯不亮" in asked.content.decode()
    assert Suggestion.objects.count() == 1
    again = client.post(address, {**sheet, "key": asked.context["key"]})
    assert again.status_code == 303
    assert Suggestion.objects.count() == 2


def test_another_one_can_be_begun_at_once(client, address, send):
    send()
    fresh = client.get(address + "?new=1").context["key"]
    assert client.post(address, {"key": fresh, **GOOD, "title": "路灯不亮"}).status_code == 303
    assert Suggestion.objects.count() == 2


@pytest.mark.parametrize("key", ["", "1", "x" * 500, "\0", UUID1, "建议"])
def test_a_key_that_is_none_is_replaced(client, address, key):
    assert client.post(address, {"key": key, **GOOD}).status_code == 303
    stored = Suggestion.objects.get().idempotency_key
    assert uuid.UUID(stored).version == 4
    assert stored != key


def test_sending_asks_few_questions_and_writes_no_session(
    client, address, django_assert_num_queries
):
    key = client.get(address).context["key"]
    # campaign, groups, calendar, who reads kinds; savepoint, suggestion, sorting, photos,
    # history, counter, release
    with django_assert_num_queries(13):
        response = client.post(address, {"key": key, **GOOD})
    assert response.status_code == 303
    assert "sessionid" not in client.cookies


# --- writing on -------------------------------------------------------------------------------


def test_what_was_written_is_still_there_after_a_mistake(client, address, send, area):
    response = send(
        title="",
        body="只写了事由",
        solution="我的办法",
        area=["310104"],
        place="路口",
        name="王阿姨",
    )
    assert response.status_code == 422
    text = response.content.decode()
    for kept in ("只写了事由", "我的办法", "路口", "王阿姨", "请用一句话写下您想说的事。"):
        assert kept in text
    assert '<option value="310104" selected>' in text
    assert 'href="#id_title"' in text and 'href="#id_consent"' in text
    assert not Suggestion.objects.exists()


def test_the_next_level_of_places_appears_without_javascript(send, area):
    response = send(title="", refine_area="1", area=["310104"])
    assert response.status_code == 200
    text = response.content.decode()
    assert '<option value="310104008">田林街道</option>' in text
    assert "还差一点" not in text  # going on is no mistake
    assert GOOD["body"] in text
    assert not Suggestion.objects.exists()


def test_a_ticked_and_an_unticked_box_stay_as_they_are(client, address):
    key = client.get(address).context["key"]
    sheet = {"key": key, "title": "甲", "consent": "on", "step": "similar"}
    form = client.post(address, sheet).content.decode()
    assert re.search(r'name="consent"[^>]*checked', form)
    assert not re.search(r'name="may_publish"[^>]*checked', form)


def test_a_lower_place_that_does_not_lie_in_the_upper_one_is_dropped(send, area):
    city = Area.objects.get(code="31")
    city.add_child(code="310105", name="长宁区", level="district", full_name="长宁区")
    send(area=["310105", "310104008"])
    assert Suggestion.objects.get().area.code == "310105"


def test_a_place_nobody_knows_is_no_place(send, area):
    send(area=["999999", "310104", "\0"])
    assert Suggestion.objects.get().area is None


def test_near_ones_are_shown_without_javascript_and_do_not_hinder(send, make_suggestion):
    make_suggestion("小区充电桩太少", "希望多装充电桩")
    response = send(title="充电桩不够", step="similar")
    assert response.status_code == 200
    assert "小区充电桩太少" in response.content.decode()
    assert send(title="充电桩不够").status_code == 303


def test_what_nobody_approved_is_not_shown_to_the_next_writer(send, submit):
    submit("小区充电桩太少", "希望多装充电桩")
    assert "小区充电桩太少" not in send(title="充电桩不够", step="similar").content.decode()


def test_a_program_that_fills_every_field_is_asked_to_press_again(send):
    response = send(**{TRAP: "http://spam.example"})
    assert response.status_code == 422
    assert "请再按一次" in response.content.decode()
    assert "spam.example" not in response.content.decode()
    assert not Suggestion.objects.exists()


def test_too_many_from_one_address_wait_and_lose_nothing(send, settings):
    settings.SUBMISSIONS_PER_HOUR = 1
    assert send().status_code == 303
    refused = send(key=str(uuid.uuid4()), title="第二条", body="写了很久的话")
    assert refused.status_code == 429
    assert "写了很久的话" in refused.content.decode()
    assert "分钟" in refused.content.decode()


# --- photos -----------------------------------------------------------------------------------


def photo(name="路口.jpg"):
    out = BytesIO()
    Image.new("RGB", (40, 30), "blue").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def photos_of(count):
    return [photo() for _ in range(count)]


def test_photos_survive_a_mistake_can_be_removed_and_go_with_the_suggestion(client, address):
    key = client.get(address).context["key"]
    first = client.post(address, {"key": key, **GOOD, "title": "", "photos": [photo(), photo()]})
    assert first.status_code == 422
    kept = list(first.context["drafts"])
    assert len(kept) == 2
    removed = client.post(address, {"key": key, **GOOD, "remove_photo": str(kept[0].pk)})
    assert [p.pk for p in removed.context["drafts"]] == [kept[1].pk]
    assert client.post(address, {"key": key, **GOOD}).status_code == 303
    assert [p.pk for p in Suggestion.objects.get().photos.all()] == [kept[1].pk]


def test_a_file_that_is_no_photo_is_told_and_nothing_is_sent(client, address):
    key = client.get(address).context["key"]
    fake = SimpleUploadedFile("fake.jpg", b"<script>", "image/jpeg")
    response = client.post(address, {"key": key, **GOOD, "photos": [fake, photo()]})
    assert response.status_code == 422
    assert "“fake.jpg”不是能打开的照片" in response.content.decode()
    assert len(response.context["drafts"]) == 1


def test_a_campaign_without_photos_keeps_none(client, make_campaign):
    now = timezone.now()
    closed = make_campaign(at=now, allows_photos=False)
    url = reverse("suggestions:submit", args=[closed.slug])
    response = client.post(url, {"key": str(uuid.uuid4()), **GOOD, "photos": [photo()]})
    assert response.status_code == 303
    assert not Suggestion.objects.get().photos.exists()


def test_photos_of_one_address_have_a_limit_too(client, address, settings):
    settings.SUBMISSIONS_PER_HOUR = 0
    key = client.get(address).context["key"]
    response = client.post(address, {"key": key, **GOOD, "photos": [photo()]})
    assert "照片太多了" in response.content.decode()


def test_the_limit_counts_photos_and_not_requests(client, address, settings):
    settings.SUBMISSIONS_PER_HOUR = 1
    key = client.get(address).context["key"]
    first = client.post(address, {"key": key, **GOOD, "title": "", "photos": photos_of(4)})
    assert "照片太多了" not in first.content.decode()
    second = client.post(address, {"key": key, **GOOD, "title": "", "photos": photos_of(3)})
    assert "照片太多了" in second.content.decode()
    assert Photo.objects.count() == 4


@pytest.mark.parametrize("pressed", [{}, {"step": "similar"}])
def test_while_photos_are_busy_the_form_comes_back_as_typed(client, address, monkeypatch, pressed):
    monkeypatch.setattr(photos, "WAIT", 0)
    key = client.get(address).context["key"]
    sent = {"key": key, **GOOD, "name": "李秀英", "photos": [photo()], **pressed}
    with slots.slot("photos", wait=0):
        response = client.post(address, sent)
    page = response.content.decode()
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "您写的内容都在，请过半分钟再选一次照片" in page
    assert GOOD["title"] in page
    assert GOOD["body"] in page
    assert "李秀英" in page
    assert f'name="key" value="{key}"' in page
    assert not Suggestion.objects.exists()
    assert client.post(address, sent | {"photos": [photo()]}).status_code != 503


# --- which campaign ---------------------------------------------------------------------------


def test_with_one_campaign_open_there_is_nothing_to_choose(client, campaign, address):
    response = client.get(reverse("suggestions:submit_choose"))
    assert response.status_code == 302
    assert response["Location"] == address


def test_with_several_open_one_chooses_and_sees_until_when(client, campaign, make_campaign):
    make_campaign("流浪动物管理", at=timezone.now())
    make_campaign(
        "夏令热线",
        closes_at=campaign.opens_at.replace(year=2025, month=2),
        opens_at=campaign.opens_at.replace(year=2025, month=1),
    )
    text = client.get(reverse("suggestions:submit_choose")).content.decode()
    assert campaign.title in text and "流浪动物管理" in text
    assert "夏令热线" not in text


def test_a_campaign_that_ends_at_midnight_has_the_same_days_left_on_every_page(
    client, make_campaign, now, time_machine
):
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(days=6)
    campaign = make_campaign("第一件事", closes_at=midnight)
    make_campaign("第二件事", closes_at=midnight + dt.timedelta(days=30))
    time_machine.move_to(now, tick=False)
    told = set()
    for page in ("/", "/submit/", "/campaigns/", campaign.url):
        words = re.sub(r"<[^>]+>", "", client.get(page).content.decode())
        told.add(re.findall(r"还剩\s*(\d+)\s*天", words)[0])
    assert len(told) == 1
    time_machine.move_to(midnight, tick=False)
    closed = client.get(f"/submit/{campaign.slug}/").content.decode()
    assert f"{midnight - dt.timedelta(microseconds=1):%-d}日 24:00" in closed


def test_with_none_open_it_says_so(client, home):
    response = client.get(reverse("suggestions:submit_choose"))
    assert response.status_code == 200
    assert "现在没有正在征集的事" in response.content.decode()


@pytest.mark.parametrize(("days", "words"), [(-90, "已经截止"), (90, "还没有开始")])
def test_outside_its_time_a_campaign_says_when_and_what_else_is_open(
    client, campaign, make_campaign, days, words
):
    other = make_campaign("别的征集", at=timezone.now() + dt.timedelta(days=days))
    response = client.get(reverse("suggestions:submit", args=[other.slug]))
    text = response.content.decode()
    assert response.status_code == 200
    assert words in text
    assert campaign.title in text  # still open
    assert "<textarea" not in text


def test_a_form_sent_after_closing_comes_back_with_its_words(client, make_campaign):
    closed = make_campaign("刚刚截止", at=timezone.now() - dt.timedelta(days=60))
    url = reverse("suggestions:submit", args=[closed.slug])
    response = client.post(url, {"key": str(uuid.uuid4()), **GOOD})
    assert response.status_code == 409
    assert GOOD["body"] in response.content.decode()
    assert "不在征集时间内" in response.content.decode()
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize("slug", ["nobody", "%00", "中文"])
def test_a_campaign_that_is_not_there_is_not_found(client, home, slug):
    assert client.get(f"/submit/{slug}/").status_code == 404


def test_an_unpublished_campaign_takes_nothing(client, campaign, address):
    campaign.unpublish()
    assert client.get(address).status_code == 404
    assert client.post(address, {"key": str(uuid.uuid4()), **GOOD}).status_code == 404


def test_the_gate_stands_before_the_form(client, campaign, address):
    campaign.gate_text = "投诉求助请打 12345。"
    campaign.save()
    text = client.get(address).content.decode()
    assert text.index("投诉求助请打 12345。") < text.index("<textarea")


# --- the receipt ------------------------------------------------------------------------------


def test_the_receipt_says_what_was_hidden_and_shows_the_rest(send, client):
    send(body="我住田林三村12号302室，电话13812345678，楼下太黑。")
    page = client.get(RECEIPT)
    assert "电话" in page.context["hidden"]
    text = page.content.decode()
    assert "13812345678" not in text
    assert "［电话］" in text


def test_a_mark_that_the_author_typed_is_not_called_hidden(send, client):
    send(body="报纸上写着［电话］两个字")
    assert client.get(RECEIPT).context["hidden"] == []


def test_the_qr_code_has_no_inline_style(send, client):
    send()
    qr = client.get(RECEIPT).context["qr"]
    assert "<svg" in qr and "style=" not in qr


def test_the_receipt_offers_near_ones_but_not_itself(send, client, make_suggestion):
    near = make_suggestion("小区充电桩太少", "希望多装充电桩")
    send(title="充电桩太少", body="多装充电桩")
    titles = [item["title"] for item in client.get(RECEIPT).context["similar"]]
    assert titles == [near.public_title]


def test_without_having_sent_anything_there_is_no_receipt(client, db):
    response = client.get(RECEIPT)
    assert response.status_code == 404
    assert "没有回执" in response.content.decode()


def test_a_forged_cookie_opens_no_receipt(client, submit):
    key = str(uuid.uuid4())
    submit(key=key)
    client.cookies[visitors.RECEIPT] = key
    assert client.get(RECEIPT).status_code == 404


def test_a_code_replaced_by_the_office_is_not_shown_any_more(send, client, officer, now):
    send()
    screening.issue_receipt(Suggestion.objects.get(), by=officer, at=now)
    assert client.get(RECEIPT).status_code == 404


# --- places -----------------------------------------------------------------------------------


def test_places_unfold_level_by_level(client, area):
    answer = client.get("/places/?parent=310104").json()
    assert answer == {
        "label": "街道（镇）",
        "children": [{"id": "310104008", "name": "田林街道"}],
    }
    for nothing in ("310104008", "999", "", "%00", "'"):
        assert client.get(f"/places/?parent={nothing}").json()["children"] == []


def test_a_site_of_two_cities_asks_for_the_city_first(client, address, area):
    assert client.get(address).context["levels"][0]["label"] == "区"
    Area.add_root(code="51", name="成都市", level="city", full_name="成都市")
    levels = client.get(address).context["levels"]
    assert [option["name"] for option in levels[0]["options"]] == ["上海市", "成都市"]


def test_with_nothing_near_the_place_for_it_is_empty_and_so_hidden(client, campaign):
    page = BeautifulSoup(
        client.get(reverse("suggestions:submit", args=[campaign.slug])).content, "html.parser"
    )
    assert page.select_one("#near").decode_contents() == ""
