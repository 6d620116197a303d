"""Asking a live event: the question is a suggestion, from the first moment on."""

import datetime as dt

from django.db import transaction

from cms.models import LiveEventPage, LiveQuestion
from suggestions.actions import submitting
from suggestions.actions.rules import Refused
from suggestions.models.suggestions import TITLE_LIMIT, Channel
from suggestions.text.language import clean_text


def ask(
    event: LiveEventPage,
    *,
    text: str,
    key: str,
    at: dt.datetime,
    gate: submitting.Gate | None = None,
) -> submitting.Receipt:
    """Take in one question; the same `key` gives the same receipt, however often it comes."""
    text = clean_text(text)
    if not event.campaign:
        raise Refused("这场直播没有开放提问。您可以从“我要提建议”写下来，一样有人办理。")
    draft = submitting.Draft(title=" ".join(text.split())[:TITLE_LIMIT], body=text)
    with transaction.atomic():
        receipt = submitting.submit(
            event.campaign, draft=draft, key=key, at=at, gate=gate, channel=Channel.LIVE
        )
        LiveQuestion.objects.get_or_create(suggestion=receipt.suggestion, defaults={"event": event})
    return receipt
