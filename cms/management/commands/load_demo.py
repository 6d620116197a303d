"""`manage.py load_demo [--small]`: the demo's city, people, campaigns, suggestions and stories."""

import argparse
import datetime as dt
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from cms.demo import KEY, Days, Script
from cms.demo.pages import SiteMade
from cms.demo.people import clerks, load_people
from cms.demo.places import complete_calendar, load_areas, load_departments
from cms.demo.story import Story, group, stories, tell_confirmed
from cms.demo.voices import Voices, chosen
from cms.demo.yishi import load_yishi
from suggestions import actions
from suggestions.models import Area, Suggestion, User

# With the four of the stories: a street of 60 councils.
ESTATES, FEW = 56, 2
SMALL = {"dianpingche-chongdian", "xin-jiuye-qunti", "xialing-rexian"}


def loaded() -> bool:
    """Whether the demo is in this database."""
    return Suggestion.objects.filter(idempotency_key__startswith=KEY).exists()


class Command(BaseCommand):
    help = "装入演示内容：区域、单位、人员、页面、建议和办理过程。可以重复运行。"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--small", action="store_true", help="只装三个专项的建议，不画封面（自动测试用）"
        )

    def handle(self, *, small: bool, **options) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "正式环境不能装演示内容：演示账号的密码是公开的。"
                "请在 JIANYAN_MODE=demo 的环境里运行。"
            )
        if loaded():
            self.stdout.write("演示内容已经装好，没有改动。")
            return
        if others():
            raise CommandError("数据库里已有别的内容，没有装演示内容。请换一个空的数据库。")
        began = time.monotonic()
        with transaction.atomic():  # all of it or nothing
            self.load(timezone.now(), SMALL if small else None)
        actions.send_outbox(at=timezone.now())
        self.stdout.write(
            f"演示内容已装好：建议 {Suggestion.objects.count()} 条，"
            f"用时 {time.monotonic() - began:.0f} 秒。"
        )

    def load(self, at: dt.datetime, campaigns: set[str] | None) -> None:
        days = Days(at)
        complete_calendar(at)
        load_areas()
        departments = load_departments()
        people = load_people(departments)
        pages = SiteMade(days, people, pictures=campaigns is None).load()
        voices = Voices(chosen(campaigns=campaigns), pages, people, days)
        script = Script()
        told = stories(campaigns)
        kept = {key for row in told for key in row["suggestions"] + row["later_suggestions"]}
        voices.tell(script, kept=kept)
        for row in told:
            Story(row, pages[row["campaign"]], voices, departments, clerks(people), people).tell(
                script
            )
        for slug in sorted({row["campaign"] for row in voices.rows}):
            page = pages[slug]
            script.add(days.ago(1, 14), lambda at, page=page: group(page, people["officer"], at))
        tell_confirmed(script, voices, people["officer"])
        load_yishi(script, days, people, estates=FEW if campaigns else ESTATES)
        script.run()


def others() -> bool:
    """Whether somebody's own content is here already; the empty home page does not count."""
    pages = Page.objects.filter(depth__gt=2).exists()
    return pages or Area.objects.exists() or User.objects.filter(is_active=True).exists()
