"""A small city with 150 invented suggestions, made at once."""

import csv
from pathlib import Path

import pytest

from suggestions.models import Area, Suggestion
from suggestions.text import search
from tests.conftest import NOW

HERE = Path(__file__).parent
PLACES = {
    "01": ("浦江区", {"001": "张桥街道", "002": "临沂镇", "003": "世博街道"}),
}


def rows(name: str) -> list[list[str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t"))


def add_area(parent, level, name, code):
    full = f"{parent.full_name} · {name}" if parent and parent.level != "city" else name
    values = {"code": code, "name": name, "level": level, "full_name": full}
    return parent.add_child(**values) if parent else Area.add_root(**values)


@pytest.fixture
def city(campaign):
    """Key → suggestion."""
    root = add_area(None, "city", "江海市", "3101")
    areas = {}
    for district, (name, streets) in PLACES.items():
        top = add_area(root, "district", name, f"31010{district}")
        for street, label in streets.items():
            low = add_area(top, "street", label, f"31010{district}{street}")
            for n in ("001", "002", "003"):
                code = f"31010{district}{street}{n}"
                areas[f"3101{street}{n}"] = add_area(low, "community", f"第{n[-1]}居委", code)
    found = {}
    for key, area, title, body in rows("said.tsv")[1:]:
        found[key] = Suggestion(
            campaign=campaign,
            status="accepted",
            submitted_at=NOW,
            published_at=NOW,
            area=areas[area],
            title=title,
            body=body,
            public_title=title,
            public_body=body,
        )
    Suggestion.objects.bulk_create(found.values())
    search.index(found.values())
    search.count_words()
    return found
