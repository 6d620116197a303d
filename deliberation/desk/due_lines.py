"""One line of each kind of thing that is due: whose, what, by when, and the button for it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime

from deliberation.desk.meeting.conduct import conduct_url
from deliberation.desk.month.agenda import agenda_url
from deliberation.desk.month.comments import comments_url
from deliberation.desk.month.meetings import notices_url
from deliberation.desk.results.lists import resolution_url
from deliberation.desk.votes.motions import motion_url
from deliberation.models import Invitation, Meeting, Minutes, Motion, Proposal, Question, Resolution


@dataclass(frozen=True)
class Line:
    """One thing to do: whose, what, by when, and the button that leads to where it is done."""

    council: str
    title: str
    url: str
    label: str
    detail: str = ""
    late: bool = False


def day(moment: dt.datetime) -> str:
    return f"{localtime(moment):%-m月%-d日}"


def dated(moment: dt.datetime) -> str:
    """With its year: what is past may be long past."""
    return f"{localtime(moment):%Y年%-m月%-d日}"


def since(moment: dt.datetime) -> str:
    return f"{dated(moment)}提出"


def until(day: dt.date, today: dt.date) -> str:
    """How near a day is, or how long past."""
    days = (day - today).days
    if days < 0:
        return f"超期 {-days} 天"
    return f"还有 {days} 天" if days else "今天到期"


def passed_up_line(row: Any, address: str, today: dt.date) -> Line:
    """With the day by which the level above answers; what was passed up before has none."""
    by = row.answer_by
    detail = f"{by:%Y年%-m月%-d日}以前答复" if by else since(row.raised_at)
    return Line(row.council.name, row.title, address, "看议题", detail, bool(by and by < today))


def today_line(row: Meeting) -> Line:
    title = f"{localtime(row.starts_at):%-m月%-d日 %H:%M} {row.called}"
    return Line(row.council.name, title, conduct_url(row), "主持会议", row.get_status_display())


def to_tell_line(meeting: Meeting, at: dt.datetime, *, begun: bool, empty: bool) -> Line:
    """Its notices; first its agenda, while that is empty and nobody was told."""
    title, by = f"{day(meeting.starts_at)}的会议", f"最迟{day(meeting.notice_by)}送到"
    late, council = meeting.notice_by < at, meeting.council.name
    if empty and not begun:
        return Line(council, title, agenda_url(meeting), "排议程", f"议程还是空的，通知{by}", late)
    label = "登记送达" if begun else "发会议通知"
    return Line(council, title, notices_url(meeting), label, by, late)


def proposal_line(row: Proposal) -> Line:
    new = row.status == Proposal.Status.PENDING
    detail = f"{dated(row.submitted_at)}收到" if new else f"附议已足（{row.second_count}）"
    url = reverse("desk_proposals:page", args=[row.council_id, row.pk])
    label = "审核" if new else "作为议题"
    return Line(row.council.name, row.public_title, url, label, detail)


def asked(meeting: Meeting) -> bool:
    return getattr(meeting, "minutes_of", None) is not None and (
        meeting.minutes_of.status == Minutes.Status.CONFIRMING
    )


def unsettled_line(meeting: Meeting, silent: dict[int, list[str]], today: dt.date) -> Line:
    """Not sent yet; or with the parties, and which of them are silent."""
    url = reverse("desk_meetings:minutes", args=[meeting.council_id, meeting.pk])
    title = f"{dated(meeting.starts_at)}的会议"
    if not asked(meeting):
        return Line(meeting.council.name, title, url, "写纪要", "还没有送各方确认")
    minutes = meeting.minutes_of
    waiting = "、".join(silent[minutes.pk])
    words = f"等待表态：{waiting}" if waiting else "各方都已表态"
    late = minutes.confirm_by is not None and minutes.confirm_by < today
    return Line(meeting.council.name, title, url, "看纪要", words, late)


def carried_line(row: Motion) -> Line:
    council = row.item.meeting.council
    url = reverse("desk_resolutions:new", args=[council.pk, row.pk])
    passed = f"{dated(row.closed_at)}通过" if row.closed_at else ""
    return Line(council.name, row.title, url, "写决议", passed)


def vote_line(row: Motion) -> Line:
    ends = f"{localtime(row.closes_at):%Y年%-m月%-d日 %H:%M}截止" if row.closes_at else ""
    name = row.item.meeting.council.name
    return Line(name, row.title, motion_url(row), "结束表决", ends, True)


def unpublished_line(row: Resolution) -> Line:
    return Line(row.council.name, row.title, resolution_url(row), "登记公示", row.full_number)


def worked_off_line(row: Resolution) -> Line:
    return Line(row.council.name, row.title, resolution_url(row), "请居民确认", row.full_number)


def hung_line(row: Any) -> Line:
    resolution: Resolution = row.resolution
    detail = f"公示到{row.ends_on:%Y年%-m月%-d日}"
    return Line(
        resolution.council.name, resolution.title, resolution_url(resolution), "登记撤下", detail
    )


def objection_line(row: Any) -> Line:
    resolution: Resolution = row.resolution
    return Line(resolution.council.name, resolution.title, resolution_url(resolution), "答复")


def effect_line(row: Resolution) -> Line:
    done = f"{dated(row.done_at)}办好" if row.done_at else ""
    return Line(row.council.name, row.title, resolution_url(row), "评估", done)


def coming_line(row: Any) -> Line:
    resolution: Resolution = row.resolution
    title = f"{row}（{resolution.title}）"
    words = f"{row.due_on:%-m月%-d日}到期"
    return Line(resolution.council.name, title, resolution_url(resolution), "看进展", words)


def invited_line(row: Invitation) -> Line:
    url = reverse("desk_councils:seats", args=[row.council_id])
    return Line(row.council.name, f"{row.holder}（{row.party}）", url, "核对、确认")


def unheld_line(row: Meeting) -> Line:
    """Of one to which people were called it may be noted what happened; else that nothing did."""
    title = f"{dated(row.starts_at)}的{row.called}"
    noticed = row.status == Meeting.Status.NOTICED
    url = conduct_url(row) if noticed else notices_url(row)
    label = "补记，或者记为未开" if noticed else "记为未开"
    return Line(row.council.name, title, url, label, row.get_status_display(), True)


def comments_line(row: Any) -> Line:
    title = f"{dated(row.starts_at)}的{row.called}"
    return Line(row.council.name, title, comments_url(row), "审核", f"{row.unread} 条")


def question_line(row: Question, today: dt.date) -> Line:
    """Whom to press for an answer, or to note it."""
    url = reverse("desk_matters:page", args=[row.matter.council_id, row.matter_id])
    late = row.due_on < today
    words = f"{row.due_on:%-m月%-d日}前答复{'，已超期' if late else ''}"
    return Line(
        row.matter.council.name, f"问{row.party}：{row}", url, "催一催，记答复", words, late
    )
