"""Public addresses: votes."""

from django.urls import path

from deliberation.views import checking, vote

urlpatterns: list = [
    path("vote/<int:pk>/", vote.vote, name="vote"),
    path("vote/<int:pk>/code/", vote.send_code, name="vote_code"),
    path("vote/<int:pk>/phone/", vote.vote_by_phone, name="vote_phone"),
    path("vote/<int:pk>/slip/", vote.enter_slip, name="vote_slip"),
    path("vote/<int:pk>/check/", checking.check, name="vote_check"),
    path("slip/", vote.vote_by_slip, name="slip_cast"),
    path("slip/<str:token>/", vote.scan_slip, name="slip"),
    path("<str:slug>/record.json", checking.record, name="record"),
]
