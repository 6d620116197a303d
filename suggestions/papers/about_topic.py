"""答复书面稿、摘报、专报: papers about one topic with all that was said of it."""

import datetime as dt

from django.utils.timezone import localdate

from suggestions.documents.lines import BODY, FIELD, Line, day
from suggestions.models import Answer, PaperKind, Referral, Topic
from suggestions.papers.facts import Facts, paragraphs, voices
from suggestions.telling import members
from suggestions.telling.outcomes import outcome_of

NAMES = {PaperKind.DIGEST: "市民建议摘报", PaperKind.SPECIAL: "市民建议专报"}


def standing_answer(topic: Topic) -> Answer | None:
    """The answer that holds: the last one accepted from the lead, or given by the office."""
    rows = Answer.objects.leading().filter(topic=topic).select_related("referral__department")
    return rows.order_by("-decided_at", "-pk").first()


def facts(kind: str, topic: Topic, at: dt.datetime) -> Facts:
    if kind == PaperKind.REPLY:
        return _replying(topic)
    return _reporting(PaperKind(kind), topic, at)


def braces(topic: Topic) -> dict[str, str]:
    size, people = members.people_of([topic.pk]).get(topic.pk, (0, 0))
    return {
        "问题": topic.name,
        "征集": topic.campaign.title,
        "条数": str(size),
        "人数": str(people),
    }


def _replying(topic: Topic) -> Facts:
    answer = standing_answer(topic)
    unit = answer.referral.department.name if answer and answer.referral else "我办"
    said: list[Line] = list(paragraphs(answer.text)) if answer else []
    how = [Line(FIELD, answer.get_adoption_display(), "采纳情况")] if answer else []
    if answer and answer.done_on:
        how.append(Line(FIELD, day(answer.done_on), "计划完成时间"))
    if files := [str(file) for file in answer.files.all()] if answer else []:
        how.append(Line(FIELD, "；".join(files), "附件"))
    return Facts(
        title=f"关于“{topic.name}”有关建议的答复",
        addressee="各位建议人",
        braces={**braces(topic), "单位": unit},
        sections=(("办理意见", said), ("采纳和落实", how)),
    )


def _where_it_stands(topic: Topic, at: dt.datetime) -> str:
    """With whom it lies and until when, as its page at the desk says; else how far it has come."""
    referrals = Referral.objects.filter(topic=topic, role=Referral.Role.LEAD)
    lead = referrals.filter(status__in=Referral.OPEN).select_related("department").first()
    if lead is None:
        return f"办理情况为：{outcome_of(topic, at=at).stage.label}"
    late = "，已经超期" if lead.is_late(at) else ""
    sent = f"{day(localdate(lead.sent_at))}转{lead.department.name}办理"
    return f"这个问题已于{sent}，答复期限为{day(lead.due_on)}{late}"


def _reporting(kind: PaperKind, topic: Topic, at: dt.datetime) -> Facts:
    way = [Line(BODY, f"截至{day(localdate(at))}，{_where_it_stands(topic, at)}。")]
    if answer := standing_answer(topic):
        unit = answer.referral.department.name if answer.referral else "我办"
        way += [Line(BODY, f"{unit}答复："), *paragraphs(answer.text)]
    return Facts(
        title=f"{NAMES[kind]}：{topic.name}",
        addressee="",
        braces={**braces(topic), "今天": day(localdate(at))},
        sections=(("市民反映的情况", voices(topic)), ("办理进展", way)),
    )
