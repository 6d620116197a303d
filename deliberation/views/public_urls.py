"""Public addresses: the board, councils, meetings."""

from django.urls import path

from deliberation.views import board, council

urlpatterns: list = [
    path("", board.board, name="board"),
    path("areas/<str:code>/", board.board, name="area"),
    path("meetings/<int:pk>/", council.meeting, name="meeting"),
    path("<str:slug>/", council.council, name="council"),
]
