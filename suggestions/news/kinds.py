"""The table of messages: which row of the history tells whom what.

The words are the shipped ones; staff may word each kind anew (`MessageTemplate`). What stands in
braces is filled in by `facts.py`; there is no brace for what a resident wrote, or for a name.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from suggestions.models import Event, Referral, Topic, Verb

Fits = Callable[[Event], bool]


@dataclass(frozen=True)
class Kind:
    """One message. `braces` names what may be filled in; `by_hand`: also told by call or letter."""

    name: str
    label: str
    subject: str
    body: str
    then: str
    verb: Verb | None = None
    fits: Fits = lambda event: True
    braces: tuple[str, ...] = ()
    by_hand: bool = False


def _own(event: Event) -> bool:
    return event.suggestion_id is not None


def _of_topic(event: Event) -> bool:
    return event.suggestion_id is None and event.topic_id is not None


def _lead(event: Event) -> bool:
    return _of_topic(event) and event.data.get("role") == Referral.Role.LEAD


def _reassigned(event: Event) -> bool:
    return _lead(event) and "instead_of" in event.data


def _again(event: Event) -> bool:
    """Sent out anew: who is being worked on already has no row of their own for it."""
    return _lead(event) and "instead_of" not in event.data


def _recalled(event: Event) -> bool:
    return _of_topic(event) and event.referral_id is None


def _extended(event: Event) -> bool:
    return _of_topic(event) and event.referral is not None and event.referral.is_lead


def _closed(event: Event) -> bool:
    return _of_topic(event) and event.to_status == Topic.Status.CLOSED


def _grouped(event: Event) -> bool:
    return _own(event) and bool(event.data.get("to"))


def _poured(event: Event) -> bool:
    return _of_topic(event) and event.to_status == Topic.Status.MERGED


def came_singly(event: Event) -> bool:
    """A list that was imported has no contact data: nobody to be told."""
    return event.suggestion is not None and event.suggestion.import_batch_id is None


MINE = "您提的建议（编号{编号}）"

# --- to the author ----------------------------------------------------------------------------

RECEIVED = Kind(
    "received",
    "收到建议",
    "您的建议收到了",
    MINE + "收到了。",
    "接下来由征集办审核，{期限}看完。",
    Verb.SUBMITTED,
    _own,
    ("期限",),
)
ENTERED = Kind(
    "entered",
    "代为录入",
    "您的建议登记好了",
    MINE + "已由工作人员登记。",
    "接下来由征集办审核，{期限}看完。",
    Verb.IMPORTED,
    came_singly,
    ("期限",),
)
ACCEPTED = Kind(
    "accepted",
    "审核通过",
    "您的建议受理了",
    MINE + "审核通过，正式受理。",
    "接下来和说同一件事的建议归到一起，{期限}转给承办单位。",
    Verb.ACCEPTED,
    came_singly,
    ("期限",),
)
DECLINED = Kind(
    "declined",
    "没有受理",
    "您的建议没有受理",
    MINE + "没有作为建议受理。{原因}",
    "{途径}",
    Verb.DECLINED,
    _own,
    ("原因", "途径"),
    by_hand=True,
)
GROUPED = Kind(
    "grouped",
    "归入问题",
    "您的建议和大家的归到了一起",
    MINE + "归入了问题“{问题}”，和说同一件事的建议一起办。",
    "转给承办单位以后再告诉您。",
    Verb.MOVED,
    _grouped,
    ("问题",),
)
CONFIRMED = Kind(
    "confirmed",
    "确认归入问题",
    "您的建议和大家的归到了一起",
    MINE + "归入了问题“{问题}”，和说同一件事的建议一起办。",
    "转给承办单位以后再告诉您。",
    Verb.CONFIRMED,
    lambda event: _of_topic(event) and bool(event.data.get("members")),
    ("问题",),
)
MERGED = Kind(
    "merged",
    "并入另一个问题",
    "您的建议并入了另一个问题",
    MINE + "所在的问题并入了“{问题}”。",
    "两个问题从现在起一起办，转给承办单位以后再告诉您。",
    Verb.MERGED,
    _poured,
    ("问题",),
)
FORWARDED = Kind(
    "forwarded",
    "转给承办单位",
    "您的建议转给了承办单位",
    MINE + "已转给{单位}办理。",
    "{单位}{期限}答复。",
    Verb.REFERRED,
    _own,
    ("单位", "期限"),
)
REASSIGNED = Kind(
    "reassigned",
    "改由别的单位办理",
    "您的建议换了承办单位",
    MINE + "改由{单位}办理，原因：{原因}",
    "{单位}{期限}答复。",
    Verb.REFERRED,
    _reassigned,
    ("单位", "期限", "原因"),
)
REFERRED_AGAIN = Kind(
    "referred_again",
    "再次转给承办单位",
    "您的建议再次转给了承办单位",
    MINE + "再次转给了{单位}办理。",
    "{单位}{期限}答复。",
    Verb.REFERRED,
    _again,
    ("单位", "期限"),
)
RECALLED = Kind(
    "recalled",
    "收回重新安排",
    "您的建议要重新安排承办单位",
    MINE + "已从承办单位收回，原因：{原因}",
    "征集办重新安排好以后再告诉您。",
    Verb.RECALLED,
    _recalled,
    ("原因",),
)
EXTENDED = Kind(
    "extended",
    "延长办理时间",
    "您的建议需要多办几天",
    MINE + "需要更多时间办理，原因：{原因}",
    "{单位}改为{期限}答复。",
    Verb.EXTENSION_GRANTED,
    _extended,
    ("单位", "期限", "原因"),
    by_hand=True,
)
ANSWERED = Kind(
    "answered",
    "有了答复",
    "您的建议有答复了",
    MINE + "有答复了。",
    "请看看答复，告诉我们您是否满意、事情是不是真的办好了。过{天数}天我们会再问您一次。",
    Verb.ANSWERED,
    _own,
    ("天数",),
    by_hand=True,
)
PART_ANSWERED = Kind(
    "part_answered",
    "先答复一部分",
    "您的建议先有了一部分答复",
    MINE + "先有了一部分答复：{部分}。",
    "其余的由{单位}继续办理，{期限}答复。",
    Verb.PART_ANSWERED,
    _of_topic,
    ("部分", "单位", "期限"),
    by_hand=True,
)
ASKED = Kind(
    "asked",
    "问是否真的办好",
    "事情真的办好了吗？",
    MINE + "答复已有一段时间。",
    "事情真的办好了吗？请告诉我们；没有办好的，我们重新办理。",
    Verb.ASKED_AGAIN,
    _own,
)
REOPENED = Kind(
    "reopened",
    "重新办理",
    "您的建议重新办理",
    "按您的评价，" + MINE + "重新办理。",
    "征集办重新安排好以后再告诉您。",
    Verb.REOPENED,
    _own,
)
KEPT = Kind(
    "kept",
    "维持原答复",
    "您的建议维持原来的答复",
    "征集办复核后，" + MINE + "维持原来的答复，理由：{原因}",
    "您仍然可以查看全部经过。",
    Verb.CLOSED,
    _own,
    ("原因",),
    by_hand=True,
)
CLOSED = Kind(
    "closed",
    "办结",
    "您的建议办结了",
    MINE + "已经办结。",
    "如果事情其实没有办好，请在评价里告诉我们，我们重新办理。",
    Verb.CLOSED,
    _closed,
)

WRITTEN_IN = Kind(
    "written_in",
    "写进条文",
    "您的话写进了条文",
    MINE + "写进了{文本}{条}。",
    "打开下面的链接，可以看到是哪一条、怎么写的。",
    Verb.WRITTEN_IN,
    _own,
    ("文本", "条"),
    by_hand=True,
)
WEIGHED = Kind(
    "weighed",
    "对照条文说明",
    "您的建议对照条文有了说明",
    MINE + "对照了{文本}{条}：{怎样}。{原因}",
    "打开下面的链接，可以看到这一条怎么写的。",
    Verb.WEIGHED,
    _own,
    ("文本", "条", "怎样", "原因"),
    by_hand=True,
)
TAKEN_OUT = Kind(
    "taken_out",
    "不再写进条文",
    "写进您的话的那一条有变动",
    MINE + "不再写在{文本}{条}里，原因：{原因}",
    "您仍然可以查看全部经过。",
    Verb.TAKEN_OUT,
    lambda event: _own(event) and event.public,
    ("文本", "条", "原因"),
    by_hand=True,
)

RECOGNISED = Kind(
    "recognised",
    "评为优秀建议",
    "您的建议被评为优秀建议",
    MINE + "在“{评选}”里被评为优秀建议，谢谢您。",
    "打开下面的链接，选择在名单上署名还是匿名（不选就是匿名），也可以下载证书。",
    Verb.RECOGNISED,
    _own,
    ("评选",),
    by_hand=True,
)

LOST = Kind(
    "lost",
    "查询码丢了",
    "查看您的建议",
    "有人用这个号码或邮箱要查看建议（编号{编号}）。",
    "是您本人的，打开下面的链接就能看；不是您本人的，不用理会。",
)

RESIDENTS = (
    RECEIVED,
    ENTERED,
    ACCEPTED,
    DECLINED,
    GROUPED,
    CONFIRMED,
    MERGED,
    FORWARDED,
    REASSIGNED,
    REFERRED_AGAIN,
    RECALLED,
    EXTENDED,
    PART_ANSWERED,
    ANSWERED,
    ASKED,
    REOPENED,
    KEPT,
    CLOSED,
    WRITTEN_IN,
    WEIGHED,
    TAKEN_OUT,
    RECOGNISED,
    LOST,
)


Table = Mapping[str, Sequence[Kind]]


def by_verb(kinds: Iterable[Kind]) -> Table:
    """A table to look rows up in: lists of hundreds of thousands come through here."""
    found: dict[str, list[Kind]] = defaultdict(list)
    for kind in kinds:
        found[str(kind.verb or "")].append(kind)
    return dict(found)


def of_event(event: Event, table: Table) -> Kind | None:
    """The message that a row of the history calls for."""
    return next((kind for kind in table.get(event.verb, ()) if kind.fits(event)), None)


TO_RESIDENTS = by_verb(RESIDENTS)
