"""The demo's adopted texts: five guides and a chapter of a plan, with real links to its voices.

A text goes out for opinions on the first day of its consultation, suggestions are tied to its
clauses, and a second version follows: the final text, or one that opinions have changed.
"""

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.timezone import localdate

from cms.demo import KEY, Days, Script, content
from suggestions.actions import adopting
from suggestions.models import CampaignPage, GuideClause, GuidePage, Suggestion, Topic, User
from suggestions.text.quoting import fingerprint, sentences

CHANGED, TIED = 2, 4  # days ago: published anew after opinions, tied to its clauses
FINAL = "征求意见以后定稿，条文没有改动。"


@contextmanager
def clock_at(moment: dt.datetime) -> Iterator[None]:
    """Wagtail dates a publication by the clock and takes no moment: here the clock stands still.

    Only for the loader, one process that does one thing after the other.
    """
    now: Callable[[], dt.datetime] = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = now


@dataclass(frozen=True)
class Guide:
    """One text on its way: written as a draft, words tied to it, published, written anew."""

    row: dict[str, Any]
    campaign: CampaignPage
    editor: User
    officer: User
    days: Days

    def tell(self, script: Script) -> None:
        begins = -self.row["comment_from"]
        script.add(self.days.ago(begins, 8), self._write)
        script.add(self.days.ago(begins, 9), self._publish)
        script.add(self.days.ago(TIED, 11), self._tie)
        if self.row.get("dropped"):
            script.add(self.days.ago(CHANGED, 9), self._again)
        elif self.row["adopted_on"] is not None:
            script.add(self.days.ago(-self.row["adopted_on"], 9), self._finish)

    @property
    def clauses(self) -> list[dict[str, Any]]:
        dropped = [self.row["dropped"]] if self.row.get("dropped") else []
        return [one for chapter in self.row["chapters"] for one in chapter["clauses"]] + dropped

    def _body(self, *, first: bool) -> str:
        blocks: list[dict[str, Any]] = []
        for chapter in self.row["chapters"]:
            blocks.append({"type": "chapter", "value": chapter["title"]})
            blocks += [self._block(one, first=first) for one in chapter["clauses"]]
        if first and self.row.get("dropped"):
            blocks.append(self._block(self.row["dropped"]))
        return json.dumps(blocks)

    def key(self, clause: dict[str, Any]) -> uuid.UUID:
        return uuid.uuid5(uuid.NAMESPACE_OID, f"{KEY}{self.row['slug']}-{clause['heading']}")

    def _block(self, clause: dict[str, Any], *, first: bool = False) -> dict[str, Any]:
        text = clause.get("first_text", clause["text"]) if first else clause["text"]
        value = {"heading": clause["heading"], "text": text}
        return {"type": "clause", "value": value, "id": str(self.key(clause))}

    def page(self) -> GuidePage:
        found: GuidePage = GuidePage.objects.get(slug=self.row["slug"])
        return found

    # --- steps --------------------------------------------------------------------------------

    def _write(self, at: dt.datetime) -> None:
        row, today = self.row, localdate(self.days.at)
        dates = {
            name: today + dt.timedelta(days=row[name]) if row[name] is not None else None
            for name in ("comment_from", "comment_until", "adopted_on")
        }
        fields = {name: row[name] for name in ("slug", "kind", "title", "summary", "organ")}
        home = self.campaign.get_parent().get_parent()
        with clock_at(at):
            self._save(home, {**fields, **dates})

    def _save(self, home: Any, fields: dict[str, Any]) -> None:
        row = self.row
        page = home.add_child(
            instance=GuidePage(
                **fields,
                document_number=row["number"],
                major=row["major"],
                changes="第一版。",
                campaign=self.campaign,
                body=self._body(first=True),
                live=False,
                show_in_menus=False,
            )
        )
        page.save_revision(user=self.editor)

    def _tie(self, at: dt.datetime) -> None:
        page = self.page()
        rows = {row.key: row for row in GuideClause.objects.filter(guide=page)}
        for clause in self.clauses:
            row = rows[self.key(clause)]
            seen: set[str] = set()
            for link in clause["links"]:
                if link[0] not in seen:
                    seen.add(link[0])
                    self._tie_one(row, *link, at=at)
        topic = Topic.objects.public().filter(name=self.row.get("topic", "")).first()
        if topic:
            first = page.clauses.get(draft_number=self.row["topic_clause"])
            facts: dict[str, Any] = {"by": self.officer, "at": at}
            adopting.tie_topic(topic, clause=first, relation="adopted", **facts)

    def _tie_one(
        self,
        clause: GuideClause,
        key: str,
        words: str,
        relation: str = "adopted",
        reason: str = "",
        *,
        at: dt.datetime,
    ) -> None:
        """Only where an officer has taken the suggestion up by then."""
        taken_up = Suggestion.objects.accepted().filter(idempotency_key=f"{KEY}{key}")
        if said := taken_up.first():
            chosen = [fingerprint(one) for one in _with(said, words)]
            facts: dict[str, Any] = {"by": self.editor, "at": at, "quotes": chosen}
            adopting.tie(said, clause=clause, relation=relation, reason=reason, **facts)

    def _publish(self, at: dt.datetime) -> None:
        with clock_at(at):
            self.page().get_latest_revision().publish(user=self.officer)

    def _finish(self, at: dt.datetime) -> None:
        draft = self.page().get_latest_revision_as_object()
        draft.changes = FINAL
        with clock_at(at):
            draft.save_revision(user=self.editor).publish(user=self.officer)

    def _again(self, at: dt.datetime) -> None:
        """The second version leaves a clause out, and says why."""
        draft = self.page().get_latest_revision_as_object()
        draft.body, draft.changes = self._body(first=False), self.row["changes"]
        with clock_at(at):
            draft.save_revision(user=self.editor).publish(user=self.officer)
        gone = GuideClause.objects.get(guide=draft.pk, key=self.key(self.row["dropped"]))
        adopting.explain(gone, reason=self.row["dropped"]["reason"], by=self.editor, at=at)


def _with(said: Suggestion, words: str) -> Iterator[str]:
    texts = (said.public_title, said.public_body, said.public_solution)
    return (one for one in sentences(*texts) if words in one)


def tell_guides(
    script: Script, days: Days, pages: dict[str, CampaignPage], people: dict[str, User]
) -> None:
    for row in content("guides"):
        campaign = pages[row["campaign"]]
        Guide(row, campaign, people["editor"], people["officer"], days).tell(script)
