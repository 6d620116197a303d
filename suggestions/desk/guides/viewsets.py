"""文本和建议: addresses and menu line."""

from django.urls import URLPattern, path

from suggestions.desk import rights
from suggestions.desk.guides import lists, page
from suggestions.staff.viewsets import DeskViewSet, listing


class GuideViewSet(DeskViewSet):
    name, menu_label, icon, menu_order = "guides", page.NAME, "doc-full-inverse", 112
    permissions = (rights.ADOPT,)
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("", lists.GuideIndex),
            path("<int:pk>/", page.GuideDesk.as_view(), name="guide"),
            path("clauses/<int:pk>/", page.ClausePage.as_view(), name="clause"),
            path("clauses/<int:pk>/<slug:verb>/", page.ClausePage.as_view(), name="verb"),
        ]
