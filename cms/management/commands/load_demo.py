"""`manage.py load_demo [--small]`: the demo's city, people, campaigns, suggestions and stories."""

import argparse
import datetime as dt
import time
from functools import partial

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from cms.demo import KEY, Days, Script
from cms.demo.everyday import DOOR, tell_endings, tell_followers
from cms.demo.guides import tell_guides
from cms.demo.issues import LIFTS, tell_issues
from cms.demo.live import tell_questions
from cms.demo.monthly import Desk, tell_monthly
from cms.demo.pages import SiteMade
from cms.demo.participation import tell_participation
from cms.demo.people import clerks, load_people
from cms.demo.places import complete_calendar, load_areas, load_departments
from cms.demo.questionnaire import tell_questionnaire
from cms.demo.stations import load_stations
from cms.demo.story import Story, group, stories, tell_confirmed
from cms.demo.visits import tell_visits
from cms.demo.voices import Voices, chosen
from cms.demo.yishi import load_yishi
from suggestions.actions import outbox
from suggestions.models import Area, CampaignPage, Suggestion, User
from suggestions.news import hours

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
            "--small", action="store_true", help="只装三个专项的建议和封面（自动测试用）"
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
        self.began = time.monotonic()
        with transaction.atomic():  # all of it or nothing
            self.load(timezone.now(), SMALL if small else None)
        outbox.send_outbox(at=awake(timezone.now()))
        self.stdout.write(
            f"演示内容已装好：建议 {Suggestion.objects.count()} 条，"
            f"用时 {time.monotonic() - self.began:.0f} 秒。"
        )

    def load(self, at: dt.datetime, campaigns: set[str] | None) -> None:
        days = Days(at)
        complete_calendar(at)
        areas = load_areas()
        departments = load_departments()
        people = load_people(departments)
        load_stations(days, people)
        self.say(f"区域 {areas} 个、承办单位 {len(departments)} 个、人员 {len(people)} 位。")
        pages = SiteMade(days, people, pictures=campaigns).load()
        voices = Voices(chosen(campaigns=campaigns), pages, people, days)
        script = Script()
        told = stories(campaigns)
        kept = {key for row in told for key in row["suggestions"] + row["later_suggestions"]}
        voices.tell(script, kept=kept)
        tales = [
            Story(row, pages[row["campaign"]], voices, departments, clerks(people), people)
            for row in told
        ]
        for tale in tales:
            tale.tell(script)
        for slug in sorted({row["campaign"] for row in voices.rows}):
            page = pages[slug]
            script.add(days.ago(1, 14), partial(group, page, people["officer"]))
        tell_confirmed(script, voices, people["officer"])
        tell_participation(script, days, pages, people)
        tell_issues(script, days, pages, people["officer"])
        tell_questionnaire(script, days, pages["dianpingche-chongdian"], people)
        tell_visits(script, days, people)
        if campaigns is None:
            tell_questions(script, days, people["officer"])
            tell_endings(script, tales, pages[DOOR], people["officer"])
            tell_followers(script, days)
            desk = Desk(script, days, departments, clerks(people), people["officer"])
            tell_monthly(desk, pages[DOOR], LIFTS)
            tell_guides(script, days, pages, people)
        load_yishi(script, days, people, estates=FEW if campaigns else ESTATES)
        self.say(f"{len(pages)} 个专项的页面已经建好，共有 {len(script.steps)} 件事要办。")
        script.run(self.tell)

    def tell(self, done: int, of: int) -> None:
        """A line for each tenth."""
        if done * 10 // of > (done - 1) * 10 // of:
            self.say(f"已办 {done} / {of} 件，用时 {time.monotonic() - self.began:.0f} 秒。")

    def say(self, words: str) -> None:
        self.stdout.write(f"  {words}")
        self.stdout.flush()


def awake(at: dt.datetime) -> dt.datetime:
    """When messages went out last: a demo loaded at night has told its readers by day."""
    while hours.quiet(at):
        at -= dt.timedelta(hours=1)
    return at


def others() -> bool:
    """Whether somebody's own content is here already; what a fresh site has does not count."""
    untouched = CampaignPage.objects.everyday().filter(latest_revision=None, suggestions=None)
    pages = Page.objects.filter(depth__gt=2).exclude(pk__in=untouched.values("pk")).exists()
    return pages or Area.objects.exists() or User.objects.filter(is_active=True).exists()
