"""回避: who has an interest in a matter says so, and writes nothing in its file from then on.

`rules.record` holds everybody to it: a verb of theirs finds no way into the history.
"""

import datetime as dt

from django.db import IntegrityError, transaction

from suggestions.actions.rules import Overtaken, Refused, needed, record
from suggestions.models import Recusal, Referral, Topic, User, Verb


def recuse(topic: Topic, *, reason: str, by: User, at: dt.datetime) -> Recusal:
    """Stand back from a topic; only somebody else can end it."""
    reason = needed(reason, "回避的理由", 500)
    try:
        with transaction.atomic():
            record(Verb.RECUSED, topic, at=at, by=by, reason=reason)
            return Recusal.objects.create(topic=topic, user=by, reason=reason, at=at)
    except IntegrityError as error:
        raise Overtaken("您已经回避了这个问题。") from error


def recuse_from(referral: Referral, *, reason: str, by: User, at: dt.datetime) -> Recusal:
    """A department's clerk stands back from the topic of a referral."""
    return recuse(referral.topic, reason=reason, by=by, at=at)


def end(recusal: Recusal, *, reason: str, by: User, at: dt.datetime) -> None:
    """The interest is gone, or there never was one: the person may work on the topic again."""
    reason = needed(reason, "解除回避的理由", 500)
    if recusal.user_id in by.counts_as:
        raise Refused("不能解除自己的回避，请由其他督办人员解除。")
    with transaction.atomic():
        open_still = Recusal.objects.filter(pk=recusal.pk, ended_at=None)
        if not open_still.update(ended_by=by, ended_at=at):
            raise Overtaken("这项回避已经解除了。")
        reason = f"{recusal.user}：{reason}"
        record(Verb.RECUSAL_ENDED, recusal.topic, at=at, by=by, reason=reason)
