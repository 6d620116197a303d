"""`group_suggestions`: proposes in the foreground; `--accept` vouches under the command's name."""

import pytest
from django.core.management import CommandError, call_command

from suggestions.actions import grouping
from suggestions.management.commands.group_suggestions import ACCOUNT
from suggestions.models import GroupingRun, Placement, Topic
from tests.suggestions.processes import MAP, write_list


@pytest.fixture
def imported(campaign, tmp_path):
    file = write_list(tmp_path / "a.csv", 40)
    call_command("import_suggestions", str(file), campaign=campaign.slug, map=MAP, approve=True)


@pytest.fixture
def group(campaign, capsys):
    def run(**options):
        capsys.readouterr()
        call_command("group_suggestions", campaign=campaign.slug, **options)
        return capsys.readouterr()

    return run


def test_it_proposes_and_tells_counts_and_progress(imported, group):
    shown = group()
    assert "建议 40 条" in shown.out and "秒" in shown.out and "%" in shown.err
    assert Topic.objects.proposed().count() == 5
    assert Placement.objects.by_machine().count() == 40
    assert str(GroupingRun.objects.get().started_by) == ACCOUNT


def test_accepting_confirms_every_proposal_in_its_own_name(imported, group):
    assert "已确认 5 个" in group(accept=True).out
    assert not Topic.objects.proposed().exists()
    people = Placement.objects.by_people().filter(topic__isnull=False)
    assert set(people.values_list("by__username", flat=True)) == {ACCOUNT}


def test_a_second_run_proposes_and_applies_only_when_told_to(imported, group, make_suggestion):
    group()
    late = [
        make_suggestion(f"遛狗不牵绳之{name}", "遛狗不牵绳，孩子害怕。")
        for name in ("一", "二", "三")
    ]
    Placement.objects.filter(suggestion__in=late).delete()
    assert "提出 1 处变化" in group().out and Topic.objects.count() == 5
    assert "提出" not in group(apply=True).out and Topic.objects.count() == 6
    assert Placement.objects.filter(suggestion__in=late, by=None, topic__number=6).count() == 3


def test_what_a_dead_command_left_running_is_cleared_away(imported, group, campaign, officer, now):
    dead = grouping.queue_grouping(campaign, by=officer, at=now)
    GroupingRun.objects.update(status="running", heartbeat_at=now, queued_at=now)
    import time_machine

    with time_machine.travel(now.replace(year=now.year + 1)):
        group()
    dead.refresh_from_db()
    assert dead.status == "failed"


def test_an_unknown_campaign_is_told_with_those_there_are(campaign):
    with pytest.raises(CommandError, match=campaign.slug):
        call_command("group_suggestions", campaign="nowhere")
