"""Holidays and make-up days as announced, from 2024 to the last year that is known."""

import datetime as dt

from chinese_calendar.constants import holidays, workdays
from django.db import migrations

FIRST_YEAR = 2024
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "纪念日",
}


def seed(apps, schema_editor):
    Workday = apps.get_model("suggestions", "Workday")
    first = dt.date(FIRST_YEAR, 1, 1)
    Workday.objects.bulk_create(
        [
            Workday(date=day, working=working, name=NAMES[name] + ("调休" if working else ""))
            for table, working in ((holidays, False), (workdays, True))
            for day, name in sorted(table.items())
            if day >= first
        ]
    )


def clear(apps, schema_editor):
    apps.get_model("suggestions", "Workday").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0004_roles")]
    operations = [migrations.RunPython(seed, clear)]
