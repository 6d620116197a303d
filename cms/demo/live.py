"""The demo's questions to the live event to come: asked, looked at, wanted by others."""

import datetime as dt

from cms import asking, hosting
from cms.demo import KEY, Days, Script, content
from cms.models import LiveEventPage, LiveQuestion
from suggestions.models import User


def tell_questions(script: Script, days: Days, officer: User) -> None:
    """Asked lately; an officer looks at most of them some hours later."""
    for row in content("live_questions"):
        key = f"{KEY}live-{row['id']}"
        script.add(days.ago(row["asked_days_ago"], 12, of=row["id"]), _ask(row, key))
        script.add(days.ago(row["asked_days_ago"], 17, of=row["id"]), _look(row, key, officer))


def _ask(row: dict, key: str):
    def act(at: dt.datetime) -> None:
        event = LiveEventPage.objects.get(slug=row["event"])
        asking.ask(event, text=row["text"], key=key, at=at)

    return act


def _look(row: dict, key: str, officer: User):
    def act(at: dt.datetime) -> None:
        question = LiveQuestion.objects.get(suggestion__idempotency_key=key)
        if row["kept_off"]:
            hosting.keep_off(question, reason=row["kept_off"], by=officer, at=at)
        elif row["shown"]:
            hosting.show(question, by=officer, at=at)
        for number in range(row["wanted"]):
            hosting.support(question, supporter_key=f"{key}-{number}", at=at)

    return act
