"""The record checks itself, alone in a folder; every single changed field is found and named."""

import contextlib
import copy
import json
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from deliberation import verify
from deliberation.actions import closing as closing_actions
from deliberation.actions import motions, voting
from deliberation.models import Entry
from deliberation.record.export import export_record
from tests.conftest import NOW
from tests.deliberation.conftest import people_rows

CHECKER = Path(verify.__file__)


@pytest.fixture
def receipts():
    return []


@pytest.fixture
def record(council, make_vote, make_roll, secretary, colleague, receipts, spend):
    """An export with a vote of owners, a secret one, one by hands, one that was annulled, and
    a year's money."""
    owners = make_vote()
    for number, choice in ((1, "for"), (2, "against"), (3, "for")):
        voting.cast(owners.heads[number], choice=choice, channel="paper", at=NOW)
    closing_actions.close_motion(owners, by=secretary, at=NOW)
    roll = make_roll("representatives", people_rows(6))
    secret = make_vote("residents-representatives", roll, secret=True)
    for number, choice in enumerate(["for", "for", "against", "abstain", "for"], 1):
        receipts.append(voting.cast(secret.heads[number], choice=choice, channel="online", at=NOW))
    closing_actions.close_motion(secret, by=secretary, at=NOW)
    hands = make_vote("residents-representatives", roll, method="hands")
    voting.mark_present(hands, numbers={1, 2, 3, 4, 5}, present=True, by=secretary, at=NOW)
    for user in (secretary, colleague):
        voting.count_hands(hands, hands=voting.Hands(4, 1, 0), by=user, at=NOW)
    closing_actions.close_motion(hands, by=secretary, at=NOW)
    motions.annul_motion(hands, reason="数的时候有人离席。", by=secretary, at=NOW)
    motions.repeat_motion(hands, by=secretary, at=NOW)
    spend()
    return export_record(council)


def leaves(value, path=()):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list) and value:
        for number, inner in enumerate(value):
            yield from leaves(inner, (*path, number))
    else:
        yield path


@contextlib.contextmanager
def changed(record, path, luck):
    """One leaf replaced by something else, and put back."""
    place = record
    for step in path[:-1]:
        place = place[step]
    before = place[path[-1]]
    place[path[-1]] = another(before, luck)
    yield
    place[path[-1]] = before


def another(value, luck):
    """Another value of the kind that a forger would put there."""
    choices = [None, "", [], {}, 0, 1, -1, "0", True, False, 1.5, "for", "against"]
    if isinstance(value, str) and value:
        at = luck.randrange(len(value))
        choices += [value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :], value + " "] * 6
    if isinstance(value, int) and not isinstance(value, bool):
        choices += [value + 1, value - 1, float(value), str(value)] * 3
    same = json.dumps(value)
    return luck.choice([choice for choice in choices if json.dumps(choice) != same])


def test_a_record_that_nobody_touched_holds(record):
    counted = verify.verify(json.loads(json.dumps(record)))
    assert counted == {
        "entries": len(record["entries"]), "votes": 3, "ballots": 13, "movements": 10
    }  # fmt: skip


def test_a_thousand_of_a_thousand_changed_fields_are_found_and_named(record):
    luck = random.Random(20261120)
    paths = list(leaves(record))
    # Every leaf once, then at random until a thousand: the header's are among them.
    chosen = paths + luck.choices(paths, k=max(0, 1000 - len(paths)))
    found = 0
    for path in chosen:
        with changed(record, path, luck), pytest.raises(verify.Bad) as bad:
            verify.verify(record)
        number = path[1] + 1 if path[0] == "entries" else None
        named = re.match(r"第 (\d+) 条", str(bad.value))
        assert (int(named[1]) if named else None) == number, (path, str(bad.value))
        found += 1
    assert found >= 1000


@pytest.mark.parametrize(
    "harm",
    [
        lambda r: r["entries"].pop(3),
        lambda r: r["entries"].pop(),
        lambda r: r["entries"].insert(2, copy.deepcopy(r["entries"][2])),
        lambda r: r["entries"].reverse(),
        lambda r: r["entries"][4].pop("meeting"),
        lambda r: r["entries"][4].update(extra=1),
        lambda r: r.update(extra=1),
        lambda r: r.pop("seal"),
        lambda r: r["entries"].append("x"),
        lambda r: r["council"].update(name="\ud800"),
    ],
)
def test_what_is_taken_out_put_in_or_put_elsewhere_is_found(record, harm):
    harm(record)
    with pytest.raises(verify.Bad):
        verify.verify(record)


def forged(record, change):
    """A forger who hashes everything anew behind the change."""
    twin = copy.deepcopy(record)
    change(twin["entries"])
    previous = verify.GENESIS
    for entry in twin["entries"]:
        entry["previous"] = previous
        entry["hash"] = previous = verify.digest(entry)
    twin["head"], twin["count"] = previous, len(twin["entries"])
    twin["seal"] = verify.seal(twin)
    return twin


def closing(entries, number=0):
    return [e for e in entries if e["kind"] == "motion.closed"][number]["data"]


def opening(entries, number=0):
    return [e for e in entries if e["kind"] == "motion.opened"][number]["data"]


def moved(entries, line, number=0):
    return [e for e in entries if e["kind"] == f"fund.{line}"][number]["data"]


def dropped(entries, kind):
    entries.remove(next(e for e in entries if e["kind"] == kind))
    for number, entry in enumerate(entries, 1):
        entry["seq"] = number


FORGERIES = {
    "a choice turned": lambda e: closing(e)["votes"][0].update(choice="against"),
    "a ballot dropped": lambda e: closing(e)["votes"].pop(),
    "a ballot twice": lambda e: closing(e)["votes"].append(dict(closing(e)["votes"][0])),
    "an area swollen": lambda e: closing(e)["votes"][0].update(area="999.00"),
    "a secret ballot turned": lambda e: next(
        v for v in closing(e, 1)["votes"] if v["choice"] == "for"
    ).update(choice="against"),
    "hands added": lambda e: closing(e, 2)["votes"][0].update(hands=6),
    "a stated sum changed": lambda e: closing(e)["case"]["for"].update(people=3),
    "a smaller roll": lambda e: closing(e)["case"]["eligible"].update(people=2),
    "an empty roll": lambda e: closing(e)["case"]["eligible"].update(people=0, area="0.00"),
    "another rule": lambda e: closing(e)["case"].update(rule="owners-special"),
    "another text": lambda e: opening(e).update(text="同意涨价。"),
    "another roll": lambda e: closing(e).update(roll_fingerprint="0" * 64),
    "more votes than people": lambda e: closing(e)["case"]["present"].update(people=1),
    "closed twice": lambda e: e.append(
        copy.deepcopy(next(x for x in e if x["kind"] == "motion.closed")) | {"seq": len(e) + 1}
    ),
    "more paid than the contract": lambda e: moved(e, "payment").update(amount="3900.01"),
    "a payment made smaller": lambda e: moved(e, "payment").update(amount="3000.50"),
    "a payment left out": lambda e: dropped(e, "fund.payment"),
    "parts of a cent": lambda e: moved(e, "payment").update(amount="3500.505"),
    "an allocation made smaller": lambda e: moved(e, "allocation").update(amount="100.00"),
    "an allocation below zero": lambda e: moved(e, "allocation", 1).update(amount="-70.00"),
    "more back than was paid": lambda e: moved(e, "refund").update(amount="3500.51"),
    "more taken back than was left": lambda e: moved(e, "release").update(amount="500.00"),
    "a project given more": lambda e: moved(e, "commitment").update(amount="4500.00"),
    "a project given nothing": lambda e: dropped(e, "fund.commitment"),
    "another project chosen": lambda e: next(x for x in e if x["kind"] == "choice.counted")[
        "data"
    ].update(equal_shares=[1, 2]),
    "a project made cheaper": lambda e: next(x for x in e if x["kind"] == "choice.announced")[
        "data"
    ]["projects"][1].__setitem__(2, "1.00"),
    "a choice beyond its money": lambda e: next(x for x in e if x["kind"] == "choice.announced")[
        "data"
    ].update(budget="1.00"),
    "a contract beyond its money": lambda e: next(
        x for x in e if x["kind"] == "project.contracted"
    )["data"].update(amount="4000.01"),
    "another sum reversed": lambda e: moved(e, "reversed").update(amount="71.00"),
    "the same sum reversed twice": lambda e: e.append(
        copy.deepcopy(next(x for x in e if x["kind"] == "fund.reversed"))
        | {"seq": len(e) + 1, "subject_id": 10**6}
    ),
    "less arrives in the next year": lambda e: moved(e, "carry_in").update(amount="99.00"),
    "nothing arrives in the next year": lambda e: dropped(e, "fund.carry_in"),
    "money from no other year": lambda e: dropped(e, "fund.carry_out"),
    "another sum accepted": lambda e: next(x for x in e if x["kind"] == "project.accepted")[
        "data"
    ].update(paid="3500.50"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_sum_that_does_not_come_out_is_found_even_with_new_hashes(record, name):
    with pytest.raises(verify.Bad):
        verify.verify(forged(record, FORGERIES[name]))


def test_the_forgers_tools_alone_break_nothing(record):
    assert verify.verify(forged(record, lambda entries: None))["votes"] == 3


def run(folder, *arguments):
    """The checker copied alone into an empty folder, cut off from everything of ours."""
    shutil.copy(CHECKER, folder / "verify.py")
    done = subprocess.run(
        [sys.executable, "-I", "verify.py", *arguments],
        cwd=folder,
        env={"PATH": "/nonexistent"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_checker_runs_alone(record, receipts, tmp_path):
    path = tmp_path / "record.json"
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    assert run(tmp_path, "record.json") == (
        0,
        f"OK: {len(record['entries'])} 条记录首尾相接；3 次表决、13 票、10 笔资金重新算过；"
        f"末条指纹 {record['head']}\n",
    )
    code = receipts[2].code
    status, words = run(tmp_path, "record.json", "--receipt", code.lower())
    assert status == 0 and "记为 against" in words
    status, words = run(tmp_path, "record.json", "--receipt", "0" * 16)
    assert status == 1 and "没有这张回执" in words
    record["entries"][5]["actor"] += "甲"
    path.write_text(json.dumps(record), encoding="utf-8")
    status, words = run(tmp_path, "record.json")
    assert status == 1 and words.startswith("BAD: 第 6 条")


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "nonsense", '{"entries": 3}', '{"a": NaN}', '{"a": 1, "a": 1}', "[" * 9**6],
)
def test_what_is_no_record_has_status_2(tmp_path, text):
    (tmp_path / "x.json").write_text(text)
    assert run(tmp_path, "x.json")[0] == 2
    assert run(tmp_path, "missing.json")[0] == 2


def test_the_command_writes_the_same_record(record, council, tmp_path, capsys):
    path = tmp_path / "out.json"
    call_command("export_record", council.slug, output=path)
    assert json.loads(path.read_text(encoding="utf-8")) == json.loads(json.dumps(record))
    call_command("export_record", council.slug)
    assert '"format"' in capsys.readouterr().out
    with pytest.raises(CommandError, match="没有网址名"):
        call_command("export_record", "nowhere")
    with pytest.raises(CommandError, match="写不了"):
        call_command("export_record", council.slug, output=tmp_path / "no" / "x.json")


def test_a_council_without_a_record_has_an_empty_one(council):
    assert verify.verify(export_record(council))["entries"] == 0


def test_the_record_holds_no_name_of_a_voter_and_no_phone(record):
    text = json.dumps(record, ensure_ascii=False)
    for name in ("张三", "李四", "王五", "赵六", "代表1", "1380000", "1390000"):
        assert name not in re.sub(r"[0-9a-f]{64}", "", text), name


def test_the_record_is_written_once(record):
    with pytest.raises(TypeError):
        Entry.objects.update(actor="x")
    with pytest.raises(TypeError):
        Entry.objects.first().delete()
