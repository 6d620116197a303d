"""Who may enter a screen of the meeting desk: the secretary of this council, and overseers to look.

Deny by default. A secretary sees their own councils; who oversees sees all and changes none.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from deliberation.models import Council
from suggestions.desk.access import DeskMixin
from suggestions.models import User

RUN, OVERSEE = "deliberation.run_council", "deliberation.oversee_councils"


def visible_councils(user: User) -> QuerySet[Council]:
    """The councils that a member of staff may look at."""
    if user.has_perm(OVERSEE):
        return Council.objects.all()
    if user.has_perm(RUN):
        return Council.objects.run_by(user)
    return Council.objects.none()


def may_run(user: User, council: Council) -> bool:
    """Whether a user may change anything in this council."""
    return user.has_perm(RUN) and council.secretaries.filter(pk=user.pk).exists()


class CouncilMixin(DeskMixin):
    """A screen below one council, named by `council` in its address.

    Reading needs sight of the council; every POST needs its secretary.
    """

    permission = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if not (request.user.has_perm(RUN) or request.user.has_perm(OVERSEE)):
            raise PermissionDenied
        self.permission = RUN if request.user.has_perm(RUN) else OVERSEE
        self.council = get_object_or_404(visible_councils(request.user), pk=kwargs["council"])
        self.runs = may_run(request.user, self.council)
        if request.method not in ("GET", "HEAD") and not self.runs:
            raise PermissionDenied
        super().setup(request, *args, **kwargs)
