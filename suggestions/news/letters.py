"""From rows of the outbox to what leaves: the steps in one text, the link signed at that moment."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import reverse

from suggestions.models import Contact, Follow, OutboxMessage, StaffNews, User
from suggestions.news import followable, links

Channel = OutboxMessage.Channel
CONFIRM_DAYS = 3


@dataclass(frozen=True)
class Letter:
    """What a channel is handed."""

    key: str
    channel: str
    kind: str
    subject: str
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)
    # What happened and what comes next without the link, and the link: for gateways that put
    # templates of their own around them.
    words: str = ""
    link: str = ""


LINES = 20  # of a digest; who wants to read more finds it on the site


def address_of(message: OutboxMessage) -> str:
    """Where it goes, read when it goes: nothing for who has taken the address back."""
    email = message.channel == Channel.EMAIL
    if message.suggestion_id:
        contact = Contact.objects.filter(suggestion_id=message.suggestion_id).first()
        return (contact.email if email else contact.phone) if contact else ""
    if message.follow_id:
        mine = Follow.objects.filter(messages=message).exclude(status=Follow.Status.ENDED)
        return mine.values_list("address", flat=True).first() or ""
    if message.channel == Channel.ROBOT:
        return message.bundle.removeprefix("robot-")
    return _of_staff(message, email)


def _of_staff(message: OutboxMessage, email: bool) -> str:
    active = User.objects.filter(messages=message, is_active=True)
    if email:
        return active.values_list("email", flat=True).first() or ""
    chosen = StaffNews.objects.filter(user__in=active)
    return chosen.values_list("phone", flat=True).first() or ""


def compose(message: OutboxMessage, *, at: dt.datetime) -> Letter:
    """One text of all the steps that were joined; what comes next is the last one's."""
    steps = [message, *message.joined.order_by("pk")]
    if message.suggestion_id:
        return _to_author(message, steps, at)
    if message.follow_id and message.follow:
        door = followable.door_of(message.follow.kind)
        if message.kind in (door.asks.name, door.known.name):
            return _to_asker(message, door, at)
        return _to_follower(message, steps, door, at)
    return _to_staff(message, steps)


# --- to authors -------------------------------------------------------------------------------


def personal_link(suggestion: int | None, *, at: dt.datetime) -> str:
    """Opens the page of one suggestion without its code, until it ends or is made invalid."""
    rows = Contact.objects.filter(suggestion=suggestion).values_list("link_serial", flat=True)
    token = links.sign(
        links.PERSONAL, suggestion or 0, serial=rows[0], at=at, days=settings.NEWS_LINK_DAYS
    )
    return _site("suggestions:personal", token)


def _to_author(message: OutboxMessage, steps: Sequence[OutboxMessage], at: dt.datetime) -> Letter:
    link = personal_link(message.suggestion_id, at=at)
    words = "".join([*dict.fromkeys(step.body for step in steps), steps[-1].then])
    if message.channel == Channel.SMS:
        return _letter(message, steps, f"{words}{link}", words=words, link=link)
    happened = dict.fromkeys(step.body for step in steps)
    days = settings.NEWS_LINK_DAYS
    text = _paragraphs(
        "\n".join([*happened, steps[-1].then]),
        f"看进度，不用输入查询码（{days} 天内有效，请不要转发给别人）：\n{link}",
        _foot(),
    )
    return _letter(message, steps, text, words=words, link=link)


# --- to followers -----------------------------------------------------------------------------


def _to_asker(message: OutboxMessage, door: followable.Door, at: dt.datetime) -> Letter:
    """The answer to somebody's asking: a link to press, or six digits to type in."""
    follow = Follow.objects.get(messages=message)
    asked = message.kind == door.asks.name
    purpose, name = (links.CONFIRM, door.confirm) if asked else (links.MANAGE, door.mine)
    days = CONFIRM_DAYS if asked else 0
    link = _site(name, links.sign(purpose, follow.pk, at=at, days=days))
    if message.channel == Channel.SMS:
        code = f"确认码 {links.code(follow.pk, follow.asked_at)}，30 分钟内有效。" if asked else ""
        words = f"{code}{message.body}{message.then}"
        return _letter(message, [message], words, words=words)
    text = _paragraphs(f"{message.body}{message.then}", link, _foot())
    return _letter(message, [message], text, words=message.body, link=link)


def _to_follower(
    message: OutboxMessage, steps: Sequence[OutboxMessage], door: followable.Door, at: dt.datetime
) -> Letter:
    """News of one thing, or of a week; each with its own address, and the way to end it."""
    told = list(dict.fromkeys((step.body + step.then, step.url) for step in steps))
    token = links.sign(links.MANAGE, message.follow_id or 0, at=at)
    ends, mine = _site(door.end, token), _site(door.mine, token)
    if message.channel == Channel.SMS:
        first, url = told[0]
        more = f"等 {len(told)} 件事" if len(told) > 1 else ""
        words = f"{first}{more}"
        text = f"{words}{settings.SITE_URL}{url} {door.leave}：{ends}"
        return _letter(message, steps, text, words=words, link=settings.SITE_URL + url)
    lines = [f"{words}\n{settings.SITE_URL}{url}" for words, url in told[:LINES]]
    rest = f"另有 {len(told) - LINES} 件事，请到网站上看。" if len(told) > LINES else ""
    why = f"{door.why}\n{mine}"
    headers = {
        "List-Unsubscribe": f"<{ends}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    words = "".join(words for words, _ in told)
    text = _paragraphs(*lines, rest, why, _foot())
    return _letter(message, steps, text, headers=headers, words=words, link=ends)


# --- to staff ---------------------------------------------------------------------------------


def _to_staff(message: OutboxMessage, steps: Sequence[OutboxMessage]) -> Letter:
    """What is to be done, each with its address at the desk."""
    told = list(dict.fromkeys((step.body + step.then, step.url) for step in steps))
    if message.channel == Channel.SMS:
        more = f"等 {len(told)} 件，请到工作台看。" if len(told) > 1 else ""
        words = f"{told[0][0]}{more}"
        return _letter(message, steps, words, words=words)
    lines = [f"{words}\n{settings.SITE_URL}{url}" for words, url in told[:LINES]]
    rest = f"另有 {len(told) - LINES} 件，请到工作台看。" if len(told) > LINES else ""
    return _letter(message, steps, _paragraphs(*lines, rest))


# --- what all share ---------------------------------------------------------------------------


def _site(name: str, token: str) -> str:
    return settings.SITE_URL + reverse(name, args=[token])


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _foot() -> str:
    return f"这是{settings.SITE_NAME}自动发出的，请不要直接回复；有问题请打 {settings.HOTLINE}。"


def _letter(
    message: OutboxMessage, steps: Sequence[OutboxMessage], body: str, **more: Any
) -> Letter:
    last, things = steps[-1], len({(step.body, step.then, step.url) for step in steps})
    subject = last.subject if things == 1 or message.suggestion_id else f"{things} 件新进展"
    return Letter(message.key, message.channel, last.kind, subject, body, **more)
