"""公文 among the office's subjects: papers, what leaders wrote on them, their wording."""

from django.urls import URLPattern, path

from suggestions.desk import rights
from suggestions.desk.papers import instructions, lists, new, page, wording
from suggestions.staff.viewsets import DeskViewSet, listing, record


class PaperViewSet(DeskViewSet):
    name, menu_label, icon = "papers", "公文", "doc-full"

    def get_urlpatterns(self) -> list[URLPattern]:
        file = page.PaperFile.as_view()
        return [
            *listing("", lists.PaperIndex),
            path("new/", new.NewReport.as_view(), name="new"),
            path("<int:pk>/<int:number>.<slug:kind>", file, name="file"),
            *record("<int:pk>/", page.PaperPage),
        ]


class InstructionViewSet(DeskViewSet):
    name, menu_label, icon = "instructions", "批示", "edit"

    def get_urlpatterns(self) -> list[URLPattern]:
        return listing("", instructions.InstructionIndex)


class PaperWordingViewSet(DeskViewSet):
    name, menu_label, icon = "paper_wording", "公文用语", "openquote"
    permissions = (rights.PAPER,)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", wording.SentencesIndex.as_view(), name="index"),
            path("<slug:kind>/", wording.SentencesPage.as_view(), name="page"),
        ]
