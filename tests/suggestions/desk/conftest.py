"""What tests of the office's desk need beside the cast."""

import pytest


@pytest.fixture
def waiting(submit):
    def make(*args, **fields):
        return submit(*args, **fields).suggestion

    return make
