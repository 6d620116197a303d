"""A ballot on projects: one a phone number that answers a code, to be changed until it closes."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils.timezone import localtime

from deliberation.actions import proving
from deliberation.actions.holding import held_status
from deliberation.actions.numbering import written
from deliberation.models import ProjectChoice
from deliberation.voting import codes
from suggestions.actions.rules import Refused

NOT_YET = "投票还没有开始。"
OVER = "投票已经结束。"


def send_code(
    choice: ProjectChoice, *, picks: Collection[int], phone: str, at: dt.datetime
) -> None:
    """A code to who wants to cast this ballot; a ballot that could not count is told before."""
    checked(choice, picks, at)
    text = proving.Text(
        "居民选项目验证码",
        lambda code: (
            f"“{choice.title}”投票的验证码 {code}，10 分钟内有效。不是您本人要的，不用理会。"
        ),
        "",
    )
    key = codes.choice_key(choice.pk, phone)
    proving.send(choice.codes, key=key, phone=phone, text=text, at=at)


def cast(
    choice: ProjectChoice, *, picks: Collection[int], phone: str, code: str, at: dt.datetime
) -> bool:
    """Cast, or change what was cast: True when it is the first of this number."""
    numbers = checked(choice, picks, at)
    key = codes.choice_key(choice.pk, phone)
    try:
        proven = proving.prove(choice.codes, key=key, code=code, at=at)
        with transaction.atomic():
            hold_open(choice)
            proving.spend(proven, at=at)
            fresh = {"picks": numbers, "at": at}
            _, new = choice.ballots.update_or_create(key=key, defaults=fresh)
    except proving.Used as error:
        raise proving.Used(_told(choice, key, numbers)) from error
    return new


def _told(choice: ProjectChoice, key: str, numbers: list[int]) -> str:
    """To who sends a code again: what became of the first ballot, and never what it picked."""
    ballot = choice.ballots.get(key=key)
    when = f"{localtime(ballot.at):%Y-%m-%d %H:%M}"
    if ballot.picks == numbers:
        return f"您的票已经收下（{when}），不用再按。"
    return f"这个验证码已经用过，票在 {when} 收下了。要改票，请重新获取验证码。"


def hold_open(choice: ProjectChoice) -> None:
    """No count begins before this ballot is written; none is written behind a count."""
    if held_status(choice) != ProjectChoice.Status.ANNOUNCED:
        raise Refused(OVER)


def checked(choice: ProjectChoice, picks: Collection[int], at: dt.datetime) -> list[int]:
    """The numbers of a ballot that counts, in order."""
    if not choice.is_open(at):
        early = choice.status == ProjectChoice.Status.ANNOUNCED and at < choice.opens_at
        raise Refused(NOT_YET if early else OVER)
    costs = dict(choice.items.values_list("number", "cost"))
    numbers = sorted(set(picks))
    if not numbers or not set(numbers) <= costs.keys():
        raise Refused("请至少选一个项目。")
    total = sum(costs[number] for number in numbers)
    if choice.way == ProjectChoice.Way.BUDGET and total > choice.budget:
        over = written(total - choice.budget)
        raise Refused(f"您选的项目加起来 {written(total)} 元，比总金额多 {over} 元，请去掉一些。")
    return numbers
