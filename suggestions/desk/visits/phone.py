"""What the pages on a visitor's phone share: the device, and what a lost one is told."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views import View

from suggestions.actions import visit_devices
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.staff import pressed, visits
from suggestions.staff.access import DeskMixin, DeskRequest
from suggestions.staff.sessions import device

COOKIE, KEPT = "jianyan-visits", 400 * 24 * 3600  # seconds; browsers keep none longer
FORBIDDEN = 403


def token_of(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")[:80]


class OnPhone(DeskMixin):
    """A page that a device taken back does not open, whoever is logged in on it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if visit_devices.is_revoked(token_of(request)):
            return revoked(request)
        return super().dispatch(request, *args, **kwargs)


def revoked(request: HttpRequest) -> HttpResponse:
    if pressed.KEY in request.headers:
        return JsonResponse({"revoked": visit_devices.REVOKED}, status=FORBIDDEN)
    words = {"words": visit_devices.REVOKED}
    return render(request, "suggestions/desk/visit_revoked.html", words, status=FORBIDDEN)


class DeviceKey(OnPhone, View):
    """The key to what this device keeps: for who is logged in, as long as it is not taken back."""

    permission = rights.VISIT
    for_areas = True
    http_method_names = ["post"]

    def post(self, request: DeskRequest, pk: int) -> HttpResponse:
        subject = get_object_or_404(visits.rounds(request.user), pk=pk)
        token = token_of(request) or visit_devices.new_token()
        try:
            found = visit_devices.key_for(
                request.user,
                token,
                area=subject.area,
                label=device(request.headers.get("User-Agent", "")),
                session=request.session.session_key or "",
                at=request.at,
            )
        except Refused as refusal:
            return JsonResponse({"revoked": str(refusal)}, status=FORBIDDEN)
        response = JsonResponse({"key": found.secret})
        response["Cache-Control"] = "no-store"
        response.set_cookie(
            COOKIE,
            token,
            max_age=KEPT,
            path=reverse("wagtailadmin_home"),
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response
