"""优秀建议: the public list, and the author's own word on being named."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from suggestions.actions import recognising, rules
from suggestions.models import Recognition
from suggestions.residents.doors import posted_from
from suggestions.residents.forms import NAMED, NamingForm
from suggestions.telling import recognition
from suggestions.views.receipt import private
from suggestions.views.track import NOT_HERE, box, held

PER_PAGE = 10


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every published round with its criteria and its list."""
    page = Paginator(recognition.published(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "list",
        "crumbs": [{"title": "优秀建议"}],
        "page_obj": page,
        "rounds": recognition.told(list(page.object_list)),
    }
    return render(request, "suggestions/recognitions.html", context)


@posted_from("suggestions:tracked")
def naming(request: HttpRequest, pk: int) -> HttpResponse:
    """署名 or 匿名, from the browser that holds the suggestion."""
    suggestion = held(request, pk)
    if suggestion is None:
        return box(request, error=NOT_HERE, status=404)
    one = recognition.of_author(suggestion)
    if one is None:
        messages.info(request, "这条建议现在不在优秀建议的名单里。")
        return redirect("suggestions:tracked", pk=pk)
    form = NamingForm(request.POST)
    if not form.is_valid():
        context = {"section": "track", "suggestion": suggestion, "one": one, "form": form}
        return private(render(request, "suggestions/naming.html", context, status=422))
    name = form.cleaned_data["name"] if form.cleaned_data["wish"] == NAMED else ""
    try:
        recognising.name_author(one, name=name, at=timezone.now())
    except rules.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        told = f"名单上写“{name}”。" if name else "名单上不写您的名字。"
        messages.success(request, told)
    return redirect("suggestions:tracked", pk=pk)


@require_safe
def own_certificate(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The certificate, for its author."""
    suggestion = held(request, pk)
    one = recognition.of_author(suggestion) if suggestion else None
    if suggestion is None or one is None or kind not in ("docx", "pdf"):
        return box(request, error=NOT_HERE, status=404)
    one.suggestion = suggestion
    return private(handed_out(one, kind))


def handed_out(one: Recognition, kind: str) -> HttpResponse:
    """The file, or a sentence that says what to take instead."""
    try:
        file = recognising.certificate(one, kind)
    except rules.Refused as refusal:
        return HttpResponse(str(refusal), "text/plain; charset=utf-8", status=503)
    response = HttpResponse(file.data, content_type=file.content_type)
    response["Content-Disposition"] = content_disposition_header(True, file.name)
    return response
