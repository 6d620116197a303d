#!/usr/bin/env python3
"""Reference client of the interface for departments' systems (docs/push.md). Standard library only.

JIANYAN_KEY=… JIANYAN_SECRET=… python3 push_client.py https://… list [SINCE]
… show ID | sign ID | answer ID ADOPTION TEXT | object ID REASON
"""

import hashlib
import hmac
import json
import os
import secrets
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

BASE = "/api/system/v1/"
Transport = Callable[[str, str, dict[str, str], bytes], tuple[int, bytes]]


class Refused(Exception):
    """The site said no; the text says why, in Chinese."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status} {message}")
        self.status, self.message = status, message


def headers(key: str, secret: str, method: str, path: str, body: bytes, now: int) -> dict[str, str]:
    """The four headers of a signed request; the nonce is new each time."""
    nonce = secrets.token_urlsafe(24)
    digest = hashlib.sha256(body).hexdigest()
    text = "\n".join([method, path, str(now), nonce, digest])
    return {
        "X-Jianyan-Key": key,
        "X-Jianyan-Time": str(now),
        "X-Jianyan-Nonce": nonce,
        "X-Jianyan-Signature": hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest(),
        "Content-Type": "application/json",
    }


class Client:
    """`transport(method, path, headers, body)` gives status and body."""

    def __init__(self, key: str, secret: str, transport: Transport) -> None:
        self.key, self.secret, self.transport = key, secret, transport

    def ask(self, method: str, path: str, said: dict[str, Any] | None = None) -> Any:
        body = b"" if said is None else json.dumps(said, ensure_ascii=False).encode()
        signed = headers(self.key, self.secret, method, BASE + path, body, int(time.time()))
        status, reply = self.transport(method, BASE + path, signed, body)
        told = json.loads(reply)
        if status != 200:
            raise Refused(status, told["message"])
        return told

    def changed(self, since: int = 0) -> tuple[list[dict[str, Any]], int]:
        """All referrals that changed since, and where to go on the next time."""
        items: list[dict[str, Any]] = []
        while True:
            page = self.ask("GET", f"referrals?since={since}")
            items, since = [*items, *page["items"]], page["next"]
            if not page["more"]:
                return items, since

    def show(self, pk: int) -> Any:
        return self.ask("GET", f"referrals/{pk}")

    def sign(self, pk: int) -> Any:
        return self.ask("POST", f"referrals/{pk}/sign")

    def answer(self, pk: int, adoption: str, text: str, done_on: str | None = None) -> Any:
        said = {"adoption": adoption, "text": text, "done_on": done_on}
        return self.ask("POST", f"referrals/{pk}/answer", said)

    def object_to(self, pk: int, reason: str) -> Any:
        return self.ask("POST", f"referrals/{pk}/object", {"reason": reason})


def over_http(site: str) -> Transport:
    def send(method: str, path: str, signed: dict[str, str], body: bytes) -> tuple[int, bytes]:
        asked = urllib.request.Request(  # noqa: S310 - the address of the site itself
            site.rstrip("/") + path, data=body or None, headers=signed, method=method
        )
        try:
            with urllib.request.urlopen(asked, timeout=30) as reply:  # noqa: S310
                return reply.status, reply.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    return send


def main(site: str, verb: str, *args: str) -> None:
    client = Client(os.environ["JIANYAN_KEY"], os.environ["JIANYAN_SECRET"], over_http(site))
    verbs: dict[str, Callable[..., Any]] = {
        "list": lambda since="0": client.changed(int(since)),
        "show": lambda pk: client.show(int(pk)),
        "sign": lambda pk: client.sign(int(pk)),
        "answer": lambda pk, adoption, text: client.answer(int(pk), adoption, text),
        "object": lambda pk, reason: client.object_to(int(pk), reason),
    }
    json.dump(verbs[verb](*args), sys.stdout, ensure_ascii=False, indent=2)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Refused as refusal:
        sys.exit(str(refusal))
