"""Every sentence of a public page that promises a time, a right or a feature has its test.

`docs/promises.md` lists them: the sentence, where it stands, the test that keeps it. A new one
makes this file fail until somebody has written both. A length of time that is told must be the
constant by which the code reckons.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cms import reminding
from cms.demo import content
from cms.event_calendar import REMIND_BEFORE
from deliberation.actions import inviting
from deliberation.hall import passes
from deliberation.rules import effect
from deliberation.telling import plan
from suggestions.actions import braking, drafting, following
from suggestions.telling import speaking
from suggestions.work import clocks

ROOT = Path(__file__).parents[1]
LIST = ROOT / "docs" / "promises.md"
SIGNS = re.compile(
    r"工作日|\d+ ?[天月年]|[一二三两五十]+天|\d+ ?分钟|\d+ ?小时|半年|[一二三六]个月|马上"
    r"|十日内|只延长|随时|自动|到时候"
    r"|四周(?!岁)|一年|[一两]小时|十五分钟|都按|会(?:再|把|给|在|告诉|请|重新)|都(?:会|能)|一定|每一[条件步项]"
    r"|不公开|不转给|只有.{0,8}能看|加密|都有记录|凭查询码|不用注册|随时都可以|才公开|遮住|照样|照常|一样编号"
    r"|只用(?:于|来)|不出售|不出境|不开脚本|只用键盘|两倍|对比度|不只靠|都有文字说明|字更大"
    r"|长期保存|不再(?:改动|显示|保存|留有)|直接告诉|留下记录|发短信告诉|发邮件告诉|逐条|部分结果|分开存放|重新排列|公布的清单|不公布|没有姓名、编号|看得到投票码|能看到谁"
    r"|换版本号|旧的版本|看不到您|由征集办联系|重新打开|全部内容|按当时的版本"
)
MARKUP = re.compile(r"{#.*?#}|{%-?\s*comment.*?endcomment\s*-?%}|{%.*?%}|<[^>]+>", re.DOTALL)
ROW = re.compile(r"^\| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
HEADING = ("sentence", "---")
STAFF = {"desk", "wagtailadmin", "documents"}
STANDING = ("about", "guide", "privacy", "terms", "cookies", "accessibility")
# Words for residents that stand in Python: help texts, news, what a press is answered with.
SPEAKING = (
    "suggestions/residents/*.py",
    "suggestions/views/*.py",
    "suggestions/actions/outbox.py",
    "suggestions/telling/timeline.py",
    "deliberation/views/*.py",
    "deliberation/actions/notifying.py",
    "cms/views.py",
    "cms/registration.py",
)


# --- the sentences --------------------------------------------------------------------------


def sentences(text: str) -> Iterator[str]:
    for sentence in re.split(r"[。！？；\n]", text):
        sentence = " ".join(sentence.split())
        if len(sentence) > 5 and SIGNS.search(sentence):
            yield sentence


def of_templates() -> Iterator[tuple[str, str]]:
    for room in ("suggestions", "deliberation", "cms"):
        for path in sorted((ROOT / room / "templates").rglob("*.html")):
            if not STAFF & set(path.parts):
                plain = MARKUP.sub("\n", path.read_text("utf8"))
                for sentence in sentences(re.sub(r"{{.*?}}", "…", plain)):
                    yield sentence, path.relative_to(ROOT).as_posix()


def of_standing_pages() -> Iterator[tuple[str, str]]:
    pages = content("campaigns")["pages"]
    for name in STANDING:
        for block in pages[name]["body"]:
            for sentence in sentences(block["text"]):
                yield sentence, f"page {name}"


def literals(source: str) -> Iterator[str]:
    """The texts of a module, `…` where something is filled in."""
    tree = ast.parse(source)
    pieces = [node.values for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    docstrings = [[node.value] for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    inside = {part for parts in [*pieces, *docstrings] for part in parts}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inside:
            yield re.sub(r"{\w*}", "…", node.value)


def of_python() -> Iterator[tuple[str, str]]:
    for pattern in SPEAKING:
        for path in sorted(ROOT.glob(pattern)):
            for text in literals(path.read_text("utf8")):
                for sentence in sentences(text):
                    yield sentence, path.relative_to(ROOT).as_posix()


def promised() -> dict[str, set[str]]:
    """`{sentence: where it stands}`."""
    found: dict[str, set[str]] = {}
    for sentence, where in [*of_templates(), *of_standing_pages(), *of_python()]:
        found.setdefault(sentence, set()).add(where)
    return found


# --- the list -------------------------------------------------------------------------------


def rows() -> list[tuple[str, str, str]]:
    """The sentence, where it stands, the test that keeps it."""
    return [row for row in ROW.findall(LIST.read_text("utf8")) if row[0] not in HEADING]


def named() -> list[str]:
    """A cell names tests as `path::name`, or says `people:` who keeps it; `<br>` between."""
    return sorted({one.strip("` ") for _, _, cell in rows() for one in cell.split("<br>")})


def test_every_promise_is_listed_with_its_test():
    missing = sorted(set(promised()) - {sentence for sentence, _, _ in rows()})
    assert not missing, "\n".join(missing)


def test_the_list_names_no_sentence_that_stands_nowhere():
    gone = sorted({sentence for sentence, _, _ in rows()} - set(promised()))
    assert not gone, "\n".join(gone)


def test_each_sentence_is_listed_once_and_where_it_stands():
    found = promised()
    assert len(rows()) == len({sentence for sentence, _, _ in rows()})
    wrong = [row for row in rows() if set(row[1].split("<br>")) != found.get(row[0])]
    assert not wrong


@pytest.mark.parametrize("one", named())
def test_each_named_test_is_there(one):
    if one.startswith("people: "):
        return
    path, _, name = one.partition("::")
    source = (ROOT / "tests" / path).read_text("utf8")
    assert re.search(rf"^(?:async )?def {name}\(", source, re.MULTILINE), one


# --- the finding itself ---------------------------------------------------------------------


def test_a_new_promise_is_found_wherever_it_stands():
    said = "我们会告诉您结果"
    assert list(sentences(f"您好。{said}。")) == [said]
    assert list(literals(f'"""说明：{said}。"""\nx = f"{{n}} 天内{said}"')) == [f"… 天内{said}"]
    assert list(sentences("写一件事就好。")) == []


# --- lengths of time ------------------------------------------------------------------------


DIGITS = "零一二三四五六七八九"
NUMBER = rf"(\d+|[{DIGITS}两十]+) ?"
LENGTH = re.compile(
    "(?<!这)" + NUMBER + "(?:个工作日|天|日内|个月|周(?!岁)|分钟|小时|年(?! ?[0-9月]))"
)
# Words before and after the number, and the constant that it must be.
LENGTHS = (
    (f"收到后{NUMBER}个工作日内先看一遍", clocks.SCREENING.days),
    (f"承办单位须在{NUMBER}个工作日内说明理由", clocks.OBJECTION.days),
    (f"转办后一般{NUMBER}日内给答复", clocks.ANSWER.days),
    (f"一般要等{NUMBER}天", clocks.ANSWER.days),
    (f"最后一次办理或评价以后满 {NUMBER}天", clocks.CONTACT_KEPT.days),
    (f"提出满 {NUMBER}天", clocks.CONTACT_KEPT.days),
    (f"过了这一天{NUMBER}周", clocks.ASK_AGAIN.days / 7),
    (f"安全日志至少保存{NUMBER}个月", braking.TRACE_KEPT.days // 30),
    (f"每 {NUMBER}分钟数一次", speaking.COUNTED / 60),
    (f"没有遮住的原文满 {NUMBER}天", clocks.CONTACT_KEPT.days),
    (f"链接到期 {NUMBER}天后", inviting.KEPT.days),
    (f"扫码后 {NUMBER}分钟内有效", passes.PASS_AGE / 60),
    (f"办成满{NUMBER}个月评估", effect.DUE_MONTHS),
    (f"{NUMBER}天内到期", plan.SOON),
    (f"^{NUMBER}天内在“查进度”", drafting.DRAFTS_KEPT.days),
    (f"存在网站上 {NUMBER}天", drafting.DRAFTS_KEPT.days),
    (f"再留 {NUMBER}天", drafting.DRAFTS_KEPT.days),
    (f"过了 {NUMBER}天，草稿", drafting.DRAFTS_KEPT.days),
    (f"^{NUMBER}天内没有确认的，地址", following.ASKED_KEPT.days),
    (f"确认码填在下面，{NUMBER}分钟内", following.CODE_LIFE.total_seconds() / 60),
    (f"日历会在前{NUMBER}天", REMIND_BEFORE[0].days),
    (f"开始前{NUMBER}天和前一小时提醒", REMIND_BEFORE[0].days),
    (f"活动结束的第{NUMBER}天", reminding.KEPT.days + 1),
)
COOKIE = re.compile(r"^[a-z]\w+(?:、\w+)*：")  # tests/cms/test_promises_kept.py


def number(told: str) -> int:
    """
    >>> [number(told) for told in ("5", "五", "十五", "三十", "两", "二十四")]
    [5, 5, 15, 30, 2, 24]
    """
    if told.isdecimal():
        return int(told)
    tens, ten, ones = told.replace("两", "二").rpartition("十")
    return (DIGITS.index(tens or "一") * 10 if ten else 0) + (DIGITS.index(ones) if ones else 0)


@pytest.mark.parametrize(("words", "constant"), LENGTHS)
def test_a_length_that_is_told_is_the_length_by_which_the_code_reckons(words, constant):
    said = [found[1] for sentence in promised() if (found := re.search(words, sentence))]
    assert said, "nobody says this any more"
    assert {number(one) for one in said} == {constant}


def test_no_length_is_told_that_is_compared_with_nothing():
    people = {sentence for sentence, _, cell in rows() if cell.startswith("people: ")}
    loose = [
        sentence
        for sentence in promised()
        if LENGTH.search(sentence)
        and sentence not in people
        and not COOKIE.match(sentence)
        and not any(re.search(words, sentence) for words, _ in LENGTHS)
    ]
    assert not loose, "\n".join(loose)
