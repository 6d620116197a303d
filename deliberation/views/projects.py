"""微更新项目 in public, and followed by code from where it was sent."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from deliberation.actions.funding import account_of
from deliberation.models import Project, ProjectPhoto
from deliberation.telling import keepsakes, money
from deliberation.views.resolution import picture
from suggestions.residents import receipts
from suggestions.residents.sheets import SeeOther
from suggestions.views.receipt import private, qr_code

SECRET = ("title", "body", "name", "phone")


@require_safe
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """One public project: what for, what it costs, how far it has come."""
    rows = Project.objects.public().select_related(
        "fund__council__area", "meeting", "contract", "pledge"
    )
    found = get_object_or_404(rows.defer(*SECRET), pk=pk)
    candidacies = found.candidacies.exclude(choice__status="draft").select_related("choice")
    context = {
        "section": "yishi",
        "crumbs": [*money.fund_crumbs(found.fund), {"title": found.public_title}],
        "project": found,
        "council": found.council,
        "pill": money.PILLS[found.status],
        "sentence": money.sentence(found),
        "steps": money.steps(found),
        "money": account_of(found.fund).of(found.pk),
        "candidacies": candidacies.order_by("-choice__closes_at"),
        "lines": found.lines.order_by("at", "pk"),
        "milestones": found.milestones.all(),
        "photos": found.photos.all(),
    }
    return render(request, "deliberation/money/project.html", context)


@require_safe
def project_mine(request: HttpRequest, pk: int) -> HttpResponse:
    """For the browser that has sent it or shown its code: where it stands, and why."""
    rows = Project.objects.select_related("fund__council__area")
    found = rows.filter(pk=pk).first()
    if found is None or not keepsakes.holds(request, found):
        messages.info(request, "请先输入查询码，再看这个项目的进度。")
        return redirect("suggestions:track")
    sent = keepsakes.just_sent(request) == str(found.key)
    issued = receipts.issue(str(found.key)) if sent else ""
    context = {
        "section": "track",
        "crumbs": [*money.fund_crumbs(found.fund), {"title": "我提的项目"}],
        "project": found,
        "pill": money.PILLS[found.status],
        "sentence": money.sentence(found),
        "steps": money.steps(found),
        "masked": (found.public_title, found.public_body) != (found.title, found.body),
        **receipts.shown(issued),
        "qr": qr_code(issued) if issued else "",
    }
    return private(render(request, "deliberation/money/project_mine.html", context))


def follow(request: HttpRequest, digest: str) -> HttpResponse | None:
    """The receipt box of the whole site asks here whose code it is."""
    found = Project.objects.filter(receipt_hash=digest).first()
    if found is None:
        return None
    response = SeeOther(reverse("deliberation:project_mine", args=[found.pk]))
    keepsakes.remember(request, response, found)
    return response


@require_safe
def project_photo(request: HttpRequest, pk: int, small: bool = False) -> FileResponse:
    """A picture of a public project."""
    photo = get_object_or_404(ProjectPhoto, pk=pk, project__in=Project.objects.public())
    return picture(photo.thumbnail if small else photo.image, f"project-{pk}.jpg")
