"""The whole errand of a suggestion, clicked by everybody who has a part in it."""

import csv
import datetime as dt
import io
import itertools
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.browser
expect.set_options(timeout=60_000)

LEAD = "上海市住房和城乡建设管理委员会"  # the clerk's
CAMPAIGN = "夜里走路怎么更安心"
TITLE = "河滨绿道路灯不亮，晚上看不见"
BODY = (
    "河滨绿道东边一段的路灯坏了两个月，晚上下班走过去看不见脚下，老人更不敢走。"
    "有事请打我电话 13812345678。"
)
ANSWER = "绿道东段的十二盏路灯已经换新，今后每月巡查一次，坏灯三天内修好。"
COMMENT = "东头还有三盏没有亮。"

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
    resident = visitor()
    write_campaign(editor.page, site.url)
    approve_campaign(officer.page, site.url)
    read_campaign(resident.page, site.url)
    code = submit(resident.page)

    import_messages(officer.page, site.url, made_messages(), approved=True)
    see_grouped(officer.page)
    topic = curate(officer.page)
    accept_into(officer.page, site.url, topic)
    forward(officer.page, topic)

    sign_and_answer(clerk.page, site.url, topic)
    accept_answer(officer.page, site.url, topic)
    read_answer(visitor().page, site.url, code)
    rate(resident.page, site.url)
    see_reopened(officer.page, site.url, topic)
    for person in (editor, officer, clerk, resident):
        assert person.notes.all() == []
    assert site.complaints() == []


# --- the campaign ---------------------------------------------------------------------------


def write_campaign(page: Page, url: str) -> None:
    """The editor drafts the page and hands it to the workflow; nobody else can see it yet."""
    today = dt.date.today()
    page.goto(f"{url}/admin/")
    page.get_by_role("link", name="专项征集").first.click()
    page.get_by_role("link", name="添加 专项征集").click()
    page.get_by_role("button", name="选择一个页面").click()
    page.locator(".modal").get_by_role("link", name="人民建议征集").click()
    page.get_by_role("button", name="新建专项征集").click()
    page.locator("[name=title]").fill(CAMPAIGN)
    page.locator("[name=summary]").fill("哪条路太暗，哪里晚上不敢走？请您说说。")
    page.locator("[name=opens_at]").fill(f"{today - dt.timedelta(days=1)} 00:00")
    page.locator("[name=closes_at]").fill(f"{today + dt.timedelta(days=30)} 00:00")
    background = page.locator("section[id$=body-section]")
    background.locator(".c-sf-add-button").first.click()
    page.get_by_role("option", name="小标题").click()
    background.locator("input[type=text]").last.fill("为什么想听这件事")
    page.get_by_role("button", name="更多操作").click()
    page.get_by_role("button", name="提交给编辑起草、征集办审核").click()
    expect(page.locator(".messages")).to_contain_text("已创建并提交审核")


def approve_campaign(page: Page, url: str) -> None:
    """The officer finds it on the first page and lets it out."""
    page.goto(f"{url}/admin/")
    page.get_by_role("main").get_by_role("link", name=CAMPAIGN).first.click()
    page.get_by_role("button", name="更多操作").click()
    page.get_by_role("button", name="批准并发布", exact=True).click()
    expect(page.get_by_role("row", name=CAMPAIGN)).to_contain_text("已发布")


# --- the resident ---------------------------------------------------------------------------


def read_campaign(page: Page, url: str) -> None:
    page.goto(f"{url}/campaigns/")
    page.get_by_role("link", name=CAMPAIGN).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(CAMPAIGN)
    expect(page.get_by_role("main")).to_contain_text("征集中")
    expect(page.get_by_role("main")).to_contain_text("为什么想听这件事")
    page.get_by_role("main").get_by_role("link", name="我要提建议").first.click()


def submit(page: Page) -> str:
    """On a phone: the place step by step, a photo, a phone number that others must not see."""
    page.get_by_label("您想说的事").fill(TITLE)
    page.get_by_label("为什么想说这件事").fill(BODY)
    page.get_by_label("城市").select_option(label="上海市")
    page.get_by_label("区", exact=True).select_option(label="徐汇区")
    page.get_by_label("街道（镇）").select_option(label="田林街道")
    page.get_by_label("选照片").set_input_files(
        {"name": "路灯.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    )
    page.get_by_role("button", name="提交建议").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("收到了，谢谢您！")
    shown = page.locator("blockquote.shown")
    expect(shown).to_contain_text("［电话］")
    expect(shown).not_to_contain_text("13812345678")
    code = "-".join(page.locator(".code span[aria-hidden]").all_inner_texts())
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}", code)
    return code


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (800, 600), (24, 32, 60)).save(file, "JPEG")
    return file.getvalue()


# --- importing and grouping -----------------------------------------------------------------


def made_messages() -> Path | dict:
    """Sixty messages under column names of their own, one of them without words."""
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


def import_messages(page: Page, url: str, file, *, approved: bool) -> None:
    page.goto(f"{url}/admin/import/")
    page.get_by_role("link", name="上传文件").click()
    page.get_by_label("导入到哪个征集").select_option(label=CAMPAIGN)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传并设置列").click()
    columns = {"编号": "流水", "标题": "一句话", "内容": "写了什么", "提交时间": "哪一天"}
    for name, column in columns.items():
        page.get_by_label(f"“{name}”在哪一列").select_option(label=column)
    page.get_by_label("默认渠道").select_option(label="书信")
    page.get_by_label("导入即受理并公开").set_checked(approved)
    page.get_by_role("button", name="再试读一遍").click()
    expect(page.locator(".lists-preview")).to_contain_text("可以导入")
    page.get_by_role("button", name="开始导入").click()
    figures = page.locator(".desk-figures")
    expect(figures).to_contain_text("新增")
    expect(figures.locator("div", has_text="新增")).to_contain_text("60")
    expect(figures.locator("div", has_text="有误")).to_contain_text("1")
    expect(page.locator(".lists-faults")).to_contain_text("62")


def see_grouped(page: Page) -> None:
    """The button starts a worker; its page turns by itself into the outcome."""
    page.get_by_role("link", name="去归类").click()
    page.get_by_role("button", name="开始归类").click()
    expect(page.get_by_role("heading", name="运行报告")).to_be_visible()
    page.get_by_role("link", name="整理问题").click()


# --- curating and forwarding ----------------------------------------------------------------


def curate(page: Page) -> str:
    """Open what the machine proposed about lamps, give it a name, confirm it."""
    page.get_by_role("row").filter(has_text=re.compile("路灯|灯泡")).get_by_role(
        "link"
    ).first.click()
    expect(page.locator(".desk-title")).to_contain_text("机器拟题")
    expect(page.locator("#members")).to_contain_text("共 5 条")
    press(page, "改名", {"问题名称": "绿道和小区路灯不亮"})
    press(page, "确认")
    expect(page.locator(".desk-title")).to_contain_text("绿道和小区路灯不亮 已确认")
    return "绿道和小区路灯不亮"


def press(page: Page, verb: str, fields: dict[str, str] | None = None) -> None:
    """A button of the desk; one that asks something opens first."""
    box = page.locator(".desk-box--verbs")
    if fields is None:
        box.get_by_role("button", name=verb, exact=True).click()
    else:
        box.locator("summary", has_text=verb).first.click()
        form = box.locator("details[open] form")
        for label, value in fields.items():
            field = form.get_by_label(label)
            is_choice = field.evaluate("e => e.tagName === 'SELECT'")
            field.select_option(label=value) if is_choice else field.fill(value)
        form.get_by_role("button", name=verb, exact=True).click()
    expect(page.locator(".messages")).to_be_visible()


def accept_into(page: Page, url: str, topic: str) -> None:
    """待审核: the number is marked, the photo is there; accepted, it joins the topic."""
    page.goto(f"{url}/admin/screening/")
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.locator(".desk-text .desk-found")).to_have_text("13812345678")
    expect(page.locator(".desk-text .desk-mask")).to_have_text("［电话］")
    expect(page.get_by_alt_text("照片 1（查看大图）")).to_be_visible()
    here = page.url.partition("?")[0]
    press(page, "通过并公开")
    page.goto(here)
    expect(page.locator(".desk-title")).to_contain_text("已受理 公开中")
    press(page, "归入问题……", {"目标问题": "绿道"})
    page.get_by_role("definition").get_by_role("link", name=topic).click()


def forward(page: Page, topic: str) -> None:
    """The due date stands there already: thirty days from now or later, never before."""
    expect(page.locator("#members")).to_contain_text(TITLE)
    box = page.locator(".desk-box--verbs")
    box.locator("summary", has_text="转办").first.click()
    due = dt.date.fromisoformat(box.locator("details[open] [name=due_on]").input_value())
    assert due > dt.date.today() + dt.timedelta(days=14)
    box.locator("summary", has_text="转办").first.click()
    press(page, "转办", {"主办单位": LEAD, "转办意见": "请一并排查沿线的坏灯。"})
    expect(page.locator(".messages")).to_contain_text(f"答复期限 {due}")
    expect(page.locator(".desk-title")).to_contain_text("办理中")


# --- the department -------------------------------------------------------------------------


def sign_and_answer(page: Page, url: str, topic: str) -> None:
    """The clerk reads the masked words only, signs and answers."""
    page.goto(f"{url}/admin/")
    page.get_by_role("link", name="承办事项").first.click()
    page.get_by_role("main").get_by_role("link", name=topic).first.click()
    expect(page.get_by_role("main")).to_contain_text("请一并排查沿线的坏灯。")
    press(page, "签收")
    expect(page.locator(".desk-title")).to_contain_text("办理中")
    press(page, "提交答复", {"答复内容": ANSWER, "采纳情况": "改进工作"})
    expect(page.locator(".desk-title")).to_contain_text("答复待审")
    expect(page.get_by_role("main")).not_to_contain_text("13812345678")


def accept_answer(page: Page, url: str, topic: str) -> None:
    page.goto(f"{url}/admin/answers/")
    page.get_by_role("main").get_by_role("link", name=topic).first.click()
    expect(page.locator(".desk-letter")).to_contain_text(ANSWER)
    press(page, "采用并送达")


# --- the resident again ---------------------------------------------------------------------


def read_answer(page: Page, url: str, code: str) -> None:
    """On another device, with nothing but the code as somebody might type it."""
    page.goto(f"{url}/track/")
    page.get_by_label("有查询码？看看办到哪一步").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="查进度").click()
    expect(page.get_by_role("main")).to_contain_text("已答复")
    expect(page.locator(".answer")).to_contain_text(ANSWER)
    assert code not in page.url


def rate(page: Page, url: str) -> None:
    """The phone that sent it still knows it: 不满意, and why."""
    page.goto(f"{url}/track/")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_label("不满意", exact=True).check()
    page.get_by_label("办了一部分").check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_role("alert").first).to_contain_text("请写一两句")
    page.get_by_label("想多说两句").fill(COMMENT)
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_role("main")).to_contain_text("重新")
    expect(page.get_by_role("button", name="提交评价")).to_have_count(0)


def see_reopened(page: Page, url: str, topic: str) -> None:
    page.goto(f"{url}/admin/answers/reopened/")
    expect(page.get_by_role("row", name=topic)).to_contain_text(COMMENT)
