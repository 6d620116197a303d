"""The whole errand of a suggestion, clicked by everybody who has a part in it."""

import csv
import io
import itertools
import re

import pytest

from tests.browser import steps

pytestmark = pytest.mark.browser

CAMPAIGN = "夜里走路怎么更安心"
TOPIC = "绿道和小区路灯不亮"
COLUMNS = {"编号": "流水", "标题": "一句话", "内容": "写了什么", "提交时间": "哪一天"}

# Twelve matters in five wordings each: something for the machine to find.
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


def test_a_suggestion_walks_from_the_campaign_to_the_second_round(staff, visitor, site):
    editor, officer, clerk = staff("editor"), staff("officer"), staff("clerk")
    resident, elsewhere = visitor(), visitor()
    steps.write_campaign(editor.page, site.url, CAMPAIGN)
    assert resident.goto(f"/{CAMPAIGN}/").title().startswith("没有找到")
    steps.approve_campaign(officer.page, site.url, CAMPAIGN)
    steps.read_campaign(resident.page, site.url, CAMPAIGN)
    code = steps.submit(resident.page)

    steps.import_messages(officer.page, site.url, CAMPAIGN, made_messages(), COLUMNS)
    assert steps.imported(officer.page, "新增") == 60
    assert steps.imported(officer.page, "有误") == 1
    steps.group(officer.page)
    steps.tidy(officer.page, "电梯", "公交")
    here = officer.page.url
    steps.keep_and_take(officer.page, site.url)
    officer.page.goto(here)
    lamps = officer.page.get_by_role("row").filter(has_text=re.compile("路灯|灯泡"))
    steps.curate(officer.page, lamps, TOPIC)
    steps.accept_into(officer.page, site.url, TOPIC)
    steps.forward(officer.page)

    steps.sign_and_answer(clerk.page, site.url, TOPIC)
    steps.accept_answer(officer.page, site.url, TOPIC)
    steps.read_answer(elsewhere.page, site.url, code)
    steps.rate(resident.page, site.url)
    steps.see_reopened(officer.page, site.url, TOPIC)
    for person in (editor, officer, clerk, resident, elsewhere):
        assert person.notes.all() == []
    assert site.complaints() == []


def made_messages() -> dict:
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
