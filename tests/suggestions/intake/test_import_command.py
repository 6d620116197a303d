"""`import_suggestions`: says what it did, touches nothing when asked to, survives kill -9."""

import pytest
from django.core.management import CommandError, call_command

from suggestions.actions.intake_sets import SET
from suggestions.models import ImportBatch, Suggestion
from tests.suggestions.processes import MAP, own_site, write_list


@pytest.fixture
def command(campaign, capsys):
    def run(file, *options, slug=campaign.slug, mapping=MAP):
        call_command(
            "import_suggestions", str(file), f"--campaign={slug}", f"--map={mapping}", *options
        )
        return capsys.readouterr()

    return run


def test_it_imports_and_says_how_many(command, tmp_path):
    shown = command(write_list(tmp_path / "a.csv", 30), "--approve", "--channel=电话")
    assert "共 30 行：新增 30，已存在 0，有误 0。" in shown.out
    assert "15%" in shown.err and "99%" in shown.err
    assert Suggestion.objects.public().filter(channel="phone").count() == 30
    batch = ImportBatch.objects.get()
    assert str(batch.by) == "导入命令" and not batch.by.is_active
    assert not batch.by.has_usable_password()


def test_a_second_run_reports_them_as_there_already(command, tmp_path):
    file = write_list(tmp_path / "a.csv", 5)
    command(file)
    assert "新增 0，已存在 5" in command(file).out


def test_a_dry_run_tells_the_faults_and_writes_nothing(command, tmp_path):
    file = write_list(tmp_path / "a.csv", 3)
    file.write_text(file.read_text("utf-8") + "\nA9,标题,内容,昨天", "utf-8")
    shown = command(file, "--dry-run", "--approve")
    assert "新增 3，已存在 0，有误 1" in shown.out and "第 5 行" in shown.out
    assert not Suggestion.objects.exists() and not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"slug": "nowhere"}, "没有网址名为"),
        ({"mapping": "title"}, "看不懂"),
        ({"mapping": "title=标题,title=内容"}, "写了两次"),
        ({"mapping": "title=没有这列"}, "没有这些列"),
    ],
)
def test_what_cannot_work_ends_with_a_sentence(command, tmp_path, change, word):
    with pytest.raises(CommandError, match=word):
        command(write_list(tmp_path / "a.csv", 1), **change)
    with pytest.raises(CommandError, match="打不开"):
        command(tmp_path / "missing.csv")
    with pytest.raises(CommandError, match="不认识"):
        command(tmp_path / "a.csv", "--channel=飞鸽")


def test_a_column_name_may_hold_a_comma():
    from suggestions.management.commands.import_suggestions import mapping_in

    assert mapping_in("title=标题,或主题,body=内容") == {"title": "标题,或主题", "body": "内容"}


def test_killed_in_the_middle_of_writing_it_leaves_whole_sets_and_a_rerun_completes(
    django_db_setup, django_db_blocker, tmp_path
):
    with django_db_blocker.unblock(), own_site(tmp_path) as site:
        site.seed()
        file = str(write_list(tmp_path / "big.csv", 3000))
        args = ("import_suggestions", file, "--campaign=charging", f"--map={MAP}", "--approve")
        process = site.start(*args)
        site.kill_when(process, "SELECT id FROM suggestions_importbatch WHERE written_to > 0")
        written = site.one("SELECT count(*) FROM suggestions_suggestion")
        assert 0 < written < 3000 and written % SET == 0
        assert site.one("SELECT count(*) FROM suggestions_event") == 2 * written
        assert site.one("SELECT count(*) FROM suggestions_search") == written
        assert site.one("SELECT status FROM suggestions_importbatch") == "running"
        assert f"新增 {3000 - written}，已存在 {written}，有误 0" in site.manage(*args)
        assert "新增 0，已存在 3000" in site.manage(*args)
        assert site.one("SELECT count(*) FROM suggestions_suggestion") == 3000
        assert site.one("SELECT count(*) FROM suggestions_event") == 6000
        assert site.one("SELECT count(*) FROM suggestions_search") == 3000
