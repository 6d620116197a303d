"""What the judge refuses, in Python and on the command line: never judged, never a traceback."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.rules import RuleError, judge
from deliberation.rules.__main__ import main

ROOT = Path(__file__).resolve().parents[3]
GROUPS = ("eligible", "present", "for", "against", "abstain")
COUNCIL = {
    "seats": 9,
    "required_parties": ["党组织", "物业"],
    "parties_present": ["党组织", "物业"],
    "threshold": "majority",
}


def possible_case(**changes: Any) -> dict[str, Any]:
    empty = {"people": 0, "households": 0, "area": "0"}
    groups = {group: dict(empty) for group in GROUPS}
    groups["eligible"] |= {"people": 45}
    groups["present"] |= {"people": 30}
    groups["for"] |= {"people": 16}
    return {"rule": "residents-representatives", "on": "2026-11-20"} | groups | changes


# What is refused ----------------------------------------------------------------------------


def people(count: Any) -> dict[str, Any]:
    return {"people": count, "households": 0, "area": "0"}


def area(value: Any) -> dict[str, Any]:
    return {"people": 0, "households": 0, "area": value}


OWNERS = possible_case(rule="owners-special")
COUNCIL_CASE = possible_case(rule="council", eligible=people(9), present=people(6)) | {
    "for": people(6),
    **COUNCIL,
}
REFUSED: dict[str, tuple[Any, str]] = {
    "more present than entitled": (possible_case(present=people(46)), "到会人数多于应到人数"),
    "more votes than present": (possible_case(against=people(15)), "加起来多于到会人数"),
    "a base not used is impossible too": (
        possible_case(present=people(30) | {"area": "1"}),
        "面积",
    ),
    "negative": (possible_case(against=people(-1)), "不能是负数"),
    "zero entitled": (
        possible_case(eligible=people(0), present=people(0)) | {"for": people(0)},
        "不能是零",
    ),
    "zero area where area is needed": (OWNERS, "面积和人数"),
    "a fraction of a person": (possible_case(present=people(30.5)), "应当是整数"),
    "a float that looks whole": (possible_case(present=people(30.0)), "应当是整数"),
    "a boolean as a number": (possible_case(abstain=people(True)), "应当是整数"),
    "a person as text": (possible_case(present=people("30")), "应当是整数"),
    "null": (possible_case(present=people(None)), "应当是整数"),
    "not a number": (possible_case(present=people(float("nan"))), "应当是整数"),
    "beyond reason": (possible_case(eligible=people(10**30)), "大得不合常理"),
    "area as a float": (possible_case(eligible=area(0.5)), "用文字写的小数"),
    "area as a boolean": (possible_case(eligible=area(True)), "用文字写的小数"),
    "area not a number": (possible_case(eligible=area("NaN")), "不是一个可用的小数"),
    "area infinite": (possible_case(eligible=area("Infinity")), "不是一个可用的小数"),
    "area with a huge exponent": (possible_case(eligible=area("1e999999")), "不是一个可用的小数"),
    "area in full-width digits": (possible_case(eligible=area("１２")), "不是一个可用的小数"),
    "area negative": (possible_case(eligible=area("-1")), "不能是负数"),
    "area as a huge Decimal": (
        possible_case(eligible=area(Decimal("1e999999"))),
        "不是一个可用的小数",
    ),
    "area as a Decimal NaN": (possible_case(eligible=area(Decimal("NaN"))), "不是一个可用的小数"),
    "a day that does not exist": (possible_case(on="2026-02-30"), "日历上没有"),
    "a day in another form": (possible_case(on="20261120"), "年-月-日"),
    "a day in full-width digits": (possible_case(on="２０２６-11-20"), "年-月-日"),
    "a day as a number": (possible_case(on=20261120), "年-月-日"),
    "an unknown rule": (possible_case(rule="senate"), "没有“senate”"),
    "a rule as a list": (possible_case(rule=[]), "应当是文字"),
    "a group as a list": (possible_case(present=[]), "应当是一个对象"),
    "a misspelt base": (possible_case(present={"peopel": 30}), "不认识的项"),
    "a base left out": (possible_case(present={}), "缺少 present.people"),
    "not an object": ([], "应当是一个 JSON 对象"),
    "no seats": (COUNCIL_CASE | {"seats": 0}, "不能是零"),
    "more present than seats": (COUNCIL_CASE | {"seats": 5}, "多于席位数"),
    "an unknown threshold": (COUNCIL_CASE | {"threshold": "most"}, "threshold"),
    "a threshold that is a list": (COUNCIL_CASE | {"threshold": []}, "threshold"),
    "parties as text": (COUNCIL_CASE | {"parties_present": "党组织"}, "应当是名单"),
    "a party without a name": (COUNCIL_CASE | {"required_parties": [" "]}, "要有名称"),
    "a crowd of parties": (COUNCIL_CASE | {"parties_present": ["物业"] * 51}, "超过50个"),
}


@pytest.mark.parametrize(("case", "message"), REFUSED.values(), ids=REFUSED)
def test_an_impossible_case_is_refused_and_never_judged(case: Any, message: str) -> None:
    with pytest.raises(RuleError, match=message):
        judge(case)


@pytest.mark.parametrize("field", possible_case())
def test_a_missing_field_is_refused_by_name(field: str) -> None:
    case = possible_case()
    del case[field]
    with pytest.raises(RuleError, match=f"缺少 {field}"):
        judge(case)


@pytest.mark.parametrize("field", COUNCIL)
def test_a_council_without_its_own_settings_is_refused(field: str) -> None:
    case = {key: value for key, value in COUNCIL_CASE.items() if key != field}
    with pytest.raises(RuleError, match=f"缺少 {field}"):
        judge(case)


def test_a_case_from_python_may_use_dates_and_decimals() -> None:
    case = possible_case(
        rule="owners-ordinary",
        on=date(2026, 11, 20),
        eligible={"people": 3, "area": Decimal("300.00")},
        present={"people": 2, "area": Decimal("200.00")},
    )
    case["for"] = {"people": 2, "area": Decimal("100.01")}
    case["against"] = case["abstain"] = {"people": 0, "area": 0}
    assert judge(case).passed


# The command line ---------------------------------------------------------------------------


def run(arguments: list[str], data: bytes) -> tuple[int, Any]:
    out = io.BytesIO()
    status = main(arguments, io.BytesIO(data), out)
    return status, json.loads(out.getvalue())


def test_the_command_prints_the_verdict_in_its_published_shape() -> None:
    status, verdict = run(["judge"], json.dumps(possible_case()).encode())
    assert status == 0
    assert list(verdict) == [
        "valid",
        "passed",
        "reasons",
        "quorum",
        "pass",
        "still_needed",
        "worked",
        "law",
    ]
    assert verdict["pass"] == [{"base": "people", "needed": "16", "have": "16", "met": True}]
    assert verdict["still_needed"] == {"people": 0, "area": "0"}
    assert list(verdict["law"]) == ["name", "article", "from", "to"]


GOOD = json.dumps(possible_case())
BAD_INPUT = {
    "nothing at all": b"",
    "not JSON": b"{",
    "two values": b"{} {}",
    "a list": b"[]",
    "NaN where nobody looks": GOOD.replace("{", '{"note": NaN, ', 1).encode(),
    "null": b"null",
    "not UTF-8": b"\xff\xfe{}",
    "NaN": GOOD.replace("30", "NaN").encode(),
    "Infinity": GOOD.replace("30", "-Infinity").encode(),
    "a huge exponent": GOOD.replace("30", "1e999999").encode(),
    "a number of ten thousand digits": GOOD.replace("30", "9" * 10_000).encode(),
    "a key twice": GOOD.replace('"on":', '"on": "2026-11-20", "on":').encode(),
    "a base twice": GOOD.replace('"people": 30', '"people": 30, "people": 44').encode(),
    "a lone surrogate": json.dumps(possible_case(rule="\ud800")).encode(),
    "brackets without end": b"[" * 200_000,
    "too long": b" " * 1_000_001,
}


@pytest.mark.parametrize("data", BAD_INPUT.values(), ids=BAD_INPUT)
def test_bad_input_is_refused_with_status_two_and_a_chinese_sentence(data: bytes) -> None:
    status, answer = run(["judge"], data)
    assert status == 2
    assert list(answer) == ["error"]
    assert any("\u4e00" <= char <= "\u9fff" for char in answer["error"])


@pytest.mark.parametrize("arguments", [[], ["guess"], ["judge", "more"], ["--help"]])
def test_an_unknown_command_is_answered_with_the_usage(arguments: list[str]) -> None:
    status, answer = run(arguments, b"")
    assert (status, answer["error"][:3]) == (2, "用法：")


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert run(["judge"], b"\xef\xbb\xbf" + GOOD.encode())[0] == 0


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(
    field=st.sampled_from([*COUNCIL_CASE, "unknown"]),
    inner=st.sampled_from(["", "people", "households", "area"]),
    value=json_values | st.sampled_from(["1e9", "0x10", "1_000", "٣", "9" * 40]),
)
def test_no_value_anywhere_in_a_case_makes_a_traceback(field: str, inner: str, value: Any) -> None:
    case = json.loads(json.dumps(COUNCIL_CASE))
    if inner and isinstance(case.get(field), dict):
        case[field][inner] = value
    else:
        case[field] = value
    status, answer = run(["judge"], json.dumps(case).encode())
    assert (status == 0) is ("valid" in answer)
    assert (status == 2) is (list(answer) == ["error"])


@settings(max_examples=200, deadline=None)
@given(
    data=st.binary(max_size=60) | st.text(max_size=60).map(lambda t: t.encode("utf-8", "ignore"))
)
def test_no_bytes_at_all_make_a_traceback(data: bytes) -> None:
    status, answer = run(["judge"], data)
    assert (status, list(answer)) == (2, ["error"])


def program(command: str, data: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "deliberation.rules", command],
        input=data,
        capture_output=True,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONUTF8": "0"},
        timeout=30,
        check=False,
    )


def test_the_program_runs_without_settings_in_a_terminal_without_utf8() -> None:
    done = program("judge", GOOD.encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["passed"] is True


def test_the_program_leaves_with_status_two_when_it_refuses() -> None:
    done = program("judge", GOOD.replace("30", "46").encode())
    assert (done.returncode, done.stderr) == (2, b"")
    assert "到会人数多于应到人数" in json.loads(done.stdout)["error"]


def test_the_rules_load_no_django_and_no_other_package() -> None:
    code = (
        "import sys; before = set(sys.modules); import deliberation.rules.__main__; "
        "print({m.split('.')[0] for m in set(sys.modules) - before}"
        " - set(sys.stdlib_module_names))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, cwd=ROOT, text=True, check=True
    )
    assert done.stdout.strip() == "{'deliberation'}"
