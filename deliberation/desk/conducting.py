"""The buttons of a running meeting: what each calls, and when it is offered."""

from typing import Any

from django.db.models import QuerySet

from deliberation import actions
from deliberation.actions.options import OPEN_ITEMS, PREPARING
from deliberation.actions.speaking import NOTING
from deliberation.desk.access import RUN
from deliberation.desk.meeting_forms import (
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
from deliberation.models import AgendaItem, Meeting, Option, Remark, Speaker
from suggestions.desk.access import DeskVerb
from suggestions.desk.forms import ReasonForm

Item, Status = AgendaItem.Status, Meeting.Status


def _open(meeting: Meeting, data: dict, **who: Any) -> str:
    actions.open_meeting(meeting, chair=data["name"], opened_at=data["opened_at"], **who)
    return "会议开始了。"


def _chair(meeting: Meeting, data: dict, **who: Any) -> str:
    actions.set_chair(meeting, name=data["name"], **who)
    return f"主持人：{meeting.chair}。"


def _close(meeting: Meeting, data: dict, **who: Any) -> str:
    actions.close_meeting(meeting, closed_at=data["closed_at"], **who)
    return "会议结束了；没有议到的事留待下次。"


def _start(item: AgendaItem, data: dict, **who: Any) -> str:
    actions.start_item(item, **who)
    return f"开始议“{item}”，{item.minutes} 分钟。"


def _extend(item: AgendaItem, data: dict, **who: Any) -> str:
    actions.extend_item(item, minutes=data["minutes"], **who)
    return f"延长了 {data['minutes']} 分钟。"


def _end(item: AgendaItem, data: dict, **who: Any) -> str:
    actions.end_item(item, outcome=data["outcome"], **who)
    return f"“{item}”议完了。"


def _next(item: AgendaItem, data: dict, **who: Any) -> str:
    following = actions.next_item(item, outcome=data["outcome"], **who)
    return f"开始议“{following}”。" if following else f"“{item}”议完了，后面没有议题了。"


def _postpone(item: AgendaItem, data: dict, **who: Any) -> str:
    actions.postpone_item(item, reason=data["reason"], **who)
    return f"“{item}”留待下次。"


def _speak(item: AgendaItem, data: dict, **who: Any) -> str:
    row = actions.add_speaker(item, seat=data["seat"], name=data["name"], **who)
    return f"{row.name}已登记发言。"


def _call(speaker: Speaker, data: dict, **who: Any) -> str:
    actions.call_speaker(speaker, **who)
    return f"请{speaker.name}发言。"


def _done(speaker: Speaker, data: dict, **who: Any) -> str:
    actions.finish_speaker(speaker, **who)
    return f"{speaker.name}发言完毕。"


def _pass(speaker: Speaker, data: dict, **who: Any) -> str:
    actions.withdraw_speaker(speaker, **who)
    return f"{speaker.name}放弃发言。"


def _remark(item: AgendaItem, data: dict, **who: Any) -> str:
    words = {name: data[name] for name in ("seat", "name", "gist")}
    row = actions.note_remark(item, **words, **who)
    return f"已记下{row.name}的发言要点。"


def _revise(remark: Remark, data: dict, **who: Any) -> str:
    actions.revise_remark(remark, **data, **who)
    return "发言要点已修改，原来的话留在议事记录里。"


def _option(item: AgendaItem, data: dict, **who: Any) -> str:
    return f"已添加方案“{actions.add_option(item, plan=data['plan'], **who)}”。"


def _edit_option(option: Option, data: dict, **who: Any) -> str:
    actions.revise_option(option, plan=data["plan"], **who)
    return f"方案“{option}”已修改。"


def _drop_option(option: Option, data: dict, **who: Any) -> str:
    actions.drop_option(option, **who)
    return f"方案“{option}”已删除。"


# --- the records that are worked on -----------------------------------------------------------


def items_of(meeting: Meeting) -> QuerySet[AgendaItem]:
    return meeting.items.select_related("meeting__council", "matter")


def speakers_of(meeting: Meeting) -> QuerySet[Speaker]:
    rows = Speaker.objects.filter(item__meeting=meeting)
    return rows.select_related("item__meeting", "seat__party", "party")


def remarks_of(meeting: Meeting) -> QuerySet[Remark]:
    rows = Remark.objects.filter(item__meeting=meeting)
    return rows.select_related("item__meeting", "seat__party", "party")


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
    DeskVerb("open", "开会", RUN, _open, OpenForm, lambda m: m.status == Status.NOTICED, style=""),
    DeskVerb(
        "chair",
        "换主持人",
        RUN,
        _chair,
        ChairForm,
        lambda m: m.status == Status.OPEN,
    ),
    DeskVerb(
        "close",
        "散会",
        RUN,
        _close,
        CloseForm,
        lambda m: m.status == Status.OPEN,
        hint="没有议到的事会留待下次；散会以后不能再开。",
    ),
)
START = DeskVerb(
    "start", "开始议这一项", RUN, _start, offered=_startable, subjects=items_of, style=""
)
EXTEND = DeskVerb("extend", "延时", RUN, _extend, StayForm, _current, items_of)
END = DeskVerb("end", "结束", RUN, _end, OutcomeForm, _current, items_of, style="")
NEXT = DeskVerb("next", "结束，议下一项", RUN, _next, OutcomeForm, _current, items_of, style="")
POSTPONE = DeskVerb("postpone", "留待下次", RUN, _postpone, ReasonForm, _waiting, items_of)
SPEAK = DeskVerb("speak", "登记发言", RUN, _speak, SpeakerForm, _waiting, items_of)
REMARK = DeskVerb("remark", "记下要点", RUN, _remark, RemarkForm, _noted, items_of, style="")
OPTION = DeskVerb("option", "添加方案", RUN, _option, OptionForm, _optional, items_of)
ITEM_VERBS = (START, EXTEND, END, NEXT, POSTPONE, SPEAK, REMARK, OPTION)
SPEAKER_VERBS = (
    DeskVerb("call", "请发言", RUN, _call, offered=_waits, subjects=speakers_of, style=""),
    DeskVerb("done", "说完了", RUN, _done, offered=_speaks, subjects=speakers_of, style=""),
    DeskVerb("pass", "放弃", RUN, _pass, offered=_waits, subjects=speakers_of),
)
REMARK_VERBS = (DeskVerb("revise", "修改", RUN, _revise, ReviseRemarkForm, _revisable, remarks_of),)
OPTION_VERBS = (
    DeskVerb("edit-option", "修改", RUN, _edit_option, OptionForm, _changeable, options_of),
    DeskVerb("drop-option", "删除", RUN, _drop_option, offered=_changeable, subjects=options_of),
)
