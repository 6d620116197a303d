"""The machine learns from the officers' choices; the officers keep what departments answer for."""

import datetime as dt
import hashlib
from collections import Counter

from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import Department, RoutingModel, ScreeningModel, Sorting, Suggestion, User
from suggestions.text import routing, sorting
from suggestions.text.language import (
    ScreeningFault,
    clean_text,
    train_router,
    train_screening,
)

LEAST = 20  # choices from which a model is worth asking
EACH = 2  # and of each department that it may name
KEPT = 5  # versions
DUTIES_LIMIT = 2000
LEAST_SORTED = 40  # decisions on kinds that are worth learning from
READ_ANEW = 2_000  # waiting letters that a new version reads again, the most pressing first


def learn_routing(*, at: dt.datetime) -> RoutingModel:
    """Train a new version on all choices that stand; the same choices give no second one."""
    pairs = _usable(routing.choices())
    letters = [routing.letter(topic) for topic, _ in pairs]
    labels = [str(department) for _, department in pairs]
    digest = hashlib.sha256(repr((labels, letters)).encode()).hexdigest()
    if same := RoutingModel.objects.defer("data").filter(digest=digest).first():
        return same
    data, figures = train_router(letters, labels)
    try:
        with transaction.atomic():
            model = RoutingModel.objects.create(
                trained_at=at, letters=len(letters), digest=digest, figures=figures, data=data
            )
            old = RoutingModel.objects.order_by("-pk").values_list("pk", flat=True)[KEPT:]
            RoutingModel.objects.filter(pk__in=list(old)).delete()
    except IntegrityError:  # another worker was as quick, with the same outcome
        return RoutingModel.objects.defer("data").get(digest=digest)
    return model


def _usable(choices: list) -> list:
    counts = Counter(department for _, department in choices)
    pairs = [pair for pair in choices if counts[pair[1]] >= EACH]
    if len(pairs) < LEAST or len({department for _, department in pairs}) < 2:
        raise Refused(
            f"以往的转办还不够学习：至少要有 {LEAST} 个转办过的问题，分属两个以上单位"
            f"（每个单位至少 {EACH} 个）。现在按单位职责推荐。"
        )
    return pairs


# --- kinds ------------------------------------------------------------------------------------


def learn_kinds(*, at: dt.datetime) -> ScreeningModel:
    """Train the next version on what officers have sorted; the same decisions give no second one.

    It is used only where its macro F1 on decisions that it has not seen beats that of the shipped
    rules on the same ones. Of two workers at once one publishes: both would write the same version.
    """
    last = ScreeningModel.objects.first()  # before the decisions are read
    decided = sorting.decisions()
    digest = hashlib.sha256(repr(decided).encode()).hexdigest()
    if last and last.digest == digest and (not last.used or sorting.readable(last)):
        return last
    data, figures, better = _trained(decided)
    number = last.version + 1 if last else 1
    try:
        with transaction.atomic():
            model = ScreeningModel.objects.create(
                version=number,
                trained_at=at,
                letters=figures["letters"],
                digest=digest,
                figures=figures,
                used=better,
                data=data,
            )
            ScreeningModel.objects.filter(version__lte=number - KEPT).delete()
    except IntegrityError:  # another worker was as quick
        return ScreeningModel.objects.defer("data").get(version=number)
    return model


def _trained(decided: list) -> tuple[bytes, dict, bool]:
    if len(decided) >= LEAST_SORTED:
        try:
            return train_screening([letter for letter, _ in decided], [kind for _, kind in decided])
        except ScreeningFault:
            pass
    raise Refused(
        f"以往的甄别还不够学习：至少要有 {LEAST_SORTED} 条，其中两个以上类别各有 5 条。"
        "现在按出厂规则判断。"
    )


def read_anew() -> int:
    """Guess anew what waits unsorted, where another version guessed; what people said stays."""
    now = sorting.reader()
    rows = Sorting.objects.filter(by=None, suggestion__status=Suggestion.Status.PENDING)
    stale = rows.exclude(guess="").exclude(version=now.version).select_related("suggestion")
    changed = 0
    for row in stale.order_by("suggestion__screen_by", "pk")[:READ_ANEW]:
        letter = row.suggestion
        guess = now.guess(letter.title, letter.body, letter.solution)
        untouched = rows.filter(pk=row.pk, version=row.version)
        changed += untouched.update(**guess, kind=guess["guess"])
    return changed


# --- duties -----------------------------------------------------------------------------------


def edit_duties(
    department: Department, *, duties: str, seen: str, by: User, at: dt.datetime
) -> None:
    """Say anew what a department answers for. `seen` is what the person was looking at."""
    duties = clean_text(duties, limit=DUTIES_LIMIT)
    if not duties:
        raise Refused("请填写职责：一两句话，管什么、不管什么。")
    with transaction.atomic():
        rows = Department.objects.filter(pk=department.pk, duties=seen)
        if not rows.update(duties=duties):
            raise Overtaken("别的同事刚刚改过这个单位的职责，请刷新页面后再改。")
        department.duties = duties
        log(department, "wagtail.edit", user=by, timestamp=at, data={"before": seen})
