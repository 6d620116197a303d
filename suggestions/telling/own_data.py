"""Everything that is stored about one suggestion, for its author (PIPL 45): to see and to take.

The page and the file say the same, from one list of parts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localtime

from suggestions.models import (
    Contact,
    Delivery,
    OutboxMessage,
    PaperScan,
    Photo,
    Placement,
    Recognition,
    Suggestion,
)
from suggestions.telling import timeline


@dataclass(frozen=True)
class Part:
    """A heading, what it is kept for, and its lines of (label, value)."""

    title: str
    purpose: str
    lines: tuple[tuple[str, str], ...]


def parts(suggestion: Suggestion) -> list[Part]:
    """What is stored, part by part; empty columns are left out, empty parts say 没有."""
    file = timeline.read(suggestion)
    return [
        Part("您写的话", "办理这条建议", _filled(_words(suggestion))),
        Part(
            "给大家看的文字",
            "让大家看到和附议，您同意、审核通过以后才公开",
            _filled(_shown(suggestion)),
        ),
        Part("联系方式", "把答复告诉您，加密存放", _filled(_contact(suggestion))),
        Part("照片", "说明情况，已去掉拍摄地点等信息", _filled(_photos(suggestion))),
        Part("来信原件", "核对登记的文字，不公开", _filled(_scans(suggestion))),
        Part("归类", "和同类建议一起转办", _filled(_placement(suggestion))),
        Part("办理经过", "让您看到办到哪一步", _filled(_course(file))),
        Part("您的评价", "改进办理", _filled(_ratings(file.deliveries))),
        Part("优秀建议", "公布评选的结果，署名由您选", _filled(_recognised(suggestion))),
        Part("发给您的消息", "证明告诉过您", _filled(_messages(suggestion))),
    ]


def as_json(suggestion: Suggestion) -> dict[str, Any]:
    """The same for a program: `number`, and `parts` of `title`, `purpose`, `lines`."""
    return {
        "number": suggestion.number,
        "parts": [
            {"title": part.title, "purpose": part.purpose, "lines": [list(x) for x in part.lines]}
            for part in parts(suggestion)
        ],
    }


Lines = Iterable[tuple[str, Any]]


def _filled(lines: Lines) -> tuple[tuple[str, str], ...]:
    return tuple((label, str(value)) for label, value in lines if value not in (None, ""))


def _moment(value: Any) -> str:
    return f"{localtime(value):%Y-%m-%d %H:%M}" if value else ""


def _words(s: Suggestion) -> Lines:
    return [
        ("编号", s.number),
        ("专项征集", s.campaign.title),
        ("提交时间", _moment(s.submitted_at)),
        ("更正时间", _moment(s.corrected_at)),
        ("删除时间", _moment(s.erased_at)),
        ("怎样来的", s.get_channel_display()),
        ("在哪个征集站", s.station),
        ("现在的状态", s.get_status_display()),
        ("建议主题", s.title),
        ("主要事由", s.body),
        ("对策建议", s.solution),
        ("所在区域", s.area),
        ("具体地点", s.place),
        ("您属于", s.audience),
        ("同意公开", "是" if s.may_publish else "否"),
    ]


def _shown(s: Suggestion) -> Lines:
    return [
        ("公开时间", _moment(s.published_at)),
        ("标题", s.public_title),
        ("事由", s.public_body),
        ("对策", s.public_solution),
        ("附议人次", s.support_count or ""),
    ]


def _contact(s: Suggestion) -> Lines:
    contact = Contact.objects.filter(suggestion=s).first()
    if contact is None:
        return []
    looked = [(f"查看记录 {_moment(r.at)}", r.reason) for r in contact.reveals.order_by("at")]
    return [
        ("称呼", contact.name),
        ("手机号", contact.phone),
        ("电子邮箱", contact.email),
        ("通信地址", contact.address),
        ("怎样告知", contact.get_way_display()),
        ("同意的告知书版本", contact.notice_version),
        ("同意时间", _moment(contact.consented_at)),
        *looked,
    ]


def _photos(s: Suggestion) -> Lines:
    photos = Photo.objects.filter(suggestion=s).order_by("pk")
    return [
        (f"第 {i} 张", f"{p.width}×{p.height}，{_moment(p.created_at)}上传")
        for i, p in enumerate(photos, start=1)
    ]


def _scans(s: Suggestion) -> Lines:
    scans = PaperScan.objects.filter(suggestion=s).order_by("pk")
    return [(f"第 {i} 张", f"{_moment(p.created_at)}扫描") for i, p in enumerate(scans, start=1)]


def _placement(s: Suggestion) -> Lines:
    placement = Placement.objects.filter(suggestion=s).select_related("topic", "theme").first()
    if placement is None:
        return []
    by = "工作人员" if placement.by_id else "系统自动"
    return [
        ("主题", placement.theme if placement.by_id else ""),
        ("问题", placement.topic if placement.by_id else ""),
        ("谁归的", f"{by}，{_moment(placement.at)}"),
        ("依据的词", "、".join(str(word) for word in placement.words)),
    ]


def _course(file: timeline.File) -> Lines:
    steps = (timeline.told(event, file) for event in file.events)
    return [(_moment(step.at), "，".join(filter(None, (step.title, step.text)))) for step in steps]


def _ratings(deliveries: Iterable[Delivery]) -> Lines:
    return [
        (
            _moment(rating.at),
            "，".join(
                filter(
                    None,
                    (rating.get_satisfaction_display(), rating.get_done_display(), rating.comment),
                )
            ),
        )
        for delivery in deliveries
        for rating in delivery.ratings.all()
    ]


def _recognised(s: Suggestion) -> Lines:
    rows = s.recognitions.filter(status=Recognition.Status.CHOSEN).select_related("round")
    return [(one.round.title, f"{one.number}，署名：{one.named}") for one in rows]


def _messages(s: Suggestion) -> Lines:
    rows = OutboxMessage.objects.filter(suggestion=s).order_by("pk")
    return [
        (
            _moment(row.sent_at or row.queued_at),
            f"{row.subject}（{row.get_channel_display()}，{row.get_status_display()}）",
        )
        for row in rows
    ]
