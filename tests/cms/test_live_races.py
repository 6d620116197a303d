"""What is sent at the same moment from several processes happens once."""

import contextlib
import datetime as dt
import uuid

import pytest

from tests.suggestions import racing

NOW = dt.datetime(2026, 9, 16, 2, 0, tzinfo=dt.UTC)
ROUNDS = 20
DAY = dt.timedelta(days=1)

# Makes the runner build the database that `racers` copies; the races themselves use the copy.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def racers(django_db_setup, django_db_blocker, tmp_path_factory):
    with racing.ready(django_db_blocker, tmp_path_factory, prepare) as racers:
        yield racers


def prepare(_):
    from wagtail.models import Page

    from cms.models import LiveEventPage
    from suggestions.models import CampaignPage

    root, day = Page.objects.get(depth=1), dt.timedelta(days=1)
    campaign = root.add_child(
        instance=CampaignPage(
            title="赛跑", slug="race", summary="赛跑", opens_at=NOW - day, closes_at=NOW + day
        )
    )
    root.add_child(
        instance=LiveEventPage(
            title="赛跑直播",
            slug="race-live",
            summary="赛跑",
            starts_at=NOW,
            ends_at=NOW + day,
            campaign=campaign,
        )
    )


def ask_all(_, keys):
    from cms import asking
    from cms.models import LiveEventPage

    event = LiveEventPage.objects.get(slug="race-live")
    return [asking.ask(event, text="双击？", key=key, at=NOW).code for key in keys]


def counted(_):
    from cms.models import LiveQuestion
    from suggestions.models import Suggestion

    return LiveQuestion.objects.count(), Suggestion.objects.filter(channel="live").count()


def test_a_sheet_sent_at_the_same_moment_is_one_question_with_one_code(racers):
    keys = [str(uuid.uuid4()) for _ in range(ROUNDS)]
    codes = racers.together(ask_all, keys)
    assert all(each == codes[0] for each in codes) and len(set(codes[0])) == ROUNDS
    assert racers.alone(counted) == (ROUNDS, ROUNDS)


def want_all(_, pk):
    from cms import hosting
    from cms.models import LiveQuestion

    question = LiveQuestion.objects.get(pk=pk)
    keys = [f"visitor {number}" for number in range(ROUNDS)]
    return [hosting.support(question, supporter_key=key, at=NOW) for key in keys]


def decide_all(_, pks):
    from cms import hosting
    from cms.models import LiveQuestion
    from suggestions.actions.rules import Overtaken
    from suggestions.models import User

    officer, done = User.objects.get(username="race"), 0
    for question in LiveQuestion.objects.filter(pk__in=pks).order_by("pk"):
        try:
            hosting.show(question, by=officer, at=NOW)
            done += 1
        except Overtaken:
            pass
    return done


def asked(_, number):
    from cms import asking
    from cms.models import LiveEventPage, LiveQuestion
    from suggestions.models import User

    User.objects.get_or_create(username="race")
    event = LiveEventPage.objects.get(slug="race-live")
    keys = [str(uuid.uuid4()) for _ in range(number)]
    made = [asking.ask(event, text="几时？", key=key, at=NOW).suggestion.pk for key in keys]
    rows = LiveQuestion.objects.filter(suggestion__in=made)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def supports(_, pk):
    from cms.models import LiveQuestionSupport

    return LiveQuestionSupport.objects.filter(question=pk).count()


def steps(_, pks):
    from cms.models import LiveQuestionStep

    return LiveQuestionStep.objects.filter(question__in=pks).count()


def test_a_visitor_who_presses_in_two_windows_at_once_counts_once(racers):
    [pk] = racers.alone(asked, 1)
    assert racers.alone(decide_all, [pk]) == 1
    said = racers.together(want_all, pk)
    assert [sum(each) for each in zip(*said, strict=True)] == [1] * ROUNDS
    assert racers.alone(supports, pk) == ROUNDS


def test_of_officers_who_press_at_once_one_puts_it_on_the_screen(racers):
    pks = racers.alone(asked, ROUNDS)
    assert sum(racers.together(decide_all, pks)) == ROUNDS
    assert racers.alone(steps, pks) == ROUNDS


# --- registering --------------------------------------------------------------------------------


def registered(_, number):
    """An event with room for half of those who have asked; gives their keys."""
    from cms import registering
    from cms.models import LiveEventPage

    event = LiveEventPage.objects.get(slug="race-live")
    event.takes_registrations, event.capacity = True, number // 2
    event.starts_at, event.ends_at = NOW + 2 * DAY, NOW + 3 * DAY
    event.save()
    people = [f"{n}@example.org" for n in range(number)]
    asked = [
        registering.ask(event, channel="email", address=address, persons=1, at=NOW)
        for address in people
    ]
    return [follow.registration.pk for follow in asked]


def confirm_all(_, pks):
    from cms import registering
    from cms.models import LiveRegistration
    from suggestions.actions.rules import Overtaken

    for pk in pks:
        row = LiveRegistration.objects.select_related("follow", "event").get(pk=pk)
        with contextlib.suppress(Overtaken):
            registering.confirm(row, at=NOW)


def keep_both(_, at):
    from cms import reminding

    reminding.keep_clocks(at=at)


def told(_, __):
    from collections import Counter

    from cms.models import LiveRegistration
    from suggestions.models import OutboxMessage

    kinds = OutboxMessage.objects.filter(kind__startswith="v_").values_list("kind", flat=True)
    return LiveRegistration.objects.active().persons(), dict(Counter(kinds))


def test_of_many_who_confirm_and_two_clocks_at_once_each_hears_once_and_no_place_is_given_twice(
    racers,
):
    pks = racers.alone(registered, ROUNDS)
    racers.together(confirm_all, pks)
    half = ROUNDS // 2
    assert racers.alone(told, None) == (
        half,
        {"v_confirm": ROUNDS, "v_registered": half, "v_waiting": half},
    )
    racers.together(keep_both, NOW + DAY)
    racers.together(keep_both, NOW + 2 * DAY - dt.timedelta(hours=1))
    _, kinds = racers.alone(told, None)
    assert (kinds["v_day"], kinds["v_hour"]) == (half, half)
