"""The account of a pot against a reckoning by hand, and over random lives of a pot."""

import random

import pytest

from deliberation.rules.fund import Account, Line, reckon

YI = 177_000_000_000  # 17.7 亿元 in 分


def test_a_year_by_hand():
    account = reckon(
        [
            Line("allocation", 10_000),
            Line("carry_in", 500),
            Line("commitment", 4_000, 1),
            Line("payment", 3_000, 1),
            Line("payment", 900, 1),
            Line("payment", 900, 1, back=True),
            Line("refund", 200, 1),
            Line("release", 1_000, 1),
            Line("commitment", 2_500, 2),
            Line("carry_out", 1_000),
        ]
    )
    whole = account.whole
    assert (whole.received, whole.paid, whole.committed) == (10_500, 2_800, 2_500)
    assert (whole.left, whole.passed_on) == (4_200, 1_000)
    assert (account.of(1).paid, account.of(1).committed) == (2_800, 0)
    assert (account.of(2).paid, account.of(2).committed) == (0, 2_500)
    assert account.of(3).committed == 0


def test_a_citys_money_is_summed_to_the_cent():
    account = reckon([Line("allocation", YI), Line("allocation", 1), Line("commitment", YI, 1)])
    assert (account.whole.received, account.whole.left) == (YI + 1, 1)


@pytest.mark.parametrize("seed", range(80))
def test_what_came_in_is_always_paid_promised_passed_on_or_left(seed):
    """Random lines against an account kept by moving money between three boxes."""
    dice, lines = random.Random(seed), []
    free, paid, out, boxes = 0, 0, 0, {}
    for _ in range(60):
        amount, project = dice.randint(1, 10**12), dice.randint(1, 4)
        box = boxes.setdefault(project, {"committed": 0, "paid": 0})
        kind = dice.choice(
            ["allocation", "carry_in", "carry_out", "commitment", "release", "payment", "refund"]
        )
        if kind in ("allocation", "carry_in"):
            free += amount
        elif kind == "carry_out":
            amount = min(amount, free)
            free, out = free - amount, out + amount
        elif kind == "commitment":
            amount = min(amount, free)
            free, box["committed"] = free - amount, box["committed"] + amount
        elif kind == "release":
            amount = min(amount, box["committed"])
            free, box["committed"] = free + amount, box["committed"] - amount
        elif kind == "payment":
            amount = min(amount, box["committed"])
            box["committed"], box["paid"] = box["committed"] - amount, box["paid"] + amount
            paid += amount
        else:
            amount = min(amount, box["paid"])
            box["paid"], free, paid = box["paid"] - amount, free + amount, paid - amount
        of_fund = kind in ("allocation", "carry_in", "carry_out")
        lines.append(Line(kind, amount, None if of_fund else project))
    whole = reckon(lines).whole
    assert (whole.left, whole.paid, whole.passed_on) == (free, paid, out)
    assert whole.committed == sum(box["committed"] for box in boxes.values())
    assert whole.received == whole.paid + whole.committed + whole.left + whole.passed_on
    for project, box in boxes.items():
        found = reckon(lines).of(project)
        assert (found.committed, found.paid) == (box["committed"], box["paid"])


def test_a_line_and_what_takes_it_back_count_nothing():
    lines = [Line("payment", 5, 1), Line("payment", 5, 1, back=True)]
    assert reckon(lines).whole == Account().whole
