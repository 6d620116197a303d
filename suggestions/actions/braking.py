"""The brake on passwords: wrong ones make the next try wait, longer each time.

A try is taken before the password is looked at, by a conditional UPDATE: guesses sent at the
same moment by many processes get no more tries than guesses one after the other. A name that
nobody has is treated like one that somebody has.
"""

import datetime as dt
import ipaddress
import logging
import unicodedata
from dataclasses import dataclass

from django.db.models import F
from django.utils.crypto import salted_hmac

from suggestions.models import BrowserSession, LoginBrake, LoginFailure, User

FORGOTTEN_AFTER = dt.timedelta(days=1)  # without another try
TRACE_KEPT = dt.timedelta(days=184)  # 网络安全法 21: logs six months at least; the longest are 184
NOW = dt.timedelta(0)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pace:
    """So many tries free; then a wait that doubles with each, up to a bound."""

    free: int
    first: dt.timedelta
    longest: dt.timedelta

    def wait(self, failures: int) -> dt.timedelta:
        """What a person waits after so many wrong passwords.

        >>> [ACCOUNT.wait(n).seconds for n in (4, 5, 6, 9, 10, 10_000)]
        [0, 30, 60, 480, 900, 900]
        """
        if failures < self.free:
            return NOW
        return min(self.first * 2 ** min(failures - self.free, 16), self.longest)


ACCOUNT = Pace(5, dt.timedelta(seconds=30), dt.timedelta(minutes=15))
# A whole office may stand behind one address: more tries free, but then a longer wait.
ADDRESS = Pace(30, dt.timedelta(minutes=1), dt.timedelta(hours=1))


@dataclass(frozen=True)
class Try:
    """One try at a password, or at the code of the second step: whose account, from where."""

    name: str
    address: str
    browser: str
    second: bool = False

    @property
    def keys(self) -> list[tuple[str, Pace]]:
        # Counted apart: who knows a password must not win tries at codes by typing it again.
        step = "second-" if self.second else ""
        if self.browser:
            return [(_hash(f"{step}browser", self.browser), ACCOUNT)]
        account = (_hash(f"{step}account", self.name), ACCOUNT)
        return [account, (_hash("address", self.address), ADDRESS)]

    def take(self, *, at: dt.datetime) -> dt.timedelta:
        """Take a try; gives how long to wait where none is left, and takes none then."""
        waiting = LoginBrake.objects.filter(key__in=[key for key, _ in self.keys], until__gt=at)
        if longest := waiting.order_by("-until").first():
            return longest.until - at
        return max(_take(key, pace, at) for key, pace in self.keys)

    def succeeded(self) -> None:
        """The account begins anew; the address only has this try back, or who owns one account
        could guess at the others for ever."""
        (key, _), *shared = self.keys
        LoginBrake.objects.filter(key=key).delete()
        for key, _ in shared:
            LoginBrake.objects.filter(key=key, failures__gt=0).update(failures=F("failures") - 1)

    def failed(self, *, at: dt.datetime) -> None:
        """Leave a trace: a row for the supervisors and a line in the log."""
        brake = LoginBrake.objects.filter(key=self.keys[0][0]).first()
        failures = brake.failures if brake else 1
        row = LoginFailure.objects.create(
            user=User.objects.filter(username__iexact=self.name).first(),
            mark=_hash("mark", self.name)[:8],
            second=self.second,
            network=network(self.address),
            failures=failures,
            wait=ACCOUNT.wait(failures),
            at=at,
        )
        who = f"user {row.user_id}" if row.user_id else f"unknown {row.mark}"
        what = "code" if self.second else "password"
        logger.warning("wrong %s: %s from %s, %d in a row", what, who, row.network, failures)


def plain_name(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip()


def _take(key: str, pace: Pace, at: dt.datetime) -> dt.timedelta:
    while True:
        brake, _ = LoginBrake.objects.get_or_create(key=key, defaults={"until": at})
        if brake.until > at:
            return brake.until - at
        failures = 1 + (brake.failures if at - brake.until < FORGOTTEN_AFTER else 0)
        mine = LoginBrake.objects.filter(pk=brake.pk, failures=brake.failures, until=brake.until)
        if mine.update(failures=failures, until=at + pace.wait(failures)):
            return NOW


def _hash(kind: str, text: str) -> str:
    return salted_hmac("suggestions.staff.logins", f"{kind}:{text}", algorithm="sha256").hexdigest()


def network(address: str) -> str:
    """Where a try came from, as far as a supervisor needs it: 203.0.113.0/24."""
    try:
        parsed = ipaddress.ip_interface(address)
    except ValueError:
        return "—"
    length = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network((parsed.ip, length), strict=False))


def drop_old(*, at: dt.datetime) -> None:
    """Brakes that have been forgotten, sessions that are over, traces that have served."""
    LoginBrake.objects.filter(until__lt=at - FORGOTTEN_AFTER).delete()
    BrowserSession.objects.filter(expire_date__lt=at).delete()
    LoginFailure.objects.filter(at__lt=at - TRACE_KEPT).delete()
