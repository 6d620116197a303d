"""Draw the pictures of docs/nlp.md: ``python -m tests.bench.nlp_picture``.

The map shows a real run over invented letters: topics stand apart as their words do, one dot for
each letter.
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from xml.sax.saxutils import escape

import numpy as np

from nlp import Grouping, Message, group
from nlp.likeness.parts import counted
from tests.bench.nlp_rows import ROOT

PICTURES = ROOT / "docs" / "pictures"
FONT = "'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif"
COLOURS = ("#2f6f8f", "#b3541e", "#5b7f3a", "#7a4e8a", "#a33b52", "#3f5fa8", "#8a6d1c", "#3d7d73")

STAGES = (
    ("读取", "corpus", "同文归一\n顺序无关"),
    ("分词", "segment", "jieba 同一结果\n地名分开"),
    ("加权", "weights", "标题三倍\n罕见词更重"),
    ("相近", "graph", "近邻图\n＋句意（可选）"),
    ("问题", "topics", "Leiden\n合并与归位"),
    ("主题", "themes", "模块度＋词分布\n或城市目录"),
    ("编号", "numbering", "人定的不动\n旧号延续"),
    ("命名", "naming", "4–14 字\n代表留言"),
)

PLACES = ("金桂花园", "青石桥小区", "望江路", "和平新村", "云栖苑", "梧桐里", "海棠湾", "长宁里")
PROBLEMS = {
    "电梯停运": ("老人下不了楼", "物业说没有维修资金", "已经停了半个月", "坏了修修了坏"),
    "夜间施工噪音": ("凌晨还在轰鸣", "孩子睡不着", "多次投诉没有结果", "窗户都不敢开"),
    "路灯不亮": ("晚上走路看不见", "有人摔倒", "打了电话没人来修", "整条路漆黑"),
    "飞线充电": ("从六楼拉线下来", "电瓶车放在楼道", "起火怎么办", "雨天插座进水"),
    "配套幼儿园收费": ("承诺是普惠园", "一个月四千多", "业主签名反对", "迟迟不开园"),
    "油烟扰民": ("烟道直排窗口", "衣服不敢晾", "楼下饭店开到半夜", "夏天不能开窗"),
    "停车难": ("回家找不到车位", "外来车辆占满", "消防通道被堵", "车位只卖不租"),
    "积水": ("一下雨就淹", "下水道堵了很久", "鞋子湿透才能出门", "车库进水"),
}


def letters() -> list[Message]:
    """Return 120 invented letters about eight problems, and some that stand alone."""
    chance = random.Random(4)
    made = []
    for (problem, details), place in zip(PROBLEMS.items(), PLACES, strict=True):
        for number in range(chance.randint(9, 18)):
            one, two = chance.sample(details, 2)
            title = f"{place}{problem}" if number % 3 else f"反映{place}{problem}的问题"
            made.append(Message(f"{place}{number}", title, f"{one}，{two}。请处理。"))
    lone = (
        "建议图书馆延长开放时间",
        "办理居住证要带什么",
        "表扬公交司机拾金不昧",
        "希望多种桂花树",
    )
    return made + [Message(text, text) for text in lone]


def pipeline() -> str:
    """Draw the way of a message as eight boxes."""
    wide, high, gap = 108, 96, 18
    parts = []
    for place, (name, module, what) in enumerate(STAGES):
        x = 12 + place * (wide + gap)
        lines = "".join(
            f'<text x="{x + wide / 2}" y="{76 + 16 * n}" class="small">{escape(line)}</text>'
            for n, line in enumerate(what.split("\n"))
        )
        parts.append(
            f'<rect x="{x}" y="12" width="{wide}" height="{high}" rx="8" class="box"/>'
            f'<text x="{x + wide / 2}" y="36" class="name">{name}</text>'
            f'<text x="{x + wide / 2}" y="54" class="code">{module}</text>{lines}'
        )
        if place:
            parts.append(f'<path d="M{x - gap + 3} 60h{gap - 8}m-5 -4l5 4l-5 4" class="arrow"/>')
    width = 12 + len(STAGES) * (wide + gap) - gap + 12
    return _svg(
        width, high + 24, parts, "一条留言的路程：读取、分词、加权、相近、问题、主题、编号、命名"
    )


def topic_map(found: Grouping, messages: list[Message]) -> str:
    """Draw every topic as a cloud of its members."""
    texts = {m.id: counted(m.body, m.title) for m in messages}
    inside = defaultdict(list)
    for placed in found.placements:
        if placed.topic is not None:
            inside[placed.topic].append(placed)
    centres = [
        sum((texts[placed.id] for placed in inside[topic.number]), Counter())
        for topic in found.topics
    ]
    spots = _spread(centres)
    parts = []
    for topic, (x, y), colour in zip(found.topics, spots, _cycle(), strict=False):
        size = len(inside[topic.number])
        for number in range(size):
            far, turn = 9 * math.sqrt(number + 0.3), number * 2.39996
            parts.append(
                f'<circle cx="{x + far * math.cos(turn):.1f}" cy="{y + far * math.sin(turn):.1f}" '
                f'r="4.5" fill="{colour}" fill-opacity="0.75"/>'
            )
        below = y + 9 * math.sqrt(size) + 24
        parts.append(
            f'<text x="{x:.1f}" y="{below:.1f}" class="label">{escape(topic.name)} · {size}</text>'
        )
    shelf = [placed for placed in found.placements if placed.topic is None]
    for number, placed in enumerate(shelf):
        parts.append(
            f'<rect x="{40 + 175 * number}" y="560" width="10" height="10" class="shelf"/>'
            f'<text x="{56 + 175 * number}" y="570" class="lone">{escape(placed.id)}</text>'
        )
    parts.append('<text x="40" y="546" class="lone">书架：逐条阅读</text>')
    return _svg(760, 590, parts, "话题地图：每个点一条留言")


def _cycle() -> list[str]:
    return [COLOURS[n % len(COLOURS)] for n in range(64)]


def _spread(centres: list[Counter[str]]) -> list[tuple[float, float]]:
    """Place centres by their words (two strongest axes), then push apart what overlaps."""
    words = sorted({word for centre in centres for word in centre})
    rows = np.array([[math.log1p(centre[word]) for word in words] for centre in centres])
    rows -= rows.mean(axis=0)
    left, strength, _ = np.linalg.svd(rows, full_matrices=False)
    spots = left[:, :2] * strength[:2]
    spots = spots / (np.abs(spots).max(axis=0) + 1e-9) * (255, 185)
    for _ in range(300):
        gaps = spots[:, None] - spots[None]
        near = np.linalg.norm(gaps, axis=2) + np.eye(len(spots)) * 1e9
        push = np.where(near[..., None] < 150, gaps / near[..., None] * 2.5, 0).sum(axis=1)
        spots = np.clip(spots + push, (-255, -195), (255, 190))
    return [(380 + x, 262 + y) for x, y in spots.tolist()]


def _svg(width: float, height: float, parts: list[str], title: str) -> str:
    style = (
        f"text{{font-family:{FONT};text-anchor:middle;fill:#2b2b2b}}"
        ".name{font-size:18px;font-weight:700}.code{font-size:12px;fill:#6b6b6b}"
        ".small{font-size:12px}.label{font-size:14px;font-weight:700}"
        ".lone{font-size:13px;text-anchor:start}.box{fill:#f4f1ea;stroke:#b9b2a3}"
        ".arrow{fill:none;stroke:#8a8476;stroke-width:1.5}.shelf{fill:#c9c3b6}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img">'
        f"<title>{escape(title)}</title><style>{style}</style>"
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def main() -> None:
    messages = letters()
    found = group(messages)
    (PICTURES / "nlp-pipeline.svg").write_text(pipeline(), encoding="utf-8")
    (PICTURES / "nlp-map.svg").write_text(topic_map(found, messages), encoding="utf-8")


if __name__ == "__main__":
    main()
