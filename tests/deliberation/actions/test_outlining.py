"""区域边界: a GeoJSON file is read with care, thinned, and drawn only where nothing is missing."""

import json
import math
import re

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from deliberation.actions import outlining
from deliberation.models import AreaOutline
from deliberation.rules import outline
from deliberation.telling import maps
from suggestions.actions.rules import Refused
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("soon")


def square(x, y, side=1.0):
    return [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]


def feature(code, *rings, key="code", kind="Polygon"):
    parts = list(rings) if kind == "Polygon" else [[ring] for ring in rings]
    return {
        "type": "Feature", "properties": {key: code},
        "geometry": {"type": kind, "coordinates": parts},
    }  # fmt: skip


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


# --- the file ------------------------------------------------------------------------------------


def test_polygons_and_many_parts_are_read_by_their_codes():
    islands = feature(2, square(3, 0), square(9, 9), key="adcode", kind="MultiPolygon")
    data = collection(feature("1", square(0, 0)), islands)
    found = outline.read(data)
    assert set(found) == {"1", "2"} and len(found["2"]) == 2


BROKEN = {
    "no JSON": (b"{", "读不出内容"),
    "not UTF": (b"\xff\xfe\x00", "读不出内容"),
    "nested without end": (b"[" * 100_000, "读不出内容"),
    "no collection": (b"[]", "FeatureCollection"),
    "empty": (collection(), "0 个区域"),
    "no code": (collection(feature("", square(0, 0))), "没有代码"),
    "a line": (collection(feature("1", square(0, 0), kind="LineString")), "不是面"),
    "no geometry": (collection({"type": "Feature", "properties": {"code": 1}}), "不是面"),
    "three points": (collection(feature("1", square(0, 0)[:3])), "四个点"),
    "metres": (collection(feature("1", square(500_000, 0))), "度数"),
    "words": (collection(feature("1", [["a", "b"]] * 5)), "坐标写得不对"),
    "no list": (
        collection({**feature("1"), "geometry": {"type": "Polygon", "coordinates": 5}}),
        "坐标",
    ),
    "twice": (collection(feature("1", square(0, 0)), feature("1", square(2, 0))), "前面已经有了"),
    "not a number": (collection(feature("1", [[math.nan, 1]] * 5)), "度数"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_said_in_words(name):
    data, why = BROKEN[name]
    with pytest.raises(outline.OutlineError, match=why):
        outline.read(data)


def test_a_file_that_is_too_large_is_not_read(monkeypatch):
    monkeypatch.setattr(outline, "MOST_BYTES", 10)
    with pytest.raises(outline.OutlineError, match="20 MB"):
        outline.read(collection(feature("1", square(0, 0))))
    monkeypatch.undo()
    monkeypatch.setattr(outline, "MOST_POINTS", 4)
    with pytest.raises(outline.OutlineError, match="点太多"):
        outline.read(collection(feature("1", square(0, 0))))


def test_an_outline_is_thinned_and_stays_near_what_it_was():
    circle = [
        [100 + math.cos(n / 5_000 * math.tau), 30 + math.sin(n / 5_000 * math.tau)]
        for n in range(5_001)
    ]
    ((ring,),) = outline.read(collection(feature("1", circle))).values()
    assert 8 < len(ring) <= outline.KEPT
    assert all(abs(math.dist(point, (100, 30)) - 1) < 0.001 for point in ring)
    islands = [square(x / 10, 30, 0.05) for x in range(300)]
    (rings,) = outline.read(collection(feature("1", *islands, kind="MultiPolygon"))).values()
    assert 0 < sum(map(len, rings)) <= outline.KEPT


# --- taken in ------------------------------------------------------------------------------------


def take(data, administrator):
    return outlining.take_outlines(ContentFile(data, "a.geojson"), by=administrator, at=NOW)


def test_outlines_replace_those_of_the_same_areas_and_unknown_codes_stop_all(area, administrator):
    assert take(collection(feature(area.code, square(0, 0))), administrator) == 1
    take(collection(feature(area.code, square(5, 5))), administrator)
    assert AreaOutline.objects.get().rings[0][0] == [5, 5]
    with pytest.raises(Refused, match="nowhere"):
        two = feature(area.code, square(1, 1)), feature("nowhere", square(2, 2))
        take(collection(*two), administrator)
    assert AreaOutline.objects.get().rings[0][0] == [5, 5]
    assert outlining.drop_outlines(level=area.level) == 1
    with pytest.raises(Refused, match="没有边界"):
        outlining.drop_outlines(level=area.level)


def spots(*areas):
    return [maps.Spot(a.name, "1", a.name, 1, f"?area={a.code}", a) for a in areas]


def test_a_map_is_drawn_as_it_lies_only_where_no_outline_is_missing(area, administrator):
    street = area.get_parent()
    west, east = (
        street.add_child(code=code, name=code, level="community") for code in ("west", "east")
    )
    take(collection(feature("west", square(100, 30))), administrator)
    assert all(drawing.tiles for drawing in maps.drawings(spots(west, east)))
    take(collection(feature("east", square(101, 30))), administrator)
    for drawing in maps.drawings(spots(west, east)):
        one, other = drawing.shapes
        assert not drawing.tiles and one.x < other.x and one.y == other.y
        for shape in drawing.shapes:
            numbers = [float(n) for n in re.findall(r"[\d.]+", shape.path)]
            assert max(numbers[::2]) <= drawing.width + 1
            assert max(numbers[1::2]) <= drawing.height + 1


# --- the screen ----------------------------------------------------------------------------------


def test_the_screen_takes_a_file_says_what_is_wrong_and_takes_all_away(door, administrator, area):
    client, url = door(administrator), reverse("desk_outlines:index")
    good = ContentFile(collection(feature(area.code, square(0, 0))), "a.geojson")
    assert client.post(url, {"file": good}).status_code == 302
    assert f'value="{area.level}"' in client.get(url).content.decode()
    for bad in ({}, {"file": ContentFile(b"{", "a.json")}, {"drop": "moon"}):
        response = client.post(url, bad)
        assert response.status_code == 422 and 'role="alert"' in response.content.decode()
    assert client.post(url, {"drop": area.level}).status_code == 302
    assert not AreaOutline.objects.exists()
