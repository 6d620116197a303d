"""The demo: loaded once by its command, then looked at from every side."""

import os
import re
import socket
import subprocess
from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from wagtail.models import Page, Site

from cms.demo import KEY, PASSWORD, content, monthly
from cms.demo.everyday import DOOR
from cms.demo.issues import ISSUES
from cms.demo.people import LOGINS
from cms.management.commands import demo as demo_command
from cms.management.commands.demo import RECEIPTS, free
from cms.management.commands.demo import Command as DemoCommand
from cms.models import LiveQuestion
from deliberation.models import Council, Meeting, ProjectChoice
from suggestions.models import (
    Area,
    CampaignPage,
    ClauseLink,
    Contact,
    Delivery,
    Department,
    Event,
    Follow,
    GuidePage,
    Issue,
    MonthlyProblem,
    MonthlyTask,
    OutboxMessage,
    Photo,
    Placement,
    Rating,
    Referral,
    Suggestion,
    Topic,
    User,
)
from suggestions.residents import receipts
from suggestions.residents.forms import NOTICE_VERSION
from suggestions.telling import guide_versions
from suggestions.telling import monthly as telling

# Abbreviations that the content itself uses as people do.
ENGLISH = {
    "DOCX",
    "PDF",
    "Cookie",
    "csrftoken",  # what the cookie page names is called so
    "elder",
    "sessionid",
    "app",
    "APP",
    "TNR",
    "WCAG",
    "http",
    "https",
    "localhost",
    "name",
    "example",
    "com",
}
ADDRESSES = ("/", "/campaigns/", "/suggestions/", "/track/", "/submit/", "/search/?q=电梯")


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker):
    """The whole demo, for all tests of this module, each in a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", verbosity=0)
        yield
        transaction.set_rollback(True)
    cache.clear()


def everything() -> dict[str, int]:
    models = (Area, Department, User, Page, Suggestion, Topic, Placement, Event, Delivery, Photo)
    return {model.__name__: model.objects.count() for model in models}


def story(key: str) -> tuple[dict, Topic]:
    row = next(row for row in content("story")["topics"] if row["key"] == key)
    return row, Topic.objects.get(name=row["topic_name"])


def told(row: dict) -> list[str]:
    return [KEY + key for key in row["suggestions"] + row["later_suggestions"]]


# --- what is there ----------------------------------------------------------------------------


def test_where_it_says_so_there_is_something_to_try(client, capsys):
    DemoCommand().welcome("127.0.0.1", 9000)
    told_address = re.search(r"http://localhost:9000(/yishi/\S+)", capsys.readouterr().out)
    page = client.get(told_address[1]).content.decode()
    assert "充电棚占位要尽快商定" in page
    council = Council.objects.get(slug=told_address[1].split("/")[2])
    choice = ProjectChoice.objects.get(fund__council=council)
    assert "获取验证码，投票" in client.get(choice.get_absolute_url()).content.decode()
    assert council.proposals.filter(status="collecting", second_count__gt=0).count() == 2


def test_the_content_is_all_there():
    counts = everything()
    asked = len(content("live_questions"))
    assert counts["Suggestion"] == len(content("suggestions")) + asked >= 240
    assert counts["Area"] > 600 and counts["Department"] == len(content("departments"))
    assert CampaignPage.objects.live().count() == 12
    assert Suggestion.objects.exclude(channel="online").count() > 100
    assert Contact.objects.count() > 100 and Photo.objects.exclude(suggestion=None).count() >= 6


def test_the_tree_of_places_is_sound_and_every_suggestion_names_its_place():
    assert Area.find_problems() == ([], [], [], [], [])
    assert Area.objects.get(code="310104").get_descendant_count() > 0
    # A question to a live event asks for no place.
    assert not Suggestion.objects.filter(area=None).exclude(channel="live").exists()
    street = Area.objects.filter(level="street", path__startswith=Area.get_first_root_node().path)
    assert all(re.fullmatch(r"[^·]+区 · [^·]+", area.full_name) for area in street)


def test_nothing_lies_in_the_future_and_nobody_acts_before_it_was_written():
    now = timezone.now()
    assert not Event.objects.filter(at__gt=now).exists()
    for suggestion in Suggestion.objects.prefetch_related("events"):
        moments = [event.at for event in suggestion.events.all()]
        assert min(moments) == suggestion.submitted_at
        assert suggestion.campaign.opens_at <= suggestion.submitted_at
    keys = Suggestion.objects.order_by("submitted_at", "pk").values_list("pk", flat=True)
    assert list(keys) == sorted(keys), "numbers grow as time goes on"


def test_versions_of_guides_carry_the_days_of_their_story():
    for guide in GuidePage.objects.all():
        newest, *earlier = guide_versions.published(guide)
        first = earlier[-1] if earlier else newest
        assert localdate(first.since) == guide.comment_from
        assert guide.adopted_on in (None, localdate(newest.since))
        links = ClauseLink.objects.filter(clause__guide=guide)
        told = links.exclude(told_at=None)
        assert links and all(first.since <= link.at <= link.told_at for link in told)


def test_loading_twice_changes_nothing(capsys):
    before = everything()
    call_command("load_demo")
    assert "没有改动" in capsys.readouterr().out
    assert everything() == before


def test_the_queue_is_not_empty_and_complaints_were_shown_their_way():
    assert 15 <= Suggestion.objects.waiting().count() <= 35
    assert Suggestion.objects.overdue(timezone.now()).count() >= 2
    declined = Suggestion.objects.filter(status="declined")
    assert declined.count() >= 20
    assert not declined.filter(decline_route="").exists()
    assert declined.values("decline_route").distinct().count() >= 4


def test_the_live_event_has_questions_on_its_screen_and_some_that_wait(client):
    told = LiveQuestion.objects.values_list("status", flat=True).order_by("status")
    assert list(told) == ["kept_off", "shown", "shown", "shown", "waiting"]
    event = LiveQuestion.objects.first().event
    page = client.get(reverse("cms:live_screen", args=[event.pk])).content.decode()
    assert page.index("夜宵线") < page.index("驿站") and "路灯" not in page


def test_the_engine_has_proposed_and_people_have_confirmed():
    assert Topic.objects.proposed().count() >= 20
    assert Topic.objects.filter(status="confirmed").count() >= 3
    assert Placement.objects.by_machine().exists() and Placement.objects.by_people().exists()
    assert Placement.objects.on_shelf().exists()


def test_a_topic_stands_in_each_stage_and_the_everyday_door_has_its_own():
    assert set(Topic.objects.values_list("status", flat=True)) == set(Topic.Status.values)
    everyday = Topic.objects.filter(campaign__slug=DOOR).values_list("status", flat=True)
    assert {"closed", "forwarded", "set_aside", "merged"} <= set(everyday)
    told = Suggestion.objects.filter(campaign__slug=DOOR).values_list("status", flat=True)
    assert {"pending", "accepted", "forwarded", "answered", "declined"} <= set(told)


def test_people_follow_things_and_were_told_of_them():
    kinds = Follow.objects.active().values_list("kind", flat=True)
    assert {"topic", "campaign", "area", "search", "council"} == set(kinds)
    assert Follow.objects.filter(status="asked").count() == 1
    told = OutboxMessage.objects.exclude(follow=None).exclude(urgent=True)
    assert set(told.filter(follow__kind="topic").values_list("subject", flat=True)) == {
        "有了答复",
        "办结了",
    }
    assert not told.filter(follow__status="asked").exists()
    assert OutboxMessage.objects.filter(status="sent").count() > 100, "also when loaded at night"


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_file_of_open_data_can_be_taken_at_once(client, kind):
    page = client.get(reverse("suggestions:data")).content.decode()
    assert reverse("suggestions:data_file", args=["topics", kind]) in page
    taken = client.get(reverse("suggestions:data_file", args=["topics", kind]), {"campaign": DOOR})
    assert "苏桥一带弄堂里的路灯不亮" in b"".join(taken.streaming_content).decode()


def test_an_officer_has_said_what_is_one_kind_of_problem():
    told = {
        issue.name: set(issue.topics.values_list("name", flat=True))
        for issue in Issue.objects.public()
    }
    said = {name: set(topics) for _, name, topics, _ in ISSUES}
    assert told == {**said, "路灯不亮": {monthly.TOPIC}}
    assert Issue.objects.filter(status="proposed").count() >= 20  # the machine's, for the desk


def test_of_two_problems_of_a_month_one_is_done_and_one_runs(client):
    listed = client.get(reverse("suggestions:monthly")).content.decode()
    done, running = (MonthlyProblem.objects.get(title=t) for t in (monthly.LAMPS, monthly.LIFTS))
    assert (done.status, running.status) == ("done", "running") and running.title in listed
    told = client.get(done.get_absolute_url()).content.decode()
    assert "办结以后" in told and monthly.RESULT_LAMPS[:12] in told and monthly.POLICY in told
    assert telling.tell(done, at=timezone.now()).spans[0].letters > 0
    now = client.get(running.get_absolute_url()).content.decode()
    assert "3 项任务完成 0 项" in now or "报完成，正在核实" in now
    assert "电梯" in now and not MonthlyTask.objects.overdue(timezone.now()).exists()


# --- the stories ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ("yizhan", "answered"),
        ("gongyi", "answered"),
        ("kongtiao", "reopened"),
        ("zhucan", "reopened"),
        ("hantuo", "reopened"),
        ("chongdian", "forwarded"),
        ("dianti", "forwarded"),
    ],
)
def test_each_story_stands_where_it_is_told_to_stand(key, status):
    row, topic = story(key)
    assert topic.status == status
    lead = topic.referrals.exclude(status="recalled").get(role="lead")
    assert lead.department.short_name == row["lead"]
    helping = topic.referrals.filter(role="supporting")
    assert {r.department.short_name for r in helping} == set(row["supporting"])
    placed = Placement.objects.by_people().filter(topic=topic)
    assert set(placed.values_list("suggestion__idempotency_key", flat=True)) == set(told(row))


def test_an_answer_has_reached_every_author_the_late_ones_too():
    row, topic = story("yizhan")
    reached = Delivery.objects.filter(answer__topic=topic, answer__status="accepted")
    assert set(reached.values_list("suggestion__idempotency_key", flat=True)) == set(told(row))
    members = Suggestion.objects.filter(idempotency_key__in=told(row))
    assert set(members.values_list("status", flat=True)) == {"answered"}


def test_a_bad_word_has_reopened_the_file_of_its_author():
    _, topic = story("kongtiao")
    bad = Rating.objects.get(delivery__answer__topic=topic, satisfaction="bad")
    assert bad.delivery.suggestion.status == "forwarded"
    assert topic.events.filter(verb="reopened", reason=bad.comment).exists()


def test_an_objection_was_upheld_and_the_first_department_helps_now():
    _, topic = story("chongdian")
    verbs = list(topic.events.values_list("verb", flat=True))
    assert verbs.index("objected") < verbs.index("objection_upheld")
    assert topic.referrals.filter(department__short_name="市消防救援局").count() == 2


def test_the_secretary_s_list_is_of_this_month():
    own = Meeting.objects.filter(council__secretaries__username="secretary")
    silent = own.filter(status__in=["planned", "noticed"], starts_at__lt=timezone.now())
    months = [localdate(meeting.starts_at) for meeting in silent]
    assert len(months) == len(set(silent.values_list("council"))) and min(months, default=None)
    assert own.filter(status="cancelled").exclude(cancelled_because="").exists()


def test_more_time_was_granted_once():
    _, topic = story("dianti")
    lead = topic.referrals.get(role="lead")
    assert lead.extended and lead.extensions.get().status == "granted"
    assert lead.due_on == lead.extensions.get().until


def test_each_kind_of_decision_waits_for_somebody():
    assert Referral.objects.filter(status="objected").exists()
    assert Referral.objects.filter(status="answered").exists()
    assert Referral.objects.filter(extensions__status="asked").exists()
    assert Referral.objects.overdue(timezone.now()).exists()
    assert Referral.objects.due_within(timezone.now(), 7).exists()


# --- the doors --------------------------------------------------------------------------------


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.username)
def test_each_role_can_log_in(login):
    client = Client()
    assert client.login(username=login.username, password=PASSWORD)
    response = client.get("/admin/")
    assert response.status_code == 200
    assert User.objects.get(username=login.username).groups.get().name == login.role


def addresses() -> list[str]:
    pages = [page.url for page in Page.objects.live().filter(depth__gt=1)]
    suggestions = [f"/suggestions/{pk}/" for pk in Suggestion.objects.public().values_list(
        "pk", flat=True)[:12]]  # fmt: skip
    topics = [f"/topics/{pk}/" for pk in Topic.objects.public().values_list("pk", flat=True)]
    topics += [f"/issues/{pk}/" for pk in Issue.objects.public().values_list("pk", flat=True)]
    forms = [f"/submit/{page.slug}/" for page in CampaignPage.objects.live()]
    return [*ADDRESSES, *pages, *suggestions, *topics, *forms]


class Visible(HTMLParser):
    """The words that a reader sees or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._mute = 0

    def handle_starttag(self, tag, attrs):
        self._mute += tag in ("script", "style")
        self.words += [v for k, v in attrs if v and k in ("alt", "aria-label", "placeholder")]

    def handle_endtag(self, tag):
        self._mute -= tag in ("script", "style")

    def handle_data(self, data):
        if not self._mute:
            self.words.append(data)


def test_every_public_page_opens_and_no_english_leaks_into_it():
    client, leaks = Client(), {}
    for address in addresses():
        response = client.get(address)
        assert response.status_code == 200, address
        reader = Visible()
        reader.feed(response.content.decode())
        found = set(re.findall(r"(?<![\w/.@-])[A-Za-z]{3,}(?![\w/.@-])", " ".join(reader.words)))
        if found - ENGLISH:
            leaks[address] = found - ENGLISH
    assert not leaks


def test_every_cover_says_what_is_on_it():
    html = Client().get("/renmin-chengshi/laonian/").content.decode()
    page = CampaignPage.objects.get(slug="laonian")
    assert page.cover.description and f'alt="{page.cover.description}"' in html


@pytest.mark.parametrize(("key", "what"), RECEIPTS)
def test_the_printed_codes_open_their_suggestions(key, what):
    code = receipts.issue(KEY + key)
    suggestion = Suggestion.objects.get(receipt_hash=receipts.digest(code))
    assert suggestion.idempotency_key == KEY + key
    assert suggestion.status == ("answered" if "答复" in what else "forwarded")
    assert not Rating.objects.filter(delivery__suggestion=suggestion).exists()
    response = Client().post("/track/", {"code": receipts.grouped(code)}, follow=True)
    assert suggestion.public_title in response.content.decode()


def test_the_privacy_notice_is_the_one_that_people_agree_to():
    assert content("campaigns")["pages"]["privacy"]["version"] == NOTICE_VERSION


# --- around the pages -------------------------------------------------------------------------


def test_the_foot_lists_the_standing_articles_and_asks_the_database_once():
    cache.clear()
    client = Client()
    first = client.get("/track/").content.decode()
    for title in ("关于本站", "怎么写一条好建议", "个人信息怎么用", "无障碍说明"):
        assert title in first
    assert Site.objects.get().root_page.slug == "home"
    from cms.context_processors import footer_links

    before = len(connection.queries_log)
    with connection.execute_wrapper(pytest.fail):
        assert len(footer_links()) == 6
    assert len(connection.queries_log) == before


def test_the_foot_hears_of_a_page_that_is_taken_back():
    from cms.context_processors import footer_links
    from cms.models import ArticlePage

    assert len(footer_links()) == 6
    ArticlePage.objects.get(slug="guanyu").unpublish()
    assert [link["title"] for link in footer_links()].count("关于本站") == 0


def test_only_a_demo_says_that_it_is_one(settings):
    assert "演示站点" not in Client().get("/track/").content.decode()
    settings.DEMO_NOTICE = "这是一个演示站点。"
    assert "演示站点" in Client().get("/track/").content.decode()


@pytest.mark.parametrize(("cookie", "posted", "on"), [
    ("on", "on", True), ("", "on", True), ("on", "off", False), ("", "off", False),
    ("", "", True), ("on", "", False), ("on", "?", False),
])  # fmt: skip
def test_the_elder_switch_does_what_its_button_says(cookie, posted, on):
    client = Client()
    if cookie:
        client.cookies["elder"] = cookie
    response = client.post("/elder/", {"next": "/track/", "elder": posted})
    assert response.status_code == 302 and response.url == "/track/"
    assert (response.cookies["elder"].value == "on") == on
    assert f'data-elder="{"on" if on else "off"}"' in client.get("/track/").content.decode()


# --- the commands -----------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["load_demo", "demo"])
def test_no_demo_in_production(settings, command):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="密码是公开的"):
        call_command(command)


def test_the_demo_does_not_mix_with_other_content():
    from cms.management.commands.load_demo import others

    assert others()
    User.objects.update(is_active=False)
    assert others(), "the pages alone are enough"


def test_messages_go_out_while_the_demo_is_served(monkeypatch, settings, tmp_path):
    """A worker of its own stands beside the server, and is gone with it."""
    settings.VAR_DIR = tmp_path
    begun = []
    real = subprocess.Popen
    monkeypatch.setattr(
        demo_command.subprocess,
        "Popen",
        lambda command, **how: begun.append(real(command, **how)) or begun[0],
    )
    with demo_command.worker():
        assert begun[0].args[1:] == [
            str(settings.BASE_DIR / "manage.py"), "work", "--parent", str(os.getpid())
        ]  # fmt: skip
        assert begun[0].poll() is None
    assert begun[0].wait(20) is not None


@pytest.mark.parametrize("port", ["taken", "eighty", "0", "70000"])
def test_a_port_that_cannot_be_used_ends_with_a_sentence(monkeypatch, capsys, port):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        number = str(busy.getsockname()[1])
        assert not free("127.0.0.1", int(number))
        monkeypatch.setenv("PORT", number if port == "taken" else port)
        with pytest.raises(SystemExit) as end:
            call_command("demo")
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert "已经被别的程序占用" in said if port == "taken" else "PORT 应当是" in said
