"""近义词's verbs: people write groups, and take or refuse those that the machine proposes."""

import datetime as dt
import re
from collections.abc import Sequence

from django.db import transaction
from wagtail.log_actions import log

from suggestions.actions.rules import Overtaken, Refused, move
from suggestions.models import Placement, Suggestion, SynonymGroup, SynonymWord, User
from suggestions.models.dictionary import WORD_LIMIT
from suggestions.models.synonyms import GROUP_WORDS
from suggestions.text.language import clean_text, kindred, simplified

READ, OPENING = 5_000, 400  # of the newest public suggestions in topics, and of each text
PROPOSED = 20  # waiting proposals that somebody may read in one sitting
Status = SynonymGroup.Status
_PARTS = re.compile(r"[\s、，,；;/|]+")


def add_group(*, words: str, by: User, at: dt.datetime) -> SynonymGroup:
    """A group of a person's own; searches use it from now on."""
    found = _read(words)
    with transaction.atomic():
        group = SynonymGroup.objects.create(by=by, at=at)
        _write(group, found)
        log(group, "wagtail.create", user=by, timestamp=at, title="、".join(found))
    return group


def change_group(
    group: SynonymGroup, *, words: str, seen: str, by: User, at: dt.datetime
) -> SynonymGroup:
    """Other words for a group. `seen` is what the person was looking at."""
    found = _read(words, but=group)
    with transaction.atomic():
        held = SynonymGroup.objects.select_for_update().filter(pk=group.pk).first()
        if held is None or str(held) != seen:
            raise Overtaken("同事刚刚改过这一组。请看过现在的词再改。")
        held.words.all().delete()
        _write(held, found)
        SynonymGroup.objects.filter(pk=group.pk).update(by=by, at=at)
        log(held, "wagtail.edit", user=by, timestamp=at, title="、".join(found))
    return held


def use_group(group: SynonymGroup, *, by: User, at: dt.datetime) -> None:
    """Take a proposal, or take back a group that was put aside."""
    _move(group, Status.USED, "wagtail.publish", by=by, at=at)


def refuse_group(group: SynonymGroup, *, by: User, at: dt.datetime) -> None:
    """Put a group aside: no search uses it, and the machine does not propose it again."""
    _move(group, Status.REFUSED, "wagtail.unpublish", by=by, at=at)


def _move(group: SynonymGroup, to: str, what: str, *, by: User, at: dt.datetime) -> None:
    with transaction.atomic():
        move(group, to, by=by, at=at)
        log(group, what, user=by, timestamp=at, title=str(group))


def _read(text: str, but: SynonymGroup | None = None) -> list[str]:
    """The words as they are compared, each once."""
    plain = simplified(clean_text(text, lines=False).lower())
    words = [word for word in dict.fromkeys(_PARTS.split(plain)) if word]
    if not 2 <= len(words) <= GROUP_WORDS:
        raise Refused(f"一组要有 2 到 {GROUP_WORDS} 个词，用顿号或空格分开。")
    for word in words:
        if len(word) < 2 or len(word) > WORD_LIMIT or not all(c.isalnum() for c in word):
            raise Refused(f"“{word}”不能用：每个词 2 到 {WORD_LIMIT} 个字，只有汉字、字母和数字。")
    for group in _same_words(words):
        if but is None or group != but.pk:
            raise Refused("这几个词已经在同一组里了。")
    return words


def _same_words(words: Sequence[str]) -> list[int]:
    """The groups that hold all these words."""
    rows = SynonymWord.objects.filter(word__in=words).values_list("group_id", flat=True)
    counts: dict[int, int] = {}
    for group in rows:
        counts[group] = counts.get(group, 0) + 1
    return [group for group, count in counts.items() if count == len(words)]


def _write(group: SynonymGroup, words: Sequence[str]) -> None:
    SynonymWord.objects.bulk_create([SynonymWord(group=group, word=word) for word in words])


def propose_groups(*, at: dt.datetime) -> int:
    """Propose pairs of words that stand in the same topics and in alike company; how many.

    What stands together in any group, also a refused one, is not proposed.
    """
    placed = Placement.objects.by_people().filter(topic__isnull=False)
    placed = placed.filter(suggestion__in=Suggestion.objects.public()).order_by("-pk")
    rows = placed.values_list("topic_id", "suggestion__public_title", "suggestion__public_body")
    texts = [(topic, f"{title}。{body[:OPENING]}") for topic, title, body in rows[:READ]]
    room = PROPOSED - SynonymGroup.objects.filter(status=Status.PROPOSED).count()
    made = 0
    for one, other, both, topics in kindred(texts):
        if made >= room:
            break
        if _same_words([one, other]):
            continue
        reason = f"在 {topics} 个问题里换着说，前后的词相近；同一条建议里一起说的有 {both} 条。"
        with transaction.atomic():
            group = SynonymGroup.objects.create(status=Status.PROPOSED, reason=reason, at=at)
            _write(group, [one, other])
        made += 1
    return made
