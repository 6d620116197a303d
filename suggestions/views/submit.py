"""Submitting: write, send, get the receipt; and what lies between."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from suggestions.actions import consulting, drafting, rules, submitting
from suggestions.models import CampaignPage, CampaignState, GuideClause
from suggestions.models.suggestions import PHOTO_LIMIT
from suggestions.residents import limits, photos, receipts, sheets, stations, visitors
from suggestions.residents.forms import NOTICE_VERSION, SuggestionForm
from suggestions.residents.sheets import SeeOther
from suggestions.text.kinds import Elsewhere, elsewhere
from suggestions.text.thinness import is_thin
from suggestions.views import gate, places
from suggestions.views.choose import COLUMNS, open_campaigns
from suggestions.views.similar import near


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of one campaign."""
    at = timezone.now()
    if "\0" in slug:  # PostgreSQL takes no such text, not even to look for it
        raise Http404
    campaign = get_object_or_404(CampaignPage.objects.live().only(*COLUMNS), slug=slug)
    if request.method == "POST":
        return Sheet(request, campaign, at).received()
    if not campaign.accepts(at):
        return _not_open(request, campaign, at)
    return Sheet(request, campaign, at).opened()


def _not_open(request: HttpRequest, campaign: CampaignPage, at: dt.datetime) -> HttpResponse:
    """Too early or too late: say when, and what else is open."""
    context = {
        "section": "submit",
        "campaign": campaign,
        "upcoming": campaign.state(at) == CampaignState.UPCOMING,
        "others": open_campaigns(at),
        "crumbs": [{"title": campaign.title, "url": campaign.url}, {"title": "我要提建议"}],
    }
    return render(request, "suggestions/submit_closed.html", context)


ASKED = "asked"  # that a thin text was asked for more
CLAUSE = "clause"  # the clause of a draft text that it is about
TOO_LATE = "这份文本现在不收意见了。再按一次“提交建议”，就作为一条建议收下。"


def clause_of(text: str, at: dt.datetime) -> GuideClause | None:
    """The clause named in an address or a form, while opinions are asked about it."""
    known = text.isascii() and text.isdecimal() and len(text) < 18
    return consulting.asked_about(int(text), at) if known else None


class Sheet:
    """One form on its way: opened, sent back to go on writing, or received."""

    def __init__(self, request: HttpRequest, campaign: CampaignPage, at: dt.datetime) -> None:
        self.request, self.campaign, self.at = request, campaign, at
        self.key = sheets.key_of(request)
        self.shared = visitors.is_shared(request)
        self.station = stations.written_at(request)
        named = request.POST if request.method == "POST" else request.GET
        self.clause = clause_of(named.get(CLAUSE, ""), at)
        codes = request.POST.getlist("area") if campaign.asks_area else []
        self.chain = places.chosen(codes)

    def opened(self) -> HttpResponse:
        """An empty form. Coming back finds the key of before, so that sending again after
        "back" gives the same receipt; `?new=1` begins another one, and so does everybody on a
        shared computer. `?draft=1` opens what lies under the code just typed."""
        earlier = visitors.draft_keys(self.request).get(self.campaign.pk)
        if earlier and not self.shared and "new" not in self.request.GET:
            self.key = earlier
        draft = drafting.find(self._saved(), at=self.at) if "draft" in self.request.GET else None
        if draft is None:
            self.chain = places.chain_of(self.station.area) if self.station else []
            return self._page(SuggestionForm(self.campaign), fresh=True)
        typed = drafting.content_of(draft)
        self.chain = places.chosen(typed.get("area", []))
        self.clause = clause_of((typed.get(CLAUSE) or [""])[-1], self.at)
        return self._page(
            SuggestionForm.typed(
                self.campaign, {name: typed[name][-1] for name in typed if typed[name]}
            )
        )

    def _saved(self) -> str:
        """The digest of the draft that this browser has opened or saved here."""
        return visitors.saved(self.request).get(self.campaign.pk, "")

    def received(self) -> HttpResponse:
        """Whatever was pressed: first the photos are kept, then it is looked at."""
        problems = self._keep_photos()
        busy = any(isinstance(problem, photos.Busy) for problem in problems)
        if self._goes_on_writing() or busy:
            return self._page(
                SuggestionForm.typed(self.campaign, self.request.POST),
                problems=problems,
                status=503 if busy else 200,
            )
        if self.request.POST.get("step") == "save":
            return self._save()
        if self.request.POST.get(CLAUSE) and self.clause is None:
            typed = SuggestionForm.typed(self.campaign, self.request.POST)
            return self._page(typed, problem=TOO_LATE, status=409)
        form = SuggestionForm(self.campaign, self.request.POST)
        for problem in problems:
            form.add_error("photos", str(problem))
        sheets.spring_trap(self.request, form, button="提交建议")
        if not form.is_valid():
            return self._page(form, status=422)
        better = self._better(form)
        insisted = self.request.POST.get(gate.FIELD) == gate.PASSED
        if better and not insisted:
            return self._better_door(better)
        if not better and self._asks_for_more(form):
            return self._page(SuggestionForm.typed(self.campaign, self.request.POST), question=True)
        return self._send(form, insisted=bool(better))

    def _better(self, form: SuggestionForm) -> Elsewhere | None:
        """Who was asked about a clause is at the right door already, unless in danger."""
        texts = (form.cleaned_data.get(name, "") for name in ("title", "body", "solution"))
        found = elsewhere(*texts)
        return None if found and self.clause and not found.is_urgent else found

    def _better_door(self, better: Elsewhere) -> HttpResponse:
        """A hint before sending; everything typed goes along, the photos are kept already."""
        return self._held(gate.page(self.request, self.campaign, better, key=self.key))

    def _held(self, response: HttpResponse) -> HttpResponse:
        """The browser keeps the form's key, and the page for going back; a shared one less."""
        campaign, key = self.campaign.pk, self.key
        visitors.keep_draft(self.request, response, campaign, key, shared=self.shared)
        visitors.set_shared(self.request, response, self.shared)
        response["Cache-Control"] = "no-store" if self.shared else "private"
        return response

    def _asks_for_more(self, form: SuggestionForm) -> bool:
        """Once, and friendly: whoever sends a few words again means them."""
        texts = (form.cleaned_data.get(name, "") for name in ("title", "body", "solution"))
        return ASKED not in self.request.POST and is_thin(*texts)

    def _save(self) -> HttpResponse:
        """存草稿: under a code, for those whose browser keeps nothing."""
        form = SuggestionForm.typed(self.campaign, self.request.POST)
        if sheets.too_many(self.request, "draft", at=self.at):
            words = sheets.come_back("再存一次", at=self.at)
            return self._page(form, problem=words, status=429)
        known = "" if self.shared else self._saved()
        typed = dict(self.request.POST.lists())
        try:
            code = drafting.save(self.campaign, content=typed, at=self.at, known=known)
        except rules.Refused as refusal:
            return self._page(form, problem=str(refusal), status=422)
        response = self._page(form, saved=receipts.grouped(code) if code else "再存")
        if code and not self.shared:
            digest = receipts.digest(code)
            visitors.hold_saved(self.request, response, self.campaign.pk, digest)
        return response

    def _goes_on_writing(self) -> bool:
        post = self.request.POST
        if "remove_photo" in post:
            photos.drop(post["remove_photo"], key=self.key)
            return True
        return (
            sheets.LARGE in post or "refine_area" in post or post.get("step") in ("similar", "back")
        )

    def _keep_photos(self) -> list[photos.BadPhoto]:
        uploads = self.request.FILES.getlist("photos")[: PHOTO_LIMIT + 1]
        if not uploads or not self.campaign.allows_photos or not self.campaign.accepts(self.at):
            return []
        limit = settings.SUBMISSIONS_PER_HOUR * PHOTO_LIMIT
        if limits.count(self.request, "photos", at=self.at, times=len(uploads)) > limit:
            minutes = limits.wait(self.at)
            return [photos.BadPhoto(f"这个网络这一小时传的照片太多了，请过 {minutes} 分钟再传。")]
        return photos.keep(uploads, key=self.key, at=self.at)

    def _send(self, form: SuggestionForm, *, insisted: bool) -> HttpResponse:
        area = self.chain[-1] if self.chain else None
        draft = replace(form.draft(area), clause=self.clause)
        try:
            receipt = self._submit(draft, insisted)
        except submitting.Changed as refusal:
            self._start_afresh()
            return self._refused(form, str(refusal))
        except rules.Refused as refusal:
            return self._refused(form, str(refusal))
        if receipt is None:
            words = sheets.come_back("再按一次“提交建议”", at=self.at)
            return self._refused(form, words, status=429)
        return self._receipt(receipt)

    def _submit(self, draft: submitting.Draft, insisted: bool) -> submitting.Receipt | None:
        """Counting and writing share one commit; nothing when this address has sent too many."""
        try:
            return submitting.submit(
                self.campaign,
                draft=draft,
                key=self.key,
                at=self.at,
                notice=NOTICE_VERSION,
                insisted=insisted,
                station=self.station,
                gate=lambda: sheets.count(self.request, "submit", at=self.at),
            )
        except limits.TooMany:
            return None

    def _start_afresh(self) -> None:
        """Another suggestion from the same sheet: a key of its own, the new photos with it."""
        old, self.key = self.key, visitors.new_key()
        photos.move(old, self.key)

    def _refused(self, form: SuggestionForm, words: str, status: int = 409) -> HttpResponse:
        form.add_error(None, words)
        return self._page(form, status=status)

    def _receipt(self, receipt: submitting.Receipt) -> HttpResponse:
        response = SeeOther(reverse("suggestions:receipt"))
        visitors.remember(self.request, response, receipt.suggestion, shared=self.shared)
        visitors.show_receipt(response, self.key, shared=self.shared)
        if self.shared:
            visitors.forget_draft(response)
        else:
            visitors.keep_draft(self.request, response, self.campaign.pk, self.key)
        if saved := self._saved():
            drafting.drop(saved)
        visitors.set_shared(self.request, response, self.shared)
        return response

    def _page(
        self,
        form: SuggestionForm,
        *,
        problems: Iterable[Exception] = (),
        status: int = 200,
        **said: bool | str,
    ) -> HttpResponse:
        """The sheet. `said`: what it tells above the form — `saved` (the draft's code, once),
        `problem`, `question`; `fresh`: nothing has been typed on it."""
        context = {
            "section": "submit",
            "crumbs": [
                {"title": self.campaign.title, "url": self.campaign.url},
                {"title": "我要提建议"},
            ],
            "campaign": self.campaign,
            "station": self.station,
            "clause": self.clause,
            "form": form,
            "key": self.key,
            **sheets.standing("suggestion-form", self.request.path),
            "parts": self._parts(form),
            "photo_problems": problems,
            "sent_before": visitors.receipt_key(self.request) == self.key,
            "shared": self.shared,
            "asked": said.get("question") or ASKED in self.request.POST,
            **said,
            **self._looked_up(),
        }
        response = render(self.request, "suggestions/submit.html", context, status=status)
        self._held(response)
        if status == 503:
            response["Retry-After"] = str(photos.RETRY_AFTER)
        return response

    def _parts(self, form: SuggestionForm) -> list[str]:
        """The numbered parts of the sheet, in order."""
        shown = {
            "words": True,
            "solution": "solution" in form.fields,
            "where": self.campaign.asks_area,
            "photos": "photos" in form.fields,
            "who": True,
            "public": True,
        }
        return [part for part, is_shown in shown.items() if is_shown]

    def _looked_up(self) -> dict:
        """What the sheet shows from the database."""
        post = self.request.POST
        found: dict = {}
        if self.campaign.asks_area:
            found["levels"] = places.levels(self.chain)
        if self.campaign.allows_photos:
            found["drafts"] = photos.drafts(self.key)
            found["photo_limit"], found["photo_mb"] = PHOTO_LIMIT, photos.MAX_MB
        if post.get("step") == "similar":
            title, body = post.get("title", ""), post.get("body", "")
            found["looked"], found["near"] = True, near(title, body, campaign=self.campaign.pk)
        return found
