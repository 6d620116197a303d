"""A press that was held on the device until it got through: done once, answered in short."""

import datetime as dt
import uuid

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse

from deliberation.actions import pressing
from deliberation.desk.meeting.evening import SIGN_ALL
from deliberation.desk.meeting.verbs import REMARK
from suggestions.staff.access import DeskRequest
from suggestions.staff.verbs import RecordPage

KEY, WAITED = "X-Press", "X-Press-Waited"
# Told as of when they were pressed: who came in time is not late because the network was away.
# Whatever opens, counts or ends a vote is of the moment at which it arrives.
AS_PRESSED = (SIGN_ALL.name, REMARK.name)


def key_of(request: HttpRequest) -> uuid.UUID | None:
    """The device's own key of a press; None for a plain form."""
    given = request.headers.get(KEY)
    try:
        return uuid.UUID(given) if given else None
    except ValueError as error:
        raise SuspiciousOperation("a press without a proper key") from error


def waited(request: HttpRequest) -> dt.timedelta:
    """How long the device held it, as it counted; nothing that is no number of seconds."""
    given = request.headers.get(WAITED, "")
    return dt.timedelta(seconds=int(given) if given.isdecimal() and len(given) < 7 else 0)


class HeldPresses(RecordPage):
    """A page whose buttons a script may send by itself, with a key."""

    def post(self, request: DeskRequest, *args: object, **kwargs: object) -> HttpResponse:
        key, verb = key_of(request), str(kwargs.get("verb"))
        if key is None:
            return super().post(request, *args, **kwargs)
        arrived, held = request.at, waited(request)
        if verb in AS_PRESSED:
            request.at = pressing.pressed_at(self.object, at=arrived, waited=held)

        def run() -> tuple[HttpResponse, bool]:
            response = super(HeldPresses, self).post(request, *args, **kwargs)
            return response, response.status_code < 400

        answer = pressing.once(
            key,
            run,
            meeting=self.object,
            verb=verb,
            by=request.user,
            at=arrived,
            waited=held,
        )
        if answer is None or answer.status_code >= 400:
            return answer or JsonResponse({"next": self.get_url()})
        return JsonResponse({"next": answer.get("Location", self.get_url())})

    def refuse(self, words: str, status: int) -> HttpResponse:
        if key_of(self.request) is None:
            return super().refuse(words, status)
        return JsonResponse({"refused": words}, status=status)
