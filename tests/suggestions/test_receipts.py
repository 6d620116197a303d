"""Receipt codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suggestions import receipts


@given(st.uuids().map(str))
def test_a_code_has_sixteen_symbols_that_nobody_misreads_and_checks_itself(key):
    code = receipts.issue(key)
    assert len(code) == 16 and set(code) <= set(receipts.ALPHABET)
    assert receipts.normal(receipts.grouped(code)) == code


def test_codes_carry_more_than_sixty_bits():
    assert (receipts.LENGTH - 1) * 5 >= 60
    codes = {receipts.issue(str(i)) for i in range(2000)}
    assert len(codes) == 2000
    for place in range(receipts.LENGTH - 1):
        assert len({code[place] for code in codes}) == 32


@pytest.mark.parametrize("change", [str.lower, lambda c: f" {c} ", lambda c: c.replace("-", "－")])
def test_what_people_type_for_a_code_is_understood(change):
    code = receipts.issue("key")
    assert receipts.normal(change(receipts.grouped(code))) == code


def test_lookalikes_are_read_as_what_they_look_like():
    code = next(c for c in map(receipts.issue, map(str, range(99))) if "0" in c and "1" in c)
    assert receipts.normal(code.replace("0", "O").replace("1", "l")) == code


@given(st.text(max_size=40))
def test_any_text_is_a_code_or_nothing(text):
    assert receipts.normal(text) is None or len(receipts.normal(text)) == 16


def test_one_wrong_symbol_is_always_noticed():
    code = receipts.issue("key")
    for place, right in enumerate(code):
        for wrong in receipts.ALPHABET:
            if wrong != right:
                assert receipts.normal(code[:place] + wrong + code[place + 1 :]) is None
