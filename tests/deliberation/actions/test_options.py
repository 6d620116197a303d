"""Several options in one vote: one, several or an order; hands, phones, paper; what is refused."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from deliberation import verify
from deliberation.actions import attending, closing, evening, motions, online, voting
from deliberation.models import Ballot, HandCount, Motion
from deliberation.record.export import export_record
from deliberation.telling.votes import figures
from suggestions.actions.rules import Refused
from tests.conftest import NOW

ANSWERS = ("口袋花园", "停车位", "健身角")
GARDEN, PARKING = "1号“口袋花园”", "2号“停车位”"


@pytest.fixture
def choose(open_meeting, seats, make_vote, council, secretary):
    """An open vote of ten seats, nine in the hall, among three options."""
    for seat in seats[:9]:
        attending.check_in(open_meeting, seat, way="list", by=secretary, at=NOW)
    type(council).objects.filter(pk=council.pk).update(threshold="majority")

    def make(form="one", answers=ANSWERS, **fields):
        fields = {"title": "空地做什么", "text": "三号楼前的空地做什么用？", **fields}
        return make_vote("council", form=form, answers=answers, **fields)

    return make


def cast(motion, *choices, channel="online"):
    return [
        voting.cast(motion.heads[number], choice=choice, channel=channel, at=NOW)
        for number, choice in enumerate(choices, 1)
    ]


def closed(motion, secretary):
    return closing.close_motion(motion, by=secretary, at=NOW)


def count(motion, counts, abstained, *people):
    hands = voting.Hands(0, 0, abstained, tuple(counts))
    for person in people:
        voting.count_hands(motion, hands=hands, by=person, at=NOW)


# --- what it comes to -------------------------------------------------------------------------


def test_the_option_with_the_most_votes_wins_where_they_are_enough(choose, secretary):
    motion = choose()
    cast(motion, "1", "1", "1", "1", "1", "2", "2", "abstain")
    motion = closed(motion, secretary)
    assert motion.passed and motion.result_words == f"选出{GARDEN}"
    assert motion.verdict["worked"].endswith(
        "到会9人，过半数为5人，得票最多的1号“口袋花园”5人、其他选项2人、弃权1人，达到通过要求，"
        "选出1号“口袋花园”。本次表决依本议事会的规则，不是法定表决。"
    )
    assert [motion.case[group]["people"] for group in ("for", "against", "abstain")] == [5, 2, 1]
    assert motion.decided == f"三号楼前的空地做什么用？\n选出：{GARDEN}。"


def test_the_most_votes_are_not_always_enough(choose, secretary):
    motion = choose()
    cast(motion, "1", "1", "1", "1", "2", "2", "2", "3")
    motion = closed(motion, secretary)
    assert (motion.passed, motion.result_words, motion.winner) == (False, "没有选出", "")
    assert "1号“口袋花园”的人数不够：需要5人，实有4人。" in motion.verdict["reasons"]
    assert motion.decided == motion.text
    assert [line.mark for line in figures(motion).lines] == ["最多，没有达到通过要求", "", ""]


@pytest.mark.parametrize("threshold", ["majority", "two-thirds", "unanimous"])
def test_equal_votes_choose_nothing_and_say_so(choose, secretary, council, threshold):
    type(council).objects.filter(pk=council.pk).update(threshold=threshold)
    motion = choose()
    cast(motion, "1", "1", "1", "2", "2", "2", "abstain")
    motion = closed(motion, secretary)
    assert (motion.passed, motion.result_words) == (False, "票数相同，没有选出")
    assert "1号“口袋花园”、2号“停车位”票数相同，都是3人、弃权1人" in motion.verdict["worked"]
    assert [line.mark for line in figures(motion).lines] == ["并列", "并列", ""]


def test_several_may_be_approved_of(choose, secretary):
    motion = choose("approval")
    cast(motion, "1,2", "1,2,3", "2", "2", "2,3", "1", "abstain")
    motion = closed(motion, secretary)
    assert motion.result_words == f"选出{PARKING}"
    assert "选的人最多的2号“停车位”5人、弃权1人" in motion.verdict["worked"]
    assert [(line.value, line.percent) for line in figures(motion).lines] == [
        (3, 60.0), (5, 100.0), (2, 40.0),
    ]  # fmt: skip
    assert motion.case["against"]["people"] == 1


def test_an_order_is_counted_by_rounds(choose, secretary):
    """4 · 3 · 2: the two of 3 go to 2, which has five of nine present."""
    motion = choose("rank")
    cast(motion, *["1,2,3"] * 4, *["2,1"] * 3, *["3,2"] * 2)
    motion = closed(motion, secretary)
    assert motion.result_words == f"选出{PARKING}"
    assert "最后一轮2号“停车位”5人、1号“口袋花园”4人、弃权0人" in motion.verdict["worked"]
    told = figures(motion)
    assert told.rounds == (1, 2)
    assert [line.rounds for line in told.lines] == [("4", "4"), ("3", "5"), ("2", "")]
    assert [line.mark for line in told.lines] == ["", "选出", "第 1 轮淘汰"]


def test_nobody_for_anything_chooses_nothing(choose, secretary):
    motion = closed(choose("rank"), secretary)
    assert motion.result_words == "没有选出" and "没有人选任何一项" in motion.verdict["worked"]


def test_a_meeting_without_its_quorum_chooses_nothing(make_vote, seats, secretary):
    motion = make_vote("council", form="one", answers=ANSWERS)
    cast(motion, "1", "1")
    motion = closed(motion, secretary)
    assert (motion.passed, motion.result_words) == (False, "表决无效")


# --- the ways of casting ----------------------------------------------------------------------


def test_hands_are_counted_by_option_and_by_two(choose, secretary, colleague):
    motion = choose(method="hands")
    with pytest.raises(Refused, match="两个人数的票数不一样"):
        count(motion, (5, 3, 0), 1, secretary)
        count(motion, (5, 2, 1), 1, colleague)
    assert not HandCount.objects.exists()
    count(motion, (5, 3, 0), 1, secretary, colleague)
    assert HandCount.objects.get().words == "1号 5、2号 3、3号 0、弃权 1"
    motion = closed(motion, secretary)
    assert motion.result_words == f"选出{GARDEN}"
    rows = motion.item.meeting.council.record.get(kind="motion.closed").data["votes"]
    assert rows == [
        {"choice": "1", "hands": 5},
        {"choice": "2", "hands": 3},
        {"choice": "3", "hands": 0},
        {"choice": "abstain", "hands": 1},
    ]


def test_more_hands_than_people_are_refused_and_for_several_one_may_raise_it_twice(
    choose, secretary, colleague
):
    motion = choose(method="hands")
    with pytest.raises(Refused, match="举手的有 10 人，到会的只有 9 人"):
        count(motion, (5, 3, 1), 1, secretary)
    with pytest.raises(Refused, match="给每个选项填写"):
        count(motion, (5, 3), 1, secretary)
    with pytest.raises(Refused, match="不能是负数"):
        count(motion, (5, -1, 0), 1, secretary)
    several = choose("approval", method="hands")
    with pytest.raises(Refused, match="举手的有 10 人"):
        count(several, (7, 8, 0), 2, secretary)
    count(several, (7, 8, 3), 1, secretary, colleague)
    assert closed(several, secretary).result_words == f"选出{PARKING}"


def test_paper_and_roll_call_take_numbers_as_two_people_read_them(choose, secretary, colleague):
    motion = choose("rank")
    voter = motion.heads[1]
    voting.type_paper(voter, choice="2,1", by=secretary, at=NOW)
    with pytest.raises(Refused, match="两次录入不一样"):
        voting.type_paper(voter, choice="1,2", by=colleague, at=NOW)
    for person in (secretary, colleague):
        voting.type_paper(voter, choice="2,1", by=person, at=NOW)
    voting.call(motion.heads[2], choice="3", by=secretary, at=NOW)
    assert sorted(Ballot.objects.values_list("choice", flat=True)) == ["2,1", "3"]


@pytest.mark.parametrize("secret", [True, False])
def test_a_slip_votes_once_and_its_receipt_finds_the_order(choose, secretary, secret):
    motion = choose("rank", secret=secret)
    (slip,) = online.print_slips(motion, numbers=[3], by=secretary, at=NOW)
    row = online.find_slip(slip.token)
    receipt = online.vote_by_slip(row, choice="3,1", key="k", at=NOW)
    again = online.vote_by_slip(online.find_slip(slip.token), choice="3,1", key="k", at=NOW)
    assert receipt == again
    for choice, key in (("3,1", "other"), ("1,3", "k")):
        with pytest.raises(voting.Voted) as heard:
            online.vote_by_slip(online.find_slip(slip.token), choice=choice, key=key, at=NOW)
        assert heard.value.same == (not secret and choice == "3,1")
        assert "3号" not in str(heard.value) or not secret
    closed(motion, secretary)
    export = export_record(motion.item.meeting.council)
    assert verify.verify(export)["ballots"] == 1
    found = [choice for _, choice in verify.find_receipt(export, receipt.code)]
    assert found == (["3,1"] if secret else [])


@pytest.mark.parametrize(
    "form, choice",
    [
        ("one", "for"), ("one", "4"), ("one", ""), ("one", "1,2"), ("approval", "3,1"),
        ("approval", "1,1"), ("rank", "1,4"), ("rank", "1,2,3,1"), ("yesno", "1"),
    ],
)  # fmt: skip
def test_what_stands_on_no_ballot_is_refused(choose, form, choice):
    motion = choose(form, () if form == "yesno" else ANSWERS)
    with pytest.raises(Refused, match="请"):
        cast(motion, choice)
    assert not Ballot.objects.exists()


# --- drafting ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"answers": ("只有一个",)}, "选项要有 2 到 20 个"),
        ({"answers": [f"选项{n}" for n in range(21)]}, "选项要有 2 到 20 个"),
        ({"answers": ("花园", "花园 ")}, "写得一样"),
        ({"answers": ("花园", "长" * 81)}, "选项太长"),
        ({"form": "rank", "method": "hands"}, "举手排不出先后"),
        ({"form": "lots"}, "请选择表决票"),
    ],
)
def test_a_choice_that_cannot_be_put_is_refused(choose, fields, why):
    with pytest.raises(Refused, match=why):
        choose(**{"opened": False, **fields})
    assert not Motion.objects.exists()


def test_two_and_twenty_options_are_put(choose):
    for n in (2, 20):
        answers = [f"第{number}个" for number in range(n)]
        assert choose(answers=answers, opened=False).answers == answers


@pytest.mark.parametrize(
    "rule", ["owners-ordinary", "owners-special", "residents-assembly", "residents-representatives",
             "owners-committee", "village-representatives"],
)  # fmt: skip
def test_a_law_asks_for_yes_or_no_and_the_refusal_says_so(make_vote, rule):
    with pytest.raises(Refused, match="依法须对一个方案表示同意或不同意"):
        make_vote(rule, form="one", answers=ANSWERS, opened=False)


def test_the_database_refuses_options_under_a_law(make_vote):
    motion = make_vote(opened=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Motion.objects.filter(pk=motion.pk).update(form="one")


def test_options_are_frozen_with_the_words(choose, secretary):
    motion = choose()
    opened = motion.item.meeting.council.record.get(kind="motion.opened").data
    assert (
        opened["ballot"]["options"] == list(ANSWERS)
        and "每人选一项" in opened["ballot"]["counting"]
    )
    assert verify.text_hash(opened) == motion.text_hash
    opened["ballot"]["options"] = ["停车位", "口袋花园", "健身角"]
    assert verify.text_hash(opened) != motion.text_hash


def test_a_void_choice_is_put_again_with_its_options(choose, secretary):
    motion = choose("rank")
    motions.annul_motion(motion, reason="错了", by=secretary, at=NOW)
    again = motions.repeat_motion(motion, by=secretary, at=NOW)
    assert (again.form, again.answers) == ("rank", list(ANSWERS))


def test_the_ways_to_settle_an_item_are_put_in_one_press(
    open_meeting, make_item, seats, secretary, council
):
    item = make_item(open_meeting)
    for order, title in enumerate(("太阳能灯", "市电灯"), 1):
        item.options.create(order=order, title=title)
    motion = evening.put_to_hands(
        item,
        title="用什么灯",
        text="在下列方案中选择。",
        form="one",
        reason="急",
        by=secretary,
        at=NOW,
    )
    assert (motion.answers, motion.option, motion.method) == (["太阳能灯", "市电灯"], None, "hands")


# --- the record -------------------------------------------------------------------------------


def test_the_record_of_a_choice_counts_again(choose, secretary, colleague, council):
    for form, choices in (
        ("one", ["1", "1", "2", "abstain"]),
        ("approval", ["1,3", "1", "2,3", "abstain"]),
        ("rank", ["1,2,3", "2,3", "3,1", "3,2", "1", "abstain", "2,1"]),
    ):
        motion = choose(form, secret=form == "rank")
        cast(motion, *choices)
        closed(motion, secretary)
    hands = choose("approval", method="hands")
    count(hands, (4, 2, 3), 1, secretary, colleague)
    closed(hands, secretary)
    counted = verify.verify(export_record(council))
    assert counted["votes"] == 4 and counted["ballots"] == 4 + 4 + 7 + 10


def test_nobody_sees_how_it_stands_while_it_is_open(choose):
    motion = choose()
    cast(motion, "1", "2")
    assert figures(motion) is None and not motion.case
    assert motion.winner == "" and motion.result_words == ""


def test_a_late_vote_after_its_end_is_refused(choose, secretary):
    motion = choose(closes_at=NOW + dt.timedelta(hours=1))
    (slip,) = online.print_slips(motion, numbers=[1], by=secretary, at=NOW)
    late = NOW + dt.timedelta(hours=1)
    with pytest.raises(Refused, match="已经截止"):
        online.vote_by_slip(online.find_slip(slip.token), choice="1", key="", at=late)
