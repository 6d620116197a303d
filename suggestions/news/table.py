"""All kinds of messages in one table: for the desk, and for `docs/messages.md`."""

from suggestions.news.event_kinds import REGISTRANTS
from suggestions.news.follow_kinds import FOLLOWERS
from suggestions.news.kinds import RESIDENTS, Kind
from suggestions.news.staff_kinds import STAFF

GROUPS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("发给建议人", RESIDENTS),
    ("发给关注的人", FOLLOWERS),
    ("发给报名的人", REGISTRANTS),
    ("发给承办单位和征集办", STAFF),
)
KINDS: dict[str, Kind] = {kind.name: kind for _, kinds in GROUPS for kind in kinds}


def label(name: str) -> str:
    return KINDS[name].label if name in KINDS else name
