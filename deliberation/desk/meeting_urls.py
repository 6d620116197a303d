"""Addresses of the desk: running a meeting, signing in, the paper list, the screen of the hall."""

from django.urls import path

from deliberation.desk import conduct, hall, paper, signing
from deliberation.desk.month_urls import IN, below

urlpatterns: list = [
    *below("meetings/<int:pk>/conduct", conduct.ConductPage, "conduct"),
    *below("meetings/<int:pk>/attendance", signing.AttendancePage, "attendance"),
    path(f"{IN}meetings/<int:pk>/paper/", paper.PaperList.as_view(), name="paper_list"),
    path(f"{IN}meetings/<int:pk>/hall/", hall.HallScreen.as_view(), name="hall"),
]
