"""账号变更: what touches personal data, votes or accounts is asked for by one person and confirmed
by another, on every way to it: the page of an account, many accounts at once, a list of them.

Taking away counts at once: somebody who leaves must not wait for a second person. Nobody sets the
password of somebody else; a letter or a printed slip lets the person set it.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from wagtail.log_actions import log

from suggestions.actions import second_factor
from suggestions.actions.rules import Overtaken, Refused, move
from suggestions.models import AccountChange, User

ASKED, CHANGED, REFUSED, PRINTED = (
    f"jianyan.account_{word}" for word in ("asked", "changed", "refused", "printed")
)
LOGGED = {
    ASKED: "提出账号变更",
    CHANGED: "账号变更已确认",
    REFUSED: "账号变更未同意",
    PRINTED: "打印了密码条",
}
NOT_HERE = (
    "看联系方式、管账号、督办和主持表决的权限，不能在这一页加给一个角色；请用现成的角色，"
    "在“用户”里提出，由第二个人确认。"
)
ONE_BY_ONE = "角色和重新启用请在每个人的页面里改：其中有的要第二个人确认。没有改动。"
OPEN = "{}已经有一个账号变更等着确认，请先确认或者不同意。"


# --- what needs two ---------------------------------------------------------------------------


def guarded_rights() -> QuerySet[Permission]:
    named = Q(pk__in=[])
    for dotted in settings.TWO_PERSONS_FOR:
        app, codename = dotted.split(".")
        named |= Q(content_type__app_label=app, codename=codename)
    return Permission.objects.filter(named)


def guarded_groups() -> QuerySet[Group]:
    """Roles that one person alone gives nobody."""
    return Group.objects.filter(permissions__in=guarded_rights()).distinct()


def guarded(user: User) -> bool:
    """Whether this account has such a role, or is about to."""
    if user.is_superuser:
        return True
    waiting = AccountChange.objects.filter(user=user, status=AccountChange.Status.PROPOSED)
    return guarded_groups().filter(user=user).exists() or waiting.exists()


def lacks(one: User, other: User) -> bool:
    """Whether one person would get, in another's place, what only two could give."""
    held = [dotted for dotted in settings.TWO_PERSONS_FOR if other.has_perm(dotted)]
    return not all(one.has_perm(dotted) for dotted in held)


def hold_back(user: User | None, form: Any) -> dict[str, Any]:
    """Take out of a form of an account what needs a second person; gives it to be proposed."""
    asked: dict[str, Any] = {}
    old = set(user.groups.values_list("pk", flat=True)) if user else set()
    wanted = {group.pk for group in form.cleaned_data.get("groups") or ()}
    gives = guarded_groups().filter(pk__in=wanted - old)
    if held := set(gives.values_list("pk", flat=True)):
        asked["gives"] = list(gives)
        form.cleaned_data["groups"] = Group.objects.filter(pk__in=wanted - held)
    if user and guarded(user):
        if (email := form.cleaned_data.get("email", user.email)) != user.email:
            asked["email"], form.instance.email = email, user.email
        if form.cleaned_data.get("is_active") and not user.is_active:
            asked["activates"], form.instance.is_active = True, False
    return asked


# --- the verbs --------------------------------------------------------------------------------


def propose(
    user: User, *, by: User, at: dt.datetime, gives: Collection[Group] = (), **what: Any
) -> AccountChange:
    """`email`, `activates`, `unlocks`, `slip`: as the model has them."""
    if what.get("slip") and user.is_superuser:
        raise Refused("超级管理员的密码只在服务器的命令行里改。")
    try:
        with transaction.atomic():
            needs_second = bool(gives) or guarded(user)
            change = AccountChange.objects.create(user=user, proposed_by=by, proposed_at=at, **what)
            change.gives.set(gives)
            log(user, ASKED, user=by, timestamp=at, data={"what": change.words})
            if not needs_second:
                _take_effect(change, by=by, at=at)
    except IntegrityError as error:
        raise Refused(OPEN.format(user)) from error
    return change


def refuse_second(user: User) -> None:
    """Before anything else of a form is written."""
    if AccountChange.objects.filter(user=user, status=AccountChange.Status.PROPOSED).exists():
        raise Refused(OPEN.format(user))


def confirm(change: AccountChange, *, by: User, at: dt.datetime) -> None:
    """The second person's word; from now on it counts."""
    if by.counts_as & {change.proposed_by_id, change.user_id}:
        raise Refused("要由提出人和本人以外的同事确认。")
    with transaction.atomic():
        _take_effect(change, by=by, at=at)


def refuse(change: AccountChange, *, by: User, at: dt.datetime) -> None:
    """Not agreed to, or taken back by who proposed it."""
    if change.user_id in by.counts_as:
        raise Refused("自己的账号变更请由同事处理。")
    with transaction.atomic():
        move(change, AccountChange.Status.REFUSED, decided_by=by, decided_at=at)
        log(change.user, REFUSED, user=by, timestamp=at, data={"what": change.words})


def print_slip(change: AccountChange, *, by: User, at: dt.datetime) -> None:
    """Once: whoever holds the slip sets the password."""
    if change.user_id in by.counts_as:
        raise Refused("自己的密码条请由同事打印。")
    rows = AccountChange.objects.filter(
        pk=change.pk, slip=True, status=AccountChange.Status.CONFIRMED, printed_at=None
    )
    with transaction.atomic():
        if not rows.update(printed_at=at):
            raise Overtaken("这张密码条还没有确认，或者已经打印过了；要再打印，请重新提出。")
        log(change.user, PRINTED, user=by, timestamp=at)


def _take_effect(change: AccountChange, *, by: User, at: dt.datetime) -> None:
    move(change, AccountChange.Status.CONFIRMED, decided_by=by, decided_at=at)
    user = change.user
    user.groups.add(*change.gives.all())
    if change.email is not None:
        User.objects.filter(pk=user.pk).update(email=change.email)
    if change.activates:
        User.objects.filter(pk=user.pk).update(is_active=True)
    if change.unlocks:
        second_factor.drop(user, by=by, at=at)
    log(user, CHANGED, user=by, timestamp=at, data={"what": change.words})
