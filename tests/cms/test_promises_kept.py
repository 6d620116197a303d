"""What the standing pages tell residents about their data is what the code does."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from cms import views
from cms.demo import content
from deliberation.hall import passes
from deliberation.telling import keepsakes
from suggestions.desk import rights
from suggestions.models import Suggestion, Topic
from suggestions.residents import visitors
from suggestions.residents.forms import NOTICE_VERSION, SuggestionForm

ROOT = Path(__file__).parents[2]
PAGES = content("campaigns")["pages"]


def words(page):
    return "".join(block["text"] for block in PAGES[page]["body"])


def test_every_cookie_that_is_set_is_named_on_the_cookie_page_and_no_other():
    sources = [
        p for room in ("suggestions", "deliberation", "cms") for p in (ROOT / room).rglob("*.py")
    ]
    names = {n for path in sources for n in re.findall(r'"(jy_[a-z]+)"', path.read_text("utf8"))}
    told = words("cookies")
    assert names and names == set(re.findall(r"jy_[a-z]+", told))
    assert all(name in told for name in ("elder", "csrftoken", "sessionid", "known_browser"))


def test_the_notice_that_people_agree_to_is_the_one_on_the_page():
    assert PAGES["privacy"]["version"] == NOTICE_VERSION
    assert NOTICE_VERSION in words("privacy")


def test_what_the_notice_calls_compulsory_is_what_the_form_demands(campaign):
    form = SuggestionForm(campaign)
    demanded = {name for name, field in form.fields.items() if field.required}
    assert demanded == {"title", "body"}
    assert "必填的只有建议的主题和事由" in words("privacy")


def test_each_right_of_the_notice_has_its_address():
    told = words("privacy")
    for right, name in (
        ("查看和下载", "own"),
        ("更正", "correct"),
        ("撤回", "withdraw"),
        ("删除", "erase"),
    ):
        assert right in told and reverse(f"suggestions:{name}", args=[1])


DAY, HOUR, MINUTE = 24 * 3600, 3600, 60
LENGTHS = {"一年": 365 * DAY, "两小时": 2 * HOUR, "一小时": HOUR, "十五分钟": 15 * MINUTE}


@pytest.mark.parametrize(
    ("names", "age"),
    [
        ("jy_mine", visitors.YEAR),
        ("jy_draft", visitors.DRAFT_AGE),
        ("jy_receipt", visitors.RECEIPT_AGE),
        ("jy_visitor", visitors.YEAR),
        ("jy_wishes、jy_objections、jy_projects", keepsakes.YEAR),
        ("jy_wish", keepsakes.HOUR),
        ("jy_hall", passes.PASS_AGE),
        ("elder", views.YEAR),
        ("csrftoken", settings.CSRF_COOKIE_AGE + DAY),  # Django's year has 52 weeks
    ],
)
def test_each_cookie_lives_as_long_as_the_page_says(names, age):
    told = next(s for s in words("cookies").split("。") if s.startswith(f"{names}："))
    assert [LENGTHS[said] for said in re.findall("|".join(LENGTHS), told)] == [age]


def test_without_cookies_everything_can_be_read(client, campaign, make_suggestion):
    shown = make_suggestion("多装几个充电桩")
    for url in ("/", "/campaigns/", campaign.url, "/suggestions/", f"/suggestions/{shown.pk}/"):
        client.cookies.clear()
        assert client.get(url).status_code == 200, url


def test_only_the_office_may_look_at_a_contact(officer, clerk, supervisor):
    assert rights.RIGHTS["suggestion.reveal"].permission == rights.REVEAL
    looks = [u for u in (officer, clerk, supervisor) if u.has_perm(f"suggestions.{rights.REVEAL}")]
    assert looks == [officer]


@pytest.mark.parametrize("status", [*Suggestion.Status, *Topic.Status])
def test_a_status_is_told_in_words_beside_its_colour(status):
    pill = {"status": status.value, "label": status.label}
    assert f">{status.label}</span>" in render_to_string("components/status.html", pill)


def test_every_status_on_a_public_page_gives_its_words():
    """A pill drawn without its label would be a colour alone."""
    used = [
        call
        for room in ("suggestions", "deliberation", "cms")
        for path in (ROOT / room / "templates").rglob("*.html")
        for call in re.findall(r'"components/status.html"([^%]*)%}', path.read_text("utf8"))
    ]
    assert used and all("label=" in call for call in used)


def test_who_leaves_a_contact_agrees_to_the_notice_of_the_day(client, campaign):
    url = reverse("suggestions:submit", args=[campaign.slug])
    sheet = {
        "key": client.get(url).context["key"],
        "title": "多装几个充电桩",
        "body": "排队两小时。",
        "phone": "13800001234",
    }
    assert client.post(url, sheet).status_code == 422
    assert client.post(url, {**sheet, "consent": "on"}).status_code == 303
    assert Suggestion.objects.get().contact.notice_version == NOTICE_VERSION
