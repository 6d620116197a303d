"""Who was there: the sentence on the quorum, and the lists at the end (10.3)."""

from collections.abc import Iterable, Iterator
from typing import Any

from deliberation.minutes.sentences import Said, Sentence, Sources, fields, said
from suggestions.documents.lines import BODY, LIST, day

Content = dict[str, Any]
Group = tuple[dict[str, Any], list[tuple[str, Sources]]]


def attendance(content: Content) -> tuple[Sentence, ...]:
    """Seats, notices, who came, what that makes."""
    *before, last = _attendance(content)
    return (*before, Sentence(f"{last.text}。", last.of))


def _attendance(content: Content) -> Iterator[Sentence]:
    notice, quorum, meeting = content["notice"], content["quorum"], content.get("of", "")
    seats, came = tuple(quorum.get("seats_of", ())), tuple(quorum.get("present_of", ()))
    yield Sentence(f"会议共有{quorum['seats']}席，", seats or fields(meeting, "seats"))
    if notice["reached"]:
        when = f"提前{notice['days']}天以上" if notice["days"] else "在会议当天"
        told = f"其中{notice['reached']}席{when}得到通知；"
        yield Sentence(told, tuple(notice.get("of", ())))
    else:
        yield Sentence("没有会议通知的送达记录；", fields(meeting, "notices"))
    yield Sentence(_reached(quorum), came or fields(meeting, "attendances"))
    if quorum["left_early"]:
        left = f"，其中{quorum['left_early']}席提前离会"
        yield Sentence(left, tuple(quorum.get("left_of", ())))
    if quorum["missing"]:
        away = f"；必须到场的{'、'.join(quorum['missing'])}没有人到会"
        yield Sentence(away, _asked(content))


def _reached(quorum: Content) -> str:
    """Who came; against the quorum only where the form takes votes."""
    if not quorum.get("votes", True):
        return f"实到{quorum['present']}席"
    enough = int(quorum["present"]) >= int(quorum["needed"] or 0) > 0
    reached = "达到到会席位数" if enough else "没有达到到会席位数"
    return f"过半数为{quorum['needed']}席，实到{quorum['present']}席，{reached}"


def _asked(content: Content) -> Sources:
    """Who says which parties must be there: the council, or the form that takes no vote."""
    if content["quorum"].get("votes", True):
        return fields(content.get("council_of", ""), "required_parties")
    return fields(content.get("form_of", ""), "parties")


def moved(moves: list[dict[str, Any]], public: bool) -> tuple[Sentence, ...]:
    """Comings and goings while the meeting was held; each vote counts who was there then."""
    found = []
    for number, move in enumerate(moves, 1):
        name = move["shown" if public else "name"]
        first = "会议期间人员进出：" if number == 1 else ""
        last = number == len(moves)
        end = "。各项表决按表决时在场的人计算到会。" if last else "；"
        words = f"{first}{move['at']}{name}（{move['party']}）{move['what']}{end}"
        found.append(Sentence(words, tuple(move.get("of", ()))))
    return tuple(found)


def people(content: Content, public: bool) -> Iterator[Said]:
    """出席、请假、未到、列席, by party."""
    parties, meeting = content["parties"], content.get("of", "")
    came = [
        (party, [_named(p, public) for p in (*party["present"], *party["stood_in"])])
        for party in parties
    ]
    yield _list("出席", came, fields(meeting, "attendances"))
    # Minutes frozen before leave was recorded keep what they said.
    told = all("excused" in party for party in parties)
    kinds = [("请假", "excused"), ("未到", "absent")] if told else [("请假", "absent")]
    relations = {"excused": "apologies", "absent": "attendances"}
    for label, key in kinds:
        away = [(party, [_named(p, public) for p in party[key]]) for party in parties]
        yield _list(label, away, fields(meeting, relations[key]))
    observers = [_named(person, public) for person in content["observers"]]
    if not observers:
        yield said(LIST, "无", fields(meeting, "attendances"), "列席")
        return
    words = "、".join(name for name, _ in observers)
    yield said(LIST, words, _all(observers), "列席")


def confirmed(number: int, row: dict[str, Any], public: bool) -> Said:
    """What a party says of the minutes, and each of its people who were there."""
    if "people" not in row:  # one for a whole party, as minutes of before have it
        signed = "" if public else row["signer"]
        who = f"（{signed}，{day(row['on'])}）" if signed else f"（{day(row['on'])}）"
        text = f"：{row['text']}" if row["text"] else "。"
        return said(BODY, f"{number}.{row['party']}：{row['word']}{who}{text}", ())
    people = [_word(person, public) for person in row["people"]]
    words = f"{number}.{row['party']}：{row['word']}。{''.join(one.text for one in people)}"
    return said(BODY, words, (source for one in people for source in one.of))


def _word(person: dict[str, Any], public: bool) -> Sentence:
    name = person["shown" if public else "name"]
    base, named = person.get("of", ""), person.get("shown_of" if public else "name_of", ())
    source = fields(base, "word") + tuple(named)
    if person["silent"]:
        return Sentence(f"{name}{person['word']}。", source)
    text = f"：{person['text']}" if person["text"] else "。"
    source += fields(base, "at", *(["text"] if person["text"] else []))
    return Sentence(f"{name}（{day(person['on'])}）{person['word']}{text}", source)


def _named(person: dict[str, Any], public: bool) -> tuple[str, Sources]:
    name, instead = person["shown" if public else "name"], ""
    if "for" in person:
        instead = f"（代{person['for_shown' if public else 'for']}）"
    return name + instead, tuple(person.get("shown_of" if public else "of", ()))


def _list(label: str, groups: Iterable[Group], nobody: Sources) -> Said:
    """党组织：甲、乙；物业：丙 — each party a sentence."""
    there = [(party, names) for party, names in groups if names]
    if not there:
        return said(LIST, "无", nobody, label)
    sentences = []
    for place, (party, names) in enumerate(there):
        before = "；" if place else ""
        words = f"{before}{party['name']}：{'、'.join(name for name, _ in names)}"
        sentences.append(Sentence(words, fields(party.get("of", ""), "name") + _all(names)))
    return Said(LIST, tuple(sentences), label)


def _all(names: Iterable[tuple[str, Sources]]) -> Sources:
    return tuple(source for _, sources in names for source in sources)
