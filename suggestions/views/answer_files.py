"""Handing out what lies beside an answer: private until the answer has been accepted."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from suggestions.actions.standing_in import at_desk
from suggestions.models import Answer, AnswerFile, Referral, Topic
from suggestions.models.scope import sees
from suggestions.views.private_files import handed_out


@require_safe
def answer_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file, to whom it may be shown; "not found" to everybody else."""
    record = get_object_or_404(AnswerFile.objects.select_related("referral", "answer"), pk=pk)
    if not (_is_public(record) or _of_staff(request, record)):
        raise Http404
    picture = record.kind == AnswerFile.Kind.PICTURE
    return handed_out(record.file, name=str(record), kind=record.content_type, save=not picture)


def _of_staff(request: HttpRequest, file: AnswerFile) -> bool:
    """The department itself; with the answer also the office and who works on the same topic."""
    user = at_desk(request, at=timezone.now())
    if not user.is_authenticated:
        return False
    if file.answer and user.has_perm("suggestions.view_desk"):
        return sees(user, file.answer)
    if not user.has_perm("suggestions.answer_referral"):
        return False
    own = Referral.objects.for_department(user.department).exclude(status=Referral.Status.RECALLED)
    if own.filter(pk=file.referral_id).exists():
        return True
    leads = own.filter(topic=file.referral.topic_id, role=Referral.Role.LEAD)
    return file.answer_id is not None and leads.exists()


def _is_public(file: AnswerFile) -> bool:
    """Beside an answer that stands on the page of a topic."""
    told = Answer.objects.leading() | Answer.objects.in_part()
    public = Topic.objects.public().values("pk")
    return told.filter(pk=file.answer_id, topic__in=public).exists()
