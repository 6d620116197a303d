"""No screen of the desk forgets the areas: what opens to who has areas narrows what it reads."""

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

from suggestions import desk as desk_package
from suggestions.models.scope import RULES
from suggestions.staff.access import DeskMixin
from suggestions.staff.exporting import Exported
from suggestions.staff.reports import DeskReport
from suggestions.staff.verbs import RecordPage

ROOT = Path(__file__).resolve().parent.parent
NARROWING = {"narrowed", "decided", "strangers"}
# The kit narrows what these give: `RecordPage.records`, `Exported.filter_queryset`.
BY_THE_KIT = {"get_records", "get_base_queryset"}
AREA_BEARING = {model.__name__ for model in RULES}


def modules():
    walk = pkgutil.walk_packages(desk_package.__path__, f"{desk_package.__name__}.")
    return [importlib.import_module(found.name) for found in walk if not found.ispkg]


def screens(module):
    """The views that a module itself declares."""
    return [
        view
        for view in vars(module).values()
        if inspect.isclass(view)
        and issubclass(view, (DeskMixin, DeskReport))
        and view.__module__ == module.__name__
    ]


def functions(tree):
    """`(name, node)` of each function and method; what stands inside one belongs to it."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            body = [found for found in node.body if not isinstance(found, ast.FunctionDef)]
            yield f"{node.name}", ast.Module(body=body, type_ignores=[])
            yield from ((f"{node.name}.{name}", found) for name, found in functions(node))


def reads(node):
    """Area-bearing models whose rows are asked for; `none()` asks for none."""
    empty = {
        id(found.value)
        for found in ast.walk(node)
        if isinstance(found, ast.Attribute) and found.attr == "none"
    }
    return {
        found.value.id
        for found in ast.walk(node)
        if isinstance(found, ast.Attribute)
        and found.attr == "objects"
        and id(found) not in empty
        and isinstance(found.value, ast.Name)
        and found.value.id in AREA_BEARING
    }


def narrows(node):
    return bool(NARROWING & {n.id for n in ast.walk(node) if isinstance(n, ast.Name)})


def forgotten(source):
    """Functions that read what lies in areas and narrow nothing."""
    return [
        name
        for name, node in functions(ast.parse(source))
        if reads(node) and not narrows(node) and name.rpartition(".")[2] not in BY_THE_KIT
    ]


# Functions that read without narrowing, and why that shows nobody what is not theirs.
BELOW = "below a record that was narrowed"
REASONS = {
    "guides.finding.free": "what anybody may read, on a page of the whole city",
    "guides.forms.WriteInForm.__init__": "`within_areas` narrows",
    "guides.verbs._public": "what anybody may read, on a page of the whole city",
    "advisers.forms.AskForm.__init__": "`within_areas` narrows",
    "advisers.verbs._opinions": BELOW,
    "intake.entry.Entry.done": "what was just entered",
    "issues.folds.folded_themes": "folds are drawn for the whole city",
    "issues.folds.folded_issues": "folds are drawn for the whole city",
    "issues.folds._counted_themes": "folds are drawn for the whole city",
    "issues.forms.PickedTopicsForm.__init__": "issues are the whole city's",
    "issues.verbs.topics_of": "issues are the whole city's",
    "news.calls._contact": BELOW,
    "news.messages.costs": "asked for the whole city",
    "news.leaves.Leaves.show": "what was done in one's own place",
    "numbers.handling_report.HandlingReport.filter_queryset": "its `super()` narrows",
    "numbers.todos.clerk_todos": "a department's own",
    "numbers.todos.urged": "a department's own",
    "numbers.todos.todos": "one's own files, opened only as made with these areas",
    "papers.verbs._referrals": BELOW,
    "referrals.answers.complaints": "its reader narrows",
    "referrals.lists.returned": "a condition on rows that were narrowed",
    "referrals.lists.asks_for_time": "a condition on rows that were narrowed",
    "referrals.verbs._referrals": BELOW,
    "referrals.verbs._extensions": BELOW,
    "screening.bulk.BulkPage.get_context_data": "what the reader chose from a narrowed list",
    "screening.bulk.BulkPage.kinds": "what the reader chose from a narrowed list",
    "screening.copies.Copies.post": "keys of `found`, which narrows",
    "numbers.ledgers.LedgerFilterSet.under": "a condition on rows that were narrowed",
    "monthly.forms.ProblemForm": "names of districts",
    "settings.departments.DepartmentForm": "names of areas",
    "screening.finding.SuggestionFilterSet": "names of districts",
    "screening.finding.SuggestionFilterSet.only_late": "a condition on rows that were narrowed",
    "screening.finding._brought": "a condition on rows that were narrowed",
    "screening.turns.behind": "a place in the order, not shown",
    "settings.areas.AreaForm.clean": "administrators keep the tree",
    "settings.areas.rename_inside": "administrators keep the tree",
    "topics.forms.TopicField.standing": "`own` narrows",
    "topics.forms.TopicField.elsewhere": "`own` narrows",
    "topics.forms.PickedForm.__init__": "`within_areas` narrows",
    "topics.lists.TopicIndex.paginate_queryset": "folds are drawn for the whole city",
    "topics.pairs.sides": "a pair of topics that were narrowed",
    "topics.shelf.on_shelf": "its readers narrow",
    "topics.topic.TopicPage.referrals": BELOW,
}


def opened():
    """The modules of which a screen opens to who has areas, and those that only serve others."""
    for module in modules():
        found = screens(module)
        if not found or any(view.for_areas for view in found):
            yield module


def test_what_opens_to_who_has_areas_narrows_what_it_reads():
    found = set()
    for module in opened():
        short = module.__name__.removeprefix("suggestions.desk.")
        found |= {f"{short}.{name}" for name in forgotten(inspect.getsource(module))}
    assert found == set(REASONS)


def test_a_record_s_page_or_list_that_opens_has_a_rule():
    kits = [
        view
        for module in modules()
        for view in screens(module)
        if view.for_areas and issubclass(view, (RecordPage, Exported))
    ]
    assert len(kits) > 15
    for view in kits:
        model = getattr(view, "model", None)
        assert model in RULES or view.__name__ == "HandlingReport", view  # it narrows referrals
        if issubclass(view, RecordPage):
            assert view.records is RecordPage.records, view
        elif view.__name__ != "HandlingReport":
            assert view.filter_queryset is Exported.filter_queryset, view


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ("def f():\n    return Topic.objects.all()", ["f"]),
        ("def f(user):\n    return narrowed(Topic.objects.all(), user)", []),
        ("class A:\n    def get(self):\n        return Suggestion.objects.count()", ["A.get"]),
        ("class A:\n    def get_records(self):\n        return Topic.objects.all()", []),
        ("class A:\n    chosen = Choice(Topic.objects.all())", ["A"]),
        ("def f():\n    return Theme.objects.all()", []),
    ],
)
def test_a_forgotten_area_is_found(source, wrong):
    assert forgotten(source) == wrong


def test_nothing_else_opens_by_accident():
    """Imports, runs, the dictionary, papers, 每月一题, issues: the whole city's alone."""
    closed = {
        view.__name__ for module in modules() for view in screens(module) if not view.for_areas
    }
    city = {"Upload", "RunPage", "PaperPage", "IssuePage", "IssueOptions", "TagPage", "DutyPage"}
    assert city | {"Scopes", "ScopePage", "HotReport", "LearnKinds", "NewTopic"} <= closed
