"""Lists as files: every one, as it is filtered; long ones in the background, for who asked."""

import csv
import datetime as dt
import io
import stat
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, storages
from django.urls import URLPattern, get_resolver, reverse

from suggestions.actions import exporting, keeping
from suggestions.models import ListExport, Suggestion
from suggestions.staff.export_jobs import start_export
from suggestions.staff.exporting import Exported, pieces, sheet_of
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("soon")
MINE = "desk_exports:index"


@pytest.fixture(autouse=True)
def private(tmp_path, settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path, "base_url": None},
        },
    }
    field = ListExport._meta.get_field("file")
    before, field.storage = field.storage, FileSystemStorage(location=tmp_path)
    yield tmp_path
    field.storage = before


@pytest.fixture
def few(monkeypatch):
    """Two rows are many."""
    monkeypatch.setattr("suggestions.staff.exporting.AT_ONCE", 2)


def rows_of(response):
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def listings(resolver=None, namespace=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            view = getattr(pattern.callback, "view_class", object)
            if issubclass(view, Exported) and not pattern.name.endswith("_results"):
                yield f"{namespace}:{pattern.name}"
        else:
            yield from listings(pattern, pattern.namespace or namespace)


def test_every_list_can_be_taken_away(world, client_as, make_user):
    names = sorted(set(listings()))
    assert len(names) > 20
    boss = make_user("boss", is_superuser=True)
    client = client_as(boss)
    for name in names:
        response = client.get(reverse(name) + "?export=csv")
        assert response.status_code == 200, name
        found = rows_of(response)
        shown = client.get(reverse(name))
        assert "export=csv" in shown.content.decode(), name
        assert all("" not in row for row in found), name


def test_a_file_holds_what_the_filters_leave_and_no_personal_data(desk, submit, make_suggestion):
    submit("王小明家楼道没灯，请打13812345678", "坏了很久。")
    make_suggestion("=HYPERLINK(1)")
    url = reverse("desk_suggestions:index")
    (row,) = rows_of(desk.get(f"{url}?export=csv&status=pending"))
    assert "13812345678" not in str(row) and row["状态"] == "待审核"
    (row,) = rows_of(desk.get(f"{url}?export=csv&status=accepted"))
    assert row["建议主题"] == "'=HYPERLINK(1)"


def test_topics_are_rows_of_a_file_also_where_the_page_folds_them(desk, propose):
    propose("桩不够", 2, keywords=[("充电桩", 0.9), ("排队", 0.3)])
    (row,) = rows_of(desk.get(reverse("desk_topics:index") + "?export=csv"))
    assert (row["问题"], row["建议"], row["状态"], row["内聚度"]) == (
        "桩不够",
        "2",
        "机器拟题",
        "0.50",
    )
    assert row["关键词"] == "充电桩、排队"


def test_a_long_list_becomes_a_job_and_its_file_is_only_for_who_asked(
    desk, door, second_officer, officer, propose, few, private
):
    for name in "甲乙丙":
        propose(name, 1)
    url = reverse("desk_topics:index")
    response = desk.get(f"{url}?export=csv&status=proposed&p=2")
    page = desk.get(response.url)
    asked = page.context["asked"]
    assert (asked["number"], asked["query"]) == (3, "status=proposed")
    typed = {name: asked[name] for name in ("list", "kind", "query")}
    assert desk.post(reverse(MINE), typed).url == reverse(MINE)
    export = ListExport.objects.get()
    assert (export.status, export.rows, export.progress, export.by) == ("done", 3, 100, officer)
    path = Path(export.file.path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    home = desk.get("/admin/").content.decode()
    assert "导出好了，可以下载" in home
    file = reverse("desk_exports:file", args=[export.pk])
    assert door(second_officer).get(file).status_code == 404
    assert [row["问题"] for row in rows_of(desk.get(file))] == ["甲", "乙", "丙"]
    assert "导出好了" not in desk.get("/admin/").content.decode()


def test_who_has_lost_the_right_fetches_nothing_and_asks_for_nothing(
    desk, officer, propose, private
):
    propose("甲", 1)
    export = start_export("desk_topics:index", query="", kind="xlsx", by=officer, at=NOW)
    officer.groups.clear()
    file = reverse("desk_exports:file", args=[export.pk])
    assert desk.get(file).status_code == 302
    typed = {"list": "desk_topics:index", "kind": "csv", "query": ""}
    assert desk.post(reverse(MINE), typed).status_code in (302, 422)
    assert ListExport.objects.count() == 1
    again = exporting.ask(
        "desk_topics:index", title="问题", query="", kind="csv", by=officer, at=NOW
    )
    exporting.run_export(again, lambda: sheet_of(again), at=NOW)
    again.refresh_from_db()
    assert again.status == "failed" and "没有查看这份清单的权限" in again.error
    assert not again.file


@pytest.mark.parametrize("name", ["no:such", "wagtailadmin_home", "desk_topics:new", ""])
def test_only_lists_are_exported(desk, name):
    response = desk.post(reverse(MINE), {"list": name, "kind": "csv", "query": ""})
    assert response.status_code == 422 and not ListExport.objects.exists()


def test_a_file_goes_after_seven_days_and_when_its_owner_says_so(desk, officer, propose, private):
    propose("甲", 1)
    old, new = (
        start_export("desk_topics:index", query="", kind="csv", by=officer, at=at)
        for at in (NOW - dt.timedelta(days=8), NOW)
    )
    for export in (old, new):
        export.refresh_from_db()
    assert exporting.drop_old(at=NOW) == 1
    assert not Path(old.file.path).exists() and Path(new.file.path).exists()
    desk.post(reverse("desk_exports:drop", args=[new.pk]))
    assert list(storages["private"].listdir("exports")[1]) == []


def test_a_broken_export_leaves_no_file_and_a_dead_workers_begins_again(officer, private):
    export = exporting.ask("x:y", title="坏的", query="", kind="csv", by=officer, at=NOW)
    with pytest.raises(ZeroDivisionError):
        exporting.run_export(export, lambda: 1 / 0, at=NOW)
    export.refresh_from_db()
    assert export.status == "failed" and "再试一次" in export.error
    assert list((private / "exports").iterdir()) == []
    dead = exporting.ask("x:y", title="断的", query="", kind="csv", by=officer, at=NOW)
    later = NOW + dt.timedelta(hours=1)
    assert keeping.drop_orphans(at=later, before=later) == 1
    dead.refresh_from_db()
    assert dead.status == "failed"


def test_five_at_a_time_are_enough(officer):
    for _ in range(5):
        exporting.ask("x:y", title="一", query="", kind="csv", by=officer, at=NOW)
    with pytest.raises(exporting.Refused, match="5 份导出"):
        exporting.ask("x:y", title="六", query="", kind="csv", by=officer, at=NOW)


def test_the_rows_are_read_as_a_stream(make_suggestion):
    for number in range(3):
        make_suggestion(f"第{number}条")
    rows = Suggestion.objects.order_by("pk")
    assert [len(piece) for piece in pieces(rows)] == [3]
    assert rows._result_cache is None  # which a long list would fill with all of it


def test_the_ledger_makes_no_page_of_each_row(desk, make_suggestion, campaign):
    """Their making took half of the time of a file of 200,000 rows."""
    from django.db.models.signals import post_init

    for number in range(3):
        make_suggestion(f"第{number}条")
    made = []

    def note(**facts):
        made.append(facts["instance"])

    post_init.connect(note, sender=type(campaign))
    try:
        response = desk.get("/admin/reports/ledger/?export=csv")
        told = b"".join(response.streaming_content).decode("utf-8-sig")
    finally:
        post_init.disconnect(note, sender=type(campaign))
    assert told.count(campaign.title) == 3 and made == []
