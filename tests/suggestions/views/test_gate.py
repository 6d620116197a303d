"""Before sending: the better door for what is no suggestion; nothing is lost, nothing decided."""

import uuid
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from suggestions.models import Event, Kind, Sorting, Suggestion
from suggestions.models.suggestions import Route
from suggestions.text.kinds import elsewhere, likely_route, ways

pytestmark = pytest.mark.django_db
PLAIN = ("建议路口加装红绿灯", "建议在和平路口增设红绿灯，方便行人过街。")
URGENT = ("楼里着火了", "三号楼正在冒烟，有人被困，快来救命！")
LEGAL = ("法院判决没有执行", "一审判决已经生效，申请强制执行一年，执行局没有结果。")
DEMAND = (
    "投诉物业乱收费不退款",
    "物业乱收费，投诉多次没人管，强烈要求退款赔偿，维权无门，欺骗业主。",
)


@pytest.fixture
def address(campaign):
    return reverse("suggestions:submit", args=[campaign.slug])


@pytest.fixture
def send(client, address):
    def send(words, **more):
        title, body = words
        data = {"title": title, "body": body, "may_publish": "on", **more}
        data.setdefault("key", str(uuid.uuid4()))
        return client.post(address, data)

    return send


def photo():
    out = BytesIO()
    Image.new("RGB", (40, 30), "blue").save(out, "JPEG")
    return SimpleUploadedFile("路口.jpg", out.getvalue(), "image/jpeg")


def hidden_fields(response):
    """What a browser would send back from the hint."""
    from html.parser import HTMLParser

    class Reader(HTMLParser):
        inside, found = False, ()

        def handle_starttag(self, tag, attrs):
            attrs = dict(attrs)
            if tag == "form":
                self.inside = "gate-choice" in attrs.get("class", "")
            if tag == "input" and self.inside and attrs["name"] != "csrfmiddlewaretoken":
                self.found = (*self.found, (attrs["name"], attrs["value"]))

    reader = Reader()
    reader.feed(response.content.decode())
    data: dict[str, list[str]] = {}
    for name, value in reader.found:
        data.setdefault(name, []).append(value)
    return data


# --- what is recognised -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "kind", "number"),
    [
        (URGENT, Kind.URGENT, "119"),
        (("朋友想轻生", "她刚才说不想活了，正在楼顶，快来人！"), Kind.URGENT, "12356"),
        (LEGAL, Kind.LEGAL, "12368"),
        (DEMAND, Kind.DEMAND, "12345"),
    ],
)
def test_what_has_another_door_is_shown_it(words, kind, number):
    found = elsewhere(*words)
    assert found.kind == kind
    assert number in [way.number for way in found.ways]


def test_a_plain_suggestion_is_not_held_up():
    assert elsewhere(*PLAIN) is None
    assert elsewhere("请问居住证怎么办", "请问居住证需要什么材料，在哪里办理？") is None


def test_who_writes_how_it_could_be_done_makes_a_suggestion_however_angry():
    assert elsewhere(*DEMAND) is not None
    assert elsewhere(*DEMAND, "收费项目每季度在公告栏公示，业委会核对。") is None
    assert elsewhere(DEMAND[0], DEMAND[1] + "能不能每季度公示一次？") is None
    assert elsewhere(DEMAND[0], DEMAND[1] + "希望尽快解决！") is not None
    # ... but not in an emergency
    assert elsewhere(*URGENT, "以后每层楼都要装烟雾报警器才行。") is not None


def test_in_danger_the_three_common_numbers_are_always_there():
    assert {w.number for w in ways(Kind.URGENT, "快来")} == {"110", "119", "120"}


def test_the_way_named_by_the_text_comes_first_and_is_proposed_to_the_officer():
    assert ways(Kind.DEMAND, "老板欠薪三个月")[0].number == "12333"
    assert likely_route(Kind.DEMAND, "路灯坏了") == Route.HOTLINE
    assert likely_route(Kind.LEGAL, "法院判决") == Route.COURT
    assert likely_route(Kind.DEMAND, "镇长贪污") == Route.SUPERVISION
    assert likely_route(Kind.URGENT, "着火") == Route.EMERGENCY
    assert likely_route(Kind.INVALID, "……") == Route.INVALID
    assert likely_route(Kind.SUGGESTION, "加装红绿灯") == likely_route("", "") == ""


# --- the page ---------------------------------------------------------------------------------


def test_the_hint_shows_the_door_and_the_text_and_writes_nothing(send):
    response = send(URGENT)
    page = response.content.decode()
    assert response.status_code == 200
    assert "这件事好像很急，请先打电话" in page
    assert 'href="tel:119"' in page
    assert "三号楼正在冒烟，有人被困，快来救命！" in page
    assert not Suggestion.objects.exists() and not Event.objects.exists()


def test_a_plain_suggestion_is_taken_at_once(send):
    assert send(PLAIN).status_code == 303
    assert not Suggestion.objects.get().sorting.insisted


@pytest.mark.parametrize("words", [URGENT, LEGAL, DEMAND], ids=["urgent", "legal", "demand"])
def test_sending_it_all_the_same_loses_nothing(client, address, campaign, area, send, words):
    key = str(uuid.uuid4())
    body = f"{words[1]}\n第二行“引号”<b>&amp;"
    hint = send(
        (words[0], body),
        key=key,
        photos=[photo(), photo()],
        place="田林路口",
        area=["310104", "310104008"],
        name="王阿姨",
        phone="13812345678",
        consent="on",
    )
    assert "您传的 2 张照片也都还在" in hint.content.decode()
    carried = hidden_fields(hint)
    assert client.post(address, {**carried, "gate": "passed"}).status_code == 303
    suggestion = Suggestion.objects.get()
    assert (suggestion.title, suggestion.body) == (words[0], body)
    assert (suggestion.place, suggestion.area) == ("田林路口", area)
    assert suggestion.photos.count() == 2
    assert suggestion.contact.phone == "13812345678"
    assert suggestion.may_publish
    assert suggestion.idempotency_key == key
    assert suggestion.sorting.insisted


def test_a_wish_not_to_be_published_is_carried_too(client, address, send):
    hint = client.post(address, {"title": URGENT[0], "body": URGENT[1], "key": str(uuid.uuid4())})
    client.post(address, {**hidden_fields(hint), "gate": "passed"})
    assert not Suggestion.objects.get().may_publish


def test_going_back_shows_the_form_as_it_was(client, address, send):
    carried = hidden_fields(send(DEMAND, place="和平路口"))
    response = client.post(address, {**carried, "step": "back"})
    page = response.content.decode()
    assert response.status_code == 200 and "<textarea" in page
    assert DEMAND[1] in page and "和平路口" in page
    assert not Suggestion.objects.exists()


def test_sent_twice_it_is_one_suggestion(client, address, send):
    carried = {**hidden_fields(send(LEGAL)), "gate": "passed"}
    for _ in range(2):
        assert client.post(address, carried).status_code == 303
    assert Suggestion.objects.count() == Sorting.objects.count() == 1


def test_mistakes_are_told_before_the_hint(send):
    assert send(("", URGENT[1])).status_code == 422


def test_a_mark_sent_with_a_plain_suggestion_means_nothing(send):
    send(PLAIN, gate="passed")
    assert not Suggestion.objects.get().sorting.insisted


def test_the_hint_carries_no_inline_code_and_html_stays_text(send):
    page = send((URGENT[0], URGENT[1] + "<script>alert(1)</script>")).content.decode()
    assert "<script>alert" not in page and "style=" not in page


def test_the_campaigns_own_words_stand_in_the_hint(send, campaign):
    campaign.gate_text = "本市物业投诉请找房管所。"
    campaign.save()
    assert "本市物业投诉请找房管所。" in send(DEMAND).content.decode()


# --- what is kept -----------------------------------------------------------------------------


def test_every_suggestion_that_comes_in_is_sorted_by_the_machine(submit):
    sorting = submit(*URGENT).suggestion.sorting
    assert (sorting.guess, sorting.kind, sorting.by) == ("urgent", "urgent", None)
    assert "被困" in sorting.words and 0 < sorting.score <= 1


def test_the_same_words_have_the_same_key_whatever_stands_between_them(submit):
    one = submit("停水了", "和平路 停水，三天了！").suggestion.sorting
    two = submit("停水了", "和平路停水三天了").suggestion.sorting
    other = submit("停水了", "和平路停水四天了").suggestion.sorting
    assert one.text_key == two.text_key != other.text_key
