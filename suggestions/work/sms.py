"""Text messages by two gateways, both signed and without anybody's SDK; what a message costs."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.conf import settings

from suggestions.work.http import GatewayRefused, post

# A message of Chinese text; a longer one is cut into parts that carry a few letters less.
ONE, EACH = 70, 67
SKEW = 300  # seconds that two clocks may differ


def parts(text: str) -> int:
    """How many messages the operator counts, in the units that it counts (UTF-16).

    >>> parts("字" * 70), parts("字" * 71), parts("字" * 134), parts("字" * 135)
    (1, 2, 2, 3)
    """
    units = len(text.encode("utf-16-be")) // 2
    return 1 if units <= ONE else -(-units // EACH)


def signed(text: str) -> str:
    """With 短信签名 in front, which every message must have."""
    return f"【{settings.SMS_SIGN}】{text}"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What proves that a body comes from who knows the secret, at that moment."""
    return hmac.new(secret.encode(), timestamp.encode() + b"\n" + body, hashlib.sha256).hexdigest()


def genuine(secret: str, timestamp: str, body: bytes, given: str, *, now: float) -> bool:
    """Whether a gateway's word is its own and fresh; without a secret nothing is."""
    if not secret or not timestamp.isascii() or not timestamp.isdecimal() or len(timestamp) > 12:
        return False
    wanted = signature(secret, timestamp, body)
    return hmac.compare_digest(wanted.encode(), given.encode()) and abs(now - int(timestamp)) < SKEW


class GatewayChannel:
    """The city's own gateway: JSON over HTTP, an HMAC over time and body, one key a message."""

    def send(self, message: Any, address: str) -> str:
        body = json.dumps(
            {"key": message.key, "to": address, "text": signed(message.body)}, ensure_ascii=False
        ).encode()
        moment = str(int(time.time()))
        answer = post(
            settings.SMS_GATEWAY_URL,
            body,
            {
                "Content-Type": "application/json; charset=utf-8",
                "Idempotency-Key": message.key,
                "X-Client": settings.SMS_GATEWAY_ID,
                "X-Timestamp": moment,
                "X-Signature": signature(settings.SMS_GATEWAY_SECRET, moment, body),
            },
        )
        return str(answer.get("id", ""))[:64]


class AliyunChannel:
    """阿里云短信: `SendSms` of 2017-05-25. Its template has two braces, `words` and `link`."""

    def send(self, message: Any, address: str) -> str:
        words, link = getattr(message, "words", ""), getattr(message, "link", "")
        given = {"words": words or message.body, "link": link}
        params = {
            "Action": "SendSms",
            "Version": "2017-05-25",
            "RegionId": settings.ALIYUN_SMS_REGION,
            "Format": "JSON",
            "AccessKeyId": settings.ALIYUN_SMS_KEY_ID,
            "SignatureMethod": "HMAC-SHA1",
            "SignatureVersion": "1.0",
            "SignatureNonce": secrets.token_hex(16),
            "Timestamp": dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "PhoneNumbers": address,
            "SignName": settings.SMS_SIGN,
            "TemplateCode": settings.ALIYUN_SMS_TEMPLATE,
            "TemplateParam": json.dumps(given, ensure_ascii=False),
            "OutId": message.key,
        }
        params["Signature"] = aliyun_signature(settings.ALIYUN_SMS_KEY_SECRET, params)
        body = "&".join(f"{_escaped(k)}={_escaped(v)}" for k, v in params.items()).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = post(settings.ALIYUN_SMS_URL, body, headers)
        if answer.get("Code") != "OK":
            raise GatewayRefused(f"阿里云答复 {answer.get('Code', '')}")
        return str(answer.get("BizId", ""))[:64]


def aliyun_signature(secret: str, params: Mapping[str, str]) -> str:
    """Their way of signing (RPC, HMAC-SHA1) a POST with these parameters."""
    sorted_query = "&".join(f"{_escaped(k)}={_escaped(params[k])}" for k in sorted(params))
    text = f"POST&{_escaped('/')}&{_escaped(sorted_query)}"
    keyed = hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha1)
    return base64.b64encode(keyed.digest()).decode()


def _escaped(text: str) -> str:
    return quote(text, safe="-_.~")
