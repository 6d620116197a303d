"""The house stands: who imports whom, nlp without Django, statuses moved by verbs alone."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
_spec = importlib.util.spec_from_file_location("architecture", ROOT / "tests/architecture.py")
architecture = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(architecture)


def test_the_tree_keeps_the_rules():
    assert architecture.faults(ROOT) == []


def test_no_files_import_each_other_in_a_circle():
    assert architecture.circles(ROOT) == []


def test_a_circle_is_found_even_where_an_import_stands_in_a_function(tmp_path):
    for name, code in {
        "nlp/a.py": "from nlp import b",
        "nlp/b.py": "from nlp.c import x",
        "nlp/c.py": "def f():\n    import nlp.a",
        "nlp/d.py": "from nlp import a",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code)
    assert architecture.circles(tmp_path) == [["nlp.a", "nlp.b", "nlp.c"]]


SAMPLES = {
    "suggestions/models/x.py": ("import cms.models", "must not use cms.models"),
    "deliberation/x.py": ("from nlp import group", "must not use nlp"),
    "cms/x.py": ("from nlp.clean import clean_text", "must not use nlp"),
    "suggestions/views/x.py": ("from nlp import group", "only suggestions/text/language.py"),
    "suggestions/x.py": ("models.ForeignKey('cms.HomePage', 1)", "must not use cms.HomePage"),
    "suggestions/models/y.py": ("from suggestions.actions import rules", "must not use sugg"),
    "suggestions/actions/w.py": ("from suggestions import staff", "must not use suggestions.staff"),
    "suggestions/telling/x.py": (
        "import suggestions.views.track",
        "must not use suggestions.views",
    ),
    "deliberation/models/x.py": ("from deliberation.hall import screen", "must not use delib"),
    "deliberation/actions/w.py": ("from suggestions.desk import rights", "deliberation must not"),
    "deliberation/y.py": ("from suggestions.text.search import find", "deliberation must not use"),
    "nlp/x.py": ("from django.conf import settings", "must not use django"),
    "nlp/y.py": ("import suggestions", "must not use suggestions"),
    "deliberation/rules/x.py": ("import django", "must not use django"),
    "suggestions/desk/x.py": ("topic.status = 'closed'", "written only by a verb"),
    "suggestions/desk/y.py": ("Topic.objects.update(status='closed')", "written only by a verb"),
    "suggestions/actions/x.py": ("rows.filter(pk__in=[1]).update(status=to)", "move_all()"),
    "suggestions/actions/y.py": ("rows.update(by=by, **{'status': to})", "move_all()"),
    "deliberation/actions/x.py": ("Meeting.objects.update(status=to, at=at)", "move_all()"),
    "deliberation/actions/y.py": ("Matter.objects.bulk_update(rows, ['status'])", "move_all()"),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_each_breach_in_a_broken_sample_is_found(tmp_path, name):
    code, what = SAMPLES[name]
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(code)
    (fault,) = architecture.faults(tmp_path)
    assert fault.place.startswith(name) and what in fault.what


def test_what_is_allowed_is_not_found(tmp_path):
    allowed = {
        "suggestions/text/language.py": "from nlp import group",
        "cms/x.py": "from suggestions.models import Area\nimport deliberation.rules",
        "suggestions/actions/x.py": "record.status = 'closed'\nrows.update(name='status of it')",
        "suggestions/actions/y.py": "Topic.objects.create(status='open')",
        "suggestions/actions/z.py": "DBTaskResult.objects.filter(pk=1).update(status='READY')",
        "suggestions/actions/rules.py": "rows.update(status=to, **changes)",
        "suggestions/models/x.py": "queryset.filter(status='closed')",
    }
    for name, code in allowed.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code)
    assert architecture.faults(tmp_path) == []


def test_no_further_top_level_package():
    packages = {p.parent.name for p in ROOT.glob("*/__init__.py")}
    assert packages <= {"nlp", "suggestions", "deliberation", "cms"}
