"""Before sending: a text that looks like a complaint, a court matter or an emergency is shown the
door where it is helped sooner. Nothing is lost and nothing decided: it can be sent all the same.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from suggestions.models import CampaignPage, Kind
from suggestions.residents import photos, stations, visitors
from suggestions.residents.forms import SuggestionForm
from suggestions.text.kinds import Elsewhere

FIELD, PASSED = "gate", "passed"
WORDS = {
    Kind.URGENT: (
        "这件事好像很急，请先打电话",
        "有人正处在危险里的，不要等我们看到这条建议：先打电话求助。",
    ),
    Kind.LEGAL: (
        "这件事可能要走法定途径",
        "法院、仲裁、复议这些程序里的事，征集办不能代为决定；走下面的途径才算数，有的还有期限。",
    ),
    Kind.DEMAND: (
        "这件事找别的部门可能更快",
        "要有人上门修、查、退、赔的事，打下面的电话当时就能派单；"
        "建议要先归纳、再转办，一般要等三十天。",
    ),
}
COPIED = ("title", "body", "solution", "place")


def page(
    request: HttpRequest, campaign: CampaignPage, better: Elsewhere, *, key: str
) -> HttpResponse:
    """The hint, with the text to be copied and everything typed in hidden fields."""
    title, lead = WORDS[better.kind]
    post = request.POST
    context = {
        "section": "submit",
        "crumbs": [{"title": campaign.title, "url": campaign.url}, {"title": "我要提建议"}],
        "campaign": campaign,
        "title": title,
        "lead": lead,
        "better": better,
        "carried": [("key", key), *_carried(request)],
        "text": "\n".join(filter(None, (post.get(name, "").strip() for name in COPIED))),
        "photo_count": photos.drafts(key).count() if campaign.allows_photos else 0,
        "field": FIELD,
        "passed": PASSED,
    }
    return render(request, "suggestions/gate.html", context)


def _carried(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, field by field; the photos lie with the form's key already."""
    beside = ("area", stations.FIELD, "clause", visitors.SHARED_FIELD)
    names = [*SuggestionForm.base_fields, *beside]
    return [(name, value) for name in names for value in request.POST.getlist(name)]
