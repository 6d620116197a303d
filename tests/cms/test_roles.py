"""Every role at every door: the table in `roles_table.py` against the addresses that exist."""

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse

from suggestions.desk.issues import page as issue
from suggestions.desk.referrals import answers, department, duties
from suggestions.desk.screening import bulk, second, suggestion, tags
from suggestions.desk.settings import dictionary, synonyms
from suggestions.desk.topics import runs, shelf, topic
from suggestions.models import (
    Department,
    Referral,
)
from suggestions.staff.forms import SUBJECT
from tests.cms import (
    roles_advisers,
    roles_areas,
    roles_channels,
    roles_city,
    roles_deliberation,
    roles_guides,
    roles_hearing,
    roles_live,
    roles_monthly,
    roles_news,
    roles_papers,
    roles_questionnaires,
    roles_recognition,
    roles_stations,
    roles_typing,
    roles_visits,
)
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

OURS = ("suggestions", "cms", "deliberation")
ALSO = ("wagtailusers_users", "wagtailusers_groups")
PAGES_WITH_VERBS = {
    "desk_suggestions:verb": suggestion.SuggestionPage,
    "desk_bulk:verb": bulk.BulkPage,
    "desk_second:verb": second.SecondPage,
    "desk_tags:verb": tags.TagPage,
    "desk_issues:verb": issue.IssuePage,
    "desk_topics:verb": topic.TopicPage,
    "desk_shelf:verb": shelf.ShelfItem,
    "desk_duties:verb": duties.DutyPage,
    "desk_dictionary:word_verb": dictionary.WordPage,
    "desk_dictionary:trial_verb": dictionary.TrialPage,
    "desk_synonyms:verb": synonyms.SynonymPage,
    "desk_grouping:run_verb": runs.RunPage,
    "desk_answers:verb": answers.AnswerPage,
    "desk_department:verb": department.ReferralPage,
    **roles_channels.VERB_PAGES,
    **roles_areas.PAGES,
    **roles_city.PAGES,
    **roles_news.PAGES,
    **roles_papers.PAGES,
    **roles_live.PAGES,
    **roles_stations.PAGES,
    **roles_visits.PAGES,
    **roles_questionnaires.PAGES,
    **roles_typing.PAGES,
    **roles_hearing.PAGES,
    **roles_advisers.PAGES,
    **roles_recognition.PAGES,
    **roles_monthly.PAGES,
    **roles_guides.PAGES,
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
    """Only what has a name: the two doors for passwords have none, and tests of their own."""
    known = {row.name for row in table} | {""}
    return sorted({name for name, ours in walk(resolver) if ours and name not in known})


def test_every_address_of_ours_stands_in_the_table():
    assert missing_from(GETS, get_resolver()) == []


def test_the_table_names_no_address_that_is_gone():
    existing = {name for name, _ in walk(get_resolver())}
    assert {row.name for row in [*GETS, *POSTS]} - existing == set()


def test_an_address_missing_from_the_table_is_noticed():
    shortened = [row for row in GETS if row.name != "report_ledger:index"]
    assert missing_from(shortened, get_resolver()) == ["report_ledger:index"]
    shortened = [row for row in GETS if row.name != "areas:edit"]
    assert missing_from(shortened, get_resolver()) == ["areas:edit"]


def test_every_button_stands_in_the_table():
    verb_addresses = {name for name, _ in walk(get_resolver()) if name.endswith("verb")}
    assert verb_addresses == set(PAGES_WITH_VERBS)
    for (name, _), table in VERBS.items():
        assert set(table) == {verb.name for verb in PAGES_WITH_VERBS[name].verbs}, name


# --- the walk --------------------------------------------------------------------------------


def address(row, world):
    words = row.args.split()
    verb = [words.pop()] if row.name.endswith("verb") else []  # some things are called as verbs
    args = [getattr(world.get(word), "pk", world.get(word, word)) for word in words] + verb
    query = f"?{row.query}={world[row.query].pk}" if row.query else ""
    return reverse(row.name, args=args) + query


def on(row, world):
    """The record below the page's own on which the button stands."""
    verb = row.args.rpartition(" ")[2]
    thing = ON.get(f"{row.name} {verb}") or ON.get(verb)
    return {SUBJECT: world[thing].pk} if thing else {}


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
            missing = CLERKS - {"clerk"} if thing in ("referral", "problem_task") else frozenset()
            yield Row(name, f"{thing} {verb}", may, "taken", missing)


def test_a_refused_button_changes_nothing(world, enter):
    referral = world["referral"]
    url = reverse("desk_department:verb", args=[referral.pk, "sign"])
    for role in set(ROLES) - {"clerk"}:
        enter(role).post(url)
        referral.refresh_from_db()
        assert referral.status == Referral.Status.SENT, role
    enter("clerk").post(url)
    referral.refresh_from_db()
    assert referral.status == Referral.Status.SIGNED
    assert Department.objects.count() == 2
