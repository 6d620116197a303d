"""What each person does on the way of a suggestion: clicks, and what they must then see."""

import datetime as dt
import io
import re

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.hand import whole

LONG = 300_000  # milliseconds: for what a worker does in the background
expect.set_options(timeout=60_000)

LEAD = "上海市住房和城乡建设管理委员会"  # the clerk's
ANSWER = "绿道东段的十二盏路灯已经换新，今后每月巡查一次，坏灯三天内修好。"
COMMENT = "东头还有三盏没有亮。"
PHONE = "13812345678"
TITLE = "河滨绿道路灯不亮，晚上看不见"
BODY = (
    "河滨绿道东边一段的路灯坏了两个月，晚上下班走过去看不见脚下，老人更不敢走。"
    f"有事请打我电话 {PHONE}。"
)


# --- the campaign ---------------------------------------------------------------------------


def write_campaign(page: Page, url: str, title: str) -> None:
    """The editor drafts the page and hands it to the workflow; nobody else can see it yet."""
    today = dt.date.today()
    page.goto(f"{url}/admin/")
    page.get_by_role("link", name="专项征集").first.click()
    page.get_by_role("link", name="添加 专项征集").click()
    page.get_by_role("button", name="选择一个页面").click()
    page.locator(".modal").get_by_role("link", name="人民建议征集").click()
    page.get_by_role("button", name="新建专项征集").click()
    page.wait_for_url("**/add/**")
    whole(page)  # the pickers and the blocks are made by scripts
    page.locator("[name=title]").fill(title)
    page.locator("[name=summary]").fill("哪条路太暗，哪里晚上不敢走？请您说说。")
    page.locator("[name=opens_at]").fill(f"{today - dt.timedelta(days=1)} 00:00")
    page.locator("[name=closes_at]").fill(f"{today + dt.timedelta(days=30)} 00:00")
    background = page.locator("section[id$=body-section]")
    background.locator(".c-sf-add-button").first.click()
    page.get_by_role("option", name="小标题").click()
    background.locator("[name=body-0-value]").fill("为什么想听这件事")
    page.get_by_role("button", name="更多操作").click()
    page.get_by_role("button", name="提交给编辑起草、征集办审核").click()
    told = page.locator(".messages")
    expect(told).to_be_visible()
    wrong = whole(page).locator(".error-message").all_inner_texts()
    assert "已创建并提交审核" in told.inner_text(), wrong


def approve_campaign(page: Page, url: str, title: str) -> None:
    """The officer finds it on the first page and lets it out."""
    page.goto(f"{url}/admin/")
    page.get_by_role("main").get_by_role("link", name=title).first.click()
    page.get_by_role("button", name="更多操作").click()
    page.get_by_role("button", name="批准并发布", exact=True).click()
    expect(page.get_by_role("row", name=title)).to_contain_text("已发布")


# --- the resident ---------------------------------------------------------------------------


def read_campaign(page: Page, url: str, title: str) -> None:
    page.goto(f"{url}/campaigns/")
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("main")).to_contain_text("征集中")
    expect(page.get_by_role("main")).to_contain_text("为什么想听这件事")
    page.get_by_role("main").get_by_role("link", name="我要提建议").first.click()


def submit(page: Page) -> str:
    """On a phone: the place step by step, a photo, a phone number that others must not see."""
    whole(page)  # a choice made before the script is there adds no next level
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
    expect(shown).not_to_contain_text(PHONE)
    code = "-".join(whole(page).locator(".code span[aria-hidden]").all_inner_texts())
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}", code)
    return code


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (800, 600), (24, 32, 60)).save(file, "JPEG")
    return file.getvalue()


# --- importing and grouping -----------------------------------------------------------------


def import_messages(
    page: Page, url: str, campaign: str, file, columns: dict[str, str], *, read: bool = True
) -> None:
    """Upload, say which column is what, try a few rows, start; then the bar moves by itself."""
    page.goto(f"{url}/admin/import/")
    page.get_by_role("link", name="上传文件").click()
    page.get_by_label("导入到哪个征集").select_option(label=campaign)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传并设置列").click()
    for name, column in columns.items():
        page.get_by_label(f"“{name}”在哪一列").select_option(label=column)
    page.get_by_label("默认渠道").select_option(label="书信")
    if read:
        page.get_by_label("导入即受理并公开").check()
    page.get_by_role("button", name="再试读一遍").click()
    expect(page.locator(".lists-preview")).to_contain_text("可以导入")
    page.get_by_role("button", name="开始导入").click()
    if read:
        expect(page.get_by_role("alert")).to_contain_text("将直接受理并公开")
        page.get_by_role("button", name="确认公开").click()
    expect(page.locator(".desk-figures")).to_contain_text("新增", timeout=LONG)


def imported(page: Page, label: str) -> int:
    """The figure over `label` on the page of a finished import."""
    figure = whole(page).locator(".desk-figures div").filter(has_text=label).locator("dd")
    return int(figure.inner_text().replace(",", ""))


def group(page: Page) -> None:
    """The button starts a worker; its page turns by itself into the outcome."""
    page.get_by_role("link", name="去归类").click()
    page.get_by_role("button", name="开始归类").click()
    expect(page.get_by_role("heading", name="运行报告")).to_be_visible(timeout=LONG)
    page.get_by_role("link", name="整理问题").click()


# --- curating and forwarding ----------------------------------------------------------------


def tidy(page: Page, first: str, second: str) -> None:
    """Many topics by keys: a name in its place, two merged, taken back, one confirmed."""
    here = page.locator("[data-here]")
    expect(here).to_have_count(1)
    page.keyboard.press("?")
    expect(page.locator(".topics-keys")).to_have_attribute("open", "")
    _walk_to(page, first)
    page.keyboard.press("e")
    page.get_by_role("textbox", name="问题名称").fill(f"{first}那件事")
    page.get_by_role("button", name="改好了").click()
    expect(page.locator(".messages")).to_contain_text(f"已改名为“{first}那件事”")
    expect(here).to_contain_text(f"{first}那件事")
    page.keyboard.press("x")
    _walk_to(page, second)
    page.keyboard.press("x")
    expect(page.locator("[data-picked-count]")).to_have_text("（2 个）")
    page.keyboard.press("m")
    page.keyboard.type("jkx?")  # into the field that has opened: no keys of the list
    expect(here).to_contain_text(second)
    expect(page.locator("[data-picked-count]")).to_have_text("（2 个）")
    page.get_by_label("并入哪个问题").fill("")
    page.get_by_role("group").get_by_role("button", name="合并", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("已把 1 个问题并入")
    page.get_by_role("button", name="撤销刚才的合并").click()
    expect(page.locator(".messages")).to_contain_text("已撤销 1 个合并")
    _walk_to(page, second)
    page.keyboard.press("c")
    expect(page.locator(".messages")).to_contain_text("已确认 1 个问题")
    expect(here).to_have_count(1)
    expect(here).not_to_contain_text(second)
    beside = page.locator("#topics-pane")
    expect(beside.get_by_role("link").first).to_be_visible()
    page.keyboard.press("v")
    expect(beside).to_be_hidden()
    page.keyboard.press("v")
    page.keyboard.press("k")
    expect(beside).to_be_visible()


def keep_and_take(page: Page, url: str) -> None:
    """Hide a column and have it back; take the list away, at once and as a job."""
    page.goto(f"{url}/admin/topics/?flat=1")
    keywords = page.get_by_role("columnheader", name="关键词")
    page.get_by_text("显示哪些列").click()
    page.get_by_role("checkbox", name="关键词").uncheck()
    page.get_by_role("button", name="就这样显示").click()
    expect(keywords).to_have_count(0)
    page.goto(f"{url}/admin/topics/")
    expect(page.get_by_text("按您上次的筛选和排序显示")).to_be_visible()
    page.get_by_role("button", name="恢复默认").click()
    expect(page.locator(".messages")).to_contain_text("已恢复默认")
    page.locator("header").get_by_role("button", name="操作").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="导出 CSV").click()
    assert taken.value.suggested_filename.endswith(".csv")
    page.goto(f"{url}/admin/exports/?list=desk_topics:index&kind=csv&query=")
    page.get_by_role("button", name="开始导出").click()
    fetch = page.get_by_role("link", name="下载").first
    expect(fetch).to_be_visible(timeout=LONG)
    with page.expect_download():
        fetch.click()


def _walk_to(page: Page, words: str) -> None:
    """J to the end and K back, until the line with these words is the one."""
    for key in (*["k"] * 40, *["j"] * 40):
        if words in page.locator("[data-here]").inner_text():
            return
        page.keyboard.press(key)
    raise AssertionError(f"no line of {words}")


def curate(page: Page, found: Locator, name: str) -> None:
    """Open what the machine proposed, give it a name, confirm it."""
    expect(found).to_be_visible()  # the list may still be on its way
    whole(page)
    folded = found.locator("summary")
    if folded.count():  # an issue, which unfolds to its topics
        folded.first.click()
    found.locator("a[href*='/topics/']").first.click()
    expect(page.locator(".desk-title")).to_contain_text("机器拟题")
    press(page, "改名", {"问题名称": name})
    press(page, "确认")
    expect(page.locator(".desk-title")).to_contain_text(f"{name} 已确认")


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
    expect(page.locator(".desk-text .desk-found")).to_have_text(PHONE)
    expect(page.locator(".desk-text .desk-mask")).to_have_text("［电话］")
    expect(page.get_by_alt_text("照片 1（查看大图）")).to_be_visible()
    here = page.url.partition("?")[0]
    press(page, "通过并公开")
    page.goto(here)
    expect(page.locator(".desk-title")).to_contain_text("已受理 公开中")
    press(page, "归入问题……", {"目标问题": topic})
    page.get_by_role("definition").get_by_role("link", name=topic).click()
    expect(page.locator("#members")).to_contain_text(TITLE)


def issue_receipt(page: Page) -> str:
    """For the author of the topic's first member, who wrote a letter and never had a code."""
    topic = page.url
    page.locator(".desk-members").get_by_role("link").first.click()
    box = page.locator(".desk-box--verbs")
    box.locator("summary", has_text="补发查询码").click()
    box.locator("details[open]").get_by_role("button", name="补发查询码").click()
    code = page.locator(".desk-once__code").inner_text()
    page.goto(topic)
    return code


def forward(page: Page) -> None:
    """The due date stands there already: thirty days from now or later, never before."""
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
    expect(page.get_by_role("main")).not_to_contain_text(PHONE)


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
    row = page.get_by_role("row", name=topic)
    expect(row).to_contain_text(COMMENT)
    row.get_by_role("link").first.click()
    expect(page.locator(".desk-title")).to_contain_text(f"{topic} 重新办理")
    expect(page.locator(".desk-voices")).to_contain_text("不满意 · 办了一部分")
