"""区域变更: for which areas an account answers, proposed by one person and confirmed by another.

Who may look at personal data gets other areas only with the word of a second person; of others a
change counts at once. The account itself has no say in it.
"""

import datetime as dt
from collections.abc import Collection

from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from suggestions.actions.rules import Refused, move, needed
from suggestions.models import Area, ScopeArea, ScopeChange, User

CHANGED = "jianyan.scope"  # in the history of the account
KEEPS_ACCOUNTS, READS, VISITS, REVEALS = (
    f"suggestions.{name}"
    for name in ("change_user", "view_desk", "view_visitround", "reveal_contact")
)


def needs_second(user: User) -> bool:
    """Whether the account may look at personal data."""
    return user.has_perm(REVEALS)


def propose(
    user: User, *, areas: Collection[Area], reason: str, by: User, at: dt.datetime
) -> ScopeChange:
    """Ask for other areas; without any, for the whole city."""
    reason = needed(reason, "理由", 200)
    areas = outermost(areas)
    if user.pk == by.pk:
        raise Refused("自己的负责区域请由同事提出。")
    if areas:
        refuse_unfit(user)
    if {area.path for area in areas} == set(user.scope_paths):
        raise Refused(f"{user}的负责区域本来就是这样，没有变化。")
    try:
        with transaction.atomic():
            change = ScopeChange.objects.create(
                user=user, reason=reason, proposed_by=by, proposed_at=at
            )
            ScopeArea.objects.bulk_create(ScopeArea(change=change, area=area) for area in areas)
            if not needs_second(user):
                _take_effect(change, by=by, at=at)
    except IntegrityError as error:
        raise Refused(f"{user}已经有一个区域变更等着确认，请先确认或者不同意。") from error
    return change


def outermost(areas: Collection[Area]) -> list[Area]:
    """Without those that lie inside another of them."""
    found: list[Area] = []
    for area in sorted(areas, key=lambda area: area.path):
        if not (found and area.path.startswith(found[-1].path)):
            found.append(area)
    return found


def refuse_unfit(user: User) -> None:
    """Whose account areas would say nothing of, or lock out."""
    if user.department_id:
        raise Refused(f"{user}属于承办单位，只看转给本单位的事项，不另设区域。")
    if user.is_superuser or user.has_perm(KEEPS_ACCOUNTS):
        raise Refused(f"{user}管理账号，不能限定区域。")
    if not (user.has_perm(READS) or user.has_perm(VISITS)):
        raise Refused(f"{user}不能进入征集工作台，请先在“用户”里给角色。")


def confirm(change: ScopeChange, *, by: User, at: dt.datetime) -> None:
    """The second person's word; from now on it counts."""
    if by.pk in (change.proposed_by_id, change.user_id):
        raise Refused("要由提出人和本人以外的同事确认。")
    if change.areas.exists():
        refuse_unfit(change.user)
    with transaction.atomic():
        _take_effect(change, by=by, at=at)


def refuse(change: ScopeChange, *, by: User, at: dt.datetime) -> None:
    """Not agreed to, or taken back by who proposed it."""
    if by.pk == change.user_id:
        raise Refused("自己的负责区域请由同事处理。")
    move(change, ScopeChange.Status.REFUSED, decided_by=by, decided_at=at)


def _take_effect(change: ScopeChange, *, by: User, at: dt.datetime) -> None:
    move(change, ScopeChange.Status.CONFIRMED, decided_by=by, decided_at=at)
    narrow = change if change.areas.exists() else None
    User.objects.filter(pk=change.user_id).update(scope=narrow)
    log(change.user, CHANGED, user=by, timestamp=at, data={"areas": change.words})
