"""Public addresses: calendars and residents' proposals."""

from django.urls import path

from deliberation.views import answering, calendar, commenting, proposal_form, proposals, seconding

urlpatterns: list = [
    path("meetings/<int:pk>/calendar.ics", calendar.meeting_calendar, name="meeting_calendar"),
    path("items/<int:pk>/comment/", commenting.comment, name="comment"),
    path("answer/<str:token>/", answering.answer, name="answer"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/second/", seconding.second, name="second"),
    path("proposals/<int:pk>/second/code/", seconding.second_code, name="second_code"),
    path("proposals/<int:pk>/mine/", proposals.proposal_mine, name="proposal_mine"),
    path("<str:slug>/calendar.ics", calendar.calendar, name="calendar"),
    path("<str:slug>/propose/", proposal_form.propose, name="propose"),
    path("<str:slug>/proposals/", proposals.proposals, name="proposals"),
]
