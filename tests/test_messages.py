"""The page of messages says what the table of messages says, and nothing else."""

import re
from pathlib import Path

from suggestions.news.kinds import RESIDENTS, Kind
from suggestions.news.table import GROUPS

PAGE = Path(__file__).resolve().parent.parent / "docs/messages.md"


def row(kind: Kind) -> str:
    hand = "、电话、信" if kind.by_hand else ""
    return f"| {kind.label} | {kind.subject} | {kind.body} | {kind.then} | {hand.strip('、')} |"


def rows(text: str) -> list[str]:
    """The rows of its tables, heads apart."""
    found = re.findall(r"^\|.*\|$", text, re.M)
    return [line for line in found if not line.startswith(("| 什么时候", "|---"))]


def test_the_page_lists_every_message_in_its_shipped_words_and_no_other():
    wanted = [row(kind) for _, kinds in GROUPS for kind in kinds]
    assert rows(PAGE.read_text(encoding="utf-8")) == wanted


def test_the_public_pages_say_what_is_sent():
    """The one sentence on the form and the receipt, and the privacy notice, name every step."""
    root = PAGE.parent.parent
    told = (root / "cms/templates/components/told.html").read_text(encoding="utf-8")
    notice = (root / "cms/demo/campaigns.json").read_text(encoding="utf-8")
    steps = {
        "收到": ("received", "entered"),
        "受理": ("accepted",),
        "没有受理": ("declined",),
        "归到哪个问题": ("grouped", "confirmed", "merged"),
        "转给谁办": ("forwarded", "referred_again"),
        "换了单位": ("reassigned", "recalled"),
        "延期": ("extended",),
        "答复": ("part_answered", "answered", "kept"),
        "再问您一次": ("asked",),
        "重新办理": ("reopened",),
        "办结": ("closed",),
        "写进了哪份文本的哪一条": ("written_in", "weighed", "taken_out"),
        "评为优秀建议": ("recognised",),
        "查询码丢了": ("lost",),
    }
    assert {name for names in steps.values() for name in names} == {k.name for k in RESIDENTS}
    for step in steps:
        assert step in told and step in notice
    for name in ("submit_who.html", "receipt.html"):
        page = root / "suggestions/templates/suggestions" / name
        assert "components/told.html" in page.read_text(encoding="utf-8")


def test_a_message_that_is_worded_otherwise_is_noticed():
    text = PAGE.read_text(encoding="utf-8").replace("有答复了。", "有回音了。")
    assert rows(text) != [row(kind) for _, kinds in GROUPS for kind in kinds]
