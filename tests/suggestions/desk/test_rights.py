"""The table of rights and the desk's buttons agree; what it does not allow nobody can press."""

import importlib
import pkgutil

import pytest
from django.urls import reverse

from suggestions import desk as desk_package
from suggestions.desk import rights
from suggestions.desk.screening.suggestion import SuggestionPage
from suggestions.models import GuideClause, GuidePage, Suggestion
from suggestions.staff.rights import Right
from suggestions.staff.verbs import RecordPage

pytestmark = pytest.mark.usefixtures("soon")


def every_page():
    for module in pkgutil.walk_packages(desk_package.__path__, f"{desk_package.__name__}."):
        importlib.import_module(module.name)
    waiting, found = [RecordPage], []
    while waiting:
        kinds = waiting.pop().__subclasses__()
        waiting += kinds
        found += [page for page in kinds if page.__module__.startswith("suggestions.desk.")]
    return found


def named(page, verb):
    subject = page.model(pk=0)
    if isinstance(subject, GuideClause):
        subject.guide = GuidePage(pk=0)
    subjects = verb.subjects and verb.subjects(subject)
    model = page.model if subjects is None else subjects.model
    return f"{model._meta.model_name}.{verb.name}"


@pytest.mark.django_db
def test_the_table_names_exactly_the_verbs_that_the_pages_declare():
    pages = every_page()
    declared = {named(page, verb) for page in pages for verb in page.verbs}
    assert len(pages) > 5 and len(declared) > 30
    assert declared == set(rights.RIGHTS)
    assert all(page.rights is rights.RIGHTS for page in pages if page.verbs)


@pytest.fixture
def press(desk, submit, monkeypatch):
    """What comes of pressing 通过并公开, and whether it was offered, by another table of rights."""

    def make(table):
        monkeypatch.setattr(SuggestionPage, "rights", table)
        suggestion = submit().suggestion
        url = reverse("desk_suggestions:verb", args=[suggestion.pk, "accept"])
        shown = desk.get(reverse("desk_suggestions:page", args=[suggestion.pk]))
        response = desk.post(url)
        suggestion.refresh_from_db()
        return url in shown.content.decode(), response, suggestion

    return make


def test_a_verb_of_the_table_is_offered_and_runs(press):
    offered, response, suggestion = press(rights.RIGHTS)
    assert offered and response.status_code == 302
    assert suggestion.status == Suggestion.Status.ACCEPTED


@pytest.mark.parametrize(
    "line",
    [
        {},
        {"suggestion.accept": Right(rights.SCREEN, lambda user, record: False)},
        {"suggestion.accept": Right(rights.ANSWER)},
        {"suggestion.accept": Right("")},
        {"topic.accept": Right(rights.SCREEN)},
    ],
    ids=["missing", "not theirs", "another's", "no permission", "another record's"],
)
def test_what_the_table_does_not_allow_is_neither_offered_nor_run(press, line):
    table = {name: right for name, right in rights.RIGHTS.items() if name != "suggestion.accept"}
    offered, response, suggestion = press({**table, **line})
    assert not offered
    assert response.status_code in (302, 403)
    assert suggestion.status == Suggestion.Status.PENDING


def test_whose_a_record_is_is_asked_of_the_page_and_the_person(press, officer):
    asked = []

    def whose(user, record):
        asked.append((user, record))
        return True

    _, _, suggestion = press({"suggestion.accept": Right(rights.SCREEN, whose)})
    assert set(asked) == {(officer, suggestion)}


def test_a_department_holds_its_rights_on_what_was_forwarded_to_it_alone(
    make_user, make_topic, make_referral, clerk, other_clerk, officer
):
    referral = make_referral(make_topic())
    stray = make_user("stray", "承办单位")
    for name, right in rights.RIGHTS.items():
        if right.permission == rights.ANSWER and name != "referral.assign":  # a leader's
            assert right.holds(clerk, referral), name
            for user in (other_clerk, stray, officer):
                assert not right.holds(user, referral), (name, user)
