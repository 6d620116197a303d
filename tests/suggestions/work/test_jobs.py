"""Background work: enqueued with its record or not at all, and finished although a worker dies."""

import datetime as dt
import os

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django_tasks_db.models import DBTaskResult

from suggestions.actions import grouping, intake, intake_sets, keeping, rules
from suggestions.models import GroupingRun, ImportBatch
from suggestions.work import jobs, tasks
from tests.suggestions.processes import MAP, own_site, write_list

QUEUED = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "jobs": {"BACKEND": "suggestions.work.jobs.JobsBackend", "QUEUES": []},
}
real_queue = override_settings(TASKS=QUEUED, EMBEDDED_WORKER=False)
HOUR = dt.timedelta(hours=1)


@real_queue
def test_a_run_and_its_job_stand_or_fall_together(campaign, officer, now):
    class Stop(Exception):
        pass

    with pytest.raises(Stop), transaction.atomic():
        tasks.start_grouping(campaign, by=officer, at=now)
        raise Stop
    assert not GroupingRun.objects.exists() and not DBTaskResult.objects.exists()
    run = tasks.start_grouping(campaign, by=officer, at=now)
    assert DBTaskResult.objects.get().args_kwargs["args"] == [run.pk]
    assert jobs.waiting()


@real_queue
def test_a_second_run_is_refused_and_leaves_no_second_job(campaign, officer, now):
    tasks.start_grouping(campaign, by=officer, at=now)
    with pytest.raises(rules.Refused, match="正在归类"):
        tasks.start_grouping(campaign, by=officer, at=now)
    assert DBTaskResult.objects.count() == 1


def test_only_one_worker_holds_the_lock(tmp_path):
    with (
        jobs.only_worker(tmp_path / "lock") as first,
        jobs.only_worker(tmp_path / "lock") as second,
    ):
        assert first and not second
    with jobs.only_worker(tmp_path / "lock") as third:
        assert third


def test_a_worker_ends_with_the_process_that_it_belongs_to():
    """Where that is gone already, at once: without a round."""
    call_command("work", parent=1 if os.getppid() != 1 else 2)


def test_a_run_without_life_and_without_a_job_is_given_up(campaign, officer, now):
    run = grouping.queue_grouping(campaign, by=officer, at=now)
    assert keeping.drop_orphans(at=now, before=now - HOUR) == 0
    assert keeping.drop_orphans(at=now, before=now) == 1
    run.refresh_from_db()
    assert run.status == "failed" and "重新开始" in run.error
    grouping.queue_grouping(campaign, by=officer, at=now)


@real_queue
def test_a_run_whose_job_waits_is_not_given_up(campaign, officer, now):
    tasks.start_grouping(campaign, by=officer, at=now)
    assert keeping.drop_orphans(at=now, before=now + HOUR) == 0


@real_queue
@pytest.mark.parametrize(
    ("deaths", "job", "run"), [(1, "READY", "queued"), (3, "FAILED", "failed")]
)
def test_the_job_of_a_dead_worker_comes_back_until_it_has_died_too_often(
    campaign, officer, now, deaths, job, run
):
    record = tasks.start_grouping(campaign, by=officer, at=now)
    result = DBTaskResult.objects.get()
    result.claim("first")
    DBTaskResult.objects.update(worker_ids=["w"] * deaths)
    GroupingRun.objects.update(status="running")
    started = DBTaskResult.objects.get().started_at
    assert keeping.reap(at=started + HOUR) == 1
    assert DBTaskResult.objects.get().status == job
    record.refresh_from_db()
    assert record.status == run


def test_a_worker_killed_while_grouping_is_made_up_for_by_the_next(
    django_db_setup, django_db_blocker, tmp_path
):
    with django_db_blocker.unblock(), own_site(tmp_path) as site:
        file = write_list(tmp_path / "a.csv", 60)
        site.seed(
            f"""
from django.core.management import call_command
from suggestions.actions.accounts import command_account
from suggestions.work import tasks
call_command("import_suggestions", {str(file)!r}, campaign="charging", map={MAP!r}, approve=True)
call_command("group_suggestions", campaign="charging")
by = command_account("归类命令")
tasks.start_grouping(campaign, by=by, at=timezone.now())
"""
        )
        last = "SELECT status FROM suggestions_groupingrun ORDER BY id DESC LIMIT 1"
        placed = (
            "SELECT count(*) FROM suggestions_placement WHERE run_id ="
            " (SELECT {}(id) FROM suggestions_groupingrun)"
        )
        assert site.one(placed.format("min")) == 60
        going = "SELECT id FROM suggestions_groupingrun WHERE status = 'running'"
        # A second run that finds nothing new is over in a moment.
        here = "suggestions.actions.grouping:asked"
        site.kill_when(site.start("work", "--until-empty", stays_at=here), going)
        assert site.one(last) == "running"
        assert site.one(placed.format("min")) == 60
        site.manage("work", "--until-empty")
        assert site.one(last) == "done"
        # It saw them all again and found nothing to change: what the first run placed stands.
        held = "SELECT count(*) FROM suggestions_groupingresult"
        assert site.one(held) == 2 and site.one(placed.format("min")) == 60


@real_queue
def test_an_import_is_queued_with_its_job(campaign, officer, now, tmp_path):
    from django.core.files import File

    with write_list(tmp_path / "a.csv", 2).open("rb") as file:
        batch = intake.upload(campaign, file=File(file, name="a.csv"), by=officer, at=now)
    tasks.start_import(batch, mapping={"title": "标题"}, by=officer, at=now)
    assert ImportBatch.objects.get().status == "queued"
    assert DBTaskResult.objects.get().args_kwargs["args"] == [batch.pk]


def test_a_worker_killed_while_importing_is_made_up_for_by_the_next(
    django_db_setup, django_db_blocker, tmp_path
):
    """Whole sets stand, with their history; the next goes on behind them, and no row comes twice,
    although the list has no numbers by which that could be told."""
    rows = 6_000
    with django_db_blocker.unblock(), own_site(tmp_path) as site:
        file = write_list(tmp_path / "a.csv", rows)
        site.seed(
            f"""
from django.core.files import File
from suggestions.actions import intake
from suggestions.actions.accounts import command_account
from suggestions.work import tasks
by = command_account("导入命令")
with open({str(file)!r}, "rb") as opened:
    batch = intake.upload(campaign, file=File(opened, name="a.csv"), by=by, at=now)
tasks.start_import(batch, mapping={{"title": "标题", "body": "内容"}}, by=by, at=now)
"""
        )
        going = "SELECT id FROM suggestions_importbatch WHERE status = 'running' AND written_to > 1"
        site.kill_when(site.start("work", "--until-empty"), going)
        there = site.one("SELECT count(*) FROM suggestions_suggestion")
        assert 0 < there < rows and there % intake_sets.SET == 0
        assert site.one("SELECT count(*) FROM suggestions_event") == there
        assert site.one("SELECT written_to FROM suggestions_importbatch") == there + 1
        site.manage("work", "--until-empty")
        assert site.one("SELECT status FROM suggestions_importbatch") == "done"
        assert site.one("SELECT created FROM suggestions_importbatch") == rows
        assert site.one("SELECT count(DISTINCT title) FROM suggestions_suggestion") == rows
        assert site.one("SELECT count(*) FROM suggestions_event") == rows
