"""问卷: fill it in, get the receipt, read what came of it."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from suggestions.actions import rules, sheets
from suggestions.models import AnswerSheet, QuestionnairePage, QuestionnaireVersion
from suggestions.questionnaires.forms import SheetForm
from suggestions.questionnaires.frozen import Asked, read
from suggestions.residents import limits, receipts, visitors
from suggestions.residents import sheets as doors
from suggestions.telling import answer_topics
from suggestions.telling import questionnaires as telling
from suggestions.views import places
from suggestions.views.receipt import private

LARGEST = 10**6  # no page and no version has a higher number
OLD = "这份问卷的题目刚刚改过，下面是新的一版。您填的内容能对上的都还在，请看一遍再交卷。"


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Those that anybody may fill in now, and those whose results are there."""
    context = {
        "section": "campaigns",
        "crumbs": [{"title": "问卷"}],
        **telling.listed(timezone.now()),
    }
    return render(request, "suggestions/questionnaires.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions of one questionnaire, as one form."""
    at = timezone.now()
    page = _page(pk)
    if request.method == "POST":
        return Filling(request, page, at).received()
    if not page.accepts(at) or telling.is_full(page):
        return _not_open(request, page, at)
    return Filling(request, page, at).opened()


def _page(pk: int) -> QuestionnairePage:
    if pk > LARGEST:
        raise Http404
    return get_object_or_404(QuestionnairePage.objects.live().public(), pk=pk)


def _not_open(request: HttpRequest, page: QuestionnairePage, at: dt.datetime) -> HttpResponse:
    context = {
        "questionnaire": page,
        "upcoming": at < page.opens_at,
        "full": page.accepts(at),
        "crumbs": _crumbs(page, "填问卷"),
    }
    return render(request, "suggestions/questionnaire_closed.html", context)


def _crumbs(page: QuestionnairePage, here: str) -> list[dict[str, str]]:
    return [{"title": page.title, "url": page.url or ""}, {"title": here}]


class Filling:
    """One form on its way: opened, sent back, or received."""

    def __init__(self, request: HttpRequest, page: QuestionnairePage, at: dt.datetime) -> None:
        self.request, self.page, self.at = request, page, at
        self.key = doors.key_of(request)
        self.shared = visitors.is_shared(request)
        self.chain = places.chosen(request.POST.getlist("area"))
        self.version, self.changed = self._version()
        self.questions: list[Asked] = read(self.version.questions)

    def _version(self) -> tuple[QuestionnaireVersion, bool]:
        """The version that was opened; where nobody knows it, the present one, and that it is."""
        asked = self.request.POST.get("version", "")
        if asked.isascii() and asked.isdecimal() and int(asked) <= LARGEST:
            known = self.page.versions.filter(number=int(asked)).first()
            if known is not None:
                return known, False
        return sheets.version_of(self.page, at=self.at), self.request.method == "POST"

    def opened(self) -> HttpResponse:
        """Coming back finds the key of before: sending again gives the same receipt."""
        earlier = visitors.draft_keys(self.request).get(self.page.pk)
        if earlier and not self.shared and "new" not in self.request.GET:
            self.key = earlier
        return self._show(SheetForm(self.questions))

    def received(self) -> HttpResponse:
        form = SheetForm(self.questions, self.request.POST, area=self._area())
        if doors.put_aside(self.request, form) or "refine_area" in self.request.POST:
            form.errors.clear()
            return self._show(form)
        if self.changed:
            form.add_error(None, OLD)
            return self._show(form, status=409)
        doors.spring_trap(self.request, form, button="交卷")
        if not form.is_valid():
            return self._show(form, status=422)
        return self._hand_in(form)

    def _area(self) -> Any:
        return self.chain[-1] if self.chain else None

    def _hand_in(self, form: SheetForm) -> HttpResponse:
        try:
            sheets.hand_in(
                self.version,
                form.sheet(),
                key=self.key,
                at=self.at,
                gate=lambda: doors.count(self.request, "questionnaire", at=self.at),
            )
        except limits.TooMany:
            return self._refused(form, doors.come_back("再按一次“交卷”", at=self.at), 429)
        except sheets.Changed as refusal:
            self.key = visitors.new_key()
            return self._refused(form, str(refusal), 409)
        except rules.Refused as refusal:
            return self._refused(form, str(refusal), 409)
        response = doors.SeeOther(reverse("suggestions:sheet_receipt"))
        visitors.show_receipt(response, self.key, shared=self.shared)
        self._held(response)
        return response

    def _refused(self, form: SheetForm, words: str, status: int) -> HttpResponse:
        form.add_error(None, words)
        return self._show(form, status=status)

    def _held(self, response: HttpResponse) -> None:
        pk, key = self.page.pk, self.key
        visitors.keep_draft(self.request, response, pk, key, shared=self.shared)
        visitors.set_shared(self.request, response, self.shared)
        response["Cache-Control"] = "no-store" if self.shared else "private"

    def _show(self, form: SheetForm, *, status: int = 200) -> HttpResponse:
        context = {
            "questionnaire": self.page,
            "crumbs": _crumbs(self.page, "填问卷"),
            "form": form,
            "parts": form.parts(),
            "version": self.version,
            "key": self.key,
            "shared": self.shared,
            "sent_before": visitors.receipt_key(self.request) == self.key,
            "levels": places.levels(self.chain) if "area" in form.fields else [],
            **doors.standing("questionnaire-form", self.request.path),
        }
        response = render(self.request, "suggestions/questionnaire.html", context, status=status)
        self._held(response)
        return response


@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """Shown to the browser that has just handed in, for an hour."""
    key = visitors.receipt_key(request)
    rows = AnswerSheet.objects.select_related("questionnaire")
    sheet = rows.filter(key=key).first() if key else None
    if sheet is None:
        return private(render(request, "suggestions/receipt_gone.html", {}, status=404))
    return private(_receipt(request, sheet))


def follow(request: HttpRequest, digest: str) -> HttpResponse | None:
    """Whoever types the code of a sheet where codes are typed."""
    rows = AnswerSheet.objects.select_related("questionnaire")
    sheet = rows.filter(receipt_hash=digest).first()
    return _receipt(request, sheet) if sheet else None


def _receipt(request: HttpRequest, sheet: AnswerSheet) -> HttpResponse:
    context = {
        "sheet": sheet,
        "questionnaire": sheet.questionnaire,
        "thanks": sheet.questionnaire.thanks or "您的答卷已经收到。",
        **receipts.shown(receipts.issue(str(sheet.key))),
    }
    return render(request, "suggestions/questionnaire_receipt.html", context)


@require_safe
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of it, once the editor has opened it. Told apart it is after the end only: two
    readings of a table that still grows could be subtracted."""
    page = _page(pk)
    if not page.shows_results:
        raise Http404
    ended = timezone.now() >= page.closes_at
    found = telling.results(page, by=request.GET.get("by", ""), apart=ended)
    here = {"here": request.path, "crumbs": _crumbs(page, "结果")}
    themes = [] if found["few"] else answer_topics.themes_of(page)
    context = {"questionnaire": page, "themes": themes, **here, **found}
    return render(request, "suggestions/questionnaire_results.html", context)
