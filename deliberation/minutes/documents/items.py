"""An item of the agenda in the minutes: its matter, what was said, options, votes, resolutions."""

from collections.abc import Iterator
from typing import Any

from deliberation.minutes.sentences import Said, Sentence, Sources, fields, said
from deliberation.models import AgendaItem
from deliberation.models.agenda import result_words
from suggestions.documents.lines import BODY, HEADING1, HEADING2, chinese, day

PASSED, FAILED = "通过", "未通过"


def item_lines(writer: "ItemWriter", order: int) -> Iterator[Said]:
    """The item under its number; a part that has nothing to say has no heading."""
    item = writer.item
    title = fields(item.get("matter_of", ""), "title")
    yield said(HEADING1, f"{chinese(order)}、{item['title']}", title)
    yield said(BODY, f"议题来源：{item['source']}。", item.get("source_of", ()))
    if item["body"]:
        yield said(BODY, item["body"], fields(item.get("matter_of", ""), "body"))
    parts = (
        ("会商步骤", writer.steps()),
        ("发言要点", writer.remarks()),
        ("方案比较", writer.options()),
        ("表决", writer.motions()),
        ("决议", writer.resolutions()),
        ("结果", writer.outcome()),
    )
    number = 0
    for heading, lines in parts:
        if found := list(lines):
            number += 1
            under = tuple(source for line in found for source in line.of)
            yield said(HEADING2, f"（{chinese(number)}）{heading}", under)
            yield from found


class ItemWriter:
    """Writes the parts of one item."""

    def __init__(self, item: dict[str, Any], public: bool) -> None:
        self.item, self.public = item, public

    def steps(self) -> Iterator[Said]:
        for number, step in enumerate(self.item["steps"], 1):
            how = "未进行，理由" if step["left_out"] else day(step["on"])
            names = ["note", "left_out", *([] if step["left_out"] else ["on"])]
            source = fields(step.get("of", ""), *names) + tuple(step.get("name_of", ()))
            yield said(BODY, f"{number}.{step['name']}（{how}）：{step['note']}", source)

    def remarks(self) -> Iterator[Said]:
        for number, row in enumerate(self.item["remarks"], 1):
            party = f"（{row['party']}）" if row["party"] else ""
            name = row["shown" if self.public else "name"]
            source = row.get("shown_of" if self.public else "of", ())
            source = (*source, *row.get("party_of", ()))
            yield said(BODY, f"{number}.{name}{party}：{row['gist']}", source)

    def options(self) -> Iterator[Said]:
        for number, option in enumerate(self.item["options"], 1):
            parts = [option["detail"].rstrip("。")] if option["detail"] else []
            if option["carrier"]:
                parts.append(f"由{option['carrier']}实施")
            if option["weeks"]:
                parts.append(f"约需{option['weeks']}周")
            if option["money"]:
                parts.append(f"资金{_money(option)}，合计{option['total']}元")
            words = "；".join(parts)
            names = [n for n in ("title", "detail", "carrier", "weeks") if option[n]]
            source = fields(option.get("of", ""), *names) + tuple(option.get("money_of", ()))
            text = f"{number}.{option['title']}" + (f"：{words}。" if words else "。")
            yield said(BODY, text, source)

    def motions(self) -> Iterator[Said]:
        for number, motion in enumerate(self.item["motions"], 1):
            base, again = motion.get("of", ""), "（重新表决）" if motion["repeats"] else ""
            names = ["title", "text", *(["repeats"] if motion["repeats"] else [])]
            words = f"{number}.{motion['title']}{again}：{motion['text']}"
            yield said(BODY, words, fields(base, *names))
            if answers := motion.get("answers"):
                listed = "；".join(f"{n}号，{answer}" for n, answer in enumerate(answers, 1))
                yield said(BODY, f"选项：{listed}。", fields(base, "answers"))
            yield from self.amended(motion)
            if motion["status"] in ("closed", "annulled"):
                yield Said(BODY, tuple(self.way(motion, base)))
                if motion.get("here"):
                    yield said(BODY, f"{motion['here']}。", motion.get("here_of", ()))
                if motion.get("notice"):
                    words = f"通知：{motion['notice']}"
                    yield said(BODY, words, fields(base, "verdict.notice"))
                yield from self.rounds(motion, base)
                yield said(BODY, motion["worked"], fields(base, "verdict.worked"))
            if motion["status"] == "closed":
                yield Said(BODY, tuple(self.result(motion, base)))
            elif motion["status"] == "annulled":
                because = f"这次表决已宣布无效，理由：{motion['annulled_because']}"
                yield said(BODY, because, fields(base, "annulled_because"))
            else:
                yield said(BODY, f"{motion['status_words']}。", fields(base, "status"))

    def way(self, motion: dict[str, Any], base: str) -> Iterator[Sentence]:
        law = f"，依据{motion['law']}" if motion["law"] else ""
        names = ["rule", *(["verdict.law.name"] if law else [])]
        yield Sentence(f"适用规则：{motion['rule']}{law}。", fields(base, *names))
        yield Sentence(f"表决方式：{motion['method']}。", fields(base, "method", "secret"))
        if counting := motion.get("counting"):
            words = f"表决票：{motion['form']}。{counting}"
            yield Sentence(words, fields(base, "form"))

    def amended(self, motion: dict[str, Any]) -> Iterator[Said]:
        """Which version this is, and who moved the changes."""
        for row in motion.get("amended", []):
            words = f"表决内容第{row['number']}稿由{row['mover']}提出，理由：{row['because']}"
            ended = words if words.endswith("。") else f"{words}。"
            yield said(BODY, ended, fields(row["of"], "number", "mover", "because"))

    def rounds(self, motion: dict[str, Any], base: str) -> Iterator[Said]:
        """The votes of every option, round by round where an order was counted."""
        rounds = motion.get("rounds", [])
        for number, votes in enumerate(rounds, 1):
            name = f"第{number}轮" if len(rounds) > 1 else "各选项"
            listed = "、".join(f"{option}号{n}人" for option, n in votes)
            yield said(BODY, f"{name}得票：{listed}。", fields(base, "case.choice.outcome.rounds"))

    def result(self, motion: dict[str, Any], base: str) -> Iterator[Sentence]:
        # Minutes of before say no more than whether it passed.
        result = motion.get("result") or (PASSED if motion["passed"] else FAILED)
        yield Sentence(f"表决结果：{result}。", fields(base, "passed"))
        if motion["reasons"] and not motion["passed"]:
            yield Sentence("".join(motion["reasons"]), fields(base, "verdict.reasons"))

    def resolutions(self) -> Iterator[Said]:
        made = [motion["resolution"] for motion in self.item["motions"] if motion["resolution"]]
        for number, row in enumerate(made, 1):
            base = row.get("of", "")
            words = f"{number}.决议{row['number']}“{row['title']}”：{row['text']}"
            yield said(BODY, words, fields(base, "year", "number", "title", "text"))
            helped = "、".join(row["helpers"])
            with_help = f"，{helped}配合" if helped else ""
            names = ["lead", *(["helpers"] if helped else [])]
            yield said(BODY, f"由{row['lead']}牵头{with_help}。", fields(base, *names))
            if row["money"]:
                yield said(BODY, f"资金来源：{_money(row)}。", row.get("money_of", ()))
            tasks = row.get("tasks_of") or [""] * len(row["tasks"])
            for order, ((title, lead, due), task) in enumerate(
                zip(row["tasks"], tasks, strict=True), 1
            ):
                source: Sources = fields(task, "title", "lead", "due_on")
                yield said(BODY, f"（{order}）{title}，由{lead}负责，{day(due)}前完成。", source)

    def outcome(self) -> Iterator[Said]:
        item, base = self.item, self.item.get("of", "")
        if words := result_words(item["status"], item["outcome"]):
            left = item["status"] == AgendaItem.Status.POSTPONED.label
            names = [*(["outcome"] if item["outcome"] else []), *(["status"] if left else [])]
            yield said(BODY, words, fields(base, *names))
        elif not item["motions"]:
            yield said(BODY, f"{item['status']}。", fields(base, "status"))
        for passing in item["passed"]:
            words = f"{passing['way']}{passing['to']}，理由：{passing['reason']}"
            source = fields(passing.get("of", ""), "way", "reason")
            yield said(BODY, words, source + fields(passing.get("to_of", ""), "name"))


def _money(row: dict[str, Any]) -> str:
    return "、".join(f"{source}{amount}元" for source, amount in row["money"])
