"""Drafts kept under a code, for those whose browser keeps nothing: save, find again, drop."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence

from suggestions.actions.rules import Refused
from suggestions.models import CampaignPage, SavedDraft
from suggestions.residents import receipts, visitors

DRAFTS_KEPT = dt.timedelta(days=7)
# Who wrote it is not kept: contact data stand under a consent that a draft does not have yet.
FIELDS = (
    *("title", "body", "solution", "place", "audience", "may_publish", "area"),
    *("station", "clause"),
)
LONGEST = 20_000  # characters of all fields together; the form itself takes fewer


def save(
    campaign: CampaignPage,
    *,
    content: Mapping[str, Sequence[str]],
    at: dt.datetime,
    known: str = "",
) -> str:
    """Keep what was typed; gives its code, to be shown once. Under a `known` digest the earlier
    draft is written anew, and no code is told again."""
    kept = {name: list(content[name]) for name in FIELDS if name in content}
    if not any(kept.get(name, [""])[0].strip() for name in ("title", "body", "solution")):
        raise Refused("还没有写字，没有可以存的。请先写几句。")
    if sum(len(value) for values in kept.values() for value in values) > LONGEST:
        raise Refused("写得太长，存不下。请先删短一些，每格最多 5000 字。")
    text = json.dumps(kept, ensure_ascii=False)
    if known and _alive(at).filter(code_hash=known).update(
        campaign=campaign, content=text, saved_at=at
    ):
        return ""
    code = receipts.issue(visitors.new_key())
    SavedDraft.objects.create(
        campaign=campaign, code_hash=receipts.digest(code), content=text, saved_at=at
    )
    return code


def find(digest: str, *, at: dt.datetime) -> SavedDraft | None:
    return _alive(at).filter(code_hash=digest).first() if digest else None


def content_of(draft: SavedDraft) -> dict[str, list[str]]:
    """What was typed, field by field; nothing where the key of the field was lost."""
    try:
        return json.loads(draft.content)
    except ValueError:
        return {}


def drop(digest: str) -> None:
    """It has been sent, or its writer wants it gone."""
    SavedDraft.objects.filter(code_hash=digest).delete()


def drop_old(*, at: dt.datetime) -> int:
    return SavedDraft.objects.filter(saved_at__lte=at - DRAFTS_KEPT).delete()[0]


def _alive(at: dt.datetime):
    return SavedDraft.objects.filter(saved_at__gt=at - DRAFTS_KEPT)
