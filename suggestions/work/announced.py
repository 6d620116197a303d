"""The working days of a year as the State Council announced them, from the package that we ship.

A new year comes with a newer version of `chinesecalendar`; a year that it does not hold whole is
not offered. Reads only.
"""

from typing import Any

from chinese_calendar.constants import holidays, workdays

from suggestions.work.clocks import Calendar

NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
}


def items_of(year: int) -> list[dict[str, Any]]:
    """What a list of that year's days would say; nothing for a year that is not known whole."""
    tables = ((holidays, False), (workdays, True))
    days = {day: working for table, working in tables for day in table if day.year == year}
    if not Calendar(days).known(year):
        return []
    return [
        {"name": NAMES.get(name, name) + ("调休" if working else ""), "working": working}
        | {"days": [day]}
        for table, working in tables
        for day, name in sorted(table.items())
        if day.year == year
    ]
