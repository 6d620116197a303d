"""Channels by which news leaves: one interface, chosen in the settings by name.

A channel takes a message and an address and raises when it could not deliver. `message.key`
is the same at every attempt: a channel that can drop repetitions makes delivery exactly once
even when a sender dies between sending and noting it.
"""

import json
import os
import sys
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string


class Message(Protocol):
    """What is sent: a letter of the news layer, or a row with the same words."""

    @property
    def key(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def body(self) -> str: ...


class Channel(Protocol):
    def send(self, message: Any, address: str) -> Any:
        """Hand it over; may give the gateway's own number of the message."""


class ConsoleChannel:
    """Prints the message: for looking on."""

    def send(self, message: Message, address: str) -> None:
        sys.stdout.write(f"[{message.channel}] {address} {message.subject}\n{message.body}\n")


class FileChannel:
    """One file a message, named by its key: a repeated attempt finds it there and is done."""

    def send(self, message: Message, address: str) -> None:
        settings.OUTBOX_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = settings.OUTBOX_DIR / f"{message.key}.json"
        letter = {"to": address, "subject": message.subject, "body": message.body}
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(letter, ensure_ascii=False, indent=1), encoding="utf-8")
        draft.replace(path)


class EmailChannel:
    """Django's mail, with a Message-ID made from the key so that servers drop repetitions."""

    def send(self, message: Message, address: str) -> None:
        host = settings.SITE_URL.split("://")[-1].split("/")[0].split(":")[0]
        EmailMessage(
            subject=message.subject,
            body=message.body,
            to=[address],
            headers={
                "Message-ID": f"<{message.key}@{host}>",
                **getattr(message, "headers", {}),
            },
        ).send()


@cache
def _load(path: str) -> Channel:
    return import_string(path)()


def channel_for(name: str) -> Channel:
    return _load(settings.OUTBOX_CHANNELS[name])
