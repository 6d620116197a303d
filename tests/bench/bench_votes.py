"""Votes at full size: 30,000 simultaneous attempts over HTTP, and 1,000 motions closed meanwhile.

Eight real processes behind a barrier, a real gunicorn, a database of its own. What the races do
is what `tests/deliberation/actions/test_vote_races.py` does at a smaller size.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator

from tests.bench import site
from tests.deliberation import vote_races as race
from tests.suggestions import racing

# A round is as many as eight processes send within the two minutes that a racer may take.
PROCESSES, HEADS, ROUND = 8, 3_750, 75
MOTIONS, BATCH = 1_000, 125
Row = tuple[str, str, str]


def rows(place: site.Scratch) -> Iterator[Row]:
    # The codes are made by one process and read by another: one key for both.
    os.environ["RECEIPT_KEY"] = place.env["RECEIPT_KEY"] = "bench"
    racers = racing.Racers(place.env["DATABASE_URL"], PROCESSES, racing.cold)
    try:
        racers.alone(race.prepare)
        yield _double_votes(place, racers)
        yield _close_races(place, racers)
    finally:
        racers.stop()


def _double_votes(place: site.Scratch, racers: racing.Racers) -> Row:
    roll = racers.alone(race.make_roll, HEADS)
    (motion,) = racers.alone(race.open_votes, roll, 1)
    tokens = racers.alone(race.make_slips, motion)
    statuses: Counter[int] = Counter()
    with site.serving(place, quiet=True) as port:
        start = time.perf_counter()
        for at in range(0, HEADS, ROUND):
            given = racers.together(race.vote_over_http, port, motion, tokens[at : at + ROUND])
            statuses.update(sum((Counter(one) for one in given), Counter()))
        taken = time.perf_counter() - start
    found = racers.alone(race.ballots, motion)
    attempts = statuses.total()
    double = found.ballots - found.voted + abs(found.ballots - statuses[race.VOTED])
    other = attempts - statuses[race.VOTED] - statuses[race.ALREADY]
    return (
        f"{attempts:,} simultaneous vote attempts, {PROCESSES} processes, {place.vendor}",
        "0 double votes",
        f"{found.ballots:,} votes of {found.heads:,} heads, {double} double, "
        f"{other} other answers, "
        f"{attempts / taken:.0f} attempts/s",
    )


def _close_races(place: site.Scratch, racers: racing.Racers) -> Row:
    roll = racers.alone(race.make_roll, PROCESSES)
    motions: list[int] = []
    counted: Counter[int] = Counter()
    for _ in range(0, MOTIONS, BATCH):
        batch = racers.alone(race.open_votes, roll, BATCH)
        for mine in racers.together(race.cast_and_close, batch, PROCESSES):
            counted.update(mine)
        motions += batch
    wrong = racers.alone(race.wrong_tallies, motions)
    late = sum(counted[pk] < PROCESSES - 1 for pk in motions)
    checked = racers.alone(race.check_record)
    return (
        f"votes racing with the close of {len(motions):,} motions, {place.vendor}",
        "0 wrong sums",
        f"{len(wrong)} wrong; {late:,} motions where a vote came too late; "
        f"record of {checked['entries']:,} entries verifies",
    )
