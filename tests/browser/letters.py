"""Sixty letters of twelve matters, as a file somebody sends: something for the machine to find."""

import csv
import io
import itertools

COLUMNS = {"编号": "流水", "标题": "一句话", "内容": "写了什么", "提交时间": "哪一天"}

# Twelve matters in five wordings each.
WORDINGS = [
    ("{}该管管了", "每天从这里走，{}的事大家都在说：{}。"),
    ("希望解决{}的事", "家里老人孩子都受影响，{}，{}。请派人来看看。"),
    ("{}怎么办", "反映过两次没有下文。{}还是老样子：{}。"),
    ("建议改善{}", "提个建议：{}早点动手，{}。"),
    ("{}，盼了好久", "住在这里十年，{}一直没人管，{}。"),
]
MATTERS = {
    "路灯": "路灯坏了，晚上看不见路，请修好路灯、加亮灯泡",
    "电梯": "电梯老停运、常困人，请检修电梯、公布维保",
    "充电桩": "电动车充电难，只好飞线充电，请多装充电桩",
    "公交站": "公交等半小时，末班车太早，请公交加密班次",
    "广场舞": "音响噪声到夜里十点，请给广场舞定时间、降音量",
    "垃圾房": "垃圾满了没人清，夏天臭味大，请垃圾房勤清运",
    "停车": "车位少、乱停车，消防通道被堵，请划停车线",
    "食堂": "老人吃饭难，请办社区食堂，饭菜软一点、便宜一点",
    "公共厕所": "找厕所要走二十分钟，请增设厕所、夜间开放",
    "遛狗": "狗不牵绳、狗粪没人捡，请管遛狗、设拾便袋",
    "行道树": "树枝挡住窗户和红绿灯，请修剪树枝、清落叶",
    "快递柜": "快递柜超时收费，快递堆门口，请规范快递柜收费",
}


def made() -> dict:
    """Sixty messages under column names of their own, and one row without words."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["流水", "哪一天", "一句话", "写了什么"])
    number = itertools.count(1)
    for matter, wish in MATTERS.items():
        for title, body in WORDINGS:
            words = title.format(matter), body.format(matter, wish)
            rows.writerow([f"W{next(number):03}", "2026-09-01 10:00", *words])
    rows.writerow(["W999", "2026-09-01 10:00", "", ""])
    body = text.getvalue().encode()
    return {"name": "夜间来信.csv", "mimeType": "text/csv", "buffer": body}
