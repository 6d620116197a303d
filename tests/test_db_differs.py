"""What runs on both databases is there, and no race is left out."""

from pathlib import Path

from tests import db_differs

TESTS = Path(__file__).resolve().parent


def test_each_file_that_runs_on_both_databases_exists():
    assert [path for path in sorted(db_differs.listed()) if not path.exists()] == []


def test_every_race_and_every_site_of_its_own_runs_on_both():
    words = ("racing", "own_site", "_races import", "vote_races", "connection.vendor")
    rest = set(TESTS.glob("*/test_*.py")) - db_differs.listed()
    rest = {path for path in rest if path.parent.name in db_differs.FILES}
    assert [
        path.name for path in sorted(rest) if any(word in path.read_text() for word in words)
    ] == []


def test_what_is_listed_is_marked(request):
    marked = {item.path for item in request.session.items if item.get_closest_marker("db_differs")}
    assert marked <= db_differs.listed()
    assert all(
        item.get_closest_marker("db_differs")
        for item in request.session.items
        if item.path in db_differs.listed()
    )
