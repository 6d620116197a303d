"""What racing processes do to votes: used by `test_vote_races.py` and, at full size, by the bench.

Everything here runs inside a process of its own on a database that commits for real.
"""

import datetime as dt
import http.client
import io
import re
import urllib.parse
from types import SimpleNamespace

from tests.suggestions import racing

AT = dt.datetime(2026, 9, 16, 2, 0, tzinfo=dt.UTC)
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
VOTED, ALREADY, OVER = 200, 409, 410


# --- a world to race in ----------------------------------------------------------------------


def prepare(_):
    """A council that sits, with two secretaries; once a database."""
    from django.contrib.auth.models import Group

    from deliberation.models import AgendaItem, Council, Matter, Meeting
    from suggestions.models import Area, User

    users = []
    for name in ("race1", "race2"):
        user = User.objects.create_user(name)
        user.groups.add(Group.objects.get(name="议事员"))
        users.append(user)
    area = Area.add_root(code="99", name="赛跑", level="city", full_name="赛跑")
    council = Council.objects.create(area=area, name="赛跑议事会", slug="race", level="community")
    council.secretaries.set(users)
    meeting = Meeting.objects.create(
        council=council, month=dt.date(2026, 9, 1), minutes=60, starts_at=AT, notice_by=AT,
        status=Meeting.Status.OPEN, opened_at=AT, secret="race",
    )  # fmt: skip
    matter = Matter.objects.create(
        council=council, title="赛跑", source="staff", status="arranged", raised_at=AT
    )
    AgendaItem.objects.create(meeting=meeting, matter=matter, order=1)


def people():
    from suggestions.models import User

    return list(User.objects.filter(username__in=["race1", "race2"]).order_by("username"))


def make_roll(_, heads):
    """A checked roll of representatives."""
    from deliberation.actions import rolls
    from deliberation.models import Council

    one, two = people()
    rows = "编号,姓名\n" + "".join(f"{n},代表{n}\n" for n in range(1, heads + 1))
    roll = rolls.import_roll(
        Council.objects.get(slug="race"), kind="representatives", name="赛跑名册",
        file=io.BytesIO(rows.encode()), by=one, at=AT,
    )  # fmt: skip
    rolls.check_roll(roll, by=two, at=AT)
    return roll.pk


def open_votes(_, roll, count, secret=True):
    """Open votes on a roll; gives their keys."""
    from deliberation.actions import motions as motions_actions
    from deliberation.models import AgendaItem, Roll

    by, item = people()[0], AgendaItem.objects.get(meeting__council__slug="race")
    draft = motions_actions.MotionDraft(
        title="赛跑", text="同一时刻", rule="residents-representatives", secret=secret,
        roll=Roll.objects.get(pk=roll),
    )  # fmt: skip
    made = []
    for _ in range(count):
        motion = motions_actions.draft_motion(item, draft=draft, by=by, at=AT)
        motions_actions.open_motion(motion, by=by, at=AT)
        made.append(motion.pk)
    return made


CHOICES = ("one", "approval", "rank")
ANSWERS = ("口袋花园", "停车位", "健身角")


def take_seats(_, heads=racing.PROCESSES):
    """The council gets its seats, and all come."""
    from deliberation.actions import attending
    from deliberation.models import Council, Meeting, Party, Seat

    council, party = Council.objects.get(slug="race"), Party.objects.first()
    meeting = Meeting.objects.select_related("council").get(council=council)
    for n in range(heads - council.seats.count()):
        seat = Seat.objects.create(
            council=council, party=party, holder=f"议事员{n + 1}", since=AT.date(),
            phone=f"1380000{n:04d}",
        )  # fmt: skip
        attending.check_in(meeting, seat, way="list", by=people()[0], at=AT)


def choose_among(_, forms, count=1):
    """Open votes among options, by form; gives their keys, or the one of each form."""
    from deliberation.actions import motions as motions_actions
    from deliberation.models import AgendaItem

    take_seats(_)
    by, item = people()[0], AgendaItem.objects.get(meeting__council__slug="race")
    made = {form: [] for form in forms}
    for form in [form for form in forms for _ in range(count)]:
        draft = motions_actions.MotionDraft(
            title="空地做什么", text="三号楼前的空地做什么用？", rule="council", form=form,
            answers=ANSWERS, secret=True, online=True,
        )  # fmt: skip
        motion = motions_actions.draft_motion(item, draft=draft, by=by, at=AT)
        motions_actions.open_motion(motion, reason="赛跑", by=by, at=AT)
        made[form].append(motion.pk)
    return {form: pks[0] for form, pks in made.items()} if count == 1 else made


def cast_choices(_, motion):
    """Everybody votes, by turns for another order."""
    from deliberation.actions import voting
    from deliberation.models import Motion, Voter

    form = Motion.objects.get(pk=motion).form
    turns = {"one": "112", "approval": ["1,2", "2", "2,3"], "rank": ["1,2", "2,1", "3,2"]}[form]
    voters = Voter.objects.filter(motion=motion).select_related("motion", "entry")
    for number, voter in enumerate(voters):
        voting.cast(voter, choice=turns[number % 3], channel="online", at=AT)


def make_slips(_, motion):
    from deliberation.actions import online
    from deliberation.models import Motion

    slips = online.print_slips(Motion.objects.get(pk=motion), by=people()[0], at=AT)
    return [slip.token for slip in slips]


# --- without the guards ----------------------------------------------------------------------


def _naive_cast(voter, *, choice, channel, at, key=""):
    """Look first, then write, each by itself: what the conditional UPDATE replaces."""
    import uuid

    from deliberation.actions import voting
    from deliberation.models import Ballot, Voter

    if Voter.objects.get(pk=voter.pk).voted:
        raise voting.Voted
    racing.meet_once()
    receipt = voting.receipt_for(voter.motion, choice, str(uuid.uuid4()))
    Ballot.objects.create(motion=voter.motion, choice=choice, commitment=receipt.commitment)
    Voter.objects.filter(pk=voter.pk).update(voted=True, channel=channel)
    return receipt


class _Without:
    """Takes one guard out of the verbs, in this process, for a while."""

    def __init__(self, guard: str) -> None:
        import pytest

        self.guard, self.patch = guard, pytest.MonkeyPatch()

    def __enter__(self):
        from deliberation.actions import voting

        if self.guard == "once":
            self.patch.setattr(voting, "cast", _naive_cast)
        elif self.guard == "open":
            self.patch.setattr(voting, "hold_open", lambda motion: None)
        return self

    def __exit__(self, *exc):
        self.patch.undo()


# --- what the racers do ----------------------------------------------------------------------


def cast_all(number, motion, guard=""):
    """Vote for every head of a motion; gives how often it worked."""
    from deliberation.actions import voting
    from deliberation.models import Voter
    from suggestions.actions.rules import Refused

    voters = list(Voter.objects.filter(motion=motion).select_related("motion", "entry"))
    won = 0
    with _Without(guard):
        for voter in voters:
            try:
                voting.cast(voter, choice="for", channel="online", at=AT)
            except Refused:
                continue
            won += 1
    return won


def cast_and_close(number, motions, racers, guard="", choice="for"):
    """Each casts one vote in each motion; by turns one of them closes it in between."""
    from deliberation.actions import closing, voting
    from deliberation.models import Motion, Voter
    from suggestions.actions.rules import Refused

    by, won = people()[0], []
    with _Without(guard):
        for place, pk in enumerate(motions):
            if place % racers == number:
                closing.close_motion(Motion.objects.get(pk=pk), by=by, at=AT)
                continue
            voter = Voter.objects.select_related("motion", "entry").get(
                motion=pk, entry__number=number + 1
            )
            try:
                voting.cast(voter, choice=choice, channel="online", at=AT)
            except Refused:
                continue
            won.append(pk)
    return won


def close_all(number, motions):
    """Everybody presses the button; gives how often it worked."""
    from deliberation.actions import closing
    from deliberation.models import Motion
    from suggestions.actions.rules import Refused

    by, won = people()[0], 0
    for pk in motions:
        try:
            closing.close_motion(Motion.objects.get(pk=pk), by=by, at=AT)
        except Refused:
            continue
        won += 1
    return won


def type_all(number, motion):
    """Type the paper of every head, as one of two people; gives what was cast."""
    from deliberation.actions import voting as voting_actions
    from deliberation.models import Voter
    from suggestions.actions.rules import Refused

    by, cast = people()[number % 2], 0
    for voter in Voter.objects.filter(motion=motion).select_related("motion", "entry"):
        try:
            cast += voting_actions.type_paper(voter, choice="for", by=by, at=AT)
        except Refused:
            continue
    return cast


def vote_over_http(number, port, motion, tokens):
    """Send every slip to a real server, over one connection; gives how often each status came."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", f"/yishi/vote/{motion}/")
    response = connection.getresponse()
    token = _TOKEN.search(response.read().decode())[1]
    cookies = "; ".join(c.split(";")[0] for c in response.headers.get_all("Set-Cookie") or [])
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    statuses: dict[int, int] = {}
    for slip in tokens:
        form = {"csrfmiddlewaretoken": token, "token": slip, "choice": "for", "key": ""}
        body = urllib.parse.urlencode(form).encode()
        connection.request("POST", "/yishi/slip/", body, headers)
        response = connection.getresponse()
        response.read()
        statuses[response.status] = statuses.get(response.status, 0) + 1
    return statuses


# --- looking afterwards ----------------------------------------------------------------------


def ballots(_, motion):
    """Ballots, heads who voted, and heads of a motion."""
    from deliberation.models import Ballot, Voter

    voters = Voter.objects.filter(motion=motion)
    return SimpleNamespace(
        ballots=Ballot.objects.filter(motion=motion).count(),
        voted=voters.filter(voted=True).count(),
        heads=voters.count(),
    )


def wrong_tallies(_, motions):
    """Closed motions whose stated sum is not what lies in the box."""
    from deliberation.models import Ballot, Motion, Voter

    wrong = []
    for motion in Motion.objects.filter(pk__in=motions):
        groups = [motion.case.get(name, {}) for name in ("for", "against", "abstain")]
        stated = sum(group.get("people", 0) for group in groups)
        lies = Ballot.objects.filter(motion=motion).count()
        voted = Voter.objects.filter(motion=motion, voted=True).count()
        if motion.status != "closed" or not stated == lies == voted:
            wrong.append((motion.pk, motion.status, stated, lies, voted))
    return wrong


def check_record(_):
    from deliberation import verify
    from deliberation.models import Council
    from deliberation.record.export import export_record

    return verify.verify(export_record(Council.objects.get(slug="race")))
