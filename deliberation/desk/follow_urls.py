"""Addresses of the desk: minutes, resolutions and what follows them."""

from django.urls import path

from deliberation.desk import minutes, pledges, resolution, resolutions
from suggestions.desk.urls import listing

MINUTES = "<int:council>/meetings/<int:pk>/minutes"
RESOLUTION = "<int:council>/resolutions/<int:pk>/"
urlpatterns: list = [
    *listing("resolutions/", resolutions.ResolutionIndex, "resolutions"),
    path(f"{MINUTES}/", minutes.MinutesPage.as_view(), name="minutes"),
    path(f"{MINUTES}.<slug:kind>", minutes.MinutesFile.as_view(), name="minutes_file"),
    path(f"{MINUTES}/do/<slug:verb>/", minutes.MinutesPage.as_view(), name="minutes_verb"),
    path(
        "<int:council>/resolutions/new/<int:motion>/",
        resolutions.NewResolution.as_view(),
        name="new_resolution",
    ),
    path(RESOLUTION, resolution.ResolutionPage.as_view(), name="resolution"),
    path(
        f"{RESOLUTION}do/<slug:verb>/",
        resolution.ResolutionPage.as_view(),
        name="resolution_verb",
    ),
    path(
        f"{RESOLUTION}photos/<int:photo>/",
        resolution.TaskPhotoFile.as_view(),
        name="task_photo",
    ),
    path(f"{RESOLUTION}pledges/", pledges.PledgesPage.as_view(), name="pledges"),
    path(f"{RESOLUTION}pledges.xlsx", pledges.PledgesFile.as_view(), name="pledges_file"),
    path(
        f"{RESOLUTION}pledges/do/<slug:verb>/", pledges.PledgesPage.as_view(), name="pledges_verb"
    ),
]
