"""Who may enter a screen of the desk.

Deny by default: a screen without a permission opens for nobody. Time is read once, here at the
door, and handed down.
"""

import datetime as dt
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.views import View

from suggestions.actions import standing_in
from suggestions.models import User
from suggestions.models.scope import whole_city

OK, CONFLICT, UNPROCESSABLE = 200, 409, 422


def allowed(user: User | AnonymousUser, permission: str | tuple[str, ...]) -> bool:
    """Whether a user holds a permission of ours, or one of several; none asked, none given.
    No dot: of this app."""
    if not isinstance(permission, str):
        return any(allowed(user, one) for one in permission)
    dotted = permission if "." in permission else f"suggestions.{permission}"
    return bool(permission) and user.has_perm(dotted)


class StaffRequest(HttpRequest):
    """A request from behind the login: somebody's."""

    user: User


class DeskRequest(StaffRequest):
    """A request that has come through the desk's door: a member of staff, at a moment."""

    at: dt.datetime


def enter(request: HttpRequest, *, as_oneself: bool = False) -> None:
    """The moment, and who it is: oneself, or in whose place (代班) while that lasts."""
    at = cast(DeskRequest, request).at = timezone.now()
    if as_oneself:
        return
    request.user = standing_in.at_desk(request, at=at)
    if standing_in.KEY in request.session and not getattr(request.user, "acts_for", None):
        # Over meanwhile: what was pressed in another's place is not done in one's own.
        standing_in.stop(request.session)
        messages.warning(request, "代班已经结束，您现在办理的是自己的工作。")
        if request.method == "POST":
            raise PermissionDenied


class DeskMixin(View):
    """A screen of the desk. `permission` must be named, or nobody enters.

    `for_areas`: it shows each reader only what lies in their areas (`models/scope.py`). Who has
    areas enters no other. `as_oneself`: one's own affairs, also while standing in for another.
    """

    permission: str | tuple[str, ...] = ""
    for_areas = False
    as_oneself = False
    request: DeskRequest

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        enter(request, as_oneself=self.as_oneself)
        # Before `setup`: some of Wagtail's views already read their record there.
        if not allowed(request.user, self.permission):
            raise PermissionDenied
        if not (self.for_areas or whole_city(request.user)):
            raise PermissionDenied
        super().setup(request, *args, **kwargs)
