"""What anybody may check: whether a ballot was counted, the published list, the whole record."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from deliberation.actions.closing import votes
from deliberation.actions.record import head
from deliberation.models import Ballot, Council, Motion
from deliberation.record.export import export_record
from deliberation.verify import commitment
from deliberation.views.vote import UNPROCESSABLE, about, find_motion, show
from deliberation.views.vote_forms import ReceiptForm
from deliberation.voting import answers, counting
from suggestions.residents import limits, receipts

PAGE = 100
NOT_CODE = "这不是一串回执码，请对照回执再看一遍：一共 16 位，分成四组。"
NOT_FOUND = "这次表决里没有这张票。请核对是不是别的表决的回执；核对无误请向街道反映。"


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Is my ballot in the list? The list itself stands here once voting is over."""
    motion, at = find_motion(pk), timezone.now()
    if request.method != "POST":
        return _page(request, motion, ReceiptForm())
    if limits.exhausted(request, "vote", settings.LOOKUPS_PER_HOUR, at=at):
        return limits.refuse(request, at=at)
    form = ReceiptForm(request.POST)
    if not form.is_valid():
        return _page(request, motion, form, status=UNPROCESSABLE)
    code = receipts.normal(form.cleaned_data["code"])
    found = _find(motion, code) if code else None
    if found is None:
        limits.count(request, "vote", at=at)
        form.add_error("code", NOT_FOUND if code else NOT_CODE)
        return _page(request, motion, form, status=404 if code else UNPROCESSABLE)
    return _page(request, motion, form, found=found)


def _find(motion: Motion, code: str) -> dict[str, Any] | None:
    """The ballot of a receipt; while voting is open that it is there, not what it says."""
    said = Ballot.objects.filter(motion=motion).order_by().values_list("choice", flat=True)
    marks = {commitment(motion.pk, choice, code) for choice in said.distinct()}
    row = Ballot.objects.filter(motion=motion, commitment__in=list(marks)).first()
    if row is None:
        return None
    told = motion.status == Motion.Status.CLOSED
    return {
        "commitment": row.commitment,
        "choice": answers.spelled(motion, row.choice) if told else "",
    }


def _page(
    request: HttpRequest, motion: Motion, form: ReceiptForm, status: int = 200, **context: Any
) -> HttpResponse:
    listed = None
    if motion.status == Motion.Status.CLOSED and motion.method == Motion.Method.BALLOT:
        listed = Paginator(votes(motion), PAGE).get_page(request.GET.get("page"))
        for row in listed.object_list:
            row["label"] = answers.label(motion, row["choice"])
    context |= {"form": form, "listed": listed, "by_area": counting.by_area(motion)}
    return show(request, "vote_check", status, **about(motion), **context)


@require_safe
def record(request: HttpRequest, slug: str) -> HttpResponse:
    """The council's whole record as a file for `deliberation.verify`."""
    council = get_object_or_404(Council, slug=slug)
    tag = f'"{head(council)}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = JsonResponse(
            export_record(council), json_dumps_params={"ensure_ascii": False, "indent": 1}
        )
        response["Content-Disposition"] = f'attachment; filename="record-{council.pk}.json"'
    response["ETag"] = tag
    response["Cache-Control"] = "no-cache"
    return response
