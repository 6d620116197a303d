"""Lists that come by themselves: read once, reported, put away; what was closed stays closed."""

import os

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from suggestions.actions import pulling
from suggestions.intake import folders
from suggestions.models import ClosedElsewhere, IntakeRun, IntakeSource, Suggestion

pytestmark = pytest.mark.django_db

HEAD = "工单号,标题,内容,状态\n"
ROWS = "A1,路灯不亮,晚上看不见路。,办理中\nA2,井盖响,半夜车过就响。,已办结\n"


@pytest.fixture
def source(campaign, settings, tmp_path):
    settings.INTAKE_ROOT = tmp_path
    return IntakeSource.objects.create(
        name="hotline-12345",
        title="12345 热线",
        campaign=campaign,
        mapping={"external_id": "工单号", "title": "标题", "body": "内容"},
        closed_column="状态",
        closed_words="已办结\n已归档",
    )


@pytest.fixture
def drop(source, now):
    """Puts a file into the folder, a minute before NOW."""

    def make(name="一.csv", text=HEAD + ROWS, age=60):
        folder = pulling.folder_of(source)
        folder.mkdir(exist_ok=True)
        path = folder / name
        path.write_text(text, encoding="utf-8")
        os.utime(path, (now.timestamp() - age,) * 2)
        return path

    return make


def names(source, where):
    return sorted(path.name for path in (pulling.folder_of(source) / where).glob("*"))


def test_a_file_is_read_reported_and_put_away(source, drop, now):
    drop()
    (run,) = pulling.pull(source, at=now)
    assert (run.done, run.created, run.skipped, run.closed) == (True, 2, 0, 1)
    assert set(Suggestion.objects.values_list("external_id", "status")) == {
        ("A1", "pending"), ("A2", "pending"),
    }  # fmt: skip
    kept, report = names(source, folders.DONE)
    assert kept.startswith("一.2026") and report == f"{kept}.report.txt"
    told = (pulling.folder_of(source) / "done" / report).read_text(encoding="utf-8")
    assert "新增 2，已存在 0，有误 0。" in told and "原系统已办结 1 条" in told
    assert not names(source, folders.WORKING) and pulling.pull(source, at=now) == []


def test_the_same_numbers_again_are_known_and_what_was_closed_since_is_marked(source, drop, now):
    drop()
    pulling.pull(source, at=now)
    drop("二.csv", HEAD + ROWS.replace("办理中", "已归档") + "A3,新的,新的内容。,办理中\n")
    (run,) = pulling.pull(source, at=now)
    assert (run.created, run.skipped, run.closed, run.clashing) == (1, 2, 2, 0)
    marks = ClosedElsewhere.objects.order_by("suggestion__external_id")
    assert list(marks.values_list("suggestion__external_id", "words")) == [
        ("A1", "已归档"), ("A2", "已办结"),
    ]  # fmt: skip


def test_what_cannot_be_read_goes_to_failed_and_holds_up_no_other(source, drop, now):
    drop("a-坏.csv", "工单号,标题\n\n")
    drop("b-没有状态.csv", "工单号,标题,内容\nB1,好,好的。\n")
    drop("c.csv")
    drop("d.csv", HEAD + ",没有编号,内容。,办理中\n")
    with pytest.raises(CommandError, match="文件没有收下"):
        call_command("pull_folder", source.name, verbosity=0)
    outcome = dict(IntakeRun.objects.values_list("filename", "done"))
    assert outcome["c.csv"] and outcome["d.csv"] and not outcome["b-没有状态.csv"]
    assert IntakeRun.objects.get(filename="d.csv").faulty == 1
    assert "没有编号" not in "".join(names(source, folders.FAILED))
    assert any(name.startswith("b-没有状态") for name in names(source, folders.FAILED))


def test_a_file_still_being_written_and_one_in_anothers_hands_are_left_alone(source, drop, now):
    growing, hidden = drop("一.csv", age=1), drop(".二.csv")
    assert pulling.pull(source, at=now) == [] and growing.exists() and hidden.exists()
    taken = drop("三.csv")
    taken.rename(taken.with_name("四.csv"))
    assert folders.claim(taken) is None


def test_what_a_dead_process_left_is_taken_again(source, drop, now):
    path = folders.claim(drop())
    assert pulling.pull(source, at=now) == []
    os.utime(path, (now.timestamp() - folders.GIVEN_UP - 1,) * 2)
    assert [run.done for run in pulling.pull(source, at=now)] == [True]


def test_a_number_that_another_list_has_used_is_told_and_not_lost_silently(
    source, drop, now, submit
):
    Suggestion.objects.filter(pk=submit().suggestion.pk).update(external_id="A1")
    drop()
    (run,) = pulling.pull(source, at=now)
    assert (run.created, run.clashing) == (1, 1)
    assert "编号与别处来的建议相同" in pulling.report_of(run)


def test_closed_elsewhere_is_said_to_everybody_as_what_it_is(source, drop, now, desk, door):
    from suggestions.actions import screening

    drop()
    pulling.pull(source, at=now)
    one = Suggestion.objects.get(external_id="A2")
    screening.accept(one, by=IntakeRun.objects.get().batch.by, at=now)
    public = door().get(reverse("suggestions:detail", args=[one.pk])).content.decode()
    staff = desk.get(reverse("desk_suggestions:page", args=[one.pk])).content.decode()
    for page in (public, staff):
        assert "“12345 热线”" in page and "已办结" in page
    assert "不算本站的答复" in public and one.status == "accepted"


def test_officers_keep_sources_and_see_what_came_of_their_files(source, drop, now, desk, campaign):
    drop()
    pulling.pull(source, at=now)
    runs = desk.get(reverse("desk_pulls:index")).content.decode()
    assert "一.csv" in runs and "12345 热线" in runs
    url, form = reverse("sources:edit", args=[source.pk]), {
        "title": "热线", "name": source.name, "campaign": campaign.pk, "channel": "hotline",
        "active": "on", "column_external_id": "编号", "column_body": "诉求",
    }  # fmt: skip
    assert desk.post(url, form).status_code == 302
    source.refresh_from_db()
    assert source.mapping == {"external_id": "编号", "body": "诉求"}
    without = {**form, "column_external_id": ""}
    assert "靠它才不会重复导入" in desk.post(url, without).content.decode()


def test_an_unknown_source_lists_those_there_are(source):
    with pytest.raises(CommandError, match="现有：hotline-12345"):
        call_command("pull_folder", "别的", verbosity=0)


def test_the_worker_takes_in_what_waits(source, drop, now, soon):
    from suggestions.work import tasks

    tasks.pull_waiting(at=now)
    assert not IntakeRun.objects.exists()
    drop()
    tasks.pull_waiting(at=now)
    tasks.pull_waiting(at=now)
    assert IntakeRun.objects.get().created == 2
