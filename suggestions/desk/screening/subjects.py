"""The subjects of screening: the queue, what was decided at once, second readings, tags."""

from django.urls import URLPattern, path

from suggestions.desk.intake import entry
from suggestions.desk.screening import (
    bulk,
    copies,
    kinds,
    lookup,
    queue,
    saved,
    second,
    suggestion,
    tags,
    turns,
)
from suggestions.staff.viewsets import DeskViewSet, listing, record


class ScreeningViewSet(DeskViewSet):
    name, menu_label, icon = "screening", "待审核", "tasks"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("", queue.WaitingIndex),
            path("next/", turns.NextWaiting.as_view(), name="next"),
            path("copies/<int:pk>/", copies.Copies.as_view(), name="copies"),
            path("queues/", saved.SaveQueue.as_view(), name="save_queue"),
            path("queues/<int:pk>/drop/", saved.DropQueue.as_view(), name="drop_queue"),
            path("give-back/", turns.GiveBack.as_view(), name="give_back"),
            path("learn/", kinds.LearnKinds.as_view(), name="learn"),
        ]


class BulkViewSet(DeskViewSet):
    name, menu_label, icon = "bulk", "成批办理", "tasks"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("", bulk.BulkIndex),
            path("<int:pk>/progress/", bulk.BulkProgress.as_view(), name="progress"),
            *record("<int:pk>/", bulk.BulkPage),
        ]


class SecondViewSet(DeskViewSet):
    name, menu_label, icon = "second", "第二遍读", "view"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("", second.SecondIndex),
            path("next/", second.NextSecond.as_view(), name="next"),
            *record("<int:pk>/", second.SecondPage),
        ]


class SuggestionViewSet(DeskViewSet):
    name, menu_label, icon = "suggestions", "建议", "mail"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("", queue.SuggestionIndex),
            path("find/", lookup.Find.as_view(), name="find"),
            path("photos/<int:pk>/", suggestion.PhotoView.as_view(), name="photo"),
            path("scans/<int:pk>/", entry.ScanView.as_view(), name="scan"),
            *record("<int:pk>/", suggestion.SuggestionPage),
        ]


class TagViewSet(DeskViewSet):
    name, menu_label, icon = "tags", "标签", "tag"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*listing("", tags.TagIndex), *record("<int:pk>/", tags.TagPage)]
