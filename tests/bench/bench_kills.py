"""100 kills while a vote closes and 100 while an answer is delivered; see `tests/kills.py`."""

from collections.abc import Iterator

from tests import kills
from tests.bench import site
from tests.deliberation import vote_races as race
from tests.suggestions import racing
from tests.suggestions.actions import test_races as office

BATCHES, KILLS, HEADS = 5, 20, 8  # a racer may take two minutes for a batch
Row = tuple[str, str, str]


def rows(place: site.Scratch) -> Iterator[Row]:
    racers = racing.Racers(place.env["DATABASE_URL"], 1, racing.cold)
    try:
        racers.alone(office.prepare)
        racers.alone(race.prepare)
        roll = racers.alone(race.make_roll, HEADS)
        closing = [racers.alone(kills.close_under_kills, roll, KILLS, n) for n in range(BATCHES)]
        yield _row("killed while a vote closes", closing, place)
        told = [racers.alone(kills.answer_under_kills, KILLS, 6, n) for n in range(BATCHES)]
        yield _row("killed while an answer is delivered", told, place)
    finally:
        racers.stop()


def _row(what: str, batches: list[kills.Found], place: site.Scratch) -> Row:
    before, after = sum(one.before for one in batches), sum(one.after for one in batches)
    wrong = [words for one in batches for words in one.wrong]
    figure = f"{before} before it stood, {after} after, {len(wrong)} half-written"
    return f"{what}, {BATCHES * KILLS} times, {place.vendor}", "0 half-written", figure
