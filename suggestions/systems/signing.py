"""Who asks: a request signed by a department's key, fresh, and never seen before.

What is signed: method, path with query, time, nonce and the digest of the body, one a line.
"""

import datetime as dt
import hashlib
import hmac
import re
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from suggestions.actions import system_keys
from suggestions.models import SystemKey
from suggestions.models.encrypted import UNREADABLE
from suggestions.residents import limits

FRESH = 300  # seconds that the two clocks may differ
LONGEST = 64 * 1024  # bytes of a body
KEY, TIME, NONCE, SIGNATURE = (
    f"X-Jianyan-{name}" for name in ("Key", "Time", "Nonce", "Signature")
)
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_TIME = re.compile(r"\d{9,11}")


@dataclass(frozen=True)
class Unsigned(Exception):
    """Not let in; the words say what to look at, never whether a key exists."""

    words: str
    status: int = 401


NOT_US = Unsigned("签名不对：请核对密钥编号、密钥和签名的算法。")


def message(method: str, path: str, time: str, nonce: str, body: bytes) -> bytes:
    digest = hashlib.sha256(body).hexdigest()
    return "\n".join([method.upper(), path, time, nonce, digest]).encode()


def signature(secret: str, *signed: str, body: bytes) -> str:
    method, path, time, nonce = signed
    text = message(method, path, time, nonce, body)
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def verified(request: HttpRequest, *, at: dt.datetime) -> SystemKey:
    """The key that signed this request, or `Unsigned` with the reason."""
    given = {name: request.headers.get(name, "") for name in (KEY, TIME, NONCE, SIGNATURE)}
    if missing := [name for name, value in given.items() if not value]:
        raise Unsigned(f"请求没有签名，缺少：{'、'.join(missing)}。")
    if int(request.headers.get("Content-Length") or 0) > LONGEST:
        raise Unsigned("内容太长，最多 64 KB。", 413)
    if limits.exhausted(request, "unsigned", settings.LOOKUPS_PER_HOUR, at=at):
        raise Unsigned(f"签名不对的请求太多了，请过 {limits.wait(at)} 分钟再试。", 429)
    try:
        return _checked(request, given, at)
    except Unsigned:
        limits.count(request, "unsigned", at=at)
        raise


def _checked(request: HttpRequest, given: dict[str, str], at: dt.datetime) -> SystemKey:
    key = (
        SystemKey.objects.select_related("department")
        .filter(key_id=given[KEY][:24], revoked_at=None, department__active=True)
        .first()
    )
    # A key that does not exist costs what one costs that does.
    secret = key.secret if key and key.secret != UNREADABLE else "no such key"
    parts = (request.method or "", request.get_full_path(), given[TIME], given[NONCE])
    right = signature(secret, *parts, body=request.body)
    if key is None or not hmac.compare_digest(right.encode(), given[SIGNATURE].lower().encode()):
        raise NOT_US
    if not _TIME.fullmatch(given[TIME]) or abs(int(given[TIME]) - at.timestamp()) > FRESH:
        now = int(at.timestamp())
        raise Unsigned(f"请求的时间与本站相差太多（本站现在是 {now}），请先校准时钟。")
    if not _NONCE.fullmatch(given[NONCE]):
        raise Unsigned("随机串请用 16 到 64 个字母、数字、短横线或下划线。")
    if not system_keys.spend(key, given[NONCE], at=at):
        raise Unsigned("这个请求已经收到过，没有再办一次；重试请换新的随机串重新签名。", 409)
    return key
