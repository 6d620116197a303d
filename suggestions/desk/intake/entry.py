"""登记一条: the page on which staff type what a caller or a letter says, and its receipt."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import entering
from suggestions.actions.entering import Decision
from suggestions.actions.rules import Refused
from suggestions.actions.submitting import Changed, Receipt
from suggestions.desk import rights
from suggestions.desk.intake.entry_form import CHANNELS, WAYS, EntryForm, find_areas
from suggestions.desk.intake.spelling import spelled
from suggestions.desk.screening.suggestion import similar_to
from suggestions.models import CampaignPage, Contact, PaperScan, PaperSheet
from suggestions.models.scope import narrowed
from suggestions.residents import receipts, scans, sheets, visitors
from suggestions.staff.access import CONFLICT, UNPROCESSABLE, DeskMixin, DeskRequest, allowed
from suggestions.text.kinds import elsewhere
from suggestions.text.nearest import READ
from suggestions.views.private_files import NEVER_KEPT, handed_out
from suggestions.views.receipt import qr_code

KEPT = ("channel", "campaign", "station", "area", "behalf")  # what the next one most likely shares
DRAWN = 3  # doors that a hint names


class EntryScreen(DeskMixin, WagtailAdminTemplateMixin, View):
    permission = rights.ENTER
    for_areas = True
    page_title = "登记一条"
    header_icon = "edit"
    http_method_names = ["get", "post", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": "登记一条"}]


class Entry(EntryScreen):
    """One form; what it says back stands above it, and nothing typed is lost."""

    template_name = "suggestions/desk/entry.html"

    def get(self, request: DeskRequest) -> HttpResponse:
        self.key = visitors.new_key()
        sheet, said = self.asked_sheet()
        begin = self.beginning()
        if sheet and not said:
            begin |= {
                "sheet": sheet.number, "channel": sheet.channel, "campaign": sheet.campaign_id
            }  # fmt: skip
        form = EntryForm(initial=begin, auto_id="entry_%s", user=request.user)
        return self.page(form, refused=said, sheet=None if said else sheet)

    def asked_sheet(self) -> tuple[PaperSheet | None, str]:
        """The printed form whose number came along, or why it cannot be entered."""
        number = self.request.GET.get("sheet", "")
        try:
            sheet = entering.find_sheet(number) if number.strip() else None
        except Refused as refusal:
            return None, str(refusal)
        return sheet, entering.taken(sheet) if sheet else ""

    def beginning(self) -> dict[str, Any]:
        """As the last one was: channel, campaign and place; the everyday door at first."""
        asked = {name: self.request.GET[name] for name in KEPT if self.request.GET.get(name)}
        door = CampaignPage.objects.everyday().values_list("pk", flat=True).first()
        first = {"channel": CHANNELS[0], "campaign": door, "behalf": "self", "way": WAYS[0][0]}
        return {**first, "may_publish": True, **asked}

    def post(self, request: DeskRequest) -> HttpResponse:
        self.key = sheets.key_of(request)
        problems = scans.keep(
            request.FILES.getlist("scans")[: scans.SCAN_LIMIT + 1],
            key=self.key, by=request.user, at=request.at,
        )  # fmt: skip
        form = EntryForm(request.POST, auto_id="entry_%s", user=request.user)
        decision = request.POST.get("do", Decision.WAIT)
        if "drop_scan" in request.POST:
            scans.drop(request.POST["drop_scan"], key=self.key, by=request.user)
            decision = "scan"
        if decision == "scan" or problems:
            form.errors.clear()  # still writing: nothing is missing yet
            return self.page(form, problems=problems, status=UNPROCESSABLE if problems else 200)
        if decision != Decision.WAIT and not allowed(request.user, rights.SCREEN):
            raise PermissionDenied
        if not form.is_valid():
            return self.page(form, decision=decision, status=UNPROCESSABLE)
        return self.register(form, decision)

    def register(self, form: EntryForm, decision: str) -> HttpResponse:
        by, at = self.request.user, self.request.at
        campaign, paper = form.cleaned_data["campaign"], form.paper(decision)
        try:
            receipt = entering.register(
                campaign, draft=form.draft(), paper=paper, key=self.key, by=by, at=at
            )
        except Changed as refusal:
            self.key = visitors.new_key()
            return self.page(form, refused=str(refusal), status=CONFLICT)
        except Refused as refusal:
            return self.page(form, refused=str(refusal), decision=decision, status=UNPROCESSABLE)
        return self.done(receipt, form)

    def page(self, form: EntryForm, *, status: int = 200, **said: Any) -> HttpResponse:
        context = self.get_context_data(
            form=form,
            key=self.key,
            drafts=scans.drafts(self.key, self.request.user),
            scan_limit=scans.SCAN_LIMIT,
            may_screen=allowed(self.request.user, rights.SCREEN),
            decisions=Decision,
            **said,
        )
        return self.render_to_response(context, status=status)

    def done(self, receipt: Receipt, form: EntryForm) -> HttpResponse:
        """The receipt, to be read out and printed; shown to who entered it, once."""
        response = render(
            self.request,
            "suggestions/desk/entered.html",
            self.get_context_data(
                suggestion=receipt.suggestion,
                again=receipt.again,
                qr=qr_code(receipt.code),
                spelled=spelled(receipt.code),
                contact=Contact.objects.filter(suggestion=receipt.suggestion).first(),
                may_look=allowed(self.request.user, rights.LOOK),
                kept={name: self.request.POST.get(name, "") for name in KEPT},
                **receipts.shown(receipt.code),
            ),
        )
        response["Cache-Control"] = "no-store"
        return response


class EntryHints(DeskMixin, View):
    """While somebody types: what was said before, and where it may belong instead."""

    permission = rights.ENTER
    for_areas = True
    http_method_names = ["post"]

    def post(self, request: DeskRequest) -> HttpResponse:
        title, body = (request.POST.get(n, "")[: 10 * READ] for n in ("title", "body"))
        campaign = request.POST.get("campaign", "")
        number = int(campaign) if campaign.isdecimal() and len(campaign) < 10 else None
        better = elsewhere(title, body, "") if f"{title}{body}".strip() else None
        context = {
            "alike": similar_to(title, body, campaign=number, user=request.user) if number else [],
            "ways": better.ways[:DRAWN] if better else [],
            "urgent": better.is_urgent if better else False,
            "may_look": allowed(request.user, rights.LOOK),
        }
        response = render(request, "suggestions/desk/parts/entry_hints.html", context)
        response["Cache-Control"] = "no-store"
        return response


class AreaOptions(DeskMixin, View):
    """Places whose name holds what was typed, for the field's own list."""

    permission = rights.ENTER
    for_areas = True

    def get(self, request: DeskRequest) -> JsonResponse:
        found = find_areas(request.GET.get("q", "")[:60], request.user)
        return JsonResponse({"areas": [area.full_name for area in found]})


class DraftScan(DeskMixin, View):
    """A scan of a form that is still being typed, for who uploaded it."""

    permission = rights.ENTER
    for_areas = True

    def get(self, request: DeskRequest, pk: int) -> FileResponse:
        scan = get_object_or_404(PaperScan, pk=pk, suggestion=None, by=request.user)
        return private_file(scan)


class ScanView(DeskMixin, View):
    """The paper of a suggestion, for the office."""

    permission = rights.LOOK
    for_areas = True

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        sent = PaperScan.objects.filter(suggestion__isnull=False)
        return private_file(get_object_or_404(narrowed(sent, request.user), pk=pk))


def private_file(scan: PaperScan) -> FileResponse:
    return handed_out(scan.file, name=f"scan-{scan.pk}.jpg", kind="image/jpeg", keep=NEVER_KEPT)
