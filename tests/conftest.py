"""The fixed cast and their city: who is who in every test."""

import datetime as dt
import itertools
import json
import uuid

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Page, Site

from tests import db_differs

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
# A plain working Wednesday; the working-day table knows its year and the next month.
NOW = dt.datetime(2026, 9, 16, 10, 0, tzinfo=SHANGHAI)


def pytest_collection_modifyitems(items):
    """Mark what runs on both databases; see `db_differs`."""
    both = db_differs.listed()
    for item in items:
        if item.path in both:
            item.add_marker("db_differs")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Start from a copy of a migrated database; see `template_database`."""
    from django.conf import settings
    from django.db import connections

    from tests import template_database

    for alias in settings.DATABASES:
        template_database.prepare(connections[alias].settings_dict)


@pytest.fixture(scope="session")
def django_db_keepdb(request):
    """SQLite finds the copied file in its place; PostgreSQL copies its template by itself."""
    from django.db import connection

    return connection.vendor == "sqlite"


@pytest.fixture(autouse=True)
def empty_cache():
    """A rolled-back database and a cache that remembers it do not go together."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(scope="session")
def lock_dirs(tmp_path_factory):
    """The slots of a machine belong to one run of the tests: two at once would wait for another."""
    return tmp_path_factory.mktemp("locks")


@pytest.fixture(autouse=True)
def own_locks(lock_dirs, monkeypatch):
    """And to one test: a file that an earlier test never read to its end holds its place still."""
    from django.conf import settings

    monkeypatch.setattr(settings, "LOCK_DIR", lock_dirs / uuid.uuid4().hex)


@pytest.fixture
def now():
    return NOW


# --- people ---------------------------------------------------------------------------------


@pytest.fixture
def make_user(db, django_user_model):
    def make(username, group=None, department=None, **fields):
        user = django_user_model.objects.create_user(
            username, password="jianyan", department=department, **fields
        )
        if group:
            user.groups.add(Group.objects.get(name=group))
        return user

    return make


@pytest.fixture
def officer(make_user):
    return make_user("officer", "征集办工作人员", last_name="周", first_name="敏")


@pytest.fixture
def second_officer(make_user):
    return make_user("officer2", "征集办工作人员", last_name="吴", first_name="强")


@pytest.fixture
def editor(make_user):
    return make_user("editor", "编辑", last_name="林", first_name="静")


@pytest.fixture
def department(db):
    from suggestions.models import Department

    return Department.objects.create(name="市绿化和市容管理局", short_name="市绿化市容局")


@pytest.fixture
def other_department(db):
    from suggestions.models import Department

    return Department.objects.create(name="市消防救援局", short_name="市消防局")


@pytest.fixture
def clerk(make_user, department):
    return make_user("clerk", "承办单位", department, last_name="陈", first_name="刚")


@pytest.fixture
def other_clerk(make_user, other_department):
    return make_user("clerk2", "承办单位", other_department, last_name="孙", first_name="丽")


@pytest.fixture
def secretary(make_user):
    return make_user("secretary", "议事员", last_name="赵", first_name="云")


@pytest.fixture
def supervisor(make_user):
    return make_user("supervisor", "督办", last_name="郑", first_name="华")


@pytest.fixture
def administrator(make_user):
    return make_user("administrator", "系统管理员", last_name="王", first_name="磊")


@pytest.fixture
def door(client_as):
    """Short for the most common: `door(officer).get(url)`."""
    return client_as


@pytest.fixture
def client_as(db):
    from django.test import Client

    def make(user=None):
        client = Client()
        if user:
            client.force_login(user)
        return client

    return make


@pytest.fixture
def desk(door, officer):
    """The officer's browser."""
    return door(officer)


@pytest.fixture
def soon(time_machine):
    """The doors' clock stands a minute after NOW."""
    time_machine.move_to(NOW + dt.timedelta(minutes=1), tick=False)


# --- places and pages -----------------------------------------------------------------------


@pytest.fixture
def area(db):
    """上海市 → 徐汇区 → 田林街道; gives the street."""
    from suggestions.models import Area

    city = Area.add_root(code="31", name="上海市", level="city", full_name="上海市")
    district = city.add_child(code="310104", name="徐汇区", level="district", full_name="徐汇区")
    city.refresh_from_db()
    return district.add_child(
        code="310104008", name="田林街道", level="street", full_name="徐汇区 · 田林街道"
    )


@pytest.fixture
def home(db):
    """A site that is a home page alone.

    What the migrations made is taken away by plain DELETEs: a page's own delete() looks through
    every table for what may hang on it, a tenth of a second for each test.
    """
    from cms.models import HomePage
    from suggestions.models import CampaignPage

    Site.objects.all()._raw_delete(Site.objects.db)
    for pages in (CampaignPage, HomePage):
        pages.objects.all()._raw_delete(pages.objects.db)
    Page.objects.filter(depth__gt=1)._raw_delete(Page.objects.db)
    Page.objects.filter(depth=1).update(numchild=0)
    page = Page.objects.get(depth=1).add_child(instance=HomePage(title="建言", slug="home"))
    Site.objects.create(hostname="localhost", root_page=page, is_default_site=True)
    return page


@pytest.fixture
def make_campaign(home):
    from suggestions.models import CampaignPage

    numbers = itertools.count(1)

    def make(title="小区电动车充电难", *, parent=None, at=NOW, **fields):
        values = {
            "slug": f"campaign-{next(numbers)}",
            "summary": "楼下充电桩不够、飞线多，怎么办？",
            "opens_at": at - dt.timedelta(days=30),
            "closes_at": at + dt.timedelta(days=30),
            **fields,
        }
        return (parent or home).add_child(instance=CampaignPage(title=title, **values))

    return make


@pytest.fixture
def campaign(make_campaign):
    """Open at NOW and open today: doors look at the real clock."""
    today = timezone.now()
    return make_campaign(
        slug="charging",
        opens_at=min(NOW, today) - dt.timedelta(days=30),
        closes_at=max(NOW, today) + dt.timedelta(days=30),
    )


# --- records, made by the verbs themselves --------------------------------------------------


@pytest.fixture
def submit(campaign):
    """Submits as a resident: gives the Receipt."""
    from suggestions.actions import submitting

    def make(
        title="楼下装充电桩",
        body="晚上回来找不到充电的地方，邻居只好飞线。",
        *,
        at=NOW,
        into=None,
        key=None,
        **fields,
    ):
        draft = submitting.Draft(title=title, body=body, **fields)
        return submitting.submit(
            into or campaign, draft=draft, key=key or str(uuid.uuid4()), at=at, notice="test"
        )

    return make


@pytest.fixture
def make_suggestion(submit, officer):
    """A suggestion that an officer has accepted (and published, unless told otherwise)."""
    from suggestions.actions import screening

    def make(*args, accept=True, publish=True, at=NOW, **fields):
        suggestion = submit(*args, at=at, **fields).suggestion
        if accept:
            screening.accept(suggestion, by=officer, at=at, publish=publish)
        return suggestion

    return make


@pytest.fixture
def make_topic(make_suggestion, campaign, officer):
    """A confirmed topic with `size` published suggestions in it."""
    from suggestions.actions import curating

    def make(name="充电桩不够", size=3, *, at=NOW, **fields):
        rows = [make_suggestion(f"{name}之{i}", at=at, **fields) for i in range(1, size + 1)]
        topic = curating.create_topic(campaign, name=name, by=officer, at=at)
        curating.place(rows, topic=topic, by=officer, at=at)
        return topic

    return make


@pytest.fixture
def propose(campaign, make_suggestion, now):
    """A topic as the machine writes it: nobody's name stands under anything."""
    from suggestions.models import GroupingRun, Placement, Topic

    def make(name="充电桩不够", size=3, keywords=(), at=now):
        run, _ = GroupingRun.objects.get_or_create(
            campaign=campaign, status="done", defaults={"queued_at": now}
        )
        number = Topic.objects.filter(campaign=campaign).count() + 1
        topic = Topic.objects.create(
            campaign=campaign,
            number=number,
            name=name,
            score=0.5,
            run=run,
            keywords=[list(pair) for pair in keywords],
        )
        for i in range(size):
            suggestion = make_suggestion(f"{name}之{i}", at=at)
            facts = {"topic": topic, "score": 0.9 - i / 10, "run": run, "at": at}
            Placement.objects.update_or_create(
                suggestion=suggestion, defaults={**facts, "words": ["充电桩", "排队"]}
            )
        return topic

    return make


@pytest.fixture
def make_referral(make_topic, department, officer):
    """A topic forwarded to the clerk's department as the lead."""
    from suggestions.actions import referring

    def make(topic=None, *, at=NOW, **fields):
        topic = topic or make_topic(at=at)
        dates = referring.deadlines(at)
        lead = fields.pop("lead", department)
        return referring.refer(topic, lead=lead, by=officer, at=at, dates=dates, **fields)[0]

    return make


@pytest.fixture
def make_guide(home):
    """An adopted guide of the clauses given, published as an editor publishes."""
    from suggestions.models import GuidePage

    numbers = itertools.count(1)

    def make(*texts, title="充电指南", live=True, keys=(), **fields):
        blocks = [("chapter", "怎样充电")]
        for number, text in enumerate(texts or ("每栋楼下装充电桩。", "不许飞线。")):
            known = {"id": str(keys[number])} if number < len(keys) else {}
            value = {"heading": f"标题{number + 1}", "text": text}
            blocks.append({"type": "clause", "value": value, **known})
        body = [{"type": b[0], "value": b[1]} if isinstance(b, tuple) else b for b in blocks]
        values = {
            "slug": f"guide-{next(numbers)}",
            "summary": "怎样给电动车充电。",
            "organ": "市消防救援局",
            "adopted_on": NOW.date(),
            **fields,
        }
        page = home.add_child(
            instance=GuidePage(title=title, live=False, body=json.dumps(body), **values)
        )
        revision = page.save_revision()
        if live:
            revision.publish()
        return GuidePage.objects.get(pk=page.pk)

    return make


@pytest.fixture
def clause(make_guide):
    """The first clause of a published guide."""
    return make_guide().clauses.get(number=1)


@pytest.fixture
def world(db, request, tmp_path, settings):
    """One of everything, made at `NOW`; see `roles_world`."""
    import time_machine

    from tests.cms import roles_world

    with time_machine.travel(NOW, tick=False):
        # The place of private files must not be the folder of the product.
        settings.STORAGES = {
            **settings.STORAGES,
            "private": {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": tmp_path, "base_url": None},
            },
        }
        yield roles_world.build(request.getfixturevalue, settings)
