"""Every role at every door: the table in `roles_table.py` against the addresses that exist."""

import datetime as dt
import io

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from PIL import Image

from suggestions import actions
from suggestions.desk import answers, department, dictionary, duties, runs, shelf, suggestion, topic
from suggestions.models import (
    Department,
    DictionaryTrial,
    DictionaryWord,
    GroupingResult,
    GroupingRun,
    ImportBatch,
    Photo,
    Placement,
    Referral,
    Topic,
    TopicChange,
    Workday,
)
from tests.cms import roles_deliberation
from tests.cms.roles_row import Row
from tests.cms.roles_table import (
    ANONYMOUS,
    CLERKS,
    GETS,
    ON,
    POSTS,
    RESIDENT,
    ROLES,
    VERBS,
)
from tests.conftest import NOW

OURS = ("suggestions", "cms", "deliberation")
ALSO = ("wagtailusers_users", "wagtailusers_groups")
PAGES_WITH_VERBS = {
    "suggestions_desk:suggestion_verb": suggestion.SuggestionPage,
    "suggestions_desk:topic_verb": topic.TopicPage,
    "suggestions_desk:shelf_verb": shelf.ShelfItem,
    "suggestions_desk:duty_verb": duties.DutyPage,
    "suggestions_desk:word_verb": dictionary.WordPage,
    "suggestions_desk:trial_verb": dictionary.TrialPage,
    "suggestions_grouping:run_verb": runs.RunPage,
    "suggestions_desk:answer_verb": answers.AnswerPage,
    "suggestions_desk:referral_verb": department.ReferralPage,
    **roles_deliberation.PAGES,
}


# --- the addresses that exist ---------------------------------------------------------------


def walk(resolver, namespace="", ours=False):
    """`(name, whether it is ours)` of every address: by its view's module or its namespace."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            module = pattern.callback.__module__
            yield f"{namespace}{pattern.name or ''}", ours or module.startswith(OURS)
        else:
            deeper = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            # One view of ours in a namespace makes the whole namespace ours: a viewset.
            mine = pattern.namespace in ALSO or (
                bool(pattern.namespace)
                and pattern.namespace != "wagtailadmin"
                and any(found for _, found in walk(pattern))
            )
            yield from walk(pattern, deeper, ours or mine)


def missing_from(table, resolver):
    known = {row.name for row in table}
    return sorted({name for name, ours in walk(resolver) if ours and name not in known})


def test_every_address_of_ours_stands_in_the_table():
    assert missing_from(GETS, get_resolver()) == []


def test_the_table_names_no_address_that_is_gone():
    existing = {name for name, _ in walk(get_resolver())}
    assert {row.name for row in [*GETS, *POSTS]} - existing == set()


def test_an_address_missing_from_the_table_is_noticed():
    shortened = [row for row in GETS if row.name != "suggestions_desk:report_ledger"]
    assert missing_from(shortened, get_resolver()) == ["suggestions_desk:report_ledger"]
    shortened = [row for row in GETS if row.name != "areas:edit"]
    assert missing_from(shortened, get_resolver()) == ["areas:edit"]


def test_every_button_stands_in_the_table():
    verb_addresses = {name for name, _ in walk(get_resolver()) if name.endswith("_verb")}
    assert verb_addresses == set(PAGES_WITH_VERBS)
    for (name, _), table in VERBS.items():
        assert set(table) == {verb.name for verb in PAGES_WITH_VERBS[name].verbs}, name


# --- a world with one of everything ----------------------------------------------------------


@pytest.fixture
def world(db, request, tmp_path, settings):
    with time_machine.travel(NOW, tick=False):
        # The place of private files must not be the folder of the product.
        settings.STORAGES = {
            **settings.STORAGES,
            "private": {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": tmp_path, "base_url": None},
            },
        }
        yield build(request.getfixturevalue, settings)


def build(fixture, settings):
    campaign, make_topic = fixture("campaign"), fixture("make_topic")
    officer, clerk, submit = fixture("officer"), fixture("clerk"), fixture("submit")
    topic, hidden = (
        make_topic("充电桩不够", size=2),
        fixture("make_suggestion")("不公开", publish=False),
    )
    actions.place([hidden], topic=topic, by=officer, at=NOW)
    referral = fixture("make_referral")(topic)
    answered = fixture("make_referral")(make_topic("飞线充电", size=1))
    actions.sign(answered, by=clerk, at=NOW)
    answer = actions.submit_answer(answered, text="已整治。", adoption="work", by=clerk, at=NOW)
    busy = busy_topic(fixture, make_topic)
    shelved = fixture("make_suggestion")("没有归类的")
    Placement.objects.update_or_create(suggestion=shelved, defaults={"topic": None, "at": NOW})
    own, replied = submit("我自己的"), submit("答复过的")
    reply_to(replied.suggestion, campaign, officer)
    published = actions.members(topic).filter(published_at__isnull=False).first()
    batch = ImportBatch.objects.create(
        campaign=campaign, filename="来信.csv", digest="0", status="done", by=officer,
        uploaded_at=NOW, file=ContentFile("标题\n".encode(), "letters.csv"),
    )  # fmt: skip
    run = GroupingRun.objects.create(campaign=campaign, status="done", queued_at=NOW)
    GroupingResult.objects.create(run=run)
    change = TopicChange.objects.create(
        run=run, kind="shrunk", topic=busy["busy_topic"], name="忙的", digest="0"
    )
    word = DictionaryWord.objects.create(word="抚安一村", by=officer, at=NOW)
    trial = DictionaryTrial.objects.create(
        campaign=campaign, word="抚安二村", kind="place", status="done", by=officer, at=NOW
    )
    proposed = Topic.objects.create(campaign=campaign, number=900, name="机器拟的")
    things = {
        "campaign": campaign, "slug": campaign.slug, "topic": referral.topic, "own": own.suggestion,
        "proposed": proposed, "referral": referral, "answer": answer, "shelved": shelved,
        "published": published, "pending": submit("等审核的").suggestion, "batch": batch,
        "word": word, "trial": trial, "run": run, "change": change, "area": fixture("area"),
        "department": fixture("other_department"),
        "workday": Workday.objects.first(), "group": Group.objects.create(name="临时"),
        "user": fixture("make_user")("someone", last_name="某", first_name="人"),
        "code": own.code, "public_photo": photo(published), "hidden_photo": photo(own.suggestion),
    }  # fmt: skip
    return {
        **things,
        **busy,
        **roles_deliberation.things(fixture),
        "replied": replied.suggestion,
        "sent_photo": photo(hidden),
        "codes": [own.code, replied.code],
    }


def busy_topic(fixture, make_topic):
    """A topic with a merge behind it, a department at work and a request for more time."""
    officer, clerk = fixture("officer"), fixture("clerk")
    topic, gone = make_topic("忙的", size=1), make_topic("并入的", size=1)
    merge = actions.merge(gone, into=topic, by=officer, at=NOW)
    referral = fixture("make_referral")(topic)
    actions.sign(referral, by=clerk, at=NOW)
    until = referral.due_on + dt.timedelta(days=5)
    extension = actions.ask_extension(referral, until=until, reason="要会商。", by=clerk, at=NOW)
    return {"busy_topic": topic, "merge": merge, "busy_referral": referral, "extension": extension}


def reply_to(suggestion, campaign, officer):
    actions.accept(suggestion, by=officer, at=NOW)
    topic = actions.create_topic(campaign, name="直接答复的", by=officer, at=NOW)
    actions.place([suggestion], topic=topic, by=officer, at=NOW)
    actions.answer(topic, text="已办。", adoption="work", by=officer, at=NOW)


def photo(of):
    data = io.BytesIO()
    Image.new("RGB", (8, 8)).save(data, "JPEG")
    files = {name: ContentFile(data.getvalue(), f"{name}.jpg") for name in ("file", "thumbnail")}
    return Photo.objects.create(suggestion=of, width=8, height=8, created_at=NOW, **files)


@pytest.fixture
def enter(request, world):
    """A client of the role."""

    def make(role):
        client = Client(raise_request_exception=True)
        if role == RESIDENT:
            for code in world["codes"]:
                client.post(reverse("suggestions:track"), {"code": code})
        elif role == "stray_clerk":
            client.force_login(request.getfixturevalue("make_user")("stray", "承办单位"))
        elif role != ANONYMOUS:
            client.force_login(request.getfixturevalue(role))
        return client

    return make


# --- the walk --------------------------------------------------------------------------------


def address(row, world):
    words = row.args.split()
    verb = [words.pop()] if row.name.endswith("_verb") else []  # some things are called as verbs
    args = [getattr(world.get(word), "pk", world.get(word, word)) for word in words] + verb
    query = f"?{row.query}={world[row.query].pk}" if row.query else ""
    return reverse(row.name, args=args) + query


def on(row, world):
    """The record below the page's own on which the button stands."""
    thing = ON.get(row.args.rpartition(" ")[2])
    return {"on": world[thing].pk} if thing else {}


def outcome(response):
    """What happened: the login, the admin's refusal, or the status."""
    if response.status_code == 302:
        if response["Location"].startswith(reverse("wagtailadmin_login")):
            return "login"
        if response["Location"] == reverse("wagtailadmin_home"):
            return "denied"
    return response.status_code


def expected(row, role):
    if row.may is None or role in row.may:
        return row.status
    if role in row.missing:
        return 404
    return row.otherwise or ("login" if role in (ANONYMOUS, RESIDENT) else "denied")


def agrees(wanted, found):
    """`taken`: the door let it in; what the action said to an empty form is not our question."""
    return found in (200, 302, 409, 422) if wanted == "taken" else found == wanted


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_the_table_says(role, world, enter):
    client, wrong = enter(role), []
    for row in GETS:
        found = outcome(client.get(address(row, world)))
        if not agrees(expected(row, role), found):
            wrong.append(f"{row.name} {row.args}: {expected(row, role)} wanted, {found} found")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_writes_where_the_table_says(role, world, enter):
    client, wrong = enter(role), []
    for row in [*POSTS, *verb_rows()]:
        with transaction.atomic():  # each on the same, untouched world
            held = client.cookies.copy()
            found = outcome(client.post(address(row, world), on(row, world)))
            transaction.set_rollback(True)
        client.cookies = held
        if not agrees(expected(row, role), found):
            wrong.append(f"{row.name} {row.args}: {expected(row, role)} wanted, {found} found")
    assert not wrong, "\n".join(wrong)


def verb_rows():
    for (name, thing), table in VERBS.items():
        for verb, may in table.items():
            missing = CLERKS - {"clerk"} if thing == "referral" else frozenset()
            yield Row(name, f"{thing} {verb}", may, "taken", missing)


def test_a_refused_button_changes_nothing(world, enter):
    referral = world["referral"]
    url = reverse("suggestions_desk:referral_verb", args=[referral.pk, "sign"])
    for role in set(ROLES) - {"clerk"}:
        enter(role).post(url)
        referral.refresh_from_db()
        assert referral.status == Referral.Status.SENT, role
    enter("clerk").post(url)
    referral.refresh_from_db()
    assert referral.status == Referral.Status.SIGNED
    assert Department.objects.count() == 2
