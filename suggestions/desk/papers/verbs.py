"""The buttons that draw up a paper where the thing happens."""

from collections.abc import Callable
from functools import partial

from django.db.models import QuerySet

from suggestions.actions import paperwork
from suggestions.models import PaperKind, Referral, Topic, Verb
from suggestions.papers.about_referral import TELLS
from suggestions.staff.verbs import DeskVerb

PREFIX = "paper-"


def _referrals(topic: Topic) -> QuerySet[Referral]:
    return Referral.objects.filter(topic=topic).select_related("topic__campaign", "department")


def _recorded(verb: Verb | None) -> Callable[[Referral], bool]:
    """Offered where what the paper tells has happened; the page says what has (`happened`)."""

    def offered(referral: Referral) -> bool:
        happened: set[str] = getattr(referral, "happened", set())
        stands = referral.status != Referral.Status.RECALLED
        return stands and (verb is None or verb in happened)

    return offered


def reassigned(referral: Referral) -> bool:
    return _recorded(None)(referral) and getattr(referral, "instead_of", False)


def _draws(kind: PaperKind, offered: Callable[[Referral], bool]) -> DeskVerb:
    return DeskVerb(
        f"{PREFIX}{kind.value}",
        kind.label,
        calls=partial(paperwork.draw_for_referral, kind=kind),
        told=f"{kind.label}已按办理记录拟好，请核对后编号印发。",
        offered=offered,
        subjects=_referrals,
    )


def _topic_paper(kind: PaperKind, offered: Callable[[Topic], bool]) -> DeskVerb:
    return DeskVerb(
        f"{PREFIX}{kind.value}",
        kind.label,
        calls=partial(paperwork.draw_for_topic, kind=kind),
        told=f"{kind.label}已按办理记录拟好，请核对后编号印发。",
        offered=offered,
        apart=True,
    )


def _answered(topic: Topic) -> bool:
    return topic.status in (Topic.Status.ANSWERED, Topic.Status.CLOSED, Topic.Status.REOPENED)


def _stands(topic: Topic) -> bool:
    hidden = (Topic.Status.PROPOSED, Topic.Status.MERGED, Topic.Status.SET_ASIDE)
    return topic.status not in hidden


TOPIC_PAPERS = (
    _topic_paper(PaperKind.REPLY, _answered),
    _topic_paper(PaperKind.DIGEST, _stands),
    _topic_paper(PaperKind.SPECIAL, _stands),
)
REFERRAL_PAPERS = tuple(
    _draws(kind, reassigned if kind == PaperKind.REASSIGNMENT else _recorded(TELLS.get(kind)))
    for kind in (
        PaperKind.REFERRAL,
        PaperKind.REMINDER,
        PaperKind.SUPERVISION,
        PaperKind.REASSIGNMENT,
        PaperKind.EXTENSION,
    )
)
