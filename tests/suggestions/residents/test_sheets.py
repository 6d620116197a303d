"""What all forms of residents share, wherever they stand."""

import re
from pathlib import Path

import pytest
from django import forms
from django.test import RequestFactory, override_settings

from suggestions.residents import fields, limits, sheets
from tests.conftest import NOW

ROOT = Path(__file__).resolve().parents[3]
KEY = "5f0a6d3e-8f1c-4c7e-9b53-0d2f7f7f1a11"


class Sheet(forms.Form):
    name = fields.own_name()
    phone = fields.own_phone()
    consent = fields.consent("我同意", help_text="")

    def clean(self):
        fields.ask_consent(self, ("name", "phone"), "请勾选同意。")


def posted(**data):
    return RequestFactory().post("/", data)


def test_the_key_of_a_form_comes_back_and_a_bad_one_gives_way_to_a_new_one():
    assert sheets.key_of(posted(key=KEY)) == KEY
    assert sheets.key_of(posted(key="1' OR 1=1")) != sheets.key_of(posted())


@pytest.mark.parametrize(("filled", "caught"), [("", False), ("http://spam.example", True)])
def test_the_trap_closes_on_what_filled_it_in(filled, caught):
    form = Sheet({})
    sheets.spring_trap(posted(**{sheets.TRAP: filled}), form, button="提交")
    assert form.is_valid() is not caught
    assert ("再按一次“提交”" in str(form.non_field_errors())) is caught


@pytest.mark.parametrize(
    ("typed", "good"),
    [
        ({}, True),
        ({"name": "王阿姨"}, False),
        ({"phone": "13812345678"}, False),
        ({"phone": "13812345678", "consent": "on"}, True),
    ],
)
def test_contact_data_asks_for_consent(typed, good):
    assert Sheet(typed).is_valid() is good


@pytest.mark.django_db
@override_settings(SUBMISSIONS_PER_HOUR=2)
def test_the_form_after_the_last_permitted_one_is_refused():
    for _ in range(2):
        sheets.count(posted(), "x", at=NOW)
    with pytest.raises(limits.TooMany):
        sheets.count(posted(), "x", at=NOW)
    assert sheets.too_many(posted(), "x", at=NOW)
    assert not sheets.too_many(posted(), "y", at=NOW)


def test_the_trap_and_its_field_have_one_name_and_stand_once():
    found = [
        path for path in ROOT.glob("*/templates/**/*.html") if 'class="trap"' in path.read_text()
    ]
    assert [path.name for path in found] == ["trap.html"]
    assert re.search(rf'name="{sheets.TRAP}"', found[0].read_text())
