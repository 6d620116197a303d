"""找我的议事会: two steps from the front page, by the words people know."""

import datetime as dt

import pytest
from django.urls import reverse

from deliberation.models import Council, Resolution
from deliberation.telling import finding
from suggestions.models import Area
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(make_council):
    """Two streets; in the first two communities with estates."""
    root = Area.add_root(code="0", name="申城", level="city", full_name="申城")
    district = root.add_child(code="11", name="东区", level="district", full_name="东区")
    streets = {"江岸街道": ("一居", "二居"), "河东镇": ("三居",)}
    estates = {"一居": "田林路65弄", "二居": "江岸新村", "三居": "田林路66弄"}
    made = {}
    for s, (street, names) in enumerate(streets.items()):
        above = Area.objects.get(pk=district.pk).add_child(
            code=f"11{s}", name=street, level="street", full_name=f"东区 · {street}"
        )
        made[street] = make_council(f"{street}议事会", area=above, level=Council.Level.STREET)
        for n, name in enumerate(names):
            place = Area.objects.get(pk=above.pk).add_child(
                code=f"11{s}{n}",
                name=name,
                level="community",
                full_name=f"东区 · {street} · {name}",
            )
            made[name] = make_council(f"{name}议事会", area=place, level="community")
            Area.objects.get(pk=place.pk).add_child(
                code=f"11{s}{n}1",
                name=estates[name],
                level="estate",
                full_name=f"{name} · {estates[name]}",
            )
    return made


def find(client, text, **headers):
    return client.get(reverse("deliberation:find"), {"q": text}, headers=headers)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("一居", ["一居"]),
        ("江岸新村", ["二居"]),  # an estate
        ("田林路65弄", ["一居"]),
        ("65弄", ["一居"]),
        ("田林路", ["一居", "三居"]),
        ("河东镇 三居", ["三居"]),
        ("东区江岸街道田林路65弄", ["一居"]),  # an address in one piece
        ("江岸街道二居", ["二居"]),
        ("没有这里", []),
        ("%", []),
        ("_", []),
        ("", []),
        ("   ", []),
    ],
)
def test_a_council_is_found_by_the_words_people_know(city, text, names):
    assert [c.pk for c in finding.councils(text)] == [city[name].pk for name in names]


def test_a_street_gives_its_own_council_and_those_below(city):
    found = [c.name for c in finding.councils("江岸街道")]
    assert found == ["江岸街道议事会", "一居议事会", "二居议事会"]


def test_the_only_one_found_is_opened_at_once(client, city):
    assert find(client, "江岸新村")["Location"] == city["二居"].get_absolute_url()


def test_from_the_front_page_to_ones_council_in_two_steps(client, city, home):
    board = reverse("deliberation:board")
    assert f'href="{board}"' in client.get("/").content.decode()
    page = client.get(board).content.decode()
    assert f'action="{reverse("deliberation:find")}"' in page and 'name="q"' in page
    last = client.get(reverse("deliberation:find"), {"q": "65弄"}, follow=True)
    assert last.context["council"] == city["一居"]


def test_several_are_a_list_and_none_says_what_to_do(client, city):
    text = find(client, "田林路").content.decode()
    assert "一居议事会" in text and "三居议事会" in text and "二居议事会" not in text
    assert "换一个词试试" in find(client, "火星<b>").content.decode()
    assert "<b>" not in find(client, "火星<b>").content.decode()


def test_too_many_ask_for_another_word(client, city, make_council):
    place = city["一居"].area
    for n in range(finding.SHOWN + 5):
        make_council(f"很多之{n}", area=place)
    response = find(client, "很多之")
    assert len(response.context["councils"]) == finding.SHOWN
    assert "再写一个词" in response.content.decode()


def test_the_script_gets_the_list_alone_even_of_one(client, city):
    text = find(client, "江岸新村", **{"X-Requested-With": "fetch"}).content.decode()
    assert "二居议事会" in text and "<html" not in text


@pytest.mark.parametrize("text", ["\0", "a" * 5000, "路 " * 400, "'; --", "𠮷" * 100])
def test_any_input_is_answered(client, city, text):
    assert find(client, text).status_code == 200


def test_councils_that_are_no_longer_active_are_not_found(city):
    Council.objects.filter(pk=city["二居"].pk).update(active=False)
    assert finding.councils("江岸新村") == []


def test_the_longest_search_asks_few_queries(client, city, django_assert_max_num_queries):
    with django_assert_max_num_queries(2 * (finding.WORDS + 1) + 4):
        find(client, "东区 江岸街道 田林路 65弄 没有 这里 还有 别的")


# --- what the pages around it say -------------------------------------------------------------


def test_a_resolution_past_its_day_is_called_overdue_in_every_list(
    client, council, make_item, make_motion, make_meeting
):
    meeting = make_meeting(council=council, kind="extra", status="filed")
    item = make_item(meeting)
    motion = make_motion(item, status="closed", passed=True, closed_at=NOW, opened_at=NOW)
    row = Resolution.objects.create(
        council=council,
        motion=motion,
        matter=item.matter,
        status="carried",
        year=2026,
        number=1,
        title="修路灯",
        passed_at=NOW,
        lead="居委会",
        due_on=dt.date(2020, 1, 1),
    )
    pages = [reverse("deliberation:board"), council.get_absolute_url(), meeting.get_absolute_url()]
    for address in pages:
        assert ">超期</span>" in client.get(address).content.decode(), address
    row.due_on = dt.date(2999, 1, 1)
    row.save()
    for address in pages:
        assert ">超期</span>" not in client.get(address).content.decode(), address


def test_a_council_that_did_not_meet_is_shown_as_such(client, council, make_meeting, time_machine):
    def page(day):
        time_machine.move_to(NOW.replace(day=day), tick=False)
        return client.get(council.get_absolute_url()).content.decode()

    assert "本月没有开会" not in page(council.day)
    assert "本月没有开会" in page(council.day + 1)
    month = dt.date(2026, 10, 1)
    later = {"starts_at": NOW + dt.timedelta(days=30), "month": month}
    make_meeting(council=council, status="planned", **later)
    assert "本月没有开会" in page(council.day + 1)  # the next one does not make good for it
    make_meeting(council=council, status="filed")
    assert "本月没有开会" not in page(council.day + 1)


def test_the_board_names_a_council_that_did_not_meet(client, council, time_machine):
    time_machine.move_to(NOW, tick=False)
    area = council.area
    address = reverse("deliberation:area", args=[area.code])
    assert "议事日还没有开" in client.get(address).content.decode()
    assert "议事日没有开" in client.get(address + "?month=2026-08").content.decode()


def test_fingerprints_and_raw_files_stand_folded(client, council):
    text = client.get(council.get_absolute_url()).content.decode()
    fold = text[text.index("核对这份记录") :]
    assert "下载全部议事记录" in fold[: fold.index("</details>")]
    assert "fingerprint" not in text[: text.index("核对这份记录")]
