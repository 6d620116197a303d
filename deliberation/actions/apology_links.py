"""The signed link of a notice by which one seat says that it does not come."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from deliberation.models import Meeting, Seat

SALT = "deliberation.apology"


def apology_url(meeting: Meeting, seat: Seat) -> str:
    """The link by which one seat says that it does not come, good for this day of the meeting."""
    value = [meeting.pk, seat.pk, meeting.sequence]
    token = signing.Signer(salt=SALT).sign_object(value)
    return settings.SITE_URL + reverse("deliberation:apology", args=[token])


def read_link(token: str) -> tuple[Meeting, Seat] | None:
    """Whose link it is; None for a forged one and for one of a day that no longer stands."""
    try:
        pk, seat, turn = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = Meeting.objects.select_related("council__area")
    meeting = rows.filter(pk=pk, sequence=turn).first()
    holder = Seat.objects.select_related("party").filter(pk=seat).first()
    return (meeting, holder) if meeting and holder else None
