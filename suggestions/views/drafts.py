"""Coming back with the code of a draft: the form opens with what was written."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from suggestions.actions import drafting
from suggestions.models import CampaignPage
from suggestions.residents import visitors
from suggestions.residents.sheets import SeeOther


def follow(request: HttpRequest, digest: str) -> HttpResponse | None:
    """The way to the form, where the digest is that of a draft's code."""
    at = timezone.now()
    draft = drafting.find(digest, at=at)
    if draft is None:
        return None
    campaign = draft.campaign
    if not campaign.accepts(at):
        # It closed meanwhile: what was written goes through the door that is always open.
        everyday = CampaignPage.objects.live().accepting(at).everyday().first()
        if everyday:
            words = f"“{campaign.title}”已经不收建议了，您的草稿在“{everyday.title}”里打开。"
            messages.info(request, words)
            campaign = everyday
    address = reverse("suggestions:submit", args=[campaign.slug])
    response = SeeOther(f"{address}?draft=1")
    visitors.hold_saved(request, response, campaign.pk, digest)
    return response
