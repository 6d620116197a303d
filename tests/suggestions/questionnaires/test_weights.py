"""Results weighted to the people there are, against examples reckoned by hand."""

import datetime as dt
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from suggestions.actions import hearing, sheets, tallying
from suggestions.models import Audience, QuestionnairePage, SheetCount, Tally
from suggestions.questionnaires.frozen import Sheet
from suggestions.telling import questionnaires as telling
from suggestions.telling.weights import HIDDEN, Stratum, weighted
from tests.conftest import NOW
from tests.suggestions.questionnaires.conftest import ident

pytestmark = pytest.mark.django_db
COUNTED = ("question", "area", "group", "row", "code", "count", "total")
YES, NO, ALL = (0, 1), (0, 2), (0, 0)


def cell(yes, no):
    return {YES: yes, NO: no, ALL: yes + no}


def strata(*people):
    return [Stratum(f"格{n}", number, frozenset({(n, 0)})) for n, number in enumerate(people, 1)]


def test_each_cell_speaks_with_its_share_of_the_people():
    """40 of 600 people say yes 30 times, 60 of 400 say it 15 times: raw 45 %, weighted
    0.6 × 0.75 + 0.4 × 0.25 = 55 %, worth 1 / (0.36 / 40 + 0.16 / 60) = 85.7 sheets."""
    found = weighted(strata(600, 400), {(1, 0): cell(30, 10), (2, 0): cell(15, 45)})
    assert dict(found.shares) == {YES: "55%", NO: "45%"}
    assert (found.worth, found.doubtful, found.left_out) == (80, False, ())


def test_equal_cells_change_nothing():
    found = weighted(strata(500, 500), {(1, 0): cell(30, 20), (2, 0): cell(10, 40)})
    assert found.shares[YES] == "40%" and found.worth == 100


def test_the_mean_of_a_scale_is_weighted():
    found = weighted(strata(600, 400), {(1, 0): cell(30, 10), (2, 0): cell(15, 45)}, scale=True)
    assert found.mean == "1.45"  # 0.55 × 1 + 0.45 × 2


@pytest.mark.parametrize("few", [{}, {(3, 0): cell(4, 0)}])
def test_a_cell_of_few_or_none_is_left_out_and_said(few):
    cells = {(1, 0): cell(30, 10), (2, 0): cell(15, 45), **few}
    found = weighted(strata(600, 400, 250), cells)
    assert found.shares[YES] == "55%"
    assert (found.left_out, found.left_share) == (("格3",), "20%")


def test_one_cell_alone_is_not_told():
    assert weighted(strata(600, 400), {(1, 0): cell(30, 10), (2, 0): cell(1, 2)}) is None


def test_a_share_with_a_small_number_in_it_is_hidden_and_never_alone():
    four = {(0, n): 10 for n in range(1, 5)}
    cells = {(1, 0): {**four, (0, 1): 3, ALL: 33}, (2, 0): {**four, (0, 2): 5, ALL: 35}}
    found = weighted(strata(500, 500), cells, scale=True)
    assert [found.shares[0, n] == HIDDEN for n in range(1, 5)] == [True, True, False, False]
    assert found.mean == ""
    several = weighted(strata(500, 500), cells, several=True)
    assert [several.shares[0, n] == HIDDEN for n in range(1, 5)] == [True, False, False, False]


def test_an_option_that_all_but_few_of_a_cell_chose_is_hidden_too():
    cells = {(1, 0): {YES: 38, NO: 20, ALL: 40}, (2, 0): {YES: 20, NO: 20, ALL: 40}}
    found = weighted(strata(500, 500), cells, several=True)
    assert dict(found.shares) == {YES: HIDDEN, NO: "50%"}


def test_a_cell_of_no_small_number_speaks():
    found = weighted(strata(600, 400), {(1, 0): cell(5, 0), (2, 0): cell(15, 45)})
    assert found.left_out == () and found.shares[YES] == "70%"  # 0.6 × 1 + 0.4 × 0.25


def test_few_sheets_with_unlike_weights_are_doubtful():
    found = weighted(strata(900, 100), {(1, 0): cell(6, 6), (2, 0): cell(50, 50)})
    assert (found.worth, found.doubtful) == (10, True)  # 1 / (0.81 / 12 + 0.01 / 100) = 14.8


# --- from the sheets to the page ------------------------------------------------------------------


@pytest.fixture
def asked(make_questionnaire, campaign):
    for name in ("老人", "学生"):
        Audience.objects.create(campaign=campaign, name=name)
    return make_questionnaire(campaign=campaign, shows_results=True)


@pytest.fixture
def filled_in(asked, area):
    """Old people: five times 5, five times 1. Students: five times 5, fifteen times 1."""
    version = sheets.version_of(asked, at=NOW)
    for who, step, times in (("老人", 5, 5), ("老人", 1, 5), ("学生", 5, 5), ("学生", 1, 15)):
        said = Sheet(((ident("身份"), "", ident(who)), (ident("满意"), "", step)), (), area.pk)
        for _ in range(times):
            sheets.hand_in(version, said, key=str(uuid.uuid4()), at=NOW)
    tallying.count_sheets(at=NOW, batch=7)
    return asked


def targets(campaign, officer, *lines):
    cells = "\n".join(lines)
    hearing.set_targets(campaign, cells=cells, source="第七次人口普查", by=officer, at=NOW)


def satisfied(page, **asked):
    found = telling.results(page, **asked)
    return found, next(one for one in found["questions"] if one.asked.text == "满意")


@pytest.mark.parametrize("where", ["", "district"])
def test_targets_of_a_campaign_weight_its_questionnaires(filled_in, campaign, officer, area, where):
    """0.6 × 5/10 + 0.4 × 5/20 = 40 % beside 33 %; worth 1 / (0.36/10 + 0.16/20) = 22.7."""
    place = area.get_parent().full_name if where else "不限"
    targets(campaign, officer, f"老人，{place}，600", f"学生，{place}，400")
    found, one = satisfied(filled_in)
    lines = {line.name: (line.share, line.weighted) for line in one.lines}
    assert lines["5"] == ("33%", "40%") and lines["1"] == ("67%", "60%")
    assert (one.weighted.mean, one.weighted.worth, one.weighted.doubtful) == ("2.60", 20, True)
    assert found["weights"].source == "第七次人口普查"


def test_a_target_of_a_district_takes_the_sheets_of_that_district_alone(
    asked, campaign, officer, area
):
    """0.6 × 5/10 + 0.4 × 0/10 = 30 %; with the old people of the other district it were 15 %."""
    here = area.get_parent()
    there = here.get_parent().add_child(
        code="310101", name="黄浦区", level="district", full_name="黄浦区"
    )
    version = sheets.version_of(asked, at=NOW)
    for who, step, place, times in (
        ("老人", 5, area, 5), ("老人", 1, area, 5), ("老人", 1, there, 10), ("学生", 1, there, 10),
    ):  # fmt: skip
        said = Sheet(((ident("身份"), "", ident(who)), (ident("满意"), "", step)), (), place.pk)
        for _ in range(times):
            sheets.hand_in(version, said, key=str(uuid.uuid4()), at=NOW)
    tallying.count_sheets(at=NOW)
    targets(campaign, officer, f"老人，{here.full_name}，600", f"学生，{there.full_name}，400")
    lines = {line.name: line.weighted for line in satisfied(asked)[1].lines}
    assert (lines["5"], lines["1"]) == ("30%", "70%")


def test_without_targets_nothing_is_weighted(filled_in):
    found, one = satisfied(filled_in)
    assert found["weights"] is None and one.weighted is None


def test_what_cannot_be_matched_is_said(filled_in, campaign, officer, area):
    Audience.objects.create(campaign=campaign, name="外卖员")
    targets(campaign, officer, "老人，不限，600", "外卖员，不限，400")
    assert "没有一道" in satisfied(filled_in)[0]["weights"].why_not
    targets(campaign, officer, f"老人，{area.full_name}，600", f"学生，{area.full_name}，400")
    assert "比问卷统计的区小" in satisfied(filled_in)[0]["weights"].why_not


def test_the_public_page_says_it_after_the_end_and_the_desk_at_once(
    client, desk, filled_in, campaign, officer
):
    targets(campaign, officer, "老人，不限，600", "学生，不限，400")
    url = reverse("suggestions:questionnaire_results", args=[filled_in.pk])
    told = "33% · 加权 40%"
    assert told not in client.get(url).content.decode()
    page = desk.get(reverse("desk_questionnaires:page", args=[filled_in.pk])).content.decode()
    assert "加权平均 2.60" in page and "登记或改各类居民的人数" in page
    ended = NOW - dt.timedelta(days=1)
    QuestionnairePage.objects.filter(pk=filled_in.pk).update(closes_at=ended)
    html = client.get(url).content.decode()
    assert told in html and "按人口折算" in html and "第七次人口普查" in html
    assert "大约相当于" in html and "只供参考" in html


def test_sheets_counted_before_are_counted_anew(filled_in, campaign, officer, area):
    targets(campaign, officer, f"老人，{area.get_parent()}，600", f"学生，{area.get_parent()}，400")
    kept = list(Tally.objects.order_by("question", "area", "group", "row", "code").values(*COUNTED))
    Tally.objects.exclude(area=0).exclude(group=0).delete()
    assert "重新统计" in satisfied(filled_in)[0]["weights"].why_not
    call_command("recount_sheets", filled_in.slug)
    again = Tally.objects.order_by("question", "area", "group", "row", "code").values(*COUNTED)
    assert list(again) == kept
    assert satisfied(filled_in)[1].weighted.mean == "2.60"
    assert SheetCount.objects.get().counted == 30
    with pytest.raises(CommandError, match="没有"):
        call_command("recount_sheets", "nowhere")


def test_it_costs_two_questions_more(filled_in, campaign, officer, django_assert_num_queries):
    targets(campaign, officer, "老人，不限，600", "学生，不限，400")
    with django_assert_num_queries(8):
        telling.results(filled_in)
