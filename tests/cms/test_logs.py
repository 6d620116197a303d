"""What opens somebody's page stands in no log line."""

import logging

import pytest
from django.urls import reverse

from cms.logs import SECRET, WithoutSecrets

TOKEN = "1a-1-9z-Abc_def-ghi"


def line(message, *args):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, message, args, None)
    WithoutSecrets().filter(record)
    return record.getMessage()


@pytest.mark.parametrize("name", SECRET)
def test_an_address_that_is_a_key_is_cut_off_in_front_of_the_key(name):
    told = line("Not Found: %s", reverse(name, args=[TOKEN]))
    assert told.startswith("Not Found: /") and TOKEN not in told and "●●●" in told


def test_other_lines_stay_as_they_are():
    for address in (reverse("suggestions:list"), reverse("suggestions:detail", args=[7])):
        assert line("Not Found: %s", address) == f"Not Found: {address}"
    assert line("100%% done") == "100%% done" and line("no %s", "such") == "no such"
