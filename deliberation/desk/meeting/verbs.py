"""The buttons of a running meeting: what each calls, and when it is offered."""

from django.db.models import QuerySet

from deliberation.actions import commenting, conducting, options, speaking
from deliberation.actions.options import OPEN_ITEMS, PREPARING
from deliberation.actions.speaking import NOTING
from deliberation.desk.meeting.forms import (
    ChairForm,
    CloseForm,
    OpenForm,
    OptionForm,
    OutcomeForm,
    RemarkForm,
    ReviseRemarkForm,
    SpeakerForm,
    StayForm,
)
from deliberation.models import AgendaItem, Comment, Meeting, Option, Remark, Speaker
from suggestions.staff.forms import ReasonForm
from suggestions.staff.verbs import DeskVerb, Done

Item, Status = AgendaItem.Status, Meeting.Status


def _moved_on(done: Done) -> str:
    if done.result:
        return f"开始议“{done.result}”。"
    return f"“{done.subject}”议完了，后面没有议题了。"


def _closed(done: Done) -> str:
    left = done.result
    return f"会议结束了；{left} 项没有议到，留待下次。" if left else "会议结束了。"


# --- the records that are worked on -----------------------------------------------------------


def items_of(meeting: Meeting) -> QuerySet[AgendaItem]:
    return meeting.items.select_related("meeting__council", "meeting__format", "matter")


def speakers_of(meeting: Meeting) -> QuerySet[Speaker]:
    rows = Speaker.objects.filter(item__meeting=meeting)
    return rows.select_related("item__meeting", "seat__party", "party")


def remarks_of(meeting: Meeting) -> QuerySet[Remark]:
    rows = Remark.objects.filter(item__meeting=meeting)
    return rows.select_related("item__meeting", "seat__party", "party")


def comments_of(meeting: Meeting) -> QuerySet[Comment]:
    rows = Comment.objects.public().filter(item__meeting=meeting)
    return rows.select_related("item__meeting__council")


def options_of(meeting: Meeting) -> QuerySet[Option]:
    return Option.objects.filter(item__meeting=meeting).select_related("item__meeting")


def _running(item: AgendaItem) -> bool:
    return item.meeting.status == Status.OPEN


def _startable(item: AgendaItem) -> bool:
    free = _running(item) and item.meeting.current_item_id is None
    return free and item.status in (Item.LISTED, Item.DONE)


def _current(item: AgendaItem) -> bool:
    return _running(item) and item.status == Item.CURRENT


def _waiting(item: AgendaItem) -> bool:
    return _running(item) and item.status in OPEN_ITEMS


def _noted(item: AgendaItem) -> bool:
    return item.meeting.status in NOTING and item.status != Item.LISTED


def _optional(item: AgendaItem) -> bool:
    return item.meeting.status in PREPARING and item.status in OPEN_ITEMS


def _waits(speaker: Speaker) -> bool:
    return _running(speaker.item) and speaker.status == Speaker.Status.WAITING


def _speaks(speaker: Speaker) -> bool:
    return _running(speaker.item) and speaker.status == Speaker.Status.SPEAKING


def _revisable(remark: Remark) -> bool:
    return remark.item.meeting.status in NOTING


def _changeable(option: Option) -> bool:
    return _optional(option.item)


MEETING_VERBS = (
    DeskVerb(
        "open",
        "开会",
        calls=conducting.open_meeting,
        told="会议开始了。",
        form=OpenForm,
        offered=lambda m: m.status == Status.NOTICED,
        style="",
    ),
    DeskVerb(
        "chair",
        "换主持人",
        calls=conducting.set_chair,
        told="主持人：{subject.chair}。",
        form=ChairForm,
        offered=lambda m: m.status == Status.OPEN,
    ),
    DeskVerb(
        "close",
        "散会",
        calls=conducting.close_meeting,
        told=_closed,
        form=CloseForm,
        offered=lambda m: m.status == Status.OPEN,
        hint="没有议到的事会留待下次；散会以后不能再开。",
    ),
)
START = DeskVerb(
    "start",
    "开始议这一项",
    calls=conducting.start_item,
    told="开始议“{subject}”，{subject.minutes} 分钟。",
    offered=_startable,
    subjects=items_of,
    style="",
)
EXTEND = DeskVerb(
    "extend",
    "延时",
    calls=conducting.extend_item,
    told="延长了 {minutes} 分钟。",
    form=StayForm,
    offered=_current,
    subjects=items_of,
)
END = DeskVerb(
    "end",
    "结束",
    calls=conducting.end_item,
    told="“{subject}”议完了。",
    form=OutcomeForm,
    offered=_current,
    subjects=items_of,
    style="",
)
NEXT = DeskVerb(
    "next",
    "结束，议下一项",
    calls=conducting.next_item,
    told=_moved_on,
    form=OutcomeForm,
    offered=_current,
    subjects=items_of,
    style="",
)
POSTPONE = DeskVerb(
    "postpone",
    "留待下次",
    calls=conducting.postpone_item,
    told="“{subject}”留待下次。",
    form=ReasonForm,
    offered=_waiting,
    subjects=items_of,
)
SPEAK = DeskVerb(
    "speak",
    "登记发言",
    calls=speaking.add_speaker,
    told="{result.name}已登记发言。",
    form=SpeakerForm,
    offered=_waiting,
    subjects=items_of,
)
REMARK = DeskVerb(
    "remark",
    "记下要点",
    calls=speaking.note_remark,
    told="已记下{result.name}的发言要点。",
    form=RemarkForm,
    offered=_noted,
    subjects=items_of,
    style="",
)
OPTION = DeskVerb(
    "option",
    "添加方案",
    calls=options.add_option,
    told="已添加方案“{result}”。",
    form=OptionForm,
    offered=_optional,
    subjects=items_of,
)
ITEM_VERBS = (START, EXTEND, END, NEXT, POSTPONE, SPEAK, REMARK, OPTION)
SPEAKER_VERBS = (
    DeskVerb(
        "call",
        "请发言",
        calls=speaking.call_speaker,
        told="请{subject.name}发言。",
        offered=_waits,
        subjects=speakers_of,
        style="",
    ),
    DeskVerb(
        "done",
        "说完了",
        calls=speaking.finish_speaker,
        told="{subject.name}发言完毕。",
        offered=_speaks,
        subjects=speakers_of,
        style="",
    ),
    DeskVerb(
        "pass",
        "放弃",
        calls=speaking.withdraw_speaker,
        told="{subject.name}放弃发言。",
        offered=_waits,
        subjects=speakers_of,
    ),
)
REMARK_VERBS = (
    DeskVerb(
        "revise",
        "修改",
        calls=speaking.revise_remark,
        told="发言要点已修改，原来的话留在议事记录里。",
        form=ReviseRemarkForm,
        offered=_revisable,
        subjects=remarks_of,
    ),
)
COMMENT_VERBS = (
    DeskVerb(
        "note-comment",
        "记入发言",
        calls=commenting.note_comment,
        told="已记入发言要点：会前意见{subject.number}号。",
        offered=lambda one: one.remark_id is None and _noted(one.item),
        subjects=comments_of,
    ),
)
OPTION_VERBS = (
    DeskVerb(
        "edit-option",
        "修改",
        calls=options.revise_option,
        told="方案“{subject}”已修改。",
        form=OptionForm,
        offered=_changeable,
        subjects=options_of,
    ),
    DeskVerb(
        "drop-option",
        "删除",
        calls=options.drop_option,
        told="方案“{subject}”已删除。",
        offered=_changeable,
        subjects=options_of,
    ),
)
