"""What one ballot of a vote says: read, refused, and told in words."""

from deliberation.models import Choice, Motion
from deliberation.rules import RuleError, ballots
from suggestions.actions.rules import Refused

YES_OR_NO = "请选择赞成、反对或弃权。"
WANTED = {
    ballots.YESNO: YES_OR_NO,
    ballots.ONE: "请选一项，或者选弃权。",
    ballots.APPROVAL: "请至少选一项，或者选弃权。",
    ballots.RANK: "请至少排出第一，或者选弃权。",
}


def checked(motion: Motion, choice: str) -> str:
    """The ballot, where it could have been filled in so."""
    if not motion.chooses:
        if choice not in Choice.values:
            raise Refused(YES_OR_NO)
        return choice
    numbers_in(motion, choice)
    return choice


def numbers_in(motion: Motion, choice: str) -> tuple[int, ...]:
    """The options on a ballot; none on one that abstains."""
    try:
        return ballots.read(motion.form, len(motion.answers), choice)
    except RuleError as error:
        raise Refused(WANTED[motion.form]) from error


def label(motion: Motion, choice: str) -> str:
    """A ballot in a list."""
    if not motion.chooses or choice == Choice.ABSTAIN:
        return str(Choice(choice).label)
    numbers = numbers_in(motion, choice)
    if motion.form == ballots.ONE:
        return motion.answer(numbers[0])
    between = "，" if motion.form == ballots.APPROVAL else " → "
    return between.join(f"{number}号" for number in numbers)


def spelled(motion: Motion, choice: str) -> str:
    """A ballot as its voter reads it back, with the words of every option on it."""
    if not motion.chooses or choice == Choice.ABSTAIN:
        return label(motion, choice)
    named = [motion.answer(number) for number in numbers_in(motion, choice)]
    if motion.form == ballots.RANK:
        named = [f"第{place} {words}" for place, words in enumerate(named, 1)]
    return "、".join(named)
