"""A problem that one finishes while others give it tasks: never done with a task left open."""

import contextlib
import datetime as dt

import pytest

from tests.suggestions import racing
from tests.suggestions.actions.test_races import NOW, prepare

ROUNDS = 6
DUE = NOW.date() + dt.timedelta(days=30)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def racers(django_db_setup, django_db_blocker, tmp_path_factory):
    with racing.ready(django_db_blocker, tmp_path_factory, prepare) as racers:
        yield racers


def make_problem(_, number):
    """Published, its only task done."""
    from suggestions.models import Department, MonthlyProblem, MonthlyTask, User

    lead, _new = Department.objects.get_or_create(name="赛跑局", short_name="赛跑局")
    problem = MonthlyProblem.objects.create(
        title="赛跑", cause="赛跑", month=dt.date(2026 + number, 9, 1), lead=lead,
        drawn_by=User.objects.get(username="officer0"), drawn_at=NOW,
        status="running", published_at=NOW,
    )  # fmt: skip
    MonthlyTask.objects.create(
        problem=problem, department=lead, text="修灯", due_on=DUE, assigned_at=NOW,
        status="done", report="修好了",
    )  # fmt: skip
    return problem.pk


def press(number, pk, naive):
    """The first finishes, the others give one more task each."""
    from suggestions.actions import monthly, rules
    from suggestions.models import MonthlyProblem, User

    by, problem = (
        User.objects.get(username=f"officer{number}"),
        MonthlyProblem.objects.select_related("lead").get(pk=pk),
    )
    with contextlib.suppress(rules.Refused):
        if naive:
            return _press_without_holding(number, problem)
        if number == 0:
            monthly.finish(problem, outcome="好了", by=by, at=NOW)
        else:
            monthly.add_task(
                problem, department=problem.lead, text="再修", due_on=DUE, by=by, at=NOW
            )
        return True
    return False


def _press_without_holding(number, problem):
    """As it was: everybody looks first, and writes what was right a moment ago."""
    from suggestions.models import MonthlyProblem, MonthlyTask

    fine = not problem.tasks.filter(status__in=MonthlyTask.OPEN).exists()
    racing.meet_once()
    if number == 0 and fine:
        rows = MonthlyProblem.objects.filter(pk=problem.pk, status="running")
        return bool(rows.update(status="done", result="好了", finished_at=NOW))
    MonthlyTask.objects.create(
        problem=problem, department=problem.lead, text="再修", due_on=DUE, assigned_at=NOW
    )
    return True


def stands(_, pk):
    from suggestions.models import MonthlyProblem, MonthlyTask

    problem = MonthlyProblem.objects.get(pk=pk)
    return problem.status, problem.tasks.filter(status__in=MonthlyTask.OPEN).count()


def test_a_problem_is_never_done_with_a_task_left_open(racers):
    for number in range(ROUNDS):
        pk = racers.alone(make_problem, number)
        won = racers.together(press, pk, False)
        status, left = racers.alone(stands, pk)
        assert (status, left) == ("done", 0) if won[0] else left == sum(won) > 0


def test_looking_before_the_transaction_leaves_tasks_open(racers):
    pk = racers.alone(make_problem, ROUNDS)
    racers.together(press, pk, True)
    assert racers.alone(stands, pk) == ("done", 3)
