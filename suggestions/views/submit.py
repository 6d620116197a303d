"""Submitting: choose a campaign, write, send, get the receipt."""

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from suggestions import actions, limits, photos, visitors
from suggestions.forms import NOTICE_VERSION, SuggestionForm
from suggestions.models import CampaignPage, CampaignState
from suggestions.models.suggestions import PHOTO_LIMIT
from suggestions.sorting import Elsewhere, elsewhere
from suggestions.views import gate, places
from suggestions.views.similar import near

# A page has far more columns than a form needs, the text of the campaign among them.
COLUMNS = (
    "title",
    "slug",
    "live",
    "url_path",
    "summary",
    "opens_at",
    "closes_at",
    "asks_solution",
    "solution_required",
    "asks_area",
    "allows_photos",
    "allows_anonymous",
    "gate_text",
)
TRAP = "website"  # people do not see this field; programs fill it in


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Which campaign? With a single one open there is nothing to choose."""
    campaigns = open_campaigns(timezone.now())
    if len(campaigns) == 1:
        return HttpResponseRedirect(reverse("suggestions:submit", args=[campaigns[0].slug]))
    return render(
        request,
        "suggestions/submit_choose.html",
        {"section": "submit", "campaigns": campaigns, "crumbs": [{"title": "我要提建议"}]},
    )


def open_campaigns(at: dt.datetime) -> list[CampaignPage]:
    rows = list(CampaignPage.objects.live().accepting(at).only(*COLUMNS).order_by("closes_at"))
    for row in rows:
        row.days = (timezone.localdate(row.closes_at) - timezone.localdate(at)).days
        row.now = row.state(at)
    return rows


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


class Sheet:
    """One form on its way: opened, sent back to go on writing, or received."""

    def __init__(self, request: HttpRequest, campaign: CampaignPage, at: dt.datetime) -> None:
        self.request, self.campaign, self.at = request, campaign, at
        self.key = visitors.valid_key(request.POST.get("key", "")) or visitors.new_key()
        codes = request.POST.getlist("area") if campaign.asks_area else []
        self.chain = places.chosen(codes)

    def opened(self) -> HttpResponse:
        """An empty form. Coming back finds the key of before, so that sending again after
        "back" gives the same receipt; `?new=1` begins another one."""
        earlier = visitors.draft_keys(self.request).get(self.campaign.pk)
        if earlier and "new" not in self.request.GET:
            self.key = earlier
        return self._page(SuggestionForm(self.campaign))

    def received(self) -> HttpResponse:
        """Whatever was pressed: first the photos are kept, then it is looked at."""
        problems = self._keep_photos()
        if self._goes_on_writing():
            return self._page(self._unchecked(), problems=problems)
        form = SuggestionForm(self.campaign, self.request.POST)
        for problem in problems:
            form.add_error("photos", problem)
        if self.request.POST.get(TRAP):
            form.add_error(None, "没有提交成功，请再按一次“提交建议”。")
        if not form.is_valid():
            return self._page(form, status=422)
        better = elsewhere(*(form.cleaned_data.get(n, "") for n in ("title", "body", "solution")))
        insisted = self.request.POST.get(gate.FIELD) == gate.PASSED
        if better and not insisted:
            return self._better_door(better)
        return self._send(form, insisted=bool(better))

    def _better_door(self, better: Elsewhere) -> HttpResponse:
        """A hint before sending; everything typed goes along, the photos are kept already."""
        response = gate.page(self.request, self.campaign, better, key=self.key)
        visitors.keep_draft(self.request, response, self.campaign.pk, self.key)
        return response

    def _goes_on_writing(self) -> bool:
        post = self.request.POST
        if "remove_photo" in post:
            photos.drop(post["remove_photo"], key=self.key)
            return True
        return "refine_area" in post or "step" in post

    def _keep_photos(self) -> list[str]:
        uploads = self.request.FILES.getlist("photos")
        if not uploads or not self.campaign.allows_photos or not self.campaign.accepts(self.at):
            return []
        limit = settings.SUBMISSIONS_PER_HOUR * PHOTO_LIMIT
        if limits.count(self.request, "photos", at=self.at) > limit:
            return [f"这个网络这一小时传的照片太多了，请过 {limits.wait(self.at)} 分钟再传。"]
        return photos.keep(uploads[: PHOTO_LIMIT + 1], key=self.key, at=self.at)

    def _unchecked(self) -> SuggestionForm:
        """The form as it was sent, without a word on what is missing yet."""
        post = self.request.POST
        form = SuggestionForm(self.campaign)
        ticks = {name: name in post for name in ("consent", "may_publish")}
        form.initial = {name: post.get(name, "") for name in form.fields} | ticks
        return form

    def _send(self, form: SuggestionForm, *, insisted: bool) -> HttpResponse:
        draft = form.draft(self.chain[-1] if self.chain else None)
        try:
            receipt = self._submit(draft, insisted)
        except actions.Changed as refusal:
            self._start_afresh()
            return self._refused(form, str(refusal))
        except actions.Refused as refusal:
            return self._refused(form, str(refusal))
        if receipt is None:
            minutes = limits.wait(self.at)
            words = f"这个网络这一小时提交得太多了，请过 {minutes} 分钟再按一次“提交建议”。"
            return self._refused(form, words, status=429)
        return self._receipt(receipt)

    def _submit(self, draft: actions.Draft, insisted: bool) -> actions.Receipt | None:
        """Counting and writing share one commit; nothing when this address has sent too many."""
        try:
            return actions.submit(
                self.campaign,
                draft=draft,
                key=self.key,
                at=self.at,
                notice=NOTICE_VERSION,
                insisted=insisted,
                gate=self._count,
            )
        except limits.TooMany:
            return None

    def _count(self) -> None:
        if limits.count(self.request, "submit", at=self.at) > settings.SUBMISSIONS_PER_HOUR:
            raise limits.TooMany

    def _start_afresh(self) -> None:
        """Another suggestion from the same sheet: a key of its own, the new photos with it."""
        old, self.key = self.key, visitors.new_key()
        photos.move(old, self.key)

    def _refused(self, form: SuggestionForm, words: str, status: int = 409) -> HttpResponse:
        form.add_error(None, words)
        return self._page(form, status=status)

    def _receipt(self, receipt: actions.Receipt) -> HttpResponse:
        response = HttpResponseRedirect(reverse("suggestions:receipt"))
        response.status_code = 303
        visitors.remember(self.request, response, receipt.suggestion)
        visitors.show_receipt(response, self.key)
        visitors.keep_draft(self.request, response, self.campaign.pk, self.key)
        return response

    def _page(
        self, form: SuggestionForm, *, problems: list[str] = (), status: int = 200
    ) -> HttpResponse:
        context = {
            "section": "submit",
            "crumbs": [
                {"title": self.campaign.title, "url": self.campaign.url},
                {"title": "我要提建议"},
            ],
            "campaign": self.campaign,
            "form": form,
            "key": self.key,
            "parts": self._parts(form),
            "photo_problems": problems,
            "sent_before": visitors.receipt_key(self.request) == self.key,
            **self._looked_up(),
        }
        response = render(self.request, "suggestions/submit.html", context, status=status)
        visitors.keep_draft(self.request, response, self.campaign.pk, self.key)
        response["Cache-Control"] = "private"
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
