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


SAMPLES = {
    "suggestions/models/x.py": ("import cms.models", "must not use cms.models"),
    "deliberation/x.py": ("from nlp import group", "must not use nlp"),
    "cms/x.py": ("from nlp.clean import clean_text", "must not use nlp"),
    "suggestions/views/x.py": ("from nlp import group", "only suggestions/language.py"),
    "suggestions/x.py": ("models.ForeignKey('cms.HomePage', 1)", "must not use cms.HomePage"),
    "nlp/x.py": ("from django.conf import settings", "must not use django"),
    "nlp/y.py": ("import suggestions", "must not use suggestions"),
    "deliberation/rules/x.py": ("import django", "must not use django"),
    "suggestions/desk/x.py": ("topic.status = 'closed'", "written only by a verb"),
    "suggestions/desk/y.py": ("Topic.objects.update(status='closed')", "written only by a verb"),
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
        "suggestions/language.py": "from nlp import group",
        "cms/x.py": "from suggestions.models import Area\nimport deliberation.rules",
        "suggestions/actions/x.py": "record.status = 'closed'",
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
