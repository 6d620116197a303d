"""问卷 of the office: addresses and menu line."""

from django.urls import URLPattern, path

from suggestions.desk import rights
from suggestions.desk.questionnaires import importing, lists, page, placing, themes
from suggestions.staff.viewsets import DeskViewSet, listing, record


class QuestionnaireViewSet(DeskViewSet):
    name, menu_label, icon, menu_order = "questionnaires", lists.NAME, "clipboard-list", 53
    permissions = (*rights.RESULTS, rights.IMPORT)
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("", lists.QuestionnaireIndex),
            path("<int:pk>/", page.QuestionnaireDesk.as_view(), name="page"),
            path("<int:pk>/lists/", importing.UploadList.as_view(), name="upload"),
            path("<int:pk>/lists/<int:key>/", importing.ListPage.as_view(), name="list"),
            path(
                "<int:pk>/lists/<int:key>/progress/",
                importing.ListProgress.as_view(),
                name="list_progress",
            ),
            path("<int:pk>/lists/<int:key>/faults/", importing.ListFaults.as_view(), name="faults"),
            path("<int:pk>/themes/", themes.StartThemes.as_view(), name="start_themes"),
            *record("themes/<int:pk>/", themes.ThemePage, "theme"),
            path("<int:pk>/place/", placing.StartPlacing.as_view(), name="place"),
            path("<int:pk>/place/progress/", placing.PlacingProgress.as_view(), name="progress"),
        ]
