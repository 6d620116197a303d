"""Somebody reads all that is public of a questionnaire's results and reckons."""

import datetime as dt
import itertools
import random
import re
import uuid

import pytest
from django.urls import reverse

from suggestions.actions import sheets, tallying
from suggestions.models import QuestionnairePage
from suggestions.questionnaires.frozen import Sheet
from suggestions.telling import questionnaires as telling
from suggestions.telling.small_cells import FLOOR, hidden_cells
from tests.conftest import NOW
from tests.suggestions.questionnaires.conftest import block, ident, items, options

pytestmark = pytest.mark.django_db
AGES, HOMES = ("老人", "上班族", "学生"), ("租房", "自住")
WISHES, STEPS = ("长椅", "路灯", "厕所"), 5
ASKED = [
    block("single", "身份", options=options(*AGES), groups=True, other=True),
    block("single", "住房", options=options(*HOMES), groups=True, other=False),
    block("area", "住哪里"),
    block("many", "设施", options=items(*WISHES), other=True),
    block("scale", "满意", steps="5", low="不满意", high="满意"),
]


@pytest.fixture
def page(make_questionnaire, settings):
    return make_questionnaire(ASKED, shows_results=True)


@pytest.fixture
def answer(page, area):
    version = sheets.version_of(page, at=NOW)

    def make(number, seed=0):
        drawn = random.Random(seed)
        for _ in range(number):
            age = drawn.choices([*map(ident, AGES), "other"], (60, 30, 6, 1))[0]
            codes = [(ident("身份"), "", age)]
            if drawn.random() < 0.9:
                codes.append((ident("住房"), "", ident(drawn.choice(HOMES))))
            for wish in drawn.sample([*map(ident, WISHES), "other"], drawn.choice((0, 1, 2))):
                codes.append((ident("设施"), "", wish))
            codes.append((ident("满意"), "", drawn.choices(range(1, 6), (1, 2, 5, 30, 40))[0]))
            place = area.pk if drawn.random() < 0.7 else None
            sheets.hand_in(version, Sheet(tuple(codes), (), place), key=str(uuid.uuid4()), at=NOW)

    return make


def bounds(table, whole, rows):
    """What each hidden cell may be, from the totals of columns and (where known) of rows."""
    low = [[0 if cell is None else cell for cell in row] for row in table]
    high = [[10**6 if cell is None else cell for cell in row] for row in table]
    lines = [([(r, c) for r in range(len(table))], whole[c]) for c in range(len(whole))]
    lines += [([(r, c) for c in range(len(whole))], rows[r]) for r in range(len(table))]
    moved = True
    while moved:
        moved = False
        for (cells, total), (r, c) in (
            (line, cell) for line in lines for cell in line[0] if line[1] is not None
        ):
            rest = [(i, j) for i, j in cells if (i, j) != (r, c)]
            least = max(low[r][c], total - sum(high[i][j] for i, j in rest))
            most = min(high[r][c], total - sum(low[i][j] for i, j in rest))
            moved = moved or (least, most) != (low[r][c], high[r][c])
            low[r][c], high[r][c] = least, most
    return low, high


def reckoned(page):
    """All small numbers that the split tables give away: the attacker knows every total."""
    whole = {one.number: one for one in telling.results(page)["questions"]}
    everybody = telling.results(page)["counts"].counted
    found = []
    for by, _ in telling.results(page)["choices"]:
        for one in telling.results(page, by=by)["questions"]:
            if one.table is None:
                continue
            totals = [line.count for line in whole[one.number].lines]
            shown = [cells for _, _, cells in one.table.rows]
            assert not any(cell and cell < FLOOR for row in shown for cell in row)
            assert not any(size and size < FLOOR for _, size, _ in one.table.rows)
            if one.asked.kind == "many":
                sizes, tables = None, [[[row[c]] for row in shown] for c in range(len(totals))]
                wholes = [[total] for total in totals]
            else:
                sizes = [size for _, size, _ in one.table.rows]
                tables, wholes = [shown], [totals]
            for table, columns in zip(tables, wholes, strict=True):
                low, high = bounds(table, columns, sizes or [None] * len(table))
                found += [
                    (by, one.number, r, c, low[r][c])
                    for r, row in enumerate(table)
                    for c, cell in enumerate(row)
                    if cell is None and low[r][c] == high[r][c] and 0 < low[r][c] < FLOOR
                ]
    assert everybody
    return found


@pytest.mark.parametrize("seed", range(6))
def test_no_small_number_follows_from_all_the_tables_together(answer, page, seed):
    answer(40 + 20 * seed, seed)
    tallying.count_sheets(at=NOW)
    assert any(one.table for one in telling.results(page, by="area")["questions"])
    assert reckoned(page) == []
    answer(1, 1000 + seed)
    tallying.count_sheets(at=NOW)
    assert reckoned(page) == []


def test_a_pair_of_groupings_is_one_table_and_the_rows_are_the_same_everywhere(answer, page):
    answer(120, 7)
    tallying.count_sheets(at=NOW)
    tables = {}
    for by in (ident("身份"), ident("住房"), "area"):
        told = {one.number: one.table for one in telling.results(page, by=by)["questions"]}
        tables[by] = {number for number, table in told.items() if table}
        names = {tuple(name for name, _, _ in table.rows) for table in told.values() if table}
        assert len(names) == 1
    assert 2 in tables[ident("身份")]
    assert 1 not in tables[ident("住房")]


def read(client, page, by=""):
    url = reverse("suggestions:questionnaire_results", args=[page.pk])
    return re.sub(r"nonce=\S+|csp\S+", "", client.get(url, {"by": by}).content.decode())


def numbers(page):
    return [[line.count for line in one.lines] for one in telling.results(page)["questions"]]


def test_one_more_sheet_changes_nothing_that_anybody_can_read(client, answer, page):
    answer(36, 3)
    tallying.count_in_steps(at=NOW)
    before = numbers(page)
    assert telling.results(page)["counts"].counted == 30
    answer(1, 4)
    assert tallying.count_in_steps(at=NOW) == 0
    assert numbers(page) == before
    answer(8, 5)
    assert tallying.count_in_steps(at=NOW) == 10


def test_told_apart_only_after_the_end(client, answer, page):
    answer(60, 3)
    tallying.count_sheets(at=NOW)
    open_still = read(client, page, by="area")
    assert "截止以后" in open_still
    assert "<table" not in open_still
    QuestionnairePage.objects.update(closes_at=NOW - dt.timedelta(days=1))
    assert "<table" in read(client, page, by="area")


def test_at_the_end_the_rest_is_counted_unless_it_is_a_few(answer, page):
    answer(13, 3)
    assert tallying.count_in_steps(at=NOW) == 0
    after = page.closes_at
    assert tallying.count_in_steps(at=after) == 13
    answer(FLOOR - 1, 4)
    assert tallying.count_in_steps(at=after) == 0
    answer(1, 5)
    assert tallying.count_in_steps(at=after, batch=FLOOR) == FLOOR


def test_what_waits_is_no_small_number():
    assert tallying.FEWEST >= FLOOR


@pytest.mark.parametrize("waiting", range(60))
def test_what_is_counted_together_is_never_a_few(waiting):
    for ended, batch in itertools.product((False, True), (20, 100)):
        left = waiting
        while taken := tallying.due(left, batch, ended=ended):
            assert FLOOR <= taken <= batch
            left -= taken
        assert left < FLOOR if ended else left < FLOOR + tallying.STEP
        assert ended or waiting < FLOOR or left >= FLOOR


def test_of_an_option_that_one_person_chose_nobody_is_told_in_which_group():
    """All others of its column are none: these say as much as the number itself."""
    table = [[1, 30], [0, 40], [0, 50]]
    assert {(0, 0), (1, 0)} <= hidden_cells(table) or {(0, 0), (2, 0)} <= hidden_cells(table)


def test_the_attacker_can_reckon():
    """The red control: one hidden cell of a line follows from the total."""
    low, high = bounds([[None, 20], [30, 40]], [31, 60], [21, 70])
    assert low[0][0] == high[0][0] == 1
