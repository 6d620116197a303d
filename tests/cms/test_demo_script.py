"""What happens in the demo is done in the order of time, and tells how far it has come."""

import datetime as dt
from io import StringIO

from cms.demo import Script
from cms.management.commands.load_demo import Command

NOON = dt.datetime(2026, 10, 20, 12, tzinfo=dt.UTC)


def test_what_was_collected_in_any_order_happens_in_the_order_of_time():
    script, done, told = Script(), [], []
    for hours in (3, 1, 2, 1):
        script.add(NOON + dt.timedelta(hours=hours), done.append)
    script.run(lambda *progress: told.append(progress))
    assert done == sorted(done) and len(done) == 4
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_the_loader_says_a_line_for_each_tenth_and_the_last_names_all():
    out = StringIO()
    command = Command(stdout=out)
    command.began = 0
    for number in range(1, 257):
        command.tell(number, 256)
    lines = out.getvalue().splitlines()
    assert len(lines) == 10
    assert lines[0].startswith("  已办 26 / 256 件") and "已办 256 / 256 件" in lines[-1]
