"""Limits of the residents' door: so many deeds an hour from one address.

One statement counts and tells, so that parallel requests cannot slip through between reading
and writing. Only a keyed hash of the address is stored, a different one every hour.
"""

import datetime as dt
import ipaddress

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.timezone import localtime

from suggestions.models import RateBucket

HOUR = 3600
KEPT_HOURS = 2
_COUNT = (
    "INSERT INTO suggestions_ratebucket (key, hour, count) VALUES (%s, %s, %s) "
    "ON CONFLICT (key, hour) DO UPDATE "
    "SET count = suggestions_ratebucket.count + excluded.count "
    "RETURNING count"
)


class TooMany(Exception):
    """This address has used up its hour."""


def client_address(request: HttpRequest) -> str:
    """Who asks. X-Forwarded-For counts only as far as our own proxies have written it."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(hops) >= settings.TRUSTED_PROXIES:
            address = hops[-settings.TRUSTED_PROXIES]
    return _subscriber(address.strip())


def _subscriber(address: str) -> str:
    """One IPv6 household owns a whole /64; counting single addresses would count nothing."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if parsed.version == 6:
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def _key(deed: str, hour: int, address: str) -> str:
    text = f"{deed}:{hour}:{address}"
    return salted_hmac("suggestions.residents.limits", text, algorithm="sha256").hexdigest()


def _hour(at: dt.datetime) -> int:
    return int(at.timestamp()) // HOUR


def count(request: HttpRequest, deed: str, *, at: dt.datetime, times: int = 1) -> int:
    """Note this `deed` of this address; gives how many it has done in this hour."""
    return count_of(client_address(request), deed, at=at, times=times)


def count_of(who: str, deed: str, *, at: dt.datetime, times: int = 1) -> int:
    """The same of somebody who is known by more than an address."""
    hour = _hour(at)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [_key(deed, hour, who), hour, times])
        return cursor.fetchone()[0]


def count_today(request: HttpRequest, deed: str, *, at: dt.datetime) -> int:
    """The same over the whole day: kept under its last hour, until that is over."""
    last = localtime(at).replace(hour=23, minute=0, second=0, microsecond=0)
    return count(request, f"{deed}-day", at=last)


def exhausted(request: HttpRequest, deed: str, limit: int, *, at: dt.datetime) -> bool:
    """Whether this address has used up its hour, without counting this time."""
    hour = _hour(at)
    key = _key(deed, hour, client_address(request))
    return RateBucket.objects.filter(key=key, hour=hour, count__gte=limit).exists()


def wait(at: dt.datetime) -> int:
    """Minutes until the next hour begins."""
    return (HOUR - int(at.timestamp()) % HOUR) // 60 + 1


def refuse(request: HttpRequest, *, at: dt.datetime) -> HttpResponse:
    """429 with the time to come back."""
    response = render(request, "429.html", {"minutes": wait(at)}, status=429)
    response["Retry-After"] = str(wait(at) * 60)
    response["Cache-Control"] = "no-store"
    return response


def drop_old(*, at: dt.datetime) -> int:
    """Counters of past hours serve nobody: delete them."""
    return RateBucket.objects.filter(hour__lt=_hour(at) - KEPT_HOURS).delete()[0]
