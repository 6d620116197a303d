"""A resolution at the desk: published, objections answered, carried out, asked about."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate

from deliberation import actions
from deliberation.desk import follow_forms as ask
from deliberation.desk.access import RUN, CouncilRecord, CouncilScreen
from deliberation.desk.resolutions import is_late, resolution_url
from deliberation.journey import four_steps, way_on
from deliberation.models import Entry, MoneySource, Objection, Resolution, Task, TaskPhoto
from deliberation.models.record import KINDS
from deliberation.views.resolution import money_of, picture, tasks_of
from suggestions.desk.access import DeskVerb
from suggestions.desk.forms import DeskForm
from suggestions.language import masked

Status = Resolution.Status
VOICES, HISTORY = 30, 60


def stands(*statuses: str) -> Any:
    return lambda resolution: resolution.status in statuses


def _publish(resolution: Resolution, data: dict, **who: Any) -> str:
    publication = actions.publish_resolution(resolution, **data, **who)
    end = publication.ends_on
    return f"公示已登记，到 {end.year} 年 {end.month} 月 {end.day} 日期满。"


def _end(resolution: Resolution, data: dict, **who: Any) -> str:
    actions.end_publication(resolution, **data, **who)
    return "公示期满已登记，决议进入落实。"


def _show(objection: Objection, data: dict, **who: Any) -> str:
    actions.show_objection(objection, **data, **who)
    return "意见已公开。"


def _answer(objection: Objection, data: dict, **who: Any) -> str:
    actions.answer_objection(objection, **data, **who)
    return "意见已答复。"


def _add_task(resolution: Resolution, data: dict, **who: Any) -> str:
    task = actions.add_task(resolution, work=actions.Work(**data), **who)
    return f"已增加落实事项“{task}”。"


def _progress(task: Task, data: dict, **who: Any) -> str:
    actions.report_progress(task, **data, **who)
    return f"已登记“{task}”的进展。"


def _photo(task: Task, data: dict, **who: Any) -> str:
    actions.add_photo(task, **data, **who)
    return "照片已登记。"


def _task_done(task: Task, data: dict, **who: Any) -> str:
    actions.finish_task(task, **data, **who)
    return f"“{task}”已完成。"


def _resume(task: Task, data: dict, **who: Any) -> str:
    actions.resume_task(task, **data, **who)
    return f"“{task}”重新办理。"


def _finish(resolution: Resolution, data: dict, **who: Any) -> str:
    actions.finish_resolution(resolution, **who)
    return "已请居民确认：真的办好了吗？"


def _reopen(resolution: Resolution, data: dict, **who: Any) -> str:
    actions.reopen_resolution(resolution, **data, **who)
    return "决议已退回落实。"


def _reschedule(resolution: Resolution, data: dict, **who: Any) -> str:
    actions.reschedule_resolution(resolution, **data, **who)
    return "期限已调整，理由写入记录。"


def _repeal(resolution: Resolution, data: dict, **who: Any) -> str:
    actions.repeal_resolution(resolution, **data, **who)
    return "决议不再执行，理由写入记录。"


def _bring_back(resolution: Resolution, data: dict, **who: Any) -> str:
    matter = actions.bring_back(resolution, **data, **who)
    return f"已作为议题“{matter}”重新提出。"


def objections(resolution: Resolution) -> QuerySet[Objection]:
    return resolution.objections.all()


def tasks(resolution: Resolution) -> QuerySet[Task]:
    return resolution.tasks.select_related("resolution__council")


def of_task(*statuses: str) -> Any:
    def offered(task: Task) -> bool:
        return task.resolution.status == Status.CARRIED and task.status in statuses

    return offered


UNENDED = (Status.DRAFT, Status.PUBLISHED, Status.CARRIED)
TODO, DOING, DONE = Task.Status
VERBS = (
    DeskVerb("publish", "登记公示", RUN, _publish, ask.PublishForm, stands(Status.DRAFT), style=""),
    DeskVerb(
        "end-publication", "登记期满", RUN, _end, ask.EndForm, stands(Status.PUBLISHED), style=""
    ),
    DeskVerb(
        "finish",
        "全部办完，请居民确认",
        RUN,
        _finish,
        DeskForm,
        stands(Status.CARRIED),
        style="",
        hint="所有落实事项都完成以后按。决议页上会问居民“真的办好了吗”。",
    ),
    DeskVerb("add-task", "增加事项", RUN, _add_task, ask.WorkForm, stands(Status.CARRIED)),
    DeskVerb(
        "reschedule", "调整期限", RUN, _reschedule, ask.DueForm, stands(Status.CARRIED)
    ),
    DeskVerb(
        "reopen",
        "退回落实",
        RUN,
        _reopen,
        ask.WhyForm,
        stands(Status.DONE, Status.CONFIRMED),
    ),
    DeskVerb("repeal", "不再执行", RUN, _repeal, ask.WhyForm, stands(*UNENDED)),
    DeskVerb(
        "bring-back",
        "没有落实，重新提出",
        RUN,
        _bring_back,
        ask.WhyForm,
        stands(*UNENDED),
        hint="决议不再执行，同一件事作为新的议题回到议程。",
    ),
    DeskVerb("show", "看过，公开", RUN, _show, ask.ShowForm, subjects=objections),
    DeskVerb(
        "answer",
        "答复",
        RUN,
        _answer,
        ask.AnswerObjectionForm,
        lambda objection: objection.status == Objection.Status.PENDING,
        subjects=objections,
        style="",
    ),
    DeskVerb(
        "progress", "登记进展", RUN, _progress, ask.ProgressForm, of_task(TODO, DOING, DONE),
        subjects=tasks, style="",
    ),
    DeskVerb("photo", "登记照片", RUN, _photo, ask.PhotoForm, of_task(TODO, DOING, DONE), tasks),
    DeskVerb("task-done", "完成", RUN, _task_done, ask.DoneForm, of_task(TODO, DOING), tasks),
    DeskVerb("resume", "重新办理", RUN, _resume, ask.WhyForm, of_task(DONE), tasks),
)  # fmt: skip


class ResolutionPage(CouncilRecord):
    """Everything about one resolution; each task and objection with its own buttons."""

    model = Resolution
    template_name = "deliberation/desk/resolution.html"
    header_icon = "doc-full-inverse"
    verbs = VERBS

    def get_records(self) -> QuerySet[Resolution]:
        rows = self.council.resolutions.select_related(
            "council", "matter__topic", "motion__item__meeting", "publication", "escalated_to"
        )
        return rows.prefetch_related("matter__steps__step")

    def get_url(self, verb: str = "") -> str:
        return resolution_url(self.object, verb)

    def get_page_title(self) -> str:
        return f"决议{self.object.full_number}"

    def make_form(self, verb: DeskVerb, subject: Any, data: Any = None) -> DeskForm:
        """Some buttons send pictures."""
        prefix = f"id_{verb.name}_{subject.pk}_%s"
        files = self.request.FILES if data is not None else None
        return verb.form(data, files, subject=subject, at=self.request.at, auto_id=prefix)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        resolution, at = self.object, self.request.at
        asked = resolution.status in (Status.DONE, Status.CONFIRMED) or resolution.round > 1
        return super().get_context_data(
            late=is_late(resolution, at),
            way_on=way_on(resolution),
            four_steps=four_steps(
                resolution.matter,
                localdate(at),
                ended=resolution.status in (Status.CONFIRMED, Status.REPEALED),
            ),
            tasks=self._with_buttons(tasks_of(resolution)),
            money=money_of(resolution),
            crowdfunded=resolution.money.filter(source=MoneySource.CROWDFUNDING).exists(),
            objections=[
                {
                    "objection": row,
                    "masked": masked(row.text),
                    "buttons": self.buttons(row, [v for v in VERBS if v.subjects is objections]),
                }
                for row in resolution.objections.select_related("answered_by")
            ],
            voices=actions.voices(resolution) if asked else None,
            comments=resolution.acceptances.exclude(comment="").order_by("-at")[:VOICES],
            history=self._history(),
            **kwargs,
        )

    def _with_buttons(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        verbs = [verb for verb in VERBS if verb.subjects is tasks]
        for row in rows:
            row["task"].resolution = self.object
            row["buttons"] = self.buttons(row["task"], verbs)
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

    def get(self, request: HttpRequest, pk: int, photo: int, **kwargs: Any) -> HttpResponse:
        rows = TaskPhoto.objects.filter(task__resolution=pk, task__resolution__council=self.council)
        found = get_object_or_404(rows, pk=photo)
        return picture(found.thumbnail, f"work-{photo}.jpg")
