"""A resolution's public page: from the vote to the residents' own word that it is done."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Prefetch
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from deliberation.actions import accepting as accepting_actions
from deliberation.actions import evaluating, pledging
from deliberation.actions.accepting import NO_NEEDED, YES_NEEDED
from deliberation.models import (
    Minutes,
    MoneySource,
    Progress,
    Publication,
    Resolution,
    StepTaken,
    Task,
    TaskPhoto,
)
from deliberation.telling.councils import council_crumbs
from deliberation.telling.effects import effect_of
from deliberation.telling.journey import SENTENCES, ladder, way_on
from deliberation.views.follow_forms import DoneForm, EffectForm, ObjectionForm
from suggestions.actions import rules
from suggestions.residents import limits, sheets, visitors
from suggestions.residents.doors import posted_from
from suggestions.views.private_files import handed_out

Status = Resolution.Status
PLEDGES_SHOWN = 50
TASK_STATES: dict[str, str] = {
    Task.Status.TODO: "todo",
    Task.Status.DOING: "now",
    Task.Status.DONE: "done",
}


def shown_resolution(pk: int) -> Resolution:
    """A public resolution with what its page needs beside it."""
    rows = Resolution.objects.public().select_related(
        "council__area",
        "matter__topic",
        "motion__item__meeting",
        "publication",
        "escalated_to",
    )
    taken = StepTaken.objects.select_related("step")
    return get_object_or_404(rows.prefetch_related(Prefetch("matter__steps", taken)), pk=pk)


@require_safe
def resolution(request: HttpRequest, pk: int) -> HttpResponse:
    return resolution_page(request, shown_resolution(pk))


def resolution_page(
    request: HttpRequest,
    found: Resolution,
    *,
    objecting: Form | None = None,
    accepting: DoneForm | None = None,
    rating: EffectForm | None = None,
    key: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, with a form as it was typed where one came back."""
    at = timezone.now()
    meeting, publication = found.motion.item.meeting, getattr(found, "publication", None)
    objectable = found.status == Status.PUBLISHED and _hangs(publication, localdate(at))
    context = {
        "section": "yishi",
        "crumbs": [*council_crumbs(found.council), {"title": found.title}],
        "resolution": found,
        "council": found.council,
        "meeting": meeting,
        "minutes_final": Minutes.objects.filter(meeting=meeting, status="frozen").exists(),
        "sentence": SENTENCES[found.status],
        "late": found.is_late(localdate(at)),
        "steps": way_on(found),
        "ladder": ladder(found.matter, ended=found.status in (Status.CONFIRMED, Status.REPEALED)),
        "publication": publication,
        "tasks": tasks_of(found),
        "money": money_of(found),
        "objections": found.objections.exclude(public_text="").order_by("at", "pk"),
        "objection_form": (objecting or ObjectionForm()) if objectable or objecting else None,
        "key": key or visitors.new_key(),
        **_asked(request, found, accepting),
        **_effect(request, found, localdate(at), rating),
        **_crowd(found),
    }
    if context["objection_form"]:
        action = reverse("deliberation:object_to", args=[found.pk])
        context |= sheets.standing("object-form", action)
    response = render(request, "deliberation/resolution.html", context, status=status)
    response["Cache-Control"] = "private"
    return response


def _hangs(publication: Publication | None, on: dt.date) -> bool:
    return publication is not None and publication.starts_on <= on <= publication.ends_on


def tasks_of(found: Resolution) -> list[dict[str, Any]]:
    """Tasks with their progress and photos, in three queries."""
    rows = found.tasks.prefetch_related("photos", Prefetch("progress", Progress.objects.all()))
    return [
        {
            "task": task,
            "state": TASK_STATES[task.status],
            "progress": list(task.progress.all()),
            "before": [p for p in task.photos.all() if p.when == TaskPhoto.When.BEFORE],
            "after": [p for p in task.photos.all() if p.when == TaskPhoto.When.AFTER],
        }
        for task in rows
    ]


def money_of(found: Resolution) -> dict[str, Any]:
    """Budget and spending by source, each with the share that is spent, whole percents."""
    spent: dict[str, Decimal] = {}
    progress = Progress.objects.filter(task__resolution=found).exclude(source="")
    for source, amount in progress.values_list("source", "spent"):
        spent[source] = spent.get(source, Decimal(0)) + amount
    rows = list(found.money.all())
    lines = [
        {
            "label": MoneySource(row.source).label,
            "budget": row.amount,
            "spent": spent.get(row.source, Decimal(0)),
            "percent": int(spent.get(row.source, Decimal(0)) * 100 / row.amount),
            "note": row.note,
        }
        for row in rows
    ]
    return {
        "lines": lines,
        "budget": sum((row.amount for row in rows), Decimal(0)),
        "spent": sum((spent.get(row.source, Decimal(0)) for row in rows), Decimal(0)),
    }


def _asked(request: HttpRequest, found: Resolution, form: DoneForm | None) -> dict[str, Any]:
    if found.status not in (Status.DONE, Status.CONFIRMED):
        return {}
    key = visitors.supporter_key(request)
    mine = found.acceptances.filter(round=found.round, key=key).exists() if key else False
    asking = found.status == Status.DONE and (not mine or form is not None)
    return {
        "voices": accepting_actions.voices(found),
        "done_form": (form or DoneForm()) if asking else None,
        "said_already": mine,
        "yes_needed": YES_NEEDED,
        "no_needed": NO_NEEDED,
    }


def _effect(
    request: HttpRequest, found: Resolution, on: dt.date, form: EffectForm | None
) -> dict[str, Any]:
    """What was promised and found; the question while it is open and this visitor has not said."""
    effect = effect_of(found, on)
    key = visitors.supporter_key(request)
    mine = effect.open and found.effect_words.filter(round=found.round, key=key).exists()
    asking = effect.open and not (key and mine)
    words = evaluating.effect_words(found) if effect.open else {}
    return {
        "effect": effect,
        "effect_form": form or (EffectForm() if asking else None),
        "effect_said": bool(key and mine),
        "effect_words": words,
        "effect_rated": sum(words.values()),
    }


def _crowd(found: Resolution) -> dict[str, Any]:
    """众筹: sums, and givers as they agreed to be named."""
    if not any(row.source == MoneySource.CROWDFUNDING for row in found.money.all()):
        return {}
    pledges = found.pledges.only("number", "public_name", "amount", "resolution_id")
    return {
        "crowd": pledging.reconcile(found),
        "pledges": pledges[:PLEDGES_SHOWN],
        "pledge_count": found.pledges.count(),
    }


@posted_from("deliberation:resolution", at="#done")
def say_whether_done(request: HttpRequest, pk: int) -> HttpResponse:
    """One word a visitor and round."""
    at = timezone.now()
    if limits.count(request, "acceptance", at=at) > settings.LOOKUPS_PER_HOUR:
        return limits.refuse(request, at=at)
    found, form = shown_resolution(pk), DoneForm(request.POST)
    if not form.is_valid():
        return resolution_page(request, found, accepting=form, status=422)
    response = redirect(f"{found.get_absolute_url()}#done")
    key = visitors.supporter_key(request) or visitors.new_supporter(
        response, request.POST.get("drawn", "")
    )
    try:
        accepting_actions.say_whether_done(found, key=key, at=at, **form.cleaned_data)
    except rules.Overtaken as refusal:
        messages.info(request, str(refusal))
    except rules.Refused as refusal:
        form.add_error(None, str(refusal))
        return resolution_page(request, found, accepting=form, status=422)
    else:
        messages.success(request, "记下了，谢谢您！")
    return response


# --- pictures ---------------------------------------------------------------------------------


@require_safe
def task_photo(request: HttpRequest, pk: int, small: bool = False) -> FileResponse:
    """A picture of before or after, once the resolution itself is public."""
    public = Resolution.objects.public()
    photo = get_object_or_404(TaskPhoto, pk=pk, task__resolution__in=public)
    return picture(photo.thumbnail if small else photo.image, f"work-{pk}.jpg")


@require_safe
def wall_photo(request: HttpRequest, pk: int) -> FileResponse:
    """The picture that proves where the resolution hung."""
    public = Resolution.objects.public()
    publication = get_object_or_404(Publication, resolution=pk, resolution__in=public)
    return picture(publication.start_photo, f"wall-{pk}.jpg")


def picture(stored: Any, name: str) -> FileResponse:
    return handed_out(stored, name=name, kind="image/jpeg")
