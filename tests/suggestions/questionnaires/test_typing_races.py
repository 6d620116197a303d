"""Several people type one sheet of paper at the same moment: one has typed it, it counts once."""

import contextlib
import uuid
from types import SimpleNamespace

import pytest

from tests.suggestions import racing
from tests.suggestions.questionnaires.test_races import NOW, make_page

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def racers(django_db_setup, django_db_blocker, tmp_path_factory):
    with racing.ready(django_db_blocker, tmp_path_factory, prepare) as racers:
        yield racers


def prepare(_):
    from suggestions.models import User

    make_page("paper", None)
    for number in range(racing.PROCESSES + 1):
        User.objects.create_user(f"officer{number}")


def _version(slug, twice):
    from suggestions.actions import sheets
    from suggestions.models import QuestionnairePage

    QuestionnairePage.objects.filter(slug=slug).update(typed_twice=twice)
    return sheets.version_of(QuestionnairePage.objects.get(slug=slug), at=NOW)


def _officer(number):
    from suggestions.models import User

    return User.objects.get(username=f"officer{number}")


def _paper(score=3):
    from suggestions.questionnaires.frozen import Sheet

    return Sheet((("s" * 36, "", score),))


def type_first(racer, number, twice, naive=False):
    """Each types the same paper; a naive site looks whether the number is there and writes then."""
    from suggestions.actions import rules, typing_in
    from suggestions.models import TypedSheet

    real = TypedSheet.save

    def look_then_save(row, **how):
        there = TypedSheet.objects.filter(number=row.number).exists()
        racing.meet_once()
        if not there:
            row.number += f"-{racer}"  # as if the table itself let the number in twice
            real(row, **how)

    version = _version("paper", twice)
    facts = {"number": number, "key": str(uuid.uuid4()), "by": _officer(racer), "at": NOW}
    with pytest.MonkeyPatch.context() as patch:
        if naive:
            patch.setattr(TypedSheet, "save", look_then_save)
            patch.setattr(typing_in, "transaction", SimpleNamespace(atomic=contextlib.nullcontext))
        try:
            return typing_in.type_first(version, _paper(), **facts).status
        except rules.Refused as refusal:
            return str(refusal)


def of_paper(_, number):
    """Rows of a number, what they stand at, and the sheets that count from paper."""
    from suggestions.models import AnswerSheet, TypedSheet

    found = TypedSheet.objects.filter(number__startswith=number).values_list("status", flat=True)
    return sorted(found), AnswerSheet.objects.filter(way="paper").count()


@pytest.mark.parametrize("twice", [False, True])
def test_of_those_who_type_one_paper_at_once_one_has_typed_it(racers, twice):
    number, wanted = f"A{twice:d}", "once" if twice else "counted"
    before = racers.alone(of_paper, number)[1]
    told = racers.together(type_first, number, twice)
    assert told.count(wanted) == 1
    assert sum("已经由officer" in one for one in told) == racing.PROCESSES - 1
    assert racers.alone(of_paper, number) == ([wanted], before + (not twice))


def test_looking_for_the_number_first_would_count_one_paper_several_times(racers):
    before = racers.alone(of_paper, "B")[1]
    assert racers.together(type_first, "B", False, True).count("counted") > 1
    assert racers.alone(of_paper, "B")[1] > before + 1


def put_first(_, number):
    from suggestions.actions import typing_in

    facts = {"number": number, "key": str(uuid.uuid4()), "by": _officer(racing.PROCESSES)}
    return typing_in.type_first(_version("paper", True), _paper(), at=NOW, **facts).pk


def type_second(racer, pk, naive=False):
    """Every other one reads another number off the paper."""
    from suggestions.actions import rules, typing_in
    from suggestions.models import TypedSheet

    def look_then_move(row, to, **changes):
        there = TypedSheet.objects.filter(pk=row.pk, status="once").exists()
        racing.meet_once()
        if not there:
            raise rules.Overtaken("")
        TypedSheet.objects.filter(pk=row.pk).update(status=to, **changes)

    with pytest.MonkeyPatch.context() as patch:
        if naive:
            patch.setattr(typing_in, "move", look_then_move)
            patch.setattr(typing_in, "transaction", SimpleNamespace(atomic=contextlib.nullcontext))
        with contextlib.suppress(rules.Overtaken):
            row = TypedSheet.objects.select_related("version").get(pk=pk)
            typing_in.type_second(row, _paper(3 + racer % 2), by=_officer(racer), at=NOW)
            return "typed"
    return ""


def test_of_those_who_type_it_a_second_time_at_once_one_decides_how_it_stands(racers):
    for turn in range(3):
        pk, before = racers.alone(put_first, f"C{turn}"), racers.alone(of_paper, "C")[1]
        assert racers.together(type_second, pk).count("typed") == 1
        (status,), counted = racers.alone(of_paper, f"C{turn}")
        assert status in ("counted", "differs") and counted == before + (status == "counted")


def test_looking_first_alone_would_let_several_decide(racers):
    assert racers.together(type_second, racers.alone(put_first, "D"), True).count("typed") > 1
