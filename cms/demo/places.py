"""The demo's places, departments and working days.

Where the invented communities and estates lie is invented too: near the middle of their district.
"""

import csv
import datetime as dt

from cms.demo import FOLDER, content
from suggestions.models import Area, Department, Workday

# Days that are off in every year. Where the year's notice is not known yet the demo makes do
# with them, so that its clocks run at any date; their name says so.
FIXED_HOLIDAYS = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}
LOOKING_AHEAD = dt.timedelta(days=90)
LOOKING_BACK = dt.timedelta(days=430)  # the councils' year of meetings


def load_areas() -> int:
    """The whole tree in one insert: paths are reckoned here as treebeard would."""
    levels = {label: value for value, label in Area.Level.choices}
    with (FOLDER / "areas.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (len(row["code"]), row["code"]))
    children: dict[str, list[dict]] = {}
    for row in rows:
        children.setdefault(row["parent_code"], []).append(row)
    areas: list[Area] = []

    def grow(parent: Area | None, code: str) -> None:
        for step, row in enumerate(children.get(code, []), start=1):
            depth = parent.depth + 1 if parent else 1
            area = Area(
                code=row["code"],
                name=row["name"],
                level=levels[row["level"]],
                depth=depth,
                path=Area._get_path(parent.path if parent else None, depth, step),
                numchild=len(children.get(row["code"], [])),
                full_name=_full_name(parent, row["name"]),
                latitude=float(row["latitude"]) if row["latitude"] else None,
                longitude=float(row["longitude"]) if row["longitude"] else None,
            )
            areas.append(area)
            grow(area, row["code"])

    grow(None, "")
    Area.objects.bulk_create(areas, batch_size=500)
    return len(areas)


def _full_name(parent: Area | None, name: str) -> str:
    """徐汇区 · 田林街道: the city goes without saying."""
    if parent is None or parent.depth == 1:
        return name
    return f"{parent.full_name} · {name}"


def load_departments() -> dict[str, Department]:
    """By short name."""
    districts = {area.name: area for area in Area.objects.filter(level=Area.Level.DISTRICT)}
    made = {}
    for row in content("departments"):
        near = next(
            (area for name, area in districts.items() if row["name"].startswith(name)), None
        )
        made[row["short_name"]] = Department.objects.create(
            name=row["name"], short_name=row["short_name"], duties=row["duties"], area=near
        )
    return made


def complete_calendar(at: dt.datetime) -> list[int]:
    """Give the years that the demo touches a table where none is entered; tells which."""
    years = {at.year, (at - LOOKING_BACK).year, (at + LOOKING_AHEAD).year}
    missing = sorted(year for year in years if not Workday.objects.filter(date__year=year).exists())
    Workday.objects.bulk_create(
        Workday(date=dt.date(year, month, day), working=False, name=f"{name}（演示）")
        for year in missing
        for (month, day), name in FIXED_HOLIDAYS.items()
    )
    return missing
