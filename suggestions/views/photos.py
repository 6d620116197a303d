"""Handing out photos: they are private files until their suggestion is public."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from suggestions.actions.standing_in import at_desk
from suggestions.models import Photo, Referral
from suggestions.models.scope import sees
from suggestions.residents import visitors
from suggestions.views.private_files import handed_out


@require_safe
def photo(request: HttpRequest, pk: int, small: bool = False) -> FileResponse:
    """The picture, to whom it may be shown; "not found" to everybody else."""
    record = get_object_or_404(Photo.objects.select_related("suggestion"), pk=pk)
    if not may_see(request, record):
        raise Http404
    stored = record.thumbnail if small else record.file
    return handed_out(stored, name=f"photo-{pk}.jpg", kind="image/jpeg")


def may_see(request: HttpRequest, photo: Photo) -> bool:
    suggestion = photo.suggestion
    if suggestion is None:
        return photo.draft_key in visitors.draft_keys(request).values()
    if suggestion.is_public or visitors.holds(request, suggestion):
        return True
    user = at_desk(request, at=timezone.now())
    if user.has_perm("suggestions.view_desk"):
        return sees(user, suggestion)
    # A department sees what was forwarded to it, photos included.
    return (
        user.is_authenticated
        and user.has_perm("suggestions.answer_referral")
        and Referral.objects.for_department(user.department)
        .exclude(status=Referral.Status.RECALLED)
        .filter(topic__placements__suggestion=suggestion, topic__placements__by__isnull=False)
        .exists()
    )
