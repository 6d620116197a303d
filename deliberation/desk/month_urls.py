"""Addresses of the desk: councils and seats, the month's meetings, agenda, matters, proposals."""

from django.urls import path

from deliberation.desk import agenda, councils, matters, month, proposals, seats
from suggestions.desk.urls import listing

IN = "<int:council>/"


def below(route: str, view: type, name: str) -> list:
    """A record of one council, and its buttons."""
    return [
        path(f"{IN}{route}/", view.as_view(), name=name),
        path(f"{IN}{route}/do/<slug:verb>/", view.as_view(), name=f"{name}_verb"),
    ]


urlpatterns: list = [
    *listing("", councils.CouncilIndex, "councils"),
    *listing("meetings/", month.MeetingIndex, "meetings"),
    *listing("matters/", matters.MatterIndex, "matters"),
    *listing("proposals/", proposals.ProposalIndex, "proposals"),
    path(IN, councils.CouncilDesk.as_view(), name="council"),
    path(f"{IN}do/<slug:verb>/", councils.CouncilDesk.as_view(), name="council_verb"),
    *below("seats", seats.SeatsPage, "seats"),
    *below("meetings/<int:pk>/notices", month.NoticesPage, "notices"),
    *below("meetings/<int:pk>/agenda", agenda.AgendaPage, "agenda"),
    *below("matters/<int:pk>", matters.MatterPage, "matter"),
    *below("proposals/<int:pk>", proposals.ProposalPage, "proposal"),
]
