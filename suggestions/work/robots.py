"""工作群机器人 of 企业微信 and 钉钉: what the staff's groups hear."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import quote

from django.conf import settings

from suggestions.work.http import GatewayRefused, post

WECOM, DINGTALK = "wecom", "dingtalk"
LONGEST = 2000  # bytes that both take


def set_up() -> list[str]:
    """The robots that the settings name."""
    urls = {WECOM: settings.WECOM_ROBOT_URL, DINGTALK: settings.DINGTALK_ROBOT_URL}
    return [name for name, url in urls.items() if url]


class RobotChannel:
    """Hands a message to the robot that its address names."""

    def send(self, message: Any, address: str) -> str:
        text = f"{message.subject}\n{message.body}".encode()[:LONGEST].decode(errors="ignore")
        body = json.dumps({"msgtype": "text", "text": {"content": text}}, ensure_ascii=False)
        url = settings.WECOM_ROBOT_URL if address == WECOM else _dingtalk_url()
        answer = post(url, body.encode(), {"Content-Type": "application/json; charset=utf-8"})
        if answer.get("errcode") != 0:
            raise GatewayRefused(f"机器人答复 {answer.get('errcode')}")
        return ""


def _dingtalk_url() -> str:
    """Their 加签: the moment and a digest of it go along in the address."""
    moment = str(int(time.time() * 1000))
    return f"{settings.DINGTALK_ROBOT_URL}&timestamp={moment}&sign={dingtalk_sign(moment)}"


def dingtalk_sign(moment: str) -> str:
    secret = settings.DINGTALK_ROBOT_SECRET
    keyed = hmac.new(secret.encode(), f"{moment}\n{secret}".encode(), hashlib.sha256)
    return quote(base64.b64encode(keyed.digest()).decode(), safe="")
