"""A press that was held on the device until it got through: done once, answered in short."""

from django.http import HttpResponse, JsonResponse

from deliberation.actions import pressing
from deliberation.desk.meeting.evening import SIGN_ALL
from deliberation.desk.meeting.verbs import REMARK
from suggestions.staff.access import DeskRequest
from suggestions.staff.pressed import key_of, waited
from suggestions.staff.verbs import RecordPage

# Told as of when they were pressed: who came in time is not late because the network was away.
# Whatever opens, counts or ends a vote is of the moment at which it arrives.
AS_PRESSED = (SIGN_ALL.name, REMARK.name)


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
