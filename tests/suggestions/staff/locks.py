"""An app on a phone, for tests that log in with a second step."""

import datetime as dt
import re

from django.test import Client
from django.utils import timezone

from suggestions.actions import second_factor

LOGIN, SECOND = "/admin/login/", "/admin/login/second/"
PASSWORD = "jianyan"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def shown(secret, at=None, steps=0):
    """What the app shows at this moment."""
    at = (at or timezone.now()) + dt.timedelta(seconds=steps * second_factor.PERIOD)
    return second_factor._totp(secret).generate(int(at.timestamp())).decode()


def give_app(user, at=None):
    """An app whose present code was spent on enrolling; gives the recovery codes."""
    at = at or timezone.now()
    return second_factor.enrol(user, secret=SECRET, code=shown(SECRET, at), at=at)


def type_password(name, client=None, **more):
    client = client or Client()
    client.answer = client.post(
        LOGIN, {"username": name, "password": PASSWORD, "next": "/admin/"}, **more
    )
    return client


def type_code(client, code, **more):
    return client.post(SECOND, {"code": code, "next": "/admin/"}, **more)


def typed_secret(page):
    """The secret beside the QR code."""
    (found,) = re.findall(r'lock-secret">([A-Z2-7 ]+)<', page)
    return found.replace(" ", "")
