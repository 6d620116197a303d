"""落实: tasks with progress, photos and spending against the budget."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from deliberation.actions.numbering import CENT, next_number, yuan
from deliberation.actions.record import note
from deliberation.actions.resolutions import Work, checked_work
from deliberation.actions.wording import open_words, open_words_if_any
from deliberation.models import MoneySource, Progress, Resolution, Task, TaskPhoto
from suggestions.actions.rules import Refused, move
from suggestions.models import User
from suggestions.residents.photos import BadPhoto, redraw

PHOTOS_A_TASK = 12


def add_task(resolution: Resolution, *, work: Work, by: User, at: dt.datetime) -> Task:
    """One more piece of work while the resolution is being carried out."""
    work = checked_work(work, at)
    with transaction.atomic():
        _lock_carried(resolution)
        task = Task.objects.create(
            resolution=resolution,
            order=next_number(resolution.tasks, "order"),
            title=work.title,
            lead=work.lead,
            due_on=work.due_on,
        )
        data = {"title": work.title, "lead": work.lead, "due_on": work.due_on.isoformat()}
        note(task, "task.added", by=by, at=at, data=data)
    return task


def report_progress(
    task: Task,
    *,
    text: str,
    by: User,
    at: dt.datetime,
    spent: Decimal | None = None,
    source: str = "",
) -> Progress:
    """What has been done and spent; the first word starts the task."""
    text = open_words(text, "进展", 1000)
    amount = yuan(spent, "支出") if spent else CENT * 0
    if amount and source not in MoneySource.values:
        raise Refused("填了支出，请选择钱从哪里来。")
    with transaction.atomic():
        _lock_carried(task.resolution)
        if task.status == Task.Status.TODO:
            move(task, Task.Status.DOING)
        if amount:
            _refuse_overspending(task.resolution, source, amount)
        row = Progress.objects.create(
            task=task, note=text, spent=amount, source=source if amount else "", by=by, at=at
        )
        data = {"task": task.title, "text": text, "spent": str(amount), "source": row.source}
        note(task, "task.progress", by=by, at=at, data=data)
    return row


def _refuse_overspending(resolution: Resolution, source: str, amount: Decimal) -> None:
    """More than was resolved from a source is not spent: that takes a new resolution."""
    budget = sum(resolution.money.filter(source=source).values_list("amount", flat=True), CENT * 0)
    so_far = Progress.objects.filter(task__resolution=resolution, source=source)
    left = budget - sum(so_far.values_list("spent", flat=True), CENT * 0)
    if amount > left:
        label = MoneySource(source).label
        raise Refused(f"决议中的“{label}”还剩 {left:,} 元，超出的部分要另行议决。")


def finish_task(task: Task, *, text: str, by: User, at: dt.datetime) -> None:
    """A task is done, with a word on how."""
    text = open_words(text, "完成情况", 1000)
    with transaction.atomic():
        _lock_carried(task.resolution)
        move(task, Task.Status.DONE, done_at=at)
        Progress.objects.create(task=task, note=text, by=by, at=at)
        data = {"task": task.title, "text": text}
        note(task, "task.done", by=by, at=at, data=data)


def resume_task(task: Task, *, reason: str, by: User, at: dt.datetime) -> None:
    """Not done after all."""
    reason = open_words(reason, "重新办理的原因", 300)
    with transaction.atomic():
        _lock_carried(task.resolution)
        move(task, Task.Status.DOING, done_at=None)
        data = {"task": task.title, "reason": reason}
        note(task, "task.resumed", by=by, at=at, data=data)


def add_photo(
    task: Task, *, upload: UploadedFile, when: str, by: User, at: dt.datetime, caption: str = ""
) -> TaskPhoto:
    """A picture of before or after, drawn anew without what a camera hides in it."""
    caption = open_words_if_any(caption, "照片说明", 80)
    if when not in TaskPhoto.When.values:
        raise Refused("请选择照片是办之前还是办之后拍的。")
    try:
        picture = redraw(upload)
    except BadPhoto as error:
        raise Refused(str(error)) from error
    name = uuid.uuid4().hex
    with transaction.atomic():
        _lock(task.resolution, Resolution.UNFINISHED)
        if task.photos.count() >= PHOTOS_A_TASK:
            raise Refused(f"每项最多 {PHOTOS_A_TASK} 张照片。")
        photo = TaskPhoto(task=task, when=when, caption=caption, at=at)
        photo.image.save(f"{name}.jpg", ContentFile(picture.data), save=False)
        photo.thumbnail.save(f"{name}-s.jpg", ContentFile(picture.thumbnail), save=False)
        photo.save(force_insert=True)
        data = {"task": task.title, "when": when, "caption": caption}
        note(task, "task.photo", by=by, at=at, data=data)
    return photo


def _lock_carried(resolution: Resolution) -> None:
    """Held until the transaction ends: work is noted only while the resolution is carried out."""
    _lock(resolution, [Resolution.Status.CARRIED])


def _lock(resolution: Resolution, statuses: Any) -> None:
    rows = Resolution.objects.select_for_update().filter(pk=resolution.pk, status__in=statuses)
    if not rows.exists():
        raise Refused("决议现在不在落实中，不能再登记。请刷新页面后再看。")
