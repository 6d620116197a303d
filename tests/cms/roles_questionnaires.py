"""A questionnaire with an answer or two, for the tables of roles and the walk over all buttons."""

import datetime as dt
import uuid

from django.core.files.base import ContentFile
from django.utils import timezone

from suggestions.actions import sheet_lists, sheets, tallying
from suggestions.desk.questionnaires.themes import ThemePage
from suggestions.models import AnswerPlace, AnswerTheme, OpenAnswer, QuestionnairePage
from suggestions.questionnaires.frozen import Sheet
from tests.cms.roles_row import Row
from tests.conftest import NOW

OFFICE = frozenset({"officer"})
DESK = frozenset({"officer", "supervisor"})

GETS = [
    Row("desk_questionnaires:page", "questionnaire", DESK | {"editor"}),
    Row("desk_questionnaires:place", "questionnaire", OFFICE, status=302),
    Row("desk_questionnaires:progress", "questionnaire", DESK),
    Row("desk_questionnaires:start_themes", "questionnaire", OFFICE, status=302),
    Row("desk_questionnaires:theme", "answer_theme", DESK),
    Row("desk_questionnaires:theme", "proposed_theme", DESK),
    Row("desk_questionnaires:theme_verb", "answer_theme rename-theme", DESK, status=302),
    Row("desk_questionnaires:upload", "questionnaire", OFFICE),
    Row("desk_questionnaires:list", "questionnaire sheet_list", OFFICE),
    Row("desk_questionnaires:list_progress", "questionnaire sheet_list", OFFICE),
    Row("desk_questionnaires:faults", "questionnaire sheet_list", OFFICE),
]
POSTS = [
    Row("desk_questionnaires:place", "questionnaire", OFFICE, "taken"),
    Row("desk_questionnaires:start_themes", "questionnaire", OFFICE, "taken"),
    Row("desk_questionnaires:upload", "questionnaire", OFFICE, "taken"),
    Row("desk_questionnaires:list", "questionnaire sheet_list", OFFICE, "taken"),
]
ON_TOPIC = dict.fromkeys(("keep-answers", "refuse-answers", "refuse-rest", "answers-in"), OFFICE)
VERBS = {
    ("desk_questionnaires:theme_verb", "answer_theme"): dict.fromkeys(
        ("confirm-theme", "rename-theme", "theme-in", "set-theme-aside"), OFFICE
    ),
}
PAGES = {"desk_questionnaires:theme_verb": ThemePage}
FORM = {"type": "single", "id": "a" * 36, "value": {
    "text": "您最想先添哪一样", "required": True, "groups": True, "other": True,
    "options": [{"type": "item", "id": name * 36, "value": {"text": text, "go": None}}
                for name, text in (("b", "长椅"), ("c", "路灯"))],
}}  # fmt: skip
WORDS = {"type": "long", "id": "d" * 36, "value": {"text": "还想说什么", "required": False}}


def things(fixture, campaign, topic):
    """Six sheets; of their words three are confirmed to be about a topic, the others wait."""
    page = QuestionnairePage(
        title="便民设施问卷", slug="questionnaire", summary="三分钟。", shows_results=True,
        campaign=campaign,
        opens_at=NOW - dt.timedelta(days=9),
        closes_at=max(NOW, timezone.now()) + dt.timedelta(days=9),
    )  # fmt: skip
    page.questions = page.questions.stream_block.to_python([FORM, WORDS])
    home = fixture("home")
    home.refresh_from_db()
    page = home.add_child(instance=page)
    version = sheets.version_of(page, at=NOW)
    said = Sheet((("a" * 36, "", "b" * 36),), (("d" * 36, "", "灯太暗。"),))
    for _ in range(6):
        sheets.hand_in(version, said, key=str(uuid.uuid4()), at=NOW)
    tallying.count_sheets(at=NOW)
    AnswerPlace.objects.bulk_create(
        AnswerPlace(
            answer_id=pk, questionnaire=page, topic=topic, score=0.8, at=NOW,
            by=fixture("officer") if number < 3 else None,
        )
        for number, pk in enumerate(OpenAnswer.objects.order_by("pk").values_list("pk", flat=True))
    )  # fmt: skip
    themes = [
        AnswerTheme.objects.create(
            questionnaire=page, name=name, words=["长椅"], status=status, made_at=NOW,
            by=fixture("officer") if status == "confirmed" else None, at=NOW,
        )
        for name, status in (("多放长椅", "confirmed"), ("河边太晒", "proposed"))
    ]  # fmt: skip
    answers = list(OpenAnswer.objects.order_by("pk"))
    file = ContentFile("您最想先添哪一样,还想说什么\n长椅,太暗\n".encode(), "list.csv")
    sent = sheet_lists.upload(page, file=file, by=fixture("officer"), at=NOW)
    return {
        "questionnaire": page,
        "sheet_list": sent,
        "answer_theme": themes[0],
        "proposed_theme": themes[1],
        "open_answer": answers[-1],
        "tied_answer": answers[0],
    }
