"""Addresses of the desk: votes."""

from django.urls import path

from deliberation.desk import motions, rolls, voting

R = "<int:council>/rolls/<int:pk>/"
M = "<int:council>/motions/<int:pk>/"
urlpatterns: list = [
    path("<int:council>/rolls/", rolls.RollIndex.as_view(), name="rolls"),
    path("<int:council>/rolls/new/", rolls.RollUpload.as_view(), name="roll_upload"),
    path(
        "<int:council>/rolls/template/<slug:kind>.xlsx",
        rolls.RollTemplate.as_view(),
        name="roll_template",
    ),
    path(R, rolls.RollPage.as_view(), name="roll"),
    path(
        "<int:council>/rolls/<int:pk>/do/<slug:verb>/", rolls.RollPage.as_view(), name="roll_verb"
    ),
    path("<int:council>/motions/", motions.MotionIndex.as_view(), name="motions"),
    path("<int:council>/motions/new/<int:item>/", motions.NewMotion.as_view(), name="new_motion"),
    path(M, motions.MotionPage.as_view(), name="motion"),
    path(f"{M}edit/", motions.EditMotion.as_view(), name="edit_motion"),
    path(f"{M}paper/", voting.PaperEntry.as_view(), name="paper"),
    path(f"{M}call/", voting.RollCall.as_view(), name="call"),
    path(f"{M}mandates/", voting.Mandates.as_view(), name="mandates"),
    path(f"{M}mandates/<int:mandate>/", voting.MandateFile.as_view(), name="mandate"),
    path(f"{M}slips/", voting.Slips.as_view(), name="slips"),
    path(f"{M}do/<slug:verb>/", motions.MotionPage.as_view(), name="motion_verb"),
]
