"""What came of it: each sheet counted once, small numbers told to nobody."""

import datetime as dt
import itertools
import uuid
from collections import Counter
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from suggestions.actions import sheets, tallying
from suggestions.models import AnswerSheet, SheetAnswer, SheetCount, Tally
from suggestions.questionnaires.frozen import Sheet
from suggestions.telling import questionnaires as telling
from suggestions.telling.small_cells import FLOOR, hidden_cells
from tests.conftest import NOW
from tests.suggestions.questionnaires.conftest import ident

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(version):
    def make(who="老人", step=4, *, area=None, times=1):
        codes = ((ident("身份"), "", ident(who)), (ident("满意"), "", step))
        for _ in range(times):
            sheets.hand_in(version, Sheet(codes, (), area), key=str(uuid.uuid4()), at=NOW)

    return make


def lines(page, number, by=""):
    told = next(one for one in telling.results(page, by=by)["questions"] if one.number == number)
    return {line.name: line.count for line in told.lines}


def test_counts_are_of_those_who_answered_and_add_up(answer, questionnaire):
    answer("老人", 5, times=6)
    answer("学生", 1, times=2)
    assert tallying.count_sheets(at=NOW, batch=3) == 8
    assert lines(questionnaire, 1) == {"老人": 6, "上班族": 0, "学生": 2}
    assert lines(questionnaire, 4) == {"1": 2, "2": 0, "3": 0, "4": 0, "5": 6}
    told = telling.results(questionnaire)["questions"]
    assert told[3].mean == "4.00"
    assert told[1].answered == 0


def test_a_sheet_is_counted_once(answer, questionnaire):
    answer(times=5)
    assert tallying.count_sheets(at=NOW) == 5
    assert tallying.count_sheets(at=NOW) == 0
    answer(times=1)
    assert tallying.count_sheets(at=NOW) == 1
    assert lines(questionnaire, 1)["老人"] == 6
    count = SheetCount.objects.get()
    assert (count.taken, count.counted, count.counted_at) == (6, 6, NOW)


def test_the_kept_counts_are_those_of_the_rows(answer, area):
    for who, step in itertools.product(("老人", "上班族"), (1, 3, 5)):
        answer(who, step, area=area.pk if step < 4 else None, times=2)
    tallying.count_sheets(at=NOW, batch=5)
    rows = SheetAnswer.objects.values_list("question", "row", "code")
    kept = Tally.objects.filter(area=0, group=0).exclude(code=0)
    assert Counter(rows) == {(row.question_id, row.row, row.code): row.count for row in kept}
    district = area.get_parent().pk
    assert Tally.objects.get(area=district, group=0, code=0, question__kind="scale").count == 8


def test_the_page_is_there_when_the_editor_opens_it(client, answer, questionnaire):
    answer(times=FLOOR)
    tallying.count_sheets(at=NOW)
    url = reverse("suggestions:questionnaire_results", args=[questionnaire.pk])
    assert client.get(url).status_code == 404
    type(questionnaire).objects.update(shows_results=True)
    page = client.get(url)
    assert page.status_code == 200
    assert "统计到" in page.content.decode()
    type(questionnaire).objects.update(live=False)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(("unit", "told"), [("人", "平均 3.00 人。"), ("", "平均 3.00。")])
def test_a_mean_stands_apart_from_its_unit(unit, told):
    asked = SimpleNamespace(kind="number", text="几口人", unit=unit)
    one = SimpleNamespace(number=1, asked=asked, answered=5, mean="3.00")
    page = render_to_string("suggestions/questionnaire_told.html", {"questions": [one]})
    assert told in page


def test_results_of_four_people_are_not_told(client, answer, questionnaire):
    answer(times=FLOOR - 1)
    tallying.count_sheets(at=NOW)
    found = telling.results(questionnaire)
    assert found["few"]
    assert not found["questions"]


@pytest.mark.parametrize("by", ["area", ident("身份"), "x", "\0", ident("满意")])
def test_results_told_apart_ask_the_database_little(
    client, answer, questionnaire, by, django_assert_max_num_queries
):
    answer("老人", times=6)
    answer("上班族", 2, times=6)
    tallying.count_sheets(at=NOW)
    type(questionnaire).objects.update(shows_results=True)
    url = reverse("suggestions:questionnaire_results", args=[questionnaire.pk])
    with django_assert_max_num_queries(16):
        assert client.get(url, {"by": by}).status_code == 200


def table(page, number, by):
    return next(one for one in telling.results(page, by=by)["questions"] if one.number == number)


def test_groups_of_few_people_are_one_row_and_small_cells_are_hidden(answer, questionnaire):
    answer("老人", 5, times=20)
    answer("老人", 1, times=2)
    answer("上班族", 5, times=9)
    answer("上班族", 1, times=8)
    answer("学生", 5, times=3)
    tallying.count_sheets(at=NOW)
    found = table(questionnaire, 4, ident("身份")).table
    names = [name for name, _, _ in found.rows]
    assert names[0] == "老人"
    assert "学生" not in names
    assert all(size >= FLOOR for _, size, _ in found.rows)
    assert not any(cell and cell < FLOOR for _, _, cells in found.rows for cell in cells)


# --- the rule alone ---------------------------------------------------------------------------


def follows(table, hidden):
    """The hidden cells whose number follows from the totals of rows and columns."""
    unknown, known = set(hidden), set()
    changed = True
    while changed:
        changed = False
        for line in (
            *([(r, c) for c in range(len(table[0]))] for r in range(len(table))),
            *([(r, c) for r in range(len(table))] for c in range(len(table[0]))),
        ):
            left = [cell for cell in line if cell in unknown - known]
            if len(left) == 1:
                known.add(left[0])
                changed = True
    return known


def tables():
    """Some hundreds of small tables, the same every time."""
    seed = 12345
    for number in range(300):
        rows, columns = 2 + number % 4, 2 + number % 3
        made = []
        for _ in range(rows):
            row = []
            for _ in range(columns):
                seed = (seed * 1103515245 + 12345) % 2**31
                row.append((0, 1, 3, 7, 12, 40, 90)[seed // 65536 % 7])
            made.append(row)
        yield made


def test_no_small_cell_follows_from_the_totals():
    told = 0
    for made in tables():
        hidden = hidden_cells(made)
        small = {(r, c) for r, row in enumerate(made) for c, n in enumerate(row) if 0 < n < FLOOR}
        assert small <= hidden
        told += bool(small & follows(made, hidden)) and any(
            n and (r, c) not in hidden for r, row in enumerate(made) for c, n in enumerate(row)
        )
    assert told == 0


def test_where_nothing_is_small_nothing_is_hidden():
    assert hidden_cells([[5, 9], [0, 30]]) == set()
    assert hidden_cells([]) == set()


def test_hiding_small_cells_alone_would_tell_them():
    """The red control of the test above."""
    made = [[1, 20], [30, 40]]
    assert follows(made, {(0, 0)}) == {(0, 0)}


def test_counting_goes_on_after_a_quiet_year(answer, questionnaire):
    answer(times=1)
    later = NOW + dt.timedelta(days=365)
    assert tallying.count_sheets(at=later) == 1
    assert AnswerSheet.objects.filter(counted=False).count() == 0
