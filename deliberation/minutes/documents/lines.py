"""The lines of the minutes of a meeting; 出席, 请假 and 列席 after the text (10.3)."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse

from deliberation.models import Minutes
from deliberation.models.agenda import result_words
from suggestions.documents.lines import (
    BODY,
    DATE,
    FIELD,
    FOOT,
    HEADING1,
    HEADING2,
    LIST,
    MARK,
    MASTHEAD,
    NUMBER,
    Line,
    chinese,
    day,
)

PASSED, FAILED = "通过", "未通过"


def minutes_lines(minutes: Minutes, *, public: bool) -> list[Line]:
    """All lines of the minutes; `public` shows names only as their holders agreed."""
    return list(_Writer(minutes, "shown" if public else "name").lines())


class _Writer:
    """Writes the lines of one paper with one way of naming people."""

    def __init__(self, minutes: Minutes, naming: str) -> None:
        self.minutes, self.content, self.naming = minutes, minutes.content, naming

    def lines(self) -> Iterator[Line]:
        content = self.content
        yield Line(MASTHEAD, content["title"])
        yield Line(NUMBER, content["number"])
        if self.minutes.status != Minutes.Status.FROZEN:
            yield Line(MARK, f"（{self.minutes.get_status_display()}，尚未定稿）")
        yield from self.head()
        for order, item in enumerate(content["items"], 1):
            yield Line(HEADING1, f"{chinese(order)}、{item['title']}")
            yield from self.item(item)
        yield from self.ends(len(content["items"]))
        yield from self.people()
        yield from self.foot()

    def name(self, person: dict[str, str]) -> str:
        return person[self.naming]

    # --- who, when, where ---------------------------------------------------------------------

    def head(self) -> Iterator[Line]:
        content = self.content
        yield Line(FIELD, content["when"], "时间")
        yield Line(FIELD, content["place"] or "（未填写）", "地点")
        yield Line(FIELD, self.name(content["chair"]) or "（未填写）", "主持")
        yield Line(FIELD, content["recorder"], "记录")
        yield Line(BODY, self.attendance())

    def attendance(self) -> str:
        notice, quorum = self.content["notice"], self.content["quorum"]
        words = f"会议共有{quorum['seats']}席，"
        if notice["reached"]:
            words += f"其中{notice['reached']}席提前{notice['days']}天以上得到通知；"
        else:
            words += "没有会议通知的送达记录；"
        words += f"过半数为{quorum['needed']}席，实到{quorum['present']}席，"
        enough = int(quorum["present"]) >= int(quorum["needed"] or 0) > 0
        words += "达到到会席位数" if enough else "没有达到到会席位数"
        if quorum["left_early"]:
            words += f"，其中{quorum['left_early']}席提前离会"
        if quorum["missing"]:
            words += f"；必须到场的{'、'.join(quorum['missing'])}没有人到会"
        return words + "。"

    # --- an item ------------------------------------------------------------------------------

    def item(self, item: dict[str, Any]) -> Iterator[Line]:
        yield Line(BODY, f"议题来源：{item['source']}。")
        if item["body"]:
            yield Line(BODY, item["body"])
        parts = (
            ("会商步骤", self.steps(item)),
            ("发言要点", self.remarks(item)),
            ("方案比较", self.options(item)),
            ("表决", self.motions(item)),
            ("决议", self.resolutions(item)),
            ("结果", self.outcome(item)),
        )
        order = 0
        for title, lines in parts:
            if found := list(lines):
                order += 1
                yield Line(HEADING2, f"（{chinese(order)}）{title}")
                yield from found

    def steps(self, item: dict[str, Any]) -> Iterator[Line]:
        for number, step in enumerate(item["steps"], 1):
            how = "未进行，理由" if step["left_out"] else day(step["on"])
            yield Line(BODY, f"{number}.{step['name']}（{how}）：{step['note']}")

    def remarks(self, item: dict[str, Any]) -> Iterator[Line]:
        for number, said in enumerate(item["remarks"], 1):
            party = f"（{said['party']}）" if said["party"] else ""
            yield Line(BODY, f"{number}.{self.name(said)}{party}：{said['gist']}")

    def options(self, item: dict[str, Any]) -> Iterator[Line]:
        for number, option in enumerate(item["options"], 1):
            parts = [option["detail"].rstrip("。")] if option["detail"] else []
            if option["carrier"]:
                parts.append(f"由{option['carrier']}实施")
            if option["weeks"]:
                parts.append(f"约需{option['weeks']}周")
            if option["money"]:
                money = "、".join(f"{source}{amount}元" for source, amount in option["money"])
                parts.append(f"资金{money}，合计{option['total']}元")
            words = "；".join(parts)
            yield Line(BODY, f"{number}.{option['title']}" + (f"：{words}。" if words else "。"))

    def motions(self, item: dict[str, Any]) -> Iterator[Line]:
        for number, motion in enumerate(item["motions"], 1):
            again = "（重新表决）" if motion["repeats"] else ""
            yield Line(BODY, f"{number}.{motion['title']}{again}：{motion['text']}")
            if motion["status"] in ("closed", "annulled"):
                law = f"，依据{motion['law']}" if motion["law"] else ""
                yield Line(BODY, f"适用规则：{motion['rule']}{law}。表决方式：{motion['method']}。")
                if motion.get("notice"):
                    yield Line(BODY, f"通知：{motion['notice']}")
                yield Line(BODY, motion["worked"])
            if motion["status"] == "closed":
                result = PASSED if motion["passed"] else FAILED
                why = "" if motion["passed"] else "".join(motion["reasons"])
                yield Line(BODY, f"表决结果：{result}。{why}")
            elif motion["status"] == "annulled":
                yield Line(BODY, f"这次表决已宣布无效，理由：{motion['annulled_because']}")
            else:
                yield Line(BODY, f"{motion['status_words']}。")

    def resolutions(self, item: dict[str, Any]) -> Iterator[Line]:
        made = [motion["resolution"] for motion in item["motions"] if motion["resolution"]]
        for number, resolution in enumerate(made, 1):
            yield Line(
                BODY,
                f"{number}.决议{resolution['number']}“{resolution['title']}”：{resolution['text']}",
            )
            helped = "、".join(resolution["helpers"])
            with_help = f"，{helped}配合" if helped else ""
            yield Line(BODY, f"由{resolution['lead']}牵头{with_help}。")
            if resolution["money"]:
                money = "、".join(f"{source}{amount}元" for source, amount in resolution["money"])
                yield Line(BODY, f"资金来源：{money}。")
            for order, (title, lead, due) in enumerate(resolution["tasks"], 1):
                yield Line(BODY, f"（{order}）{title}，由{lead}负责，{day(due)}前完成。")

    def outcome(self, item: dict[str, Any]) -> Iterator[Line]:
        if words := result_words(item["status"], item["outcome"]):
            yield Line(BODY, words)
        elif not item["motions"]:
            yield Line(BODY, f"{item['status']}。")
        for passing in item["passed"]:
            yield Line(BODY, f"{passing['way']}{passing['to']}，理由：{passing['reason']}")

    # --- the end ------------------------------------------------------------------------------

    def ends(self, order: int) -> Iterator[Line]:
        added = self.minutes.added
        if added:
            order += 1
            yield Line(HEADING1, f"{chinese(order)}、补充")
            for words in added.splitlines():
                if words.strip():
                    yield Line(BODY, words.strip())
        if said := self.content.get("confirmations"):
            yield Line(HEADING1, f"{chinese(order + 1)}、各方意见")
            for number, row in enumerate(said, 1):
                signed = row["signer"] if self.naming == "name" else ""
                who = f"（{signed}，{day(row['on'])}）" if signed else f"（{day(row['on'])}）"
                text = f"：{row['text']}" if row["text"] else "。"
                yield Line(BODY, f"{number}.{row['party']}：{row['word']}{who}{text}")

    def people(self) -> Iterator[Line]:
        """出席、请假、未到、列席 (10.3), by party."""
        parties = self.content["parties"]
        came = [(party["name"], self.came(party)) for party in parties]
        yield Line(LIST, _by_party(came), "出席")
        # Minutes frozen before leave was recorded keep what they said.
        told = all("excused" in party for party in parties)
        kinds = [("请假", "excused"), ("未到", "absent")] if told else [("请假", "absent")]
        for label, key in kinds:
            away = [(party["name"], [self.name(p) for p in party[key]]) for party in parties]
            yield Line(LIST, _by_party(away), label)
        observers = [self.name(person) for person in self.content["observers"]]
        yield Line(LIST, "、".join(observers) or "无", "列席")

    def came(self, party: dict[str, Any]) -> list[str]:
        instead = "for" if self.naming == "name" else "for_shown"
        sat_in = [f"{self.name(p)}（代{p[instead]}）" for p in party["stood_in"]]
        return [self.name(p) for p in party["present"]] + sat_in

    def foot(self) -> Iterator[Line]:
        yield Line(DATE, self.content["council"])
        yield Line(DATE, day(self.content["on"]))
        if self.minutes.head:
            path = reverse("deliberation:minutes", args=[self.minutes.meeting_id])
            yield Line(FOOT, f"记录指纹：{self.minutes.head}")
            yield Line(FOOT, f"核对地址：{settings.SITE_URL}{path}")


def _by_party(people: Iterable[tuple[str, list[str]]]) -> str:
    """党组织：甲、乙；物业：丙"""
    return "；".join(f"{party}：{'、'.join(names)}" for party, names in people if names) or "无"
