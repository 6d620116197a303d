"""What the people of a council do in its month: clicks, and what they must then see."""

import itertools
import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.hand import Hand, whole
from tests.browser.steps import picture

DAY = re.compile(r"\d{4}-\d\d-\d\d")
LAMP = "三号楼前装路灯"
ELEVATOR = "用维修资金修电梯"
OWNERS = "房号,面积,业主,手机\n" + "".join(
    f"{house}-{floor}01,{80 + floor},业主{name},13811{house:02}{floor:04}\n"
    for (house, floor), name in zip(
        itertools.product((1, 2, 3), (1, 2)), "甲乙丙丁戊己", strict=True
    )
)
PEOPLE = "姓名,手机\n" + "".join(f"代表{n},1370000000{n}\n" for n in "123456")
HOUSEHOLDS = "户号,姓名,手机\n" + "".join(f"{n}01,住户{n},1360000000{n}\n" for n in "123456")


def opened(hand: Hand, label: str, within: Locator | None = None) -> Locator:
    """A button that asks something: its line opens; what stands in it."""
    line = (within or hand.page).locator("summary", has_text=label).first
    box = line.locator("xpath=..")
    if box.get_attribute("open") is None:
        hand.click(line)
    return box


def fill(hand: Hand, box: Locator, fields: dict[str, str]) -> None:
    for label, value in fields.items():
        named = label.startswith("[")
        field = (box.locator(label) if named else box.get_by_label(label)).first
        kind = field.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
        if kind == "select":
            hand.choose(field, value)
        elif kind == "file":
            field.set_input_files(value)
        else:
            hand.write(field, value)
            if DAY.match(value):
                close_calendar(field)


def close_calendar(field: Locator) -> None:
    """It opens a moment after the field has the focus: a hand as quick as this one must wait."""
    field.page.wait_for_timeout(200)
    field.press("Tab")
    expect(field.page.locator(".xdsoft_datetimepicker:visible")).to_have_count(0)


def press(
    hand: Hand, label: str, fields: dict | None = None, *, told: str = "", within: str = ""
) -> None:
    """A verb of the desk, with what it asks; `within` the line of a list that names it."""
    page = whole(hand.page)
    box = page.locator("main li, main tr, main section", has_text=within).last if within else None
    box = box or page.locator("main")
    if fields is not None:
        box = opened(hand, label, box)
        fill(hand, box, fields)
    hand.click(box.get_by_role("button", name=label, exact=True).first)
    if told:
        expect(page.locator("body")).to_contain_text(told)
    whole(page)


def follow(hand: Hand, label: str, *, exact: bool = False) -> None:
    main = whole(hand.page).get_by_role("main")
    hand.click(main.get_by_role("link", name=label, exact=exact).first)
    whole(hand.page)


# --- before the evening -----------------------------------------------------------------------


def raise_matter(hand: Hand, desk: str, title: str, body: str) -> None:
    hand.page.goto(desk)
    press(hand, "提出议题", {"议题": title, "情况": body}, told=title)


STEPS = {"党组织研究": "党支部讨论过，同意议。", "问题征询": "入户问了十二家。"}


def take_steps(hand: Hand, desk: str, title: str, on: str) -> None:
    """党组织研究 and 问题征询, each with what came of it."""
    hand.page.goto(desk)
    follow(hand, title)
    for name, said in STEPS.items():
        press(hand, "登记步骤", {"步骤": name, "哪天": on, "情况": said}, told=said)


def arrange(hand: Hand, desk: str, titles: tuple[str, ...]) -> None:
    hand.page.goto(desk)
    follow(hand, "议程安排")
    for title in titles:
        press(hand, "列入议程", {}, within=title)


def roll(hand: Hand, council: int, kind: str, rows: str) -> None:
    hand.page.goto(f"/admin/yishi/{council}/rolls/")
    follow(hand, "导入名册")
    page = hand.page
    hand.choose(page.get_by_label("名册种类"), kind)
    hand.write(page.get_by_label("名称"), f"2026年{kind}名册")
    file = {"name": f"{kind}.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    page.get_by_label("文件").set_input_files(file)
    hand.click(page.get_by_role("button", name="上传并核对"))
    whole(page)
    hand.click(page.get_by_role("button", name="导入", exact=True))
    expect(page.locator("body")).to_contain_text("核对")
    whole(page)


def check_rolls(hand: Hand, council: int, kinds: tuple[str, ...]) -> None:
    """Somebody else looks at each."""
    for kind in kinds:
        hand.page.goto(f"/admin/yishi/{council}/rolls/")
        follow(hand, f"2026年{kind}名册")
        press(hand, "核对无误", {})


def draft(
    hand: Hand, council: int, matter: str, answers: tuple[str, ...], fields: dict, ticks: tuple = ()
) -> str:
    """Through the questions to the rule, then the words; gives the address of the vote."""
    page = hand.page
    page.goto(f"/admin/yishi/{council}/motions/")
    follow(hand, matter)
    for answer in answers:
        follow(hand, answer, exact=True)
    form = page.locator("main form").last
    for label in ticks:
        hand.click(form.get_by_label(label))
    fill(hand, form, fields)
    hand.click(form.get_by_role("button").last)
    expect(page.locator("body")).to_contain_text("已草拟")
    return page.url


def notice(hand: Hand, motion: str, on: str) -> None:
    """Put up on the board, with a photo."""
    hand.page.goto(motion)
    box = opened(hand, "登记通知")
    hand.click(box.get_by_label("张贴公示"))
    fill(hand, box, {"通知日期": on, "张贴地点": "一号楼、三号楼的公告栏", "证明": photo()})
    hand.click(box.get_by_role("button", name="登记通知", exact=True))
    expect(hand.page.locator("body")).to_contain_text("一号楼、三号楼的公告栏")
    whole(hand.page)


# --- the evening ------------------------------------------------------------------------------


def sign_in(page: Page, scan: str, name: str, digits: str) -> None:
    """A seat with its own telephone, by the picture on the hall's screen."""
    page.goto(scan)
    page.get_by_role("link", name=name).click()
    page.get_by_label("手机号后四位").fill(digits)
    page.get_by_role("button", name="确认签到").click()
    expect(page.get_by_role("status").first).to_contain_text("签到成功")


def everybody(hand: Hand, told: str) -> None:
    box = opened(hand, "全部到会")
    hand.click(box.get_by_role("button", name="全部到会", exact=True))
    expect(hand.page.locator("body")).to_contain_text(told)
    whole(hand.page)


def count(hand: Hand, figures: str) -> None:
    named = zip(("赞成", "反对", "弃权"), figures, strict=True)
    press(hand, "录入举手票数", dict(named))


def lay_down(hand: Hand, lead: str, due: str, told: str) -> None:
    asked = hand.page.locator(".meet-laydown").first
    fill(hand, asked, {"谁来办": lead, "何时办好": due})
    hand.click(asked.get_by_role("button", name="形成决议", exact=True))
    expect(hand.page.locator("body")).to_contain_text(told)
    whole(hand.page)


def slips(hand: Hand, motion: str) -> list[str]:
    """Printed for everybody; what the voters are handed."""
    hand.page.goto(motion)
    follow(hand, "打印投票纸条")
    hand.click(hand.page.get_by_role("button", name="生成并打印"))
    whole(hand.page)
    return hand.page.locator(".slip .code").all_inner_texts()


def vote_by_slip(page: Page, slip: str, choice: str) -> str:
    page.goto(f"/yishi/slip/{slip}/")
    page.get_by_label(choice).check()
    page.get_by_role("button", name="投出这一票").click()
    expect(page.get_by_text("您的回执码")).to_be_visible()
    return "-".join(whole(page).locator(".code span[aria-hidden]").all_inner_texts())


def read_paper(hand: Hand, motion: str, choices: dict[str, str]) -> None:
    """One of the two readings of every paper."""
    hand.page.goto(motion)
    follow(hand, "录入纸票")
    for number, choice in choices.items():
        form = hand.page.locator("main form").last
        hand.write(form.get_by_label("名册编号"), number)
        hand.click(form.get_by_label(choice, exact=True))
        hand.click(form.get_by_role("button").last)
        whole(hand.page)


def end_vote(hand: Hand, motion: str) -> None:
    hand.page.goto(motion)
    press(hand, "结束表决", {}, told="本项通过")


def vote_by_phone(page: Page, motion: str, owner: str, letters: Callable[[], list[str]]) -> None:
    """By a code that comes to the number on the roll."""
    _, _, name, phone = owner.split(",")
    page.goto(motion)
    page.get_by_label("姓名", exact=True).fill(name)
    page.get_by_label("手机号", exact=True).fill(phone)
    page.get_by_role("button", name="获取验证码").click()
    expect(page.get_by_text("验证码已经发到")).to_be_visible()
    code = re.search(r"验证码 (\d{6})", letters()[-1])
    page.get_by_label("短信里的 6 位验证码").fill(code[1])
    page.get_by_label("赞成", exact=True).check()
    page.get_by_role("button", name="投出这一票").click()
    expect(page.get_by_text("您的回执码")).to_be_visible()


# --- afterwards -------------------------------------------------------------------------------


def confirm_minutes(page: Page, letter: str) -> None:
    """A party by the link that was sent to it."""
    page.goto(re.search(r"https?://[^/]+(/yishi/minutes/\S+?/)", letter)[1])
    page.get_by_label("确认：纪要与会议情况相符").check()
    page.get_by_role("button", name="提交意见").click()
    expect(page.get_by_role("main")).to_contain_text("谢谢")


def promise_effect(hand: Hand) -> None:
    box = opened(hand, "约定效果")
    hand.click(box.get_by_label("越小越好"))
    fill(
        hand,
        box,
        {
            "要改善什么": "晚上摔倒的人少一些",
            "怎样衡量": "居委会登记的夜间摔倒",
            "单位": "起",
            "办之前的数字": "6",
            "哪天测的": "2026-03-20",
            "要达到的数字": "2",
        },
    )
    hand.click(box.get_by_role("button", name="约定效果", exact=True))
    expect(hand.page.locator("body")).to_contain_text("效果已约定")
    whole(hand.page)


def photo() -> dict:
    return {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": picture()}


def publish(hand: Hand, on: str) -> None:
    asked = {"张贴的日子": on, "张贴地点": "三号楼门口", "张贴照片": photo()}
    press(hand, "登记公示", asked, told="公示已登记")


def carry_out(hand: Hand) -> None:
    """Put down the end of the publication, a picture, the work done, and ask the residents."""
    press(hand, "登记期满", {"结束的情况": "没有人提意见。"}, told="决议进入落实")
    box = opened(hand, "登记照片")
    hand.click(box.get_by_label("办之后"))
    fill(hand, box, {"照片": photo(), "说明": "装好了"})
    hand.click(box.get_by_role("button", name="登记照片", exact=True))
    expect(hand.page.locator("body")).to_contain_text("照片已登记")
    whole(hand.page)
    press(hand, "完成", {"完成情况": "六盏灯都装好了。"}, told="已完成")
    press(hand, "全部办完，请居民确认", {}, told="已请居民确认")


def say(page: Page, resolution: str, label: str, button: str) -> None:
    """A resident's word on the resolution's page."""
    page.goto(resolution)
    page.get_by_label(label, exact=True).check()
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("谢谢")


def evaluate(hand: Hand, on: str) -> None:
    asked = {
        "办之后的数字": "1",
        "哪天测的": on,
        "谁测的": "居委会",
        "依据": "居委会登记簿",
        "学到什么": "灯要避开卧室窗。",
    }
    press(hand, "评估效果", asked, told="效果评估已登记")
