"""A site of version 0.1.0 becomes one of today; `tests.bench upgrade` does it on both databases."""

import json
import os
import subprocess
import sys
from collections import Counter

import pytest

from tests import template_database, upgrading


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("upgraded")
    upgrading.write_keys(folder)
    env = {**os.environ, "JIANYAN_MODE": "demo", "JIANYAN_VAR": str(folder),
           "EMBEDDED_WORKER": "0", "DJANGO_SETTINGS_MODULE": "cms.settings",
           "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}  # fmt: skip

    def run(*command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command], cwd=template_database.ROOT, env=env, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    run("-m", "tests.upgrading", "fill")
    run("manage.py", "migrate", "--verbosity", "0")
    return json.loads(run("-m", "tests.upgrading", "told"))


def rows(model: str) -> list[dict]:
    return [row["fields"] for row in upgrading.release()["rows"] if row["model"] == model]


def test_nothing_that_people_sent_is_lost(told):
    then = Counter(row["model"] for row in upgrading.release()["rows"])
    assert told["counts"] == {label: then[label] for label in told["counts"]}
    phones = [row["phone"] for row in rows("suggestions.contact")]
    assert told["phones"] == sorted(filter(None, phones))


def test_receipts_of_then_open_their_suggestions(told):
    assert told["codes"] == [True] * len(upgrading.release()["codes"])


def test_every_public_page_of_then_opens(told):
    assert told["wrong"] == {} and told["pages"] > 150


def test_the_records_of_councils_still_prove_themselves(told):
    assert told["entries"] == len(rows("deliberation.entry"))
