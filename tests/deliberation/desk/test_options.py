"""Votes among options at the desk and in public: drafted, filled in, counted, shown."""

import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from deliberation.actions import attending, closing, conducting, online, voting
from deliberation.hall import passes
from deliberation.models import Ballot, Motion
from suggestions.staff.forms import SUBJECT
from tests.conftest import NOW

ANSWERS = ["口袋花园", "停车位", "健身角 & 乒乓桌"]
DRAFT = {
    "title": "空地做什么", "text": "三号楼前的空地做什么用？", "method": "ballot", "secret": "",
    "form": "one", "answers": "口袋花园\r\n\r\n 停车位\r\n健身角 & 乒乓桌\r\n",
}  # fmt: skip
COUNCIL, LAW = "?path=1.1.1.0", "?path=0"


@pytest.fixture(autouse=True)
def doors_clock(soon):
    """The doors read the clock: it stands a minute after NOW."""


@pytest.fixture
def desk(door, secretary):
    return door(secretary)


@pytest.fixture
def choose(open_meeting, seats, make_item, make_vote, council, secretary):
    for seat in seats[:9]:
        attending.check_in(open_meeting, seat, way="list", by=secretary, at=NOW)
    item = make_item(open_meeting)
    conducting.start_item(item, by=secretary, at=NOW)

    def make(form="one", **fields):
        words = {"title": DRAFT["title"], "text": DRAFT["text"], "answers": ANSWERS}
        return make_vote("council", item=item, form=form, **{**words, **fields})

    return make


def url(name, council, *args):
    return reverse(f"desk_{name}", args=[council.pk, *args])


def words(response):
    return BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True)


def finished(motion, secretary, choices):
    for number, choice in enumerate(choices, 1):
        voting.cast(motion.heads[number], choice=choice, channel="online", at=NOW)
    return closing.close_motion(motion, by=secretary, at=NOW)


# --- drafting ---------------------------------------------------------------------------------


def test_options_are_drafted_a_line_each_and_changed(desk, council, make_item, meeting):
    new = url("motions:new", council, make_item(meeting).pk) + COUNCIL
    assert desk.post(new, DRAFT).status_code == 302
    motion = Motion.objects.get()
    assert (motion.form, motion.answers) == ("one", ANSWERS)
    edit = url("motions:edit", council, motion.pk)
    form = BeautifulSoup(desk.get(edit).content, "html.parser")
    assert form.find("textarea", {"name": "answers"}).get_text().strip() == "\n".join(ANSWERS)
    assert desk.post(edit, {**DRAFT, "form": "rank"}).status_code == 302
    page = words(desk.get(url("motions:page", council, motion.pk)))
    assert "2号　停车位" in page and "排序复选制" in page
    assert desk.post(edit, {**DRAFT, "form": ""}).status_code == 302
    motion.refresh_from_db()
    assert (motion.form, motion.answers) == ("yesno", []), "agreed to or not: nothing to choose"


@pytest.mark.parametrize(
    "fields, why",
    [
        ({"answers": "只有一个"}, "选项要有 2 到 20 个"),
        ({"form": "rank", "method": "hands"}, "举手排不出先后"),
        ({"form": "dice"}, "请选择表决票"),
    ],
)
def test_a_refused_draft_keeps_its_options(desk, council, make_item, meeting, fields, why):
    new = url("motions:new", council, make_item(meeting).pk) + COUNCIL
    page = desk.post(new, {**DRAFT, **fields})
    assert page.status_code == 422 and why in words(page)
    assert fields.get("answers", "停车位") in page.content.decode()


def test_where_a_law_decides_the_desk_refuses_options_and_says_why(
    desk, council, make_item, meeting
):
    new = url("motions:new", council, make_item(meeting).pk) + LAW
    page = desk.get(new)
    assert "依法须对一个方案表示同意或不同意" in words(page)
    form = BeautifulSoup(page.content, "html.parser")
    assert [i["value"] for i in form.find_all("input", {"name": "form"})] == ["yesno"]
    refused = desk.post(new, DRAFT)
    assert refused.status_code == 422 and "依法须对一个方案" in words(refused)
    assert not Motion.objects.exists()


def test_the_ways_to_settle_an_item_are_offered_as_options(desk, council, make_item, meeting):
    item = make_item(meeting)
    for order, title in enumerate(("太阳能灯", "市电灯"), 1):
        item.options.create(order=order, title=title)
    form = BeautifulSoup(
        desk.get(url("motions:new", council, item.pk) + COUNCIL).content, "html.parser"
    )
    assert form.find("textarea", {"name": "answers"}).get_text().strip() == "太阳能灯\n市电灯"
    assert form.find("textarea", {"name": "text"}).get_text().strip() == ""


def test_the_page_of_the_evening_puts_them_and_counts_hands(
    desk, door, council, open_meeting, choose, make_item, colleague, secretary
):
    item = open_meeting.items.first() or make_item(open_meeting)
    page = desk.get(url("meetings:conduct", council, open_meeting.pk))
    assert b'name="form"' not in page.content, "nothing to choose from"
    for order, title in enumerate(("太阳能灯", "市电灯"), 1):
        item.options.create(order=order, title=title)
    sent = {
        SUBJECT: item.pk,
        "title": "用什么灯",
        "text": "",
        "form": "one",
        "reason": "各方同意。",
    }
    verb = "meetings:conduct_verb"
    assert desk.post(url(verb, council, open_meeting.pk, "put"), sent).status_code == 302
    motion = Motion.objects.get()
    assert (motion.text, motion.answers) == ("在下列方案中选择。", ["太阳能灯", "市电灯"])
    hands = {SUBJECT: motion.pk, "count_1": 6, "count_2": 2, "abstain_count": 1}
    short = desk.post(url(verb, council, open_meeting.pk, "count-hands"), {**hands, "count_2": ""})
    assert short.status_code == 422 and "请填写2号　市电灯的人数" in words(short)
    for client in (desk, door(colleague)):
        answer = client.post(url(verb, council, open_meeting.pk, "count-hands"), hands)
        assert answer.status_code == 302
    page = words(desk.get(url("meetings:conduct", council, open_meeting.pk)))
    assert "1号 6、2号 2、弃权 1" in page
    end = url(verb, council, open_meeting.pk, "end-vote")
    assert desk.post(end, {SUBJECT: motion.pk}).status_code == 302
    motion.refresh_from_db()
    assert motion.result_words == "选出1号“太阳能灯”"
    assert "选出1号“太阳能灯”" in words(desk.get(url("meetings:conduct", council, open_meeting.pk)))


# --- filled in at the desk --------------------------------------------------------------------


def test_an_order_is_typed_from_paper_by_two(desk, door, council, choose, colleague):
    motion = choose("rank")
    paper = url("motions:paper", council, motion.pk)
    typed = {"number": 1, "rank_2": "1", "rank_1": "2", "rank_3": ""}
    assert desk.post(paper, typed).status_code == 302
    page = door(colleague).post(paper, typed, follow=True)
    assert "2号 → 1号。两遍一致" in words(page)
    assert Ballot.objects.get().choice == "2,1"


@pytest.mark.parametrize(
    "typed, why",
    [
        ({"rank_1": "1", "rank_2": "1"}, "有两项都排在第1"),
        ({"rank_1": "2"}, "中间不能空"),
        ({"rank_1": "1", "rank_2": "3"}, "中间不能空"),
        ({"rank_1": "9"}, "请从名次里选"),
        ({}, "请至少排出第一"),
        ({"rank_1": "1", "abstain": "on"}, "选了弃权，就不能再选别的"),
    ],
)
def test_an_order_that_is_none_is_told_beside_its_field(desk, council, choose, typed, why):
    motion = choose("rank")
    call = url("motions:call", council, motion.pk)
    page = desk.post(call, {"number": 1, **typed})
    assert page.status_code == 422 and why in words(page)
    assert not Ballot.objects.exists()
    assert desk.post(call, {"number": 1, "abstain": "on"}).status_code == 302
    assert Ballot.objects.get().choice == "abstain"


def test_the_result_is_told_with_every_vote(desk, council, choose, secretary):
    motion = finished(choose("rank"), secretary, ["1,2", "1", "2,1", "3,2", "3,2,1", "2"])
    page = words(desk.get(url("motions:page", council, motion.pk)))
    assert "第 1 轮" in page and "3号 → 2号 → 1号" in page and motion.result_words in page
    again = words(desk.get(url("motions:index", council)))
    assert motion.result_words in again


def test_the_resolution_begins_with_the_option_that_was_chosen(desk, council, choose, secretary):
    motion = finished(choose(), secretary, ["1"] * 6)
    page = desk.get(url("resolutions:new", council, motion.pk)).content.decode()
    assert "选出：1号“口袋花园”。" in page


# --- in public --------------------------------------------------------------------------------


def test_the_vote_shows_its_options_how_they_count_and_then_the_figures(
    client, choose, secretary, django_assert_max_num_queries
):
    motion = choose("approval")
    page = reverse("deliberation:vote", args=[motion.pk])
    told = words(client.get(page))
    assert (
        DRAFT["text"] in told
        and "3号 健身角 & 乒乓桌" in " ".join(told.split())
        and "选的人最多的一项" in told
    )
    finished(motion, secretary, ["1,2", "2", "2,3", "2", "2", "abstain"])
    with django_assert_max_num_queries(6):
        soup = BeautifulSoup(client.get(page).content, "html.parser")
    bars = [" ".join(li.get_text(" ").split()) for li in soup.select(".vote-bars li")]
    assert bars == ["1号 口袋花园 1 人", "2号 停车位 选出 5 人", "3号 健身角 & 乒乓桌 1 人"]
    widths = [float(r["width"]) for r in soup.select(".vote-bars .bar-fill")]
    assert widths == [20, 100, 20]
    meeting = words(client.get(motion.item.meeting.get_absolute_url()))
    assert "停车位 选出" in meeting and "弃权 1 人" in meeting


def test_a_vote_of_yes_or_no_shows_its_figures_too(client, make_vote, secretary):
    motion = finished(make_vote("residents-representatives"), secretary, ["for", "for", "against"])
    soup = BeautifulSoup(
        client.get(reverse("deliberation:vote", args=[motion.pk])).content, "html.parser"
    )
    bars = [" ".join(li.get_text(" ").split()) for li in soup.select(".vote-bars li")]
    assert bars == ["赞成 2 人", "反对 1 人", "弃权 0 人"]


def test_owners_are_told_with_their_area(client, make_vote, secretary):
    motion = make_vote()
    for number, choice in ((1, "for"), (2, "against"), (3, "for")):
        voting.cast(motion.heads[number], choice=choice, channel="paper", at=NOW)
    closing.close_motion(motion, by=secretary, at=NOW)
    told = words(client.get(reverse("deliberation:vote", args=[motion.pk])))
    assert "200.00 平方米" in told and "100.00 平方米" in told


def test_an_order_is_voted_by_slip_and_found_by_its_receipt(client, choose, secretary):
    motion = choose("rank", secret=True)
    (slip,) = online.print_slips(motion, numbers=[1], by=secretary, at=NOW)
    page = client.get(reverse("deliberation:slip", args=[slip.token]))
    assert DRAFT["text"] in words(page)
    key = re.search(r'name="key" value="([^"]+)"', page.content.decode())[1]
    cast = {"token": slip.token, "key": key, "rank_3": "1", "rank_1": "2", "rank_2": ""}
    receipt = client.post(reverse("deliberation:slip_cast"), cast)
    assert "第1 3号“健身角 & 乒乓桌”、第2 1号“口袋花园”" in words(receipt)
    code = re.search(r"data-copy=\"([A-Z0-9-]+)\"", receipt.content.decode())[1]
    check = reverse("deliberation:vote_check", args=[motion.pk])
    assert "表决结束以前不显示票上的内容" in words(client.post(check, {"code": code}))
    closing.close_motion(motion, by=secretary, at=NOW)
    found = words(client.post(check, {"code": code}))
    assert "记为“第1 3号“健身角 & 乒乓桌”、第2 1号“口袋花园””" in found
    assert "3号 → 1号" in found, "in the list too"


def test_the_hall_sees_options_and_only_then_figures(client, choose, secretary, time_machine):
    time_machine.move_to(NOW, tick=False)
    motion = choose()
    hall = passes.hall_url(motion.item.meeting)
    voting.cast(motion.heads[1], choice="2", channel="online", at=NOW)
    page = BeautifulSoup(client.get(hall).content, "html.parser")
    assert [li.get_text(strip=True) for li in page.select(".hall-options li")] == [
        f"{n}号　{text}" for n, text in enumerate(ANSWERS, 1)
    ]
    assert not page.select(".hall-options strong")
    for number, choice in enumerate(["2", "2", "2", "2", "1"], 2):
        voting.cast(motion.heads[number], choice=choice, channel="online", at=NOW)
    closing.close_motion(motion, by=secretary, at=NOW)
    page = BeautifulSoup(client.get(hall).content, "html.parser")
    assert [s.get_text() for s in page.select(".hall-options strong")] == ["1", "5", "0"]
    assert "选出2号“停车位”" in page.get_text()
