"""优秀建议: rounds with criteria, nominations, decisions by another person, the author's wish."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from suggestions.actions.rules import Overtaken, Refused, move, needed, overtaken, record
from suggestions.documents import keeping
from suggestions.documents.files import TYPES
from suggestions.documents.pdf import NoTypesetter
from suggestions.models import (
    CampaignPage,
    Recognition,
    RecognitionRound,
    Suggestion,
    User,
    Verb,
)
from suggestions.papers.certificate import HEADING, printed_as
from suggestions.text.language import TextTooLong, clean_text

NAME_LIMIT = 20
NO_PDF = "这台服务器现在排不了 PDF。请下载 Word 文件，内容和版式相同。"
SAME_PERSON = "推荐和评定要由两个人来做：这一条是您推荐的，请同事来评定。"


def open_round(
    *, title: str, criteria: str, campaign: CampaignPage | None = None, by: User, at: dt.datetime
) -> RecognitionRound:
    """开始评选: what is looked for is written down first and stands as it is."""
    facts = {"title": needed(title, "评选名称", 60), "criteria": needed(criteria, "评选标准")}
    try:
        with transaction.atomic():
            return RecognitionRound.objects.create(
                campaign=campaign, opened_by=by, opened_at=at, **facts
            )
    except IntegrityError as error:
        raise Refused("已经有叫这个名称的评选了，请换一个名称。") from error


def _hold(of: RecognitionRound) -> None:
    """Who nominates and who publishes hold the same row: neither looks past the other."""
    rows = RecognitionRound.objects.filter(pk=of.pk, status=RecognitionRound.Status.OPEN)
    if not list(rows.select_for_update(no_key=True).values_list("pk")):
        raise overtaken(of)


def nominate(
    suggestion: Suggestion, *, into: RecognitionRound, reason: str, by: User, at: dt.datetime
) -> Recognition:
    """推荐: only what anybody may read, with the criterion that it meets."""
    reason = needed(reason, "符合哪一条标准", 500)
    if not suggestion.is_public:
        raise Refused("只能推荐已经公开的建议。")
    if into.campaign_id and into.campaign_id != suggestion.campaign_id:
        raise Refused(f"“{into}”只评选“{into.campaign}”里的建议。")
    try:
        with transaction.atomic():
            _hold(into)
            found = Recognition.objects.create(
                round=into, suggestion=suggestion, reason=reason, nominated_by=by, nominated_at=at
            )
            record(Verb.NOMINATED, suggestion, at=at, by=by, reason=f"{into}：{reason}")
    except IntegrityError as error:
        raise Overtaken("这条建议在这次评选里已经有人推荐过了。") from error
    return found


def choose(one: Recognition, *, because: str = "", by: User, at: dt.datetime) -> None:
    """评为优秀, by somebody who did not nominate it."""
    _decide(one, Recognition.Status.CHOSEN, Verb.RECOGNISED, because, by=by, at=at)


def refuse(one: Recognition, *, because: str, by: User, at: dt.datetime) -> None:
    """不评, with the reason."""
    because = needed(because, "不评的理由", 500)
    _decide(one, Recognition.Status.NOT_CHOSEN, Verb.NOT_RECOGNISED, because, by=by, at=at)


def _decide(
    one: Recognition, to: str, verb: Verb, because: str, *, by: User, at: dt.datetime
) -> None:
    if one.nominated_by_id in by.counts_as:
        raise Refused(SAME_PERSON)
    with transaction.atomic():
        _hold(one.round)
        standing = Suggestion.objects.public().filter(pk=one.suggestion_id)
        if to == Recognition.Status.CHOSEN and not standing.exists():
            raise Overtaken("这条建议已经撤回或者撤下，不能再评为优秀建议。")
        because = clean_text(because, limit=500)
        move(one, to, decided_by=by, decided_at=at, decided_because=because)
        reason = f"{one.round}：{because}" if because else str(one.round)
        data = {"round": one.round.title}
        record(verb, one.suggestion, at=at, by=by, reason=reason, data=data)


def publish(of: RecognitionRound, *, by: User, at: dt.datetime) -> None:
    """公布: once all that was nominated is decided, and something was chosen."""
    with transaction.atomic():
        _hold(of)
        if of.recognitions.filter(status=Recognition.Status.NOMINATED).exists():
            raise Refused("还有推荐没有评定，评定完再公布。")
        if not of.recognitions.chosen().exists():
            raise Refused("还没有评为优秀的建议，不能公布。")
        move(of, RecognitionRound.Status.PUBLISHED, published_by=by, published_at=at)


def name_author(one: Recognition, *, name: str, at: dt.datetime) -> None:
    """The author's own word: by this name, or by none."""
    try:
        name = clean_text(name, limit=NAME_LIMIT, lines=False)
    except TextTooLong as error:
        raise Refused(f"署名太长：{error}。") from error
    with transaction.atomic():
        # Who takes the suggestion back holds its row: no name is written behind that.
        held = Suggestion.objects.filter(pk=one.suggestion_id).select_for_update(no_key=True)
        list(held.values_list("pk"))
        standing = Recognition.objects.chosen().filter(pk=one.pk)
        if not standing.update(shown_name=name, answered_at=at):
            raise Refused("这条建议已经撤回或者撤下，不在公布的名单里了。")


@dataclass(frozen=True)
class File:
    """A certificate on its way out."""

    data: bytes
    content_type: str
    name: str


def certificate(one: Recognition, kind: str) -> File:
    """证书 as DOCX or PDF, set from the record."""
    try:
        data = keeping.printed(printed_as(one, kind))
    except NoTypesetter as error:
        raise Refused(NO_PDF) from error
    return File(data, TYPES[kind], f"{HEADING}.{kind}")
