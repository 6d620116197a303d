"""The officers' verbs before grouping: accept, decline, revise, publish, receipts, contact."""

import datetime as dt
import secrets

from django.db import transaction

from suggestions.actions import arriving as arrive
from suggestions.actions import claiming, second
from suggestions.actions.linking import drop_links
from suggestions.actions.rules import Overtaken, Refused, move, needed, record
from suggestions.models import (
    Contact,
    ContactReveal,
    SecondReading,
    Suggestion,
    User,
    Verb,
)
from suggestions.models.history import RESIDENT
from suggestions.models.suggestions import IMPORT_TEXT_LIMIT, Route
from suggestions.residents import receipts
from suggestions.text import search
from suggestions.text.language import clean_text

CORRECTED = "作者刚刚更正过这条建议的内容，请看过新的内容再决定。"
PUBLIC_FIELDS = ("public_title", "public_body", "public_solution")


def accept(
    suggestion: Suggestion,
    *,
    by: User,
    at: dt.datetime,
    publish: bool = True,
    seen: dt.datetime | None = None,
) -> None:
    """先审后发: take the suggestion into the process and, where its author agreed, publish it.

    `seen` is when the officer's page was drawn: words that the author changed since then are
    read again first. The machine places it at once, beside its nearest neighbours.
    """
    refuse_unread(suggestion, seen)
    shown = publish and suggestion.may_publish
    found = arrive.guess(suggestion)  # all thinking before the lock
    with transaction.atomic():
        left = move(
            suggestion,
            Suggestion.Status.ACCEPTED,
            published_at=at if shown else None,
            decline_route="",
            decline_reason="",
        )
        claiming.end(suggestion, by=by, at=at)
        refuse_changed(suggestion)
        record(
            Verb.ACCEPTED,
            suggestion,
            at=at,
            by=by,
            moved=(left, suggestion.status),
            public=True,
            data={"published": shown},
        )
        if left == Suggestion.Status.PENDING:
            second.note([suggestion], verdict=SecondReading.Verdict.ACCEPT, by=by, at=at)
        if shown:
            search.index([suggestion])
        arrive.settle(suggestion, found, at=at)


def refuse_unread(suggestion: Suggestion, seen: dt.datetime | None) -> None:
    """Words that their author changed after the officer's page was drawn are read again first."""
    if seen and suggestion.corrected_at and suggestion.corrected_at > seen:
        raise Overtaken(CORRECTED)


def refuse_changed(suggestion: Suggestion) -> None:
    """The same for what was changed between reading the row and holding it."""
    now = Suggestion.objects.values_list("corrected_at", flat=True).get(pk=suggestion.pk)
    if now != suggestion.corrected_at:
        raise Overtaken(CORRECTED)


def decline(
    suggestion: Suggestion,
    *,
    route: str,
    by: User,
    at: dt.datetime,
    reason: str = "",
    seen: dt.datetime | None = None,
) -> None:
    """Not a suggestion (Art. 10): tell the person where it belongs. `seen` as in `accept`."""
    refuse_unread(suggestion, seen)
    reason = way_out(route, reason)
    with transaction.atomic():
        left = move(
            suggestion,
            Suggestion.Status.DECLINED,
            decline_route=route,
            decline_reason=reason,
            published_at=None,
        )
        claiming.end(suggestion, by=by, at=at)
        refuse_changed(suggestion)
        search.index_unread([suggestion])
        record(
            Verb.DECLINED,
            suggestion,
            at=at,
            by=by,
            moved=(left, suggestion.status),
            reason=reason,
            public=True,
            data={"route": route},
        )
        if left == Suggestion.Status.PENDING:
            second.note([suggestion], verdict=SecondReading.Verdict.DECLINE, by=by, at=at)


def way_out(route: str, reason: str) -> str:
    """The reason as it is told, where this way may be named with it."""
    if route not in Route.values:
        raise Refused("请选择应当去的途径。")
    if route == Route.INVALID:
        reason = needed(reason, "不再办理的理由", 500)
    return clean_text(reason, limit=500)


def revise(
    suggestion: Suggestion,
    *,
    texts: dict[str, str],
    seen: dict[str, str],
    by: User,
    at: dt.datetime,
) -> None:
    """Change what the public reads, never what was written. `seen` is what the officer saw."""
    new = {name: clean_text(texts[name], limit=IMPORT_TEXT_LIMIT) for name in PUBLIC_FIELDS}
    if not new["public_title"] or not new["public_body"]:
        raise Refused("公开标题和公开事由不能为空；不宜公开的内容请改为“不公开”。")
    with transaction.atomic():
        rows = Suggestion.objects.filter(pk=suggestion.pk, **{n: seen[n] for n in PUBLIC_FIELDS})
        if not rows.update(**new):
            raise Overtaken("别的同事刚刚修改过这条建议的公开文本，请刷新页面后再改。")
        for name, text in new.items():
            setattr(suggestion, name, text)
        record(
            Verb.REVISED,
            suggestion,
            at=at,
            by=by,
            data={"before": {n: seen[n] for n in PUBLIC_FIELDS if seen[n] != new[n]}},
        )
        (search.index if suggestion.is_public else search.index_unread)([suggestion])


def publish(suggestion: Suggestion, *, by: User, at: dt.datetime) -> None:
    """Show an accepted suggestion to everybody."""
    if not suggestion.may_publish:
        raise Refused("建议人没有同意公开，不能公开。")
    with transaction.atomic():
        rows = Suggestion.objects.accepted().filter(pk=suggestion.pk, published_at__isnull=True)
        if not rows.update(published_at=at):
            raise Refused("这条建议已经公开，或者还没有审核通过。")
        suggestion.published_at = at
        record(Verb.PUBLISHED, suggestion, at=at, by=by, public=True)
        search.index([suggestion])


def unpublish(suggestion: Suggestion, *, by: User, at: dt.datetime, reason: str) -> None:
    """Take a suggestion out of public sight; it stays in the process."""
    reason = needed(reason, "撤下的理由", 500)
    with transaction.atomic():
        rows = Suggestion.objects.filter(pk=suggestion.pk, published_at__isnull=False)
        if not rows.update(published_at=None):
            raise Refused("这条建议本来就没有公开。")
        suggestion.published_at = None
        search.index_unread([suggestion])
        record(Verb.UNPUBLISHED, suggestion, at=at, by=by, reason=reason)


def issue_receipt(suggestion: Suggestion, *, by: User | None, at: dt.datetime) -> str:
    """A code for somebody who wrote by letter or phone, or has lost it; an earlier one ends.

    Without `by` the author asks for it, from a page that a link or the old code has opened.
    """
    code = receipts.issue(secrets.token_hex(16))
    with transaction.atomic():
        Suggestion.objects.filter(pk=suggestion.pk).update(receipt_hash=receipts.digest(code))
        drop_links(suggestion)
        actor = "" if by else RESIDENT
        record(Verb.RECEIPT_ISSUED, suggestion, at=at, by=by, actor=actor, public=True)
    return code


def reveal(contact: Contact, *, by: User, reason: str, at: dt.datetime) -> Contact:
    """Read contact data, on record: who, why, when."""
    reason = needed(reason, "查看联系方式的理由", 200)
    with transaction.atomic():
        ContactReveal.objects.create(
            contact=contact, by=by, instead_of=by.acts_for, reason=reason, at=at
        )
        record(Verb.REVEALED, contact.suggestion, at=at, by=by, reason=reason)
    return contact
