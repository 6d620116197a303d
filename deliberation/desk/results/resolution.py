"""A resolution at the desk: published, objections answered, carried out, asked about."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate

from deliberation.actions import accepting
from deliberation.desk.access import CouncilRecord, CouncilScreen
from deliberation.desk.results.lists import is_late, resolution_url
from deliberation.desk.results.verbs import OF_OBJECTION, OF_TASK, VERBS
from deliberation.models import Entry, MoneySource, Resolution, TaskPhoto
from deliberation.models.record import KINDS
from deliberation.telling.effects import effect_of
from deliberation.telling.journey import ladder, way_on
from deliberation.views.resolution import money_of, picture, tasks_of
from suggestions.text.language import masked

Status = Resolution.Status
VOICES, HISTORY = 30, 60


class ResolutionPage(CouncilRecord):
    """Everything about one resolution; each task and objection with its own buttons."""

    model = Resolution
    template_name = "deliberation/desk/resolution.html"
    header_icon = "doc-full-inverse"
    verbs = VERBS

    def get_records(self) -> QuerySet[Resolution]:
        rows = self.council.resolutions.select_related(
            "aim",
            "council",
            "matter__topic",
            "motion__item__meeting",
            "publication",
            "escalated_to",
        )
        return rows.prefetch_related("matter__steps__step")

    def get_url(self, verb: str = "") -> str:
        return resolution_url(self.object, verb)

    def get_page_title(self) -> str:
        return f"决议{self.object.full_number}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        resolution, at = self.object, self.request.at
        asked = resolution.status in (Status.DONE, Status.CONFIRMED) or resolution.round > 1
        return super().get_context_data(
            late=is_late(resolution, at),
            way_on=way_on(resolution),
            ladder=ladder(
                resolution.matter, ended=resolution.status in (Status.CONFIRMED, Status.REPEALED)
            ),
            tasks=self._with_buttons(tasks_of(resolution)),
            money=money_of(resolution),
            crowdfunded=resolution.money.filter(source=MoneySource.CROWDFUNDING).exists(),
            objections=[
                {
                    "objection": row,
                    "masked": masked(row.text),
                    "buttons": self.buttons(row, OF_OBJECTION),
                }
                for row in resolution.objections.select_related("answered_by")
            ],
            voices=accepting.voices(resolution) if asked else None,
            comments=resolution.acceptances.exclude(comment="").order_by("-at")[:VOICES],
            effect=effect_of(resolution, localdate(at)),
            effect_comments=resolution.effect_words.exclude(comment="").order_by("-at")[:VOICES],
            history=self._history(),
            **kwargs,
        )

    def _with_buttons(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for row in rows:
            row["task"].resolution = self.object
            row["buttons"] = self.buttons(row["task"], OF_TASK)
        return rows

    def _history(self) -> list[dict[str, Any]]:
        """What the record holds about it, the latest first."""
        rows = Entry.objects.filter(council=self.council, data__resolution=self.object.pk)
        own = Entry.objects.filter(
            council=self.council, subject="resolution", subject_id=self.object.pk
        )
        found = (rows | own).order_by("-seq")[:HISTORY]
        return [{"label": KINDS.get(entry.kind, entry.kind), "entry": entry} for entry in found]


class TaskPhotoFile(CouncilScreen):
    """The pictures of a resolution that is not public yet."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: int, photo: int, **kwargs: Any) -> FileResponse:
        rows = TaskPhoto.objects.filter(task__resolution=pk, task__resolution__council=self.council)
        found = get_object_or_404(rows, pk=photo)
        return picture(found.thumbnail, f"work-{photo}.jpg")
