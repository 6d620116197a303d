"""纸质答卷: addresses, menu line and permission."""

from django.urls import URLPattern, path

from suggestions.desk import rights
from suggestions.desk.typing import page, sheet
from suggestions.staff.viewsets import DeskViewSet, listing, record


class TypingViewSet(DeskViewSet):
    name, menu_label, icon, menu_order = "typing", page.NAME, "edit", 55
    permissions = (rights.TYPED,)
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("", page.TypedIndex),
            path("new/", sheet.Choose.as_view(), name="new"),
            path("of/<int:pk>/", sheet.FirstTyping.as_view(), name="first"),
            path("round/<int:pk>/", sheet.FirstOfRound.as_view(), name="round"),
            path("<int:pk>/second/", sheet.SecondTyping.as_view(), name="second"),
            *record("<int:pk>/", page.TypedPage),
        ]
