"""征集站: addresses, menu line and permission."""

from django.urls import URLPattern, path

from suggestions.desk import rights
from suggestions.desk.stations import importing, lists, page
from suggestions.staff.viewsets import DeskViewSet, listing, record


class StationViewSet(DeskViewSet):
    name, menu_label, icon = "stations", page.NAME, "site"
    permissions = (rights.STATIONS,)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("", lists.StationIndex),
            path("new/", page.NewStation.as_view(), name="new"),
            *importing.list_urls("list/"),
            path("<int:pk>/poster/", page.StationPoster.as_view(), name="poster"),
            *record("<int:pk>/", page.StationPage),
        ]
