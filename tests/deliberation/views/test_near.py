"""用手机定位: the nearest councils, asked for by a press, and nothing kept of where one is."""

import logging

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from deliberation.models import Council
from deliberation.telling import finding
from suggestions.models import Area

pytestmark = pytest.mark.django_db
HERE = {"latitude": "31.170000", "longitude": "121.430000"}


@pytest.fixture
def spots(make_council):
    """Three communities north of one another, one without a known middle, one far away."""
    root = Area.add_root(code="0", name="申城", level="city", full_name="申城")
    made = {}
    for number, (name, north) in enumerate(
        {"近": 31.172, "中": 31.19, "远": 31.3, "无": None, "外": 35.0}.items()
    ):
        place = Area.objects.get(pk=root.pk).add_child(
            code=f"0{number}", name=name, level="community", full_name=name,
            latitude=north, longitude=north and 121.43,
        )  # fmt: skip
        made[name] = make_council(f"{name}议事会", area=place, level="community")
    return made


def near(client, **changed):
    return client.post(reverse("deliberation:near"), HERE | changed)


def test_the_nearest_come_first_with_how_far_they_are(client, spots, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        found = finding.nearest(31.17, 121.43)
    assert [one.council.name[0] for one in found] == ["近", "中", "远"]
    assert [one.told for one in found] == ["约 200 米", "约 2.2 公里", "约 14 公里"]
    html = near(client).content.decode()
    assert html.index("近议事会") < html.index("中议事会") and "约 200 米" in html


@pytest.mark.parametrize("degrees", [(90.0, 180.0), (-90.0, 0.0), (0.0, 0.0)])
def test_where_no_council_is_near_it_says_what_to_do(client, spots, degrees):
    assert finding.nearest(*degrees) == []
    page = near(client, latitude=degrees[0], longitude=degrees[1])
    assert "附近没有找到议事会" in page.content.decode()


@pytest.mark.parametrize("wrong", ["", "nan", "inf", "91", "1e400", "北", "\0"])
def test_what_is_no_place_is_refused(client, spots, wrong):
    assert near(client, latitude=wrong).status_code == 400


def test_where_somebody_stands_is_neither_stored_nor_logged(client, spots, caplog):
    caplog.set_level(logging.DEBUG)
    assert client.get(reverse("deliberation:near"), HERE).status_code == 303
    caplog.clear()
    response = near(client)
    assert response["Cache-Control"] == "no-store" and not response.cookies
    said = " ".join(str(record.args) + record.getMessage() for record in caplog.records
                    if record.name != "django.db.backends")  # fmt: skip
    assert "121.43" not in said and not client.session.keys()


def test_the_button_is_there_only_where_councils_have_a_place(client, spots):
    page = reverse("deliberation:find")
    assert "用手机定位" in client.get(page).content.decode()
    Area.objects.update(latitude=None, longitude=None)
    assert "用手机定位" not in client.get(page).content.decode()
    assert Council.objects.count() == 5


def test_a_place_has_both_degrees_or_none(area):
    for half in ({"latitude": 31.0}, {"latitude": 91.0, "longitude": 0.0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Area.objects.filter(pk=area.pk).update(**half)
