"""入户走访: addresses, menu line and permission."""

from django.urls import URLPattern, path

from suggestions.desk import rights
from suggestions.desk.visits import door, lists, own, phone, rounds, slips
from suggestions.staff.viewsets import DeskViewSet, listing, record


class VisitViewSet(DeskViewSet):
    name, menu_label, icon, menu_order = "visits", rounds.NAME, "home", 54
    permissions = (rights.VISITS,)
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("", lists.RoundIndex),
            path("new/", rounds.NewRound.as_view(), name="new"),
            *listing("devices/", lists.DeviceIndex, "devices"),
            *record("devices/<int:pk>/", lists.DevicePage, "device"),
            *listing("mine/", own.OwnDevices, "mine"),
            *record("mine/<int:pk>/", own.OwnDevicePage, "own"),
            path("doors/<int:pk>/", door.DoorPage.as_view(), name="door"),
            path("worker.js", rounds.Worker.as_view(), name="worker"),
            path("<int:pk>/kept/", rounds.KeptRound.as_view(), name="kept"),
            path("<int:pk>/slips/", slips.Slips.as_view(), name="slips"),
            path("<int:pk>/key/", phone.DeviceKey.as_view(), name="key"),
            *lists.list_urls("<int:round>/list/"),
            *record("<int:pk>/", rounds.RoundPage),
        ]
