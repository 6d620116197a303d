"""效果评估: what was promised, what residents say of it, what was measured; bad ones come back."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils.timezone import localdate

from deliberation.actions.matters import TITLE, raise_matter
from deliberation.actions.record import note
from deliberation.actions.wording import open_words, open_words_if_any
from deliberation.models import Aim, EffectWord, Evaluation, Matter, Resolution
from deliberation.rules import effect
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import User
from suggestions.models.history import RESIDENT
from suggestions.text.language import TextTooLong, clean_text

Status = Resolution.Status
COMMENT_LIMIT, LEARNED_LIMIT = 500, 2000
BEFORE_DONE = (Status.DRAFT, Status.PUBLISHED, Status.CARRIED)
DONE = (Status.DONE, Status.CONFIRMED)
ASKED_MOST = 1_000_000


@dataclass(frozen=True)
class Goal:
    """What shall become better: how that is seen, what it is now, what it shall be."""

    what: str
    how: str
    unit: str
    better: str
    before: Decimal
    before_on: dt.date
    target: Decimal


@dataclass(frozen=True)
class Measured:
    """What was found out afterwards. `value` is empty only where nothing had been promised."""

    measured_on: dt.date
    measured_by: str
    source: str
    learned: str
    value: Decimal | None = None
    asked: int | None = None


def promise_effect(resolution: Resolution, *, goal: Goal, by: User, at: dt.datetime) -> Aim:
    """约定效果, before it is done and once: a goal set afterwards would fit whatever came."""
    goal = _checked(goal, at)
    with transaction.atomic():
        rows = Resolution.objects.select_for_update().filter(pk=resolution.pk)
        if not rows.filter(status__in=BEFORE_DONE).exists():
            raise Refused("效果要在办成以前约定。这个决议已经办成或者不再执行，不能再补。")
        try:
            with transaction.atomic():
                aim = Aim.objects.create(resolution=resolution, by=by, at=at, **vars(goal))
        except IntegrityError as error:
            raise Overtaken("这个决议的效果已经约定了，约定以后不再改动。") from error
        numbers = {"before": str(goal.before), "target": str(goal.target)}
        words = {"what": goal.what, "how": goal.how, "unit": goal.unit, "better": goal.better}
        day = {"before_on": goal.before_on.isoformat()}
        note(aim, "effect.aimed", by=by, at=at, data={**words, **numbers, **day})
    return aim


def _checked(goal: Goal, at: dt.datetime) -> Goal:
    if goal.better not in Aim.Better.values:
        raise Refused("请选择数字是越大越好，还是越小越好。")
    if goal.before_on > localdate(at):
        raise Refused("办之前的数字不能是今天以后测的。")
    more = goal.better == Aim.Better.MORE
    if effect.reached(goal.before, goal.target, more=more):
        raise Refused("现在的数字已经达到要达到的数字，约定的效果要比现在更好。")
    return Goal(
        what=open_words(goal.what, "要改善什么", 80),
        how=open_words(goal.how, "怎样衡量", 200),
        unit=open_words_if_any(goal.unit, "单位", 12),
        better=goal.better,
        before=goal.before,
        before_on=goal.before_on,
        target=goal.target,
    )


# --- residents --------------------------------------------------------------------------------


def rate_effect(
    resolution: Resolution, *, key: str, word: str, at: dt.datetime, comment: str = ""
) -> EffectWord:
    """变好了吗? One word a visitor and round, from a month before it is due to the evaluation."""
    if word not in EffectWord.Word.values:
        raise Refused("请选一项：变好了、没有变化，还是变差了。")
    try:
        comment = clean_text(comment, limit=COMMENT_LIMIT)
    except TextTooLong as error:
        raise Refused(f"说明太长：{error}") from error
    try:
        with transaction.atomic():
            standing = _held(resolution, at)
            said = EffectWord.objects.create(
                resolution=standing, round=standing.round, key=key, word=word,
                comment=comment, at=at,
            )  # fmt: skip
            data = {"word": word, "round": standing.round}
            note(said, "effect.word", at=at, actor=RESIDENT, data=data)
    except IntegrityError as error:
        raise Overtaken("您已经评过了，谢谢！") from error
    return said


def _held(resolution: Resolution, at: dt.datetime) -> Resolution:
    """The resolution, held until the transaction ends, if its effect is open to be judged."""
    rows = Resolution.objects.select_for_update(of=("self",)).select_related("council")
    standing = rows.filter(pk=resolution.pk, status__in=DONE).first()
    if standing is None or standing.done_at is None:
        raise Refused("这个决议还没有办成，现在不能评效果。")
    if Evaluation.objects.filter(resolution=standing, round=standing.round).exists():
        raise Overtaken("这个决议的效果已经评估过了。请刷新页面后再看。")
    opens = effect.asked_from(localdate(standing.done_at))
    if localdate(at) < opens:
        raise Refused(f"办成不久，还看不出效果，{opens.year}年{opens.month}月{opens.day}日起再评。")
    return standing


def effect_words(resolution: Resolution) -> dict[str, int]:
    """What residents have said in the present round, by word."""
    count = {name: Count("pk", filter=Q(word=name)) for name in EffectWord.Word.values}
    return resolution.effect_words.filter(round=resolution.round).aggregate(**count)


# --- the evaluation -----------------------------------------------------------------------------


def evaluate(
    resolution: Resolution, *, measured: Measured, by: User, at: dt.datetime
) -> Evaluation:
    """评估效果, once a round: what was measured stands beside what was promised; a bad one returns.

    What residents had said until now is counted and kept: their question ends with it.
    """
    with transaction.atomic():
        standing = _held(resolution, at)
        aim = Aim.objects.filter(resolution=standing).first()
        words = effect_words(standing)
        measured = _measured(measured, aim, sum(words.values()), standing, at)
        reached = None
        if aim and measured.value is not None:
            more = aim.better == Aim.Better.MORE
            reached = effect.reached(measured.value, aim.target, more=more)
        found = Evaluation.objects.create(
            resolution=standing, round=standing.round, reached=reached, by=by, at=at,
            **vars(measured), **words,
        )  # fmt: skip
        note(found, "effect.evaluated", by=by, at=at, data=_told(found))
        if is_bad(found):
            found.matter = _put_forward(found, aim, by, at)
            found.save(update_fields=["matter"])
    return found


def _measured(
    given: Measured, aim: Aim | None, rated: int, resolution: Resolution, at: dt.datetime
) -> Measured:
    if aim and given.value is None:
        raise Refused(f"约定过“{aim.what}”，请填写办之后的数字。")
    if not aim and given.value is not None:
        raise Refused("这个决议没有事先约定效果，没有可以比较的数字，请把“办之后”留空。")
    if given.measured_on > localdate(at):
        raise Refused("测量的日子不能在今天以后。")
    done = resolution.done_at
    if done and given.measured_on < localdate(done):
        raise Refused("测量的日子不能早于办成的日子。")
    if given.asked is not None and not rated <= given.asked <= ASKED_MOST:
        raise Refused(f"已经有 {rated} 位居民回答，问了多少人不能比这少。")
    return Measured(
        measured_on=given.measured_on,
        measured_by=open_words(given.measured_by, "谁测的", 60),
        source=open_words(given.source, "依据", 200),
        learned=open_words(given.learned, "学到什么", LEARNED_LIMIT),
        value=given.value,
        asked=given.asked,
    )


def is_bad(found: Evaluation) -> bool:
    """Short of what was promised, or worse in the eyes of residents."""
    return found.reached is False or effect.said_worse(found.better, found.same, found.worse)


def _told(found: Evaluation) -> dict[str, str | int]:
    """What the record keeps of it; numbers as decimal strings."""
    return {
        "value": "" if found.value is None else str(found.value),
        "reached": {None: "", True: "yes", False: "no"}[found.reached],
        "measured_on": found.measured_on.isoformat(),
        "measured_by": found.measured_by,
        "source": found.source,
        "asked": "" if found.asked is None else str(found.asked),
        "better": found.better,
        "same": found.same,
        "worse": found.worse,
        "learned": found.learned,
        "round": found.round,
    }


def _put_forward(found: Evaluation, aim: Aim | None, by: User, at: dt.datetime) -> Matter:
    """The matter that waits for the next agenda; one where it is being deliberated already."""
    resolution = found.resolution
    waiting = Matter.objects.unsettled().filter(returned=resolution).first()
    if waiting:
        return waiting
    parts = [f"决议{resolution.full_number}办成以后评估效果，没有达到预期。"]
    if aim and found.value is not None and not found.reached:
        before, target, after = map(effect.plain, (aim.before, aim.target, found.value))
        parts.append(
            f"约定：{aim.what}（{aim.how}），由 {before} {aim.unit}变到 {target} {aim.unit}；"
            f"{found.measured_on:%Y-%m-%d} 测得 {after} {aim.unit}。"
        )
    if found.rated:
        parts.append(
            f"{found.rated} 位居民回答：变好了 {found.better}，没有变化 {found.same}，"
            f"变差了 {found.worse}。"
        )
    parts.append(f"学到的：{found.learned}")
    title = f"效果不好：{resolution.title}"[:TITLE]
    return raise_matter(
        resolution.council, by=by, at=at, title=title, body="\n".join(parts),
        resolution=resolution, source=Matter.Source.EFFECT,
    )  # fmt: skip
