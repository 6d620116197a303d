"""The buttons of a resolution, of its tasks and of the objections against it."""

from collections.abc import Callable

from django.db.models import QuerySet

from deliberation.actions import accepting, carrying, publishing, resolutions
from deliberation.desk.results import forms as ask
from deliberation.desk.results.effect_verbs import OF_EFFECT
from deliberation.models import Objection, Resolution, Task
from suggestions.staff.verbs import DeskVerb

Status = Resolution.Status
UNENDED = (Status.DRAFT, Status.PUBLISHED, Status.CARRIED)
TODO, DOING, DONE = Task.Status


def stands(*statuses: str) -> Callable[[Resolution], bool]:
    return lambda resolution: resolution.status in statuses


def objections(resolution: Resolution) -> QuerySet[Objection]:
    return resolution.objections.all()


def tasks(resolution: Resolution) -> QuerySet[Task]:
    return resolution.tasks.select_related("resolution__council")


def of_task(*statuses: str) -> Callable[[Task], bool]:
    def offered(task: Task) -> bool:
        return task.resolution.status == Status.CARRIED and task.status in statuses

    return offered


OF_RESOLUTION = (
    DeskVerb(
        "publish",
        "登记公示",
        calls=publishing.publish_resolution,
        told="公示已登记，到 {result.ends_on.year} 年 {result.ends_on.month} 月"
        " {result.ends_on.day} 日期满。",
        form=ask.PublishForm,
        offered=stands(Status.DRAFT),
        style="",
    ),
    DeskVerb(
        "end-publication",
        "登记期满",
        calls=publishing.end_publication,
        told="公示期满已登记，决议进入落实。",
        form=ask.EndForm,
        offered=stands(Status.PUBLISHED),
        style="",
    ),
    DeskVerb(
        "finish",
        "全部办完，请居民确认",
        calls=accepting.finish_resolution,
        told="已请居民确认：真的办好了吗？",
        offered=stands(Status.CARRIED),
        style="",
        hint="所有落实事项都完成以后按。决议页上会问居民“真的办好了吗”。",
    ),
    DeskVerb(
        "add-task",
        "增加事项",
        calls=carrying.add_task,
        told="已增加落实事项“{result}”。",
        form=ask.WorkForm,
        offered=stands(Status.CARRIED),
    ),
    DeskVerb(
        "reschedule",
        "调整期限",
        calls=resolutions.reschedule_resolution,
        told="期限已调整，理由写入记录。",
        form=ask.DueForm,
        offered=stands(Status.CARRIED),
    ),
    DeskVerb(
        "reopen",
        "退回落实",
        calls=accepting.reopen_resolution,
        told="决议已退回落实。",
        form=ask.WhyForm,
        offered=stands(Status.DONE, Status.CONFIRMED),
    ),
    DeskVerb(
        "repeal",
        "不再执行",
        calls=resolutions.repeal_resolution,
        told="决议不再执行，理由写入记录。",
        form=ask.WhyForm,
        offered=stands(*UNENDED),
    ),
    DeskVerb(
        "bring-back",
        "没有落实，重新提出",
        calls=resolutions.bring_back,
        told="已作为议题“{result}”重新提出。",
        form=ask.WhyForm,
        offered=stands(*UNENDED),
        hint="决议不再执行，同一件事作为新的议题回到议程。",
    ),
)
OF_OBJECTION = (
    DeskVerb(
        "show",
        "看过，公开",
        calls=publishing.show_objection,
        told="意见已公开。",
        form=ask.ShowForm,
        subjects=objections,
    ),
    DeskVerb(
        "answer",
        "答复",
        calls=publishing.answer_objection,
        told="意见已答复。",
        form=ask.AnswerObjectionForm,
        offered=lambda objection: objection.status == Objection.Status.PENDING,
        subjects=objections,
        style="",
    ),
)
OF_TASK = (
    DeskVerb(
        "progress",
        "登记进展",
        calls=carrying.report_progress,
        told="已登记“{subject}”的进展。",
        form=ask.ProgressForm,
        offered=of_task(TODO, DOING, DONE),
        subjects=tasks,
        style="",
    ),
    DeskVerb(
        "photo",
        "登记照片",
        calls=carrying.add_photo,
        told="照片已登记。",
        form=ask.PhotoForm,
        offered=of_task(TODO, DOING, DONE),
        subjects=tasks,
    ),
    DeskVerb(
        "task-done",
        "完成",
        calls=carrying.finish_task,
        told="“{subject}”已完成。",
        form=ask.DoneForm,
        offered=of_task(TODO, DOING),
        subjects=tasks,
    ),
    DeskVerb(
        "resume",
        "重新办理",
        calls=carrying.resume_task,
        told="“{subject}”重新办理。",
        form=ask.WhyForm,
        offered=of_task(DONE),
        subjects=tasks,
    ),
)
VERBS = (*OF_RESOLUTION, *OF_EFFECT, *OF_OBJECTION, *OF_TASK)
