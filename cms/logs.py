"""Log lines: each with the number of its request, none with what opens somebody's page."""

import logging
import re
from contextvars import ContextVar
from functools import cache

from django.urls import reverse

# Of the request that is being answered; empty outside of one.
request_number: ContextVar[str] = ContextVar("request number", default="")
MARK = "0"
# Addresses whose last part is a secret: receipt codes, personal links, links of followers, of who
# has registered, of who is asked for advice, and of the seats of a council.
SECRET = (
    "suggestions:scan",
    "suggestions:personal",
    "suggestions:follow_code",
    "suggestions:follow_confirm",
    "suggestions:follow_mine",
    "suggestions:follow_end",
    "suggestions:opinion",
    "cms:live_register_code",
    "cms:live_register_confirm",
    "cms:live_registration",
    "deliberation:apology",
    "deliberation:sign_minutes",
    "deliberation:slip",
    "deliberation:join",
    "deliberation:answer",
)


class WithRequestNumber(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_number.get()
        return True


class WithoutSecrets(logging.Filter):
    """Django names the address of each page that was not found or failed."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        told = _secrets().sub(r"\1●●●", said)
        if told != said:
            record.msg, record.args = told, ()
        return True


@cache
def _secrets() -> re.Pattern[str]:
    heads = (reverse(name, args=[MARK]).rpartition(MARK)[0] for name in SECRET)
    return re.compile(f"({'|'.join(map(re.escape, heads))})" + r"[^\s\"'?]+")
