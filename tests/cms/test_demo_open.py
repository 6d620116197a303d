"""What the demo leaves open, counted from any hour at which it may be loaded."""

import datetime as dt

import pytest

from cms.demo import Days
from cms.demo.yishi_open import SOON, soon
from tests.conftest import NOW


@pytest.mark.parametrize("minute", [0, 1, 29, 30, 31, 59])
def test_the_meeting_begins_on_the_half_hour_soon_enough_to_sign_in(minute):
    at = NOW.replace(minute=minute)
    start = soon(Days(at))
    assert SOON <= start - at <= dt.timedelta(hours=1)
    assert (start.minute in (0, 30), start.second) == (True, 0)
