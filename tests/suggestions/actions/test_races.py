"""What happens at the same moment in several processes. Each guard removed turns its test red."""

import contextlib
import datetime as dt
import sys
import uuid
from types import SimpleNamespace

import pytest

from tests.suggestions import racing

NOW = dt.datetime(2026, 9, 16, 2, 0, tzinfo=dt.UTC)
ROUNDS = 40

# Makes the runner build the database that `racers` copies; the races themselves use the copy.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def racers(django_db_setup, django_db_blocker, tmp_path_factory):
    with racing.ready(django_db_blocker, tmp_path_factory, prepare) as racers:
        yield racers


def prepare(_):
    from django.contrib.auth.models import Group
    from wagtail.models import Page

    from suggestions.models import CampaignPage, User

    Page.objects.get(depth=1).add_child(
        instance=CampaignPage(
            title="赛跑",
            slug="race",
            summary="赛跑",
            opens_at=NOW - dt.timedelta(days=1),
            closes_at=NOW + dt.timedelta(days=1),
        )
    )
    for n in range(racing.PROCESSES):
        user = User.objects.create_user(f"officer{n}")
        user.groups.add(Group.objects.get(name="征集办工作人员"))


def _campaign():
    from suggestions.models import CampaignPage

    return CampaignPage.objects.get(slug="race")


def make_suggestions(_, count):
    from suggestions.actions import submitting

    draft = submitting.Draft(title="赛跑", body="同一时刻")
    return [
        submitting.submit(_campaign(), draft=draft, key=str(uuid.uuid4()), at=NOW).suggestion.pk
        for _ in range(count)
    ]


def submit_all(_, keys, forgetful):
    """Submit each form; a `forgetful` site keeps no key, as if the guard were taken out."""
    from suggestions.actions import submitting

    module = sys.modules["suggestions.actions.submitting"]
    made = module._suggestion

    def keyless(*args):
        suggestion = made(*args)
        suggestion.idempotency_key = suggestion.receipt_hash = None  # as if there were no guard
        return suggestion

    campaign, draft = _campaign(), submitting.Draft(title="双击", body="双击")
    with pytest.MonkeyPatch.context() as patch:
        if forgetful:
            patch.setattr(module, "_suggestion", keyless)
        return [submitting.submit(campaign, draft=draft, key=key, at=NOW).code for key in keys]


def accept_all(number, pks):
    from suggestions.actions import rules, screening
    from suggestions.models import Suggestion, User

    officer = User.objects.get(username=f"officer{number}")
    won = 0
    for pk in pks:
        with contextlib.suppress(rules.Overtaken):
            screening.accept(Suggestion.objects.get(pk=pk), by=officer, at=NOW)
            won += 1
    return won


def accept_all_naively(number, pks):
    """Look first, then write, outside a transaction: what the conditional UPDATE replaces."""
    from suggestions.actions import rules
    from suggestions.actions import screening as screen
    from suggestions.models import Suggestion

    def move(record, to, **changes):
        fresh = Suggestion.objects.get(pk=record.pk)
        if fresh.status != "pending":
            raise rules.Overtaken("")
        racing.meet_once()
        Suggestion.objects.filter(pk=record.pk).update(status=to, **changes)
        left, record.status = fresh.status, to
        return left

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(screen, "move", move)
        patch.setattr(screen, "transaction", SimpleNamespace(atomic=contextlib.nullcontext))
        patch.setattr(screen, "search", SimpleNamespace(index=lambda rows: None))
        return accept_all(number, pks)


def take_all(number, pks, naive):
    """Take one after the other until none is free; a naive site looks first and writes then."""
    from suggestions.actions import claiming
    from suggestions.models import ScreeningClaim, Suggestion, User

    def look_then_write(suggestion, *, by, at):
        other = ScreeningClaim.objects.filter(suggestion=suggestion).exclude(by=by)
        if other.exists():
            return False
        ScreeningClaim.objects.update_or_create(
            suggestion=suggestion, defaults={"by": by, "until": at + ScreeningClaim.LEASE}
        )
        return True

    officer = User.objects.get(username=f"officer{number}")
    taken = []
    with pytest.MonkeyPatch.context() as patch:
        if naive:
            patch.setattr(claiming, "take", look_then_write)
        rows = Suggestion.objects.waiting().filter(pk__in=pks).order_by("pk")
        while found := claiming.take_next(rows.exclude(pk__in=taken), by=officer, at=NOW):
            taken.append(found.pk)
    return taken


def support_all(number, pks):
    from suggestions.actions import submitting
    from suggestions.models import Suggestion

    rows = Suggestion.objects.in_bulk(pks)
    return sum(submitting.support(rows[pk], supporter_key="neighbour", at=NOW) for pk in pks)


def make_topics(_, pks):
    """One topic around each suggestion."""
    from django.contrib.auth import get_user_model

    from suggestions.actions import curating
    from suggestions.models import Suggestion

    by = get_user_model().objects.order_by("pk").first()
    made = []
    for row in Suggestion.objects.filter(pk__in=pks).select_related("campaign"):
        topic = curating.create_topic(row.campaign, name=f"问题{row.pk}", by=by, at=NOW)
        made.append(topic.pk)
    return made


def meet_all(number, pks):
    from suggestions.actions import submitting
    from suggestions.models import Topic

    rows = Topic.objects.in_bulk(pks)
    return sum(submitting.support_topic(rows[pk], supporter_key="neighbour", at=NOW) for pk in pks)


def counted(_, model, field, values):
    from django.apps import apps

    return apps.get_model("suggestions", model).objects.filter(**{f"{field}__in": values}).count()


def accepted_twice(_, pks):
    from django.db.models import Count

    from suggestions.models import Event

    rows = Event.objects.filter(verb="accepted", suggestion__in=pks).values("suggestion")
    return rows.annotate(n=Count("pk")).filter(n__gt=1).count()


def supports(_, pks):
    from suggestions.models import Suggestion

    return set(Suggestion.objects.filter(pk__in=pks).values_list("support_count", flat=True))


def test_double_clicks_give_one_suggestion_and_one_code(racers):
    keys = [str(uuid.uuid4()) for _ in range(ROUNDS)]
    codes = racers.together(submit_all, keys, False)
    assert all(given == codes[0] for given in codes)
    assert racers.alone(counted, "Suggestion", "idempotency_key", keys) == ROUNDS


def test_without_the_key_double_clicks_double(racers):
    before = racers.alone(counted, "Suggestion", "title", ["双击"])
    racers.together(submit_all, [str(uuid.uuid4()) for _ in range(ROUNDS)], True)
    after = racers.alone(counted, "Suggestion", "title", ["双击"])
    assert after - before > ROUNDS


def test_of_several_officers_one_accepts_and_the_others_hear_about_it(racers):
    pks = racers.alone(make_suggestions, ROUNDS)
    assert sum(racers.together(accept_all, pks)) == ROUNDS
    assert racers.alone(accepted_twice, pks) == 0


def test_officers_who_look_first_and_write_afterwards_overwrite_each_other(racers):
    pks = racers.alone(make_suggestions, 3 * ROUNDS)
    assert sum(racers.together(accept_all_naively, pks)) > 3 * ROUNDS


def test_of_several_officers_each_takes_others_and_together_they_take_all(racers):
    pks = racers.alone(make_suggestions, ROUNDS)
    taken = racers.together(take_all, pks, False)
    assert sorted(sum(taken, [])) == sorted(pks)


def test_officers_who_look_first_and_write_afterwards_take_the_same(racers):
    pks = racers.alone(make_suggestions, 3 * ROUNDS)
    taken = racers.together(take_all, pks, True)
    assert len(sum(taken, [])) > len(pks)


def test_a_neighbour_in_several_windows_supports_once(racers):
    pks = racers.alone(make_suggestions, ROUNDS)
    racers.alone(accept_all, pks)
    assert sum(racers.together(support_all, pks)) == ROUNDS
    assert racers.alone(supports, pks) == {1}


def test_a_neighbour_in_several_windows_meets_a_topic_once(racers):
    topics = racers.alone(make_topics, racers.alone(make_suggestions, ROUNDS))
    assert sum(racers.together(meet_all, topics)) == ROUNDS
    assert racers.alone(counted, "TopicSupport", "topic_id", topics) == ROUNDS
