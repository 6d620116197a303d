"""Importing: what is right comes in whole and once, what is wrong is named row by row."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError

from suggestions.actions import intake, intake_sets, kept_files
from suggestions.actions import intake as intake_module
from suggestions.actions.columns import recall
from suggestions.actions.rules import Refused
from suggestions.intake.incoming import FIELDS, AreaIndex, first_sentence, guess
from suggestions.models import Event, ImportBatch, ImportFault, Suggestion
from suggestions.tabular.moments import CHINA
from suggestions.text import search
from tests.suggestions.intake.sent import workbook

MAPPING = {
    "external_id": "编号",
    "title": "标题",
    "body": "内容",
    "submitted_at": "时间",
    "author": "用户",
    "area": "区域",
    "channel": "渠道",
    "tags": "标签",
}
HEADER = tuple(MAPPING.values())


def listed(*rows, header=HEADER):
    file = io.StringIO()
    writer = csv.DictWriter(file, header, restval="")
    writer.writeheader()
    good = {"标题": "楼下装充电桩", "内容": "晚上没有地方充电。", "时间": "2026-09-01 08:30"}
    writer.writerows({**good, **row} for row in rows)
    return ContentFile(file.getvalue().encode(), name="来信.csv")


@pytest.fixture
def take_in(campaign, officer, now):
    """Uploads, queues and runs; gives the batch as it stands afterwards."""

    def run(*rows, file=None, mapping=MAPPING, at=now, **choices):
        file = file or listed(*rows)
        batch = intake.upload(campaign, file=file, by=officer, at=at)
        intake.queue_import(batch, mapping=mapping, by=officer, at=at, **choices)
        intake.run_import(batch, at=at)
        batch.refresh_from_db()
        return batch

    return run


def test_a_file_without_numbers_is_refused_a_second_time_before_it_waits(
    take_in, campaign, officer, now
):
    mapping = {"title": "标题", "body": "内容"}
    take_in({"编号": "A1"}, mapping=mapping)
    again = intake.upload(campaign, file=listed({"编号": "A1"}), by=officer, at=now)
    with pytest.raises(Refused, match="同一个文件已经在"):
        intake.queue_import(again, mapping=mapping, by=officer, at=now)
    again.refresh_from_db()
    assert again.status == "uploaded"


def reasons(batch):
    return list(batch.faults.values_list("row_number", "reason"))


def test_a_row_becomes_a_suggestion_that_waits_to_be_screened(take_in, area, officer, now):
    batch = take_in(
        {"编号": "A1", "用户": "u9", "区域": "田林街道", "渠道": "书信", "标签": "充电，安全"}
    )
    assert (batch.status, batch.rows, batch.created, batch.faulty) == ("done", 1, 1, 0)
    one = Suggestion.objects.get()
    assert (one.status, one.external_id, one.channel) == ("pending", "A1", "letter")
    assert one.submitted_at == dt.datetime(2026, 9, 1, 8, 30, tzinfo=CHINA)
    assert one.screen_by == dt.date(2026, 9, 8)
    assert one.area == area and one.published_at is None
    assert len(one.author_key) == 64 and "u9" not in one.author_key
    assert sorted(one.tags.names()) == ["充电", "安全"]
    event = Event.objects.get(suggestion=one)
    assert (event.verb, event.by, event.to_status) == ("imported", officer, "pending")


def test_approved_rows_are_accepted_public_and_found(take_in, officer, now):
    take_in({"编号": "A1"}, approve=True)
    one = Suggestion.objects.public().get()
    assert one.published_at == now and one.screen_by is None
    verbs = list(one.events.values_list("verb", "by"))
    assert verbs == [("imported", officer.pk), ("accepted", officer.pk)]
    assert list(search.holding(Suggestion.objects.all(), "充电桩")) == [one]


def test_rows_that_wait_for_screening_are_not_found_by_the_public_search(take_in):
    take_in({"编号": "A1"})
    assert not search.holding(Suggestion.objects.all(), "充电桩")


def test_personal_data_is_masked_for_the_public_and_kept_for_staff(take_in):
    take_in({"编号": "A1", "内容": "请打我电话13800138000。"}, approve=True)
    one = Suggestion.objects.get()
    assert "13800138000" in one.body and "13800138000" not in one.public_body


def test_the_same_list_again_creates_nothing(take_in):
    take_in({"编号": "A1"}, {"编号": "A2"})
    again = take_in({"编号": "A1"}, {"编号": "A2"}, {"编号": "A3"})
    assert (again.created, again.skipped, again.rows) == (1, 2, 3)
    assert Suggestion.objects.count() == 3


def test_a_list_without_numbers_is_taken_once(take_in, make_campaign, officer, now):
    bare = {key: column for key, column in MAPPING.items() if key != "external_id"}
    take_in({}, {}, mapping=bare)
    with pytest.raises(Refused, match="已经在"):
        take_in({}, {}, mapping=bare)
    assert Suggestion.objects.count() == 2


def test_the_second_of_two_equal_numbers_in_one_list_is_a_fault(take_in):
    batch = take_in({"编号": "A1"}, {"编号": "A1", "内容": "别的"})
    assert reasons(batch) == [(3, "与第2行编号重复")]
    assert batch.created == 1


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ({"编号": ""}, "编号是空的"),
        ({"编号": "9" * 65}, "编号太长"),
        ({"标题": "", "内容": " \u200b "}, "都是空的"),
        ({"标题": "长" * 201}, "标题太长"),
        ({"内容": "长" * 20_001}, "内容太长：最多20000字，实际20001字"),
        ({"时间": ""}, "时间是空的"),
        ({"时间": "上个月"}, "看不懂"),
        ({"时间": "2099-01-01"}, "在将来"),
        ({"时间": "1919-05-04"}, "早于"),
        ({"渠道": "飞鸽"}, "不认识"),
        ({"标签": "，".join(map(str, range(11)))}, "标签最多"),
    ],
)
def test_a_wrong_row_is_named_with_its_reason_and_the_rest_comes_in(take_in, row, word):
    batch = take_in({"编号": "A1"}, {"编号": "A2", **row}, {"编号": "A3"})
    ((number, reason),) = reasons(batch)
    assert number == 3 and word in reason
    assert batch.created == 2 and batch.faulty == 1


def test_a_fault_keeps_the_row_as_it_was_sent(take_in):
    batch = take_in({"编号": "A1", "时间": "上个月", "用户": "u1\x00"})
    row = dict(ImportFault.objects.get(batch=batch).row)
    assert row["时间"] == "上个月" and row["用户"] == "u1"


def test_a_missing_title_is_made_from_the_first_sentence(take_in):
    take_in({"编号": "A1", "标题": "", "内容": "楼道灯坏了！请尽快修。"})
    take_in({"编号": "A2", "标题": "只有标题", "内容": ""})
    assert sorted(Suggestion.objects.values_list("title", "body")) == [
        ("只有标题", "只有标题"),
        ("楼道灯坏了！", "楼道灯坏了！请尽快修。"),
    ]


def test_a_made_title_is_never_longer_than_a_title():
    assert len(first_sentence("长" * 300)) == 60


@pytest.mark.parametrize(
    "name", ["310104008", "田林街道", "徐汇区田林街道", "上海市徐汇区田林街道"]
)
def test_an_area_is_known_by_code_and_by_name(area, name):
    assert AreaIndex().find(name) == area.pk


def test_an_area_name_that_two_areas_have_is_kept_as_words(take_in, area):
    district = type(area).objects.get(code="310104")
    district.add_child(code="310104999", name="田林街道", level="street", full_name="另一个")
    take_in({"编号": "A1", "区域": "田林街道"})
    one = Suggestion.objects.get()
    assert one.area is None and one.place == "田林街道"


def test_a_day_without_a_calendar_gives_no_deadline_and_no_error(take_in):
    take_in({"编号": "A1", "时间": "2001-01-01"})
    assert Suggestion.objects.get().screen_by is None


def test_the_calendar_is_asked_once_for_each_day(take_in, monkeypatch):
    from suggestions.actions import intake_rows

    asked = []
    real = intake_rows.screening_deadline
    monkeypatch.setattr(intake_rows, "screening_deadline", lambda at: asked.append(at) or real(at))
    take_in(*({"编号": f"A{i}"} for i in range(40)))
    assert len(asked) == 1


@pytest.fixture
def small_sets(monkeypatch):
    """Two rows a set, and a way to break off when the third is written."""
    monkeypatch.setattr(intake_sets, "SET", 2)
    real, calls = intake_sets.Writer.write, []

    def break_off(error):
        def write(self, rows):
            calls.append(rows)
            made = real(self, rows)
            if len(calls) == 3:
                raise error
            return made

        monkeypatch.setattr(intake_sets.Writer, "write", write)

    return break_off


SEVEN = [{"编号": f"A{i}"} for i in range(6)] + [{"编号": ""}]


def resumed(batch, officer, now):
    intake.queue_import(batch, by=officer, at=now)
    intake.run_import(batch, at=now)
    batch.refresh_from_db()
    return batch


def test_what_breaks_off_leaves_whole_sets_and_goes_on_behind_them(
    take_in, small_sets, officer, now
):
    small_sets(IntegrityError("the disk is full"))
    with pytest.raises(IntegrityError):
        take_in(*SEVEN)
    batch = ImportBatch.objects.get()
    assert (batch.status, batch.written_to) == ("failed", 5) and "中断" in batch.error
    there = Suggestion.objects.order_by("pk")
    assert [one.external_id for one in there] == ["A0", "A1", "A2", "A3"]
    assert Event.objects.filter(suggestion__in=there).count() == 4
    batch = resumed(batch, officer, now)
    assert (batch.status, batch.rows, batch.created) == ("done", 7, 6)
    assert (batch.skipped, batch.faulty) == (0, 1)
    assert Suggestion.objects.count() == 6 and Event.objects.count() == 6
    assert [number for number, _ in reasons(batch)] == [8]


def test_a_list_without_numbers_goes_on_as_well_and_no_row_comes_twice(
    take_in, small_sets, officer, now
):
    bare = {key: column for key, column in MAPPING.items() if key != "external_id"}
    rows = [{"标题": f"第{i}条"} for i in range(7)]
    small_sets(IntegrityError("the disk is full"))
    with pytest.raises(IntegrityError):
        take_in(*rows, mapping=bare)
    batch = resumed(ImportBatch.objects.get(), officer, now)
    titles = Suggestion.objects.order_by("pk").values_list("title", flat=True)
    assert list(titles) == [row["标题"] for row in rows]
    assert batch.created == 7


def test_what_was_begun_once_is_not_begun_again_from_the_same_file(
    take_in, small_sets, officer, now
):
    bare = {key: column for key, column in MAPPING.items() if key != "external_id"}
    rows = [{"标题": f"第{i}条"} for i in range(7)]
    small_sets(IntegrityError("the disk is full"))
    with pytest.raises(IntegrityError):
        take_in(*rows, mapping=bare)
    with pytest.raises(Refused, match="已经在"):
        take_in(*rows, mapping=bare)


def test_of_one_file_without_numbers_that_waits_twice_one_is_written(campaign, officer, now):
    bare, waiting = {"title": "标题", "body": "内容"}, []
    for _ in range(2):
        batch = intake.upload(campaign, file=listed({}), by=officer, at=now)
        intake.queue_import(batch, mapping=bare, by=officer, at=now)
        waiting.append(batch)
    intake.run_import(waiting[0], at=now)
    with pytest.raises(Refused, match="已经在"):
        intake.run_import(waiting[1], at=now)
    waiting[1].refresh_from_db()
    assert waiting[1].status == "failed" and Suggestion.objects.count() == 1


def test_a_number_of_a_written_row_is_a_fault_behind_the_break_too(
    take_in, small_sets, officer, now
):
    rows = [{"编号": f"A{i}"} for i in range(6)] + [{"编号": "A0"}]
    small_sets(IntegrityError("the disk is full"))
    with pytest.raises(IntegrityError):
        take_in(*rows)
    batch = resumed(ImportBatch.objects.get(), officer, now)
    assert reasons(batch) == [(8, "与第2行编号重复")] and batch.created == 6


def test_what_was_faulty_before_the_break_stays_so(take_in, small_sets, officer, now):
    """A day that was to come is over when it goes on: the row was told as faulty, and is; its
    number is free for the row that was mended."""
    rows = [{"编号": "A9", "时间": "2026-09-17 08:00"}, {"编号": ""}, *SEVEN, {"编号": "A9"}]
    small_sets(IntegrityError("the disk is full"))
    with pytest.raises(IntegrityError):
        take_in(*rows)
    batch = resumed(ImportBatch.objects.get(), officer, now + dt.timedelta(days=9))
    assert [number for number, _ in reasons(batch)] == [2, 3, 10]
    assert (batch.rows, batch.created, batch.skipped, batch.faulty) == (10, 7, 0, 3)


def test_what_was_begun_with_other_columns_does_not_go_on(take_in, small_sets, officer, now):
    small_sets(IntegrityError("the disk is full"))
    with pytest.raises(IntegrityError):
        take_in(*SEVEN)
    batch = ImportBatch.objects.get()
    for other in ({"mapping": {"title": "内容"}}, {"approve": True}, {"channel": "letter"}):
        with pytest.raises(Refused, match="已经按原来的设置"):
            intake.queue_import(batch, by=officer, at=now, **other)


@pytest.mark.parametrize("there", [4, 6])  # six are all that come
def test_an_import_that_is_stopped_ends_after_its_set(take_in, monkeypatch, officer, now, there):
    monkeypatch.setattr(intake_sets, "SET", 2)
    real = intake_sets.Writer.write

    def write(self, rows):
        made = real(self, rows)
        if Suggestion.objects.count() == there:  # as if pressed while this set is written
            intake.stop(ImportBatch.objects.get(), by=officer, at=now)
        return made

    with monkeypatch.context() as patched:
        patched.setattr(intake_sets.Writer, "write", write)
        with pytest.raises(intake.Stopped):
            take_in(*SEVEN)
    batch = ImportBatch.objects.get()
    assert batch.status == "failed" and f"{officer}停止了" in batch.error
    assert Suggestion.objects.count() == there
    batch = resumed(batch, officer, now)
    assert (batch.status, batch.created, batch.error) == ("done", 6, "")


def test_an_import_that_is_stopped_while_it_reads_reads_no_further(
    campaign, monkeypatch, officer, now
):
    monkeypatch.setattr(intake, "TELL_EVERY", 0)
    rows = [{"编号": f"A{i}"} for i in range(60)]
    batch = intake.upload(campaign, file=listed(*rows), by=officer, at=now)
    intake.queue_import(batch, mapping=MAPPING, by=officer, at=now)
    told = []

    def tell(percent, stage):
        told.append(stage)
        intake.stop(ImportBatch.objects.get(), by=officer, at=now)

    with pytest.raises(intake.Stopped):
        intake.run_import(batch, at=now, tell=tell)
    assert told == ["已核对 20 行"] and not Suggestion.objects.exists()


def test_of_two_workers_with_one_batch_one_writes(take_in, monkeypatch, officer, now):
    monkeypatch.setattr(intake_sets, "SET", 2)
    real, other = intake_sets.Writer.write, []

    def write(self, rows):
        if not other:  # the second has written the same set in between
            other.append(1)
            ImportBatch.objects.update(written_to=5)
        return real(self, rows)

    monkeypatch.setattr(intake_sets.Writer, "write", write)
    with pytest.raises(intake.Stopped):
        take_in(*SEVEN)
    assert Suggestion.objects.count() == 2


def test_what_is_over_cannot_be_stopped(take_in, officer, now):
    batch = take_in({"编号": "A1"})
    with pytest.raises(Refused, match="已完成"):
        intake.stop(batch, by=officer, at=now)


def test_a_failed_batch_can_be_queued_again(take_in, campaign, officer, now, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(intake_module, "write", lambda *a, **k: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            take_in({"编号": "A1"})
    batch = ImportBatch.objects.get()
    intake.queue_import(batch, by=officer, at=now)
    intake.run_import(batch, at=now)
    batch.refresh_from_db()
    assert (batch.status, batch.created, batch.error) == ("done", 1, "")


def test_rows_that_another_import_wrote_meanwhile_are_known_at_writing(take_in, monkeypatch):
    take_in({"编号": "A1"})
    # As if this one had been read before that one was written.
    monkeypatch.setattr(intake_module, "known_ids", lambda campaign, **_: set())
    batch = take_in({"编号": "A1"}, {"编号": "A2"})
    assert (batch.created, batch.skipped) == (1, 1)


def test_an_unreadable_file_is_refused_at_the_door_and_not_kept(campaign, officer, now):
    with pytest.raises(Refused, match="旧版"):
        intake.upload(
            campaign, file=ContentFile(b"\xd0\xcf\x11\xe0....", name="a.xls"), by=officer, at=now
        )
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("mapping", "word"),
    [
        ({"title": "没有"}, "没有这些列"),
        ({"submitted_at": "时间"}, "至少"),
        ({"x": "标题"}, "不认识"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused(take_in, mapping, word):
    with pytest.raises(Refused, match=word):
        take_in({"编号": "A1"}, mapping=mapping)


def test_columns_are_guessed_from_their_headers():
    assert guess(["message_id", "user_id", "title", "created_at", "body", "likes"]) == {
        "external_id": "message_id",
        "title": "title",
        "body": "body",
        "submitted_at": "created_at",
        "author": "user_id",
    }
    assert guess(["留言编号", "留言主题", "留言时间", "留言详情"])["body"] == "留言详情"
    named = guess(["序号", "信件摘要（标题）", "内容"])
    assert named == {"title": "信件摘要（标题）", "body": "内容"}
    for numbers in ("信件编号", "受理编号", "工单号", "编号"):
        assert guess(["序号", numbers, "内容"])["external_id"] == numbers


def test_a_list_of_the_same_make_is_not_asked_about_twice(take_in):
    strange = {"title": "渠道", "body": "用户"}
    take_in({"渠道": "电话亭", "用户": "拆掉它"}, mapping=strange)
    reordered = tuple(reversed(HEADER))
    assert recall("suggestions", reordered, FIELDS) == strange
    assert recall("suggestions", (*HEADER, "别的"), FIELDS)["title"] == "标题"


def test_another_sheet_can_be_chosen_and_rows_that_are_no_data_are_told(campaign, officer, now):
    rows = [["标题", "内容"], ["路灯坏了", "请修"], ["合计", 1]]
    data = workbook(一月=[["标题", "内容"], ["旧的", "旧的"]], 二月=rows)
    file = ContentFile(data, name="两个月.xlsx")
    batch = intake.upload(campaign, file=file, by=officer, at=now)
    assert batch.sheet == "一月"
    mapping = {"title": "标题", "body": "内容"}
    intake.queue_import(batch, mapping=mapping, sheet="二月", by=officer, at=now)
    intake.run_import(batch, at=now)
    batch.refresh_from_db()
    assert (batch.rows, batch.created) == (1, 1)
    assert batch.passed == ["第 3 行是合计行（合计 1），没有当作数据"]


def test_uploaded_lists_are_private_and_go_when_their_time_is_over(take_in, now, settings):
    batch = take_in({"编号": "A1"}, {"编号": ""})
    path = Path(batch.file.path)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert kept_files.drop_old(at=now + dt.timedelta(days=settings.IMPORTS_KEPT_DAYS)) == 0
    assert path.exists() and batch.faults.exists()
    assert kept_files.drop_old(at=now + dt.timedelta(days=settings.IMPORTS_KEPT_DAYS + 1)) == 1
    batch.refresh_from_db()
    assert not path.exists() and not batch.faults.exists()
    assert (batch.created, batch.faulty) == (1, 1)
