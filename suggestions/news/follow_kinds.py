"""The table of what followers hear: which row of the history, about what, in which words.

Only of what anybody may read: a suggestion that is not public, or a topic that no person has
confirmed, tells followers nothing.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from suggestions.models import Event, Referral, Topic, Verb
from suggestions.models.traces import poured_into
from suggestions.news import kinds
from suggestions.news.kinds import Kind
from suggestions.telling import figures, voices

CONFIRM = Kind(
    "f_confirm",
    "关注：请确认",
    "请确认您的关注",
    "有人用这个地址关注了“{对象}”。",
    "是您本人的，请确认；不是您本人的，不用理会，我们不会再发。",
    braces=("对象",),
)
KNOWN = Kind(
    "f_known",
    "关注：早就关注了",
    "您已经关注了",
    "您已经关注了“{对象}”，不用再确认。",
    "有了进展就告诉您。",
    braces=("对象",),
)
FOUND = Kind(
    "f_found",
    "关注：新公开的建议",
    "新公开了一条建议",
    "新公开了一条建议：“{标题}”。",
    "",
    braces=("标题",),
)
COUNCIL = Kind(
    "f_council",
    "关注：议事会",
    "您关注的议事会有消息",
    "{消息}",
    "",
    braces=("消息",),
)


def _topics(event: Event) -> bool:
    return event.suggestion_id is None and event.topic_id is not None


def _lead(event: Event) -> bool:
    return _topics(event) and event.data.get("role") == Referral.Role.LEAD


def _shown(event: Event) -> bool:
    return bool(event.suggestion and event.suggestion.is_public)


TOPIC_FORWARDED = Kind(
    "f_forwarded",
    "关注：问题转给了承办单位",
    "转给了承办单位",
    "“{问题}”已转给{单位}办理。",
    "{单位}{期限}答复。",
    Verb.REFERRED,
    _lead,
    ("问题", "单位", "期限"),
)
TOPIC_EXTENDED = Kind(
    "f_extended",
    "关注：问题延期",
    "需要多办几天",
    "“{问题}”需要更多时间办理，原因：{原因}",
    "{单位}改为{期限}答复。",
    Verb.EXTENSION_GRANTED,
    lambda event: _topics(event) and event.referral is not None and event.referral.is_lead,
    ("问题", "单位", "期限", "原因"),
)
TOPIC_ANSWERED = Kind(
    "f_answered",
    "关注：问题有了答复",
    "有了答复",
    "“{问题}”有了答复。",
    "",
    Verb.ANSWERED,
    lambda event: _topics(event) and "reached" in event.data,
    ("问题",),
)
TOPIC_PART = Kind(
    "f_part_answered",
    "关注：问题先有了一部分答复",
    "先有了一部分答复",
    "“{问题}”先有了一部分答复：{部分}。",
    "其余的由{单位}继续办理，{期限}答复。",
    Verb.PART_ANSWERED,
    _topics,
    ("问题", "部分", "单位", "期限"),
)
TOPIC_REOPENED = Kind(
    "f_reopened",
    "关注：问题重新办理",
    "重新办理",
    "“{问题}”按居民的评价重新办理。",
    "",
    Verb.REOPENED,
    lambda event: _topics(event) and event.to_status == Topic.Status.REOPENED,
    ("问题",),
)
TOPIC_CLOSED = Kind(
    "f_closed",
    "关注：问题办结",
    "办结了",
    "“{问题}”已经办结。",
    "",
    Verb.CLOSED,
    lambda event: _topics(event) and event.to_status == Topic.Status.CLOSED,
    ("问题",),
)
TOPIC_NEW = Kind(
    "f_new",
    "关注：征集归纳出新问题",
    "归纳出了新问题",
    "归纳出了一个新问题：“{问题}”。",
    "",
    Verb.CONFIRMED,
    lambda event: (
        _topics(event)
        and event.from_status != event.to_status
        and event.to_status == Topic.Status.CONFIRMED
    ),
    ("问题",),
)
PUBLISHED = Kind(
    "f_published",
    "关注：这里新公开的建议",
    "新公开了一条建议",
    "新公开了一条建议：“{标题}”。",
    "",
    Verb.ACCEPTED,
    lambda event: _shown(event) and kinds.came_singly(event),
    ("标题",),
)
PUBLISHED_LATER = Kind(
    "f_published_later",
    "关注：这里后来公开的建议",
    "新公开了一条建议",
    "新公开了一条建议：“{标题}”。",
    "",
    Verb.PUBLISHED,
    _shown,
    ("标题",),
)
ONE_FORWARDED = Kind(
    "f_one_forwarded",
    "关注：建议转给了承办单位",
    "转给了承办单位",
    "“{标题}”已转给{单位}办理。",
    "{单位}{期限}答复。",
    Verb.REFERRED,
    _shown,
    ("标题", "单位", "期限"),
)
ONE_ANSWERED = Kind(
    "f_one_answered",
    "关注：建议有了答复",
    "有了答复",
    "“{标题}”有了答复。",
    "",
    Verb.ANSWERED,
    _shown,
    ("标题",),
)

EVENTS = (
    TOPIC_FORWARDED,
    TOPIC_EXTENDED,
    TOPIC_PART,
    TOPIC_ANSWERED,
    TOPIC_REOPENED,
    TOPIC_CLOSED,
    TOPIC_NEW,
    PUBLISHED,
    PUBLISHED_LATER,
    ONE_FORWARDED,
    ONE_ANSWERED,
)
TO_FOLLOWERS = kinds.by_verb(EVENTS)
FOLLOWERS = (CONFIRM, KNOWN, FOUND, COUNCIL, *EVENTS)
OF_CAMPAIGN = (TOPIC_NEW, TOPIC_ANSWERED)
OF_DEPARTMENT = (TOPIC_FORWARDED, TOPIC_ANSWERED)
OF_AREA = (PUBLISHED, PUBLISHED_LATER)


@dataclass(frozen=True)
class Around:
    """Of the topics that rows are about: what was merged into each, and in which campaigns what
    it holds was said. Who follows those follows it."""

    merged: Mapping[int, Collection[int]] = field(default_factory=dict)
    said_in: Mapping[int, Collection[int]] = field(default_factory=dict)


def around(topics: Collection[int]) -> Around:
    """Two questions for all of them, and none without topics."""
    if not topics:
        return Around()
    held = voices.by_campaign(figures.members().filter(topic__in=topics))
    return Around(poured_into(topics), held)


def targets(event: Event, kind: Kind, near: Around) -> Iterator[tuple[str, str]]:
    """Which followed things a row is about, the places of a suggestion apart (`area`)."""
    if event.suggestion_id:
        if kind not in OF_AREA:
            yield "suggestion", str(event.suggestion_id)
        return
    topic = event.topic_id or 0
    if kind is not TOPIC_NEW:
        yield from (("topic", str(pk)) for pk in near.merged.get(topic, [topic]))
    if event.topic and kind in OF_CAMPAIGN:
        campaigns = {event.topic.campaign_id, *near.said_in.get(topic, ())}
        yield from (("campaign", str(pk)) for pk in sorted(campaigns))
    if event.referral and kind in OF_DEPARTMENT:
        yield "department", str(event.referral.department_id)
