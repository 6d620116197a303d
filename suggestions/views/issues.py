"""One issue (类问题) in public: its topics wherever they are, each with where it stands."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from suggestions.models import Issue
from suggestions.telling import figures, issues
from suggestions.telling.campaigns import topic_bars


@require_safe
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """One kind of problem: how many speak of it, and each topic of it with its stage."""
    rows = Issue.objects.public().select_related("campaign").defer(
        *(f"campaign__{name}" for name in ("body", "ways", "result", "gate_text"))
    )  # fmt: skip
    found = get_object_or_404(rows, pk=pk)
    spoken = issues.spoken(issues.topics_inside(pk))
    members = figures.members().filter(topic__in=[topic.pk for topic in spoken])
    if not spoken:
        raise Http404("an issue without public topics has nothing to show")
    bars, campaign = topic_bars(spoken, at=timezone.now()), found.campaign
    campaign_url = (campaign.get_url(request) or "") if campaign.live else ""
    context = {
        "section": "campaigns",
        "crumbs": [{"title": campaign.title, "url": campaign_url}, {"title": found.name}],
        "issue": found,
        "bars": bars,
        "size": sum(topic.size for topic in spoken),
        "people": figures.people(members.values_list("suggestion__author_key", flat=True)),
        "stages": issues.stages(bars),
        "campaign_url": campaign_url,
        "map_url": reverse("suggestions:topic_map", args=[campaign.slug]),
    }
    return render(request, "suggestions/issue.html", context)
