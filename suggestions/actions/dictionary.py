"""The dictionary's verbs: try a word out, add it, take it back. The next run cuts by it."""

import datetime as dt

from django.db import IntegrityError, transaction

from suggestions.actions.rereading import read_corpus
from suggestions.actions.rules import Overtaken, Refused, move, needed
from suggestions.models import (
    CampaignPage,
    DictionaryTrial,
    DictionaryWord,
    Placement,
    Suggestion,
    Topic,
    User,
)
from suggestions.models.dictionary import STRONGEST, WORD_LIMIT
from suggestions.text.language import Dictionary, cut_with, group_messages, what_changed
from suggestions.work.jobs import CUT

READ = 3_000  # suggestions holding the word that are cut both ways
SHOWN = 8
Status = DictionaryTrial.Status


def dictionary() -> Dictionary:
    """All words of the site as the segmenter takes them."""
    return list(DictionaryWord.objects.order_by("word").values_list("word", "weight"))


def try_word(
    campaign: CampaignPage,
    *,
    word: str,
    kind: str,
    weight: int | None = None,
    by: User,
    at: dt.datetime,
) -> DictionaryTrial:
    """Ask what a word would do to a campaign."""
    word = needed(word, "词", WORD_LIMIT)
    if len(word) < 2 or not all(c.isalnum() for c in word):
        raise Refused("词典里的词至少两个字，只能有汉字、字母和数字。")
    if kind not in DictionaryWord.Kind.values:
        raise Refused("请选择类别。")
    if weight is not None and not 1 <= weight <= STRONGEST:
        raise Refused(f"权重要在 1 到 {STRONGEST} 之间；不填就由系统推算。")
    if DictionaryWord.objects.filter(word=word).exists():
        raise Refused(f"“{word}”已经在词典里了。")
    try:
        with transaction.atomic():
            return DictionaryTrial.objects.create(
                campaign=campaign, word=word, kind=kind, weight=weight, by=by, at=at
            )
    except IntegrityError as error:
        raise Refused(f"“{word}”正在试算，请稍等。") from error


def run_trial(trial: DictionaryTrial) -> None:
    """Work out how the texts would be cut and which topics would come out differently.

    Nothing of the campaign changes; the words live in a process of their own.
    """
    move(trial, Status.RUNNING)
    try:
        report = _cuts(trial) | _groups(trial)
    except CUT:  # not its fault: the worker puts it back
        raise
    except Exception as error:
        move(trial, Status.FAILED, error=f"{type(error).__name__}：{error}"[:2000])
        raise
    move(trial, Status.DONE, report=report)


def _cuts(trial: DictionaryTrial) -> dict:
    """How many of the suggestions that hold the word are cut differently, with examples."""
    rows = Suggestion.objects.filter(campaign=trial.campaign).accepted()
    holding = rows.filter(title__contains=trial.word) | rows.filter(body__contains=trial.word)
    found = list(holding.order_by("pk").values_list("pk", "title", "body")[:READ])
    texts = [_around(trial.word, f"{title}。{body}") for _, title, body in found]
    known = dictionary()
    before = cut_with(known, texts)
    after = cut_with([*known, (trial.word, trial.weight)], texts)
    other = [i for i, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    topics: dict[int, int] = {}
    placed = Placement.objects.filter(suggestion_id__in=[found[i][0] for i in other])
    for topic in placed.exclude(topic=None).values_list("topic_id", flat=True):
        topics[topic] = topics.get(topic, 0) + 1
    return {
        "holding": holding.count(),
        "read": len(found),
        "cut_otherwise": len(other),
        "examples": [[found[i][0], before[i], after[i]] for i in other[:SHOWN]],
        "topics": sorted(topics.items(), key=lambda pair: (-pair[1], pair[0])),
    }


def _around(word: str, text: str, width: int = 14) -> str:
    """The word with its neighbourhood: what lies far off is cut the same."""
    at = text.find(word)
    return text[max(0, at - width) : at + len(word) + width].replace("\n", " ")


def _groups(trial: DictionaryTrial) -> dict:
    """Which topics a run would see otherwise: the same corpus grouped without it and with it."""
    messages, known = read_corpus(trial.campaign)
    taught = dictionary()
    outcomes: list[dict[int, int | None]] = []
    for words in (taught, [*taught, (trial.word, trial.weight)]):
        found = group_messages(messages, known=known, dictionary=words, on_progress=None)
        outcomes.append({int(p.id): p.topic for p in found.placements})
    before, after = outcomes
    names = dict(Topic.objects.filter(campaign=trial.campaign).values_list("number", "name"))
    names |= {t.number: t.name for t in found.topics if t.number not in names}
    return {
        "messages": len(messages),
        "moved": sum(before[pk] != after[pk] for pk in before),
        "changes": [
            [change["kind"], names.get(change["topic"], ""), change["reason"]]
            for change in what_changed(before, after)
        ],
    }


def add_word(trial: DictionaryTrial, *, by: User, at: dt.datetime) -> DictionaryWord:
    """Take a word that was tried out into the dictionary; the next run cuts by it."""
    try:
        with transaction.atomic():
            move(trial, Status.ADDED)
            return DictionaryWord.objects.create(
                word=trial.word, kind=trial.kind, weight=trial.weight, by=by, at=at
            )
    except IntegrityError as error:
        raise Overtaken(f"同事刚刚把“{trial.word}”加入了词典。") from error


def drop_word(word: DictionaryWord, *, by: User, at: dt.datetime) -> None:
    """Take a word out again; who and when stays in the log."""
    from wagtail.log_actions import log

    with transaction.atomic():
        log(word, "wagtail.delete", user=by, timestamp=at, title=word.word)
        if not DictionaryWord.objects.filter(pk=word.pk).delete()[0]:
            raise Overtaken(f"“{word.word}”已经不在词典里了。")
