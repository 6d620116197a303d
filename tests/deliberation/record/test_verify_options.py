"""The record of votes among options: every changed field is found, and no forged sum comes out."""

import random

import pytest

from deliberation import verify
from deliberation.actions import attending, closing, voting
from deliberation.record.export import export_record
from deliberation.rules import ballots
from tests.conftest import NOW
from tests.deliberation.record.test_verify import changed, forged, leaves
from tests.deliberation.record.test_verify import closing as closed
from tests.deliberation.record.test_verify import opening as opened

ANSWERS = ("口袋花园", "停车位", "健身角")
ONE, APPROVAL, RANK, HANDS = range(4)
CAST = (
    ("one", ["1", "1", "1", "1", "1", "2", "3", "abstain"]),
    ("approval", ["1,3", "1", "2,3", "abstain"]),
    ("rank", ["1,2,3", "1", "1", "2,3", "2", "3,2", "3,2,1", "abstain"]),
)


@pytest.fixture
def record(council, open_meeting, seats, make_vote, secretary, colleague):
    """Three votes of ten seats by ballot, the last a secret one, and one by hands."""
    for seat in seats:
        attending.check_in(open_meeting, seat, way="list", by=secretary, at=NOW)
    type(council).objects.filter(pk=council.pk).update(threshold="majority")
    for form, cast in CAST:
        motion = make_vote("council", form=form, answers=ANSWERS, secret=form == "rank")
        for number, choice in enumerate(cast, 1):
            voting.cast(motion.heads[number], choice=choice, channel="online", at=NOW)
        closing.close_motion(motion, by=secretary, at=NOW)
    motion = make_vote("council", form="one", answers=ANSWERS, method="hands")
    for person in (secretary, colleague):
        hands = voting.Hands(0, 0, 1, (6, 2, 1))
        voting.count_hands(motion, hands=hands, by=person, at=NOW)
    closing.close_motion(motion, by=secretary, at=NOW)
    return export_record(council)


def test_it_holds_and_every_ballot_is_counted_again(record):
    found = verify.verify(record)
    assert (found["votes"], found["ballots"]) == (4, 8 + 4 + 8 + 10)
    assert [closed(record["entries"], n)["verdict"]["passed"] for n in range(4)] == [
        False, False, False, True,
    ]  # fmt: skip


def test_every_changed_field_is_found(record):
    luck = random.Random(20261129)
    paths = [path for path in leaves(record) if path[0] == "entries"]
    for path in luck.sample(paths, min(len(paths), 800)):
        with changed(record, path, luck), pytest.raises(verify.Bad):
            verify.verify(record)


def rounds(entries, number):
    return closed(entries, number)["case"]["choice"]["outcome"]["rounds"]


def renamed(entries):
    """The options of the opening are exchanged, hash and all."""
    data = opened(entries, ONE)
    data["ballot"]["options"] = ["停车位", "口袋花园", "健身角"]
    data["text_hash"] = verify.text_hash(data)
    closed(entries, ONE)["text_hash"] = data["text_hash"]


def without_options(entries):
    data = opened(entries, ONE)
    del data["ballot"]
    data["text_hash"] = verify.text_hash(data)
    closed(entries, ONE)["text_hash"] = data["text_hash"]


def secretly(entries, was, is_):
    next(v for v in closed(entries, RANK)["votes"] if v["choice"] == was)["choice"] = is_


FORGERIES = {
    "a choice turned": lambda e: closed(e)["votes"][0].update(choice="2"),
    "a ballot dropped": lambda e: closed(e)["votes"].pop(),
    "a ballot twice": lambda e: closed(e)["votes"].append(dict(closed(e)["votes"][0])),
    "an order turned": lambda e: secretly(e, "3,2", "3,1"),
    "an order cut short": lambda e: secretly(e, "3,2,1", "2"),
    "an approval added": lambda e: closed(e, APPROVAL)["votes"][1].update(choice="1,2"),
    "two chosen where one may be": lambda e: closed(e)["votes"][0].update(choice="1,2"),
    "an option that is none": lambda e: closed(e)["votes"][0].update(choice="4"),
    "an opinion instead of an option": lambda e: closed(e)["votes"][0].update(choice="for"),
    "a number spelled otherwise": lambda e: closed(e)["votes"][0].update(choice="01"),
    "an option renamed at the end": lambda e: closed(e)["case"]["choice"].update(
        options=["停车位", "口袋花园", "健身角"]
    ),
    "an option renamed at the beginning": renamed,
    "the options taken away": without_options,
    "another form at the end": lambda e: closed(e)["case"]["choice"].update(form="approval"),
    "a stated count changed": lambda e: rounds(e, ONE)[0]["votes"][0].__setitem__(1, 6),
    "a round left out": lambda e: rounds(e, RANK).pop(0),
    "another one out": lambda e: rounds(e, RANK)[0].update(out=[1]),
    "a winner out of a tie": lambda e: closed(e, APPROVAL)["case"]["choice"]["outcome"].update(
        winner=3, tied=[]
    ),
    "another winner": lambda e: closed(e)["case"]["choice"]["outcome"].update(winner=2),
    "a tie that passed": lambda e: closed(e, APPROVAL)["verdict"].update(passed=True),
    "the leader given more": lambda e: closed(e)["case"]["for"].update(people=6),
    "abstentions hidden": lambda e: closed(e)["case"]["abstain"].update(people=0),
    "hands added": lambda e: closed(e, HANDS)["votes"][1].update(hands=3),
    "hands taken away": lambda e: closed(e, HANDS)["votes"][0].update(hands=-6),
    "more votes than people": lambda e: closed(e)["case"]["present"].update(people=1),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGERIES)
def test_what_does_not_come_out_is_found_even_with_new_hashes(record, name):
    assert verify.verify(forged(record, lambda entries: None))["votes"] == 4
    with pytest.raises(verify.Bad):
        verify.verify(forged(record, FORGERIES[name]))


def test_the_checker_counts_as_the_house_does():
    """Two counts, each written by itself, agree on ballots at random."""
    luck = random.Random(11)
    for _ in range(1500):
        form = luck.choice(["one", "approval", "rank"])
        options = luck.randint(2, 6)
        most = 1 if form == "one" else options
        cast = [
            luck.sample(range(1, options + 1), luck.randint(0, most))
            for _ in range(luck.randint(0, 11))
        ]
        texts = [ballots.written(form, numbers) for numbers in cast]
        house = ballots.count(form, options, [ballots.read(form, options, t) for t in texts])
        read = [(verify._numbers(text, form, options), 1) for text in texts]
        assert verify._count(form, options, read) == house.as_dict(), (form, texts)
