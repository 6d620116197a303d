"""Public addresses: the board, councils, meetings."""

from django.urls import path

from deliberation.views import board, council, feeds, ratings

urlpatterns: list = [
    path("", board.board, name="board"),
    path("find/", board.find, name="find"),
    path("find/near/", board.near, name="near"),
    path("areas/<str:code>/", board.board, name="area"),
    path("meetings/<int:pk>/", council.meeting, name="meeting"),
    path("ratings/", ratings.rated, name="ratings"),
    path("resolutions.atom", feeds.resolutions, name="feed_resolutions"),
    path("<str:slug>/resolutions.atom", feeds.of_council, name="feed_council"),
    path("<str:slug>/", council.council, name="council"),
]
