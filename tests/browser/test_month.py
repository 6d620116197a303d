"""A council's month by clicks, the secretary on a phone: planned by the clock, told, held, voted
in all four ways, written down, confirmed, published, done, confirmed by residents, evaluated.

Ten times on the way the server is killed or the network is gone: nothing acknowledged is lost and
nothing is done twice. Printed with `-s`: the clicks and characters.
"""

import json

import pytest
from playwright.sync_api import Error, expect

from tests.browser import month
from tests.browser.hand import Hand, whole
from tests.browser.month import ELEVATOR, LAMP
from tests.browser.town import Town

pytestmark = pytest.mark.browser
ROLLS = {"业主": month.OWNERS, "居民（村民）代表": month.PEOPLE, "户代表": month.HOUSEHOLDS}
BY_COUNCIL = ("不要", "不要", "不是")
PAPERS = {"1": "赞成", "2": "赞成", "3": "赞成", "4": "反对"}


class Month:
    """The town, its two secretaries and a neighbour."""

    def __init__(self, town: Town, browser) -> None:
        self.town, self.browser = town, browser
        self.desk = town.facts["page"]
        self.conduct = f"{self.desk}meetings/1/conduct/"
        self.secretary = Hand(town.phone(browser))
        self.colleague = Hand(town.phone(browser))
        self.neighbour = town.phone(browser)

    def day(self, moment: str) -> None:
        """Another day: the server killed and begun anew, a round of the worker, both log in."""
        self.town.go(moment)
        self.town.work()
        for hand, name in ((self.secretary, "secretary"), (self.colleague, "colleague")):
            hand.page.goto("/admin/login/")
            if hand.page.locator("[name=username]").count():
                self.town.enter(hand.page, name)

    def killed(self, hand: Hand) -> None:
        """`kill -9` right after an answer; the page of before once more."""
        self.town.go()
        hand.page.goto(hand.page.url)
        whole(hand.page)

    def asked(self, name: str) -> dict:
        return json.loads(self.town.run("-m", "tests.deliberation.month_story", name))


@pytest.fixture
def life(chromium, tmp_path):
    town = Town(tmp_path, "month_story")
    yield Month(town, chromium)
    town.kill()


def prepare(life: Month) -> dict[str, str]:
    hand, council = life.secretary, life.town.facts["council"]
    life.day("2026-02-24T09:00+08:00")
    for title in (LAMP, ELEVATOR):
        month.raise_matter(hand, life.desk, title, "两个月没有灯，老人不敢出门。")
    life.killed(hand)  # 1
    expect(hand.page.get_by_role("main")).to_contain_text(ELEVATOR)
    for title in (LAMP, ELEVATOR):
        month.take_steps(hand, life.desk, title, "2026-02-20")
    month.arrange(hand, life.desk, (LAMP, ELEVATOR))
    for kind, rows in ROLLS.items():
        month.roll(hand, council, kind, rows)
    month.check_rolls(life.colleague, council, tuple(ROLLS))
    by_phone = ("开通短信验证码投票",)
    found = {}
    for name, matter, answers, roll, ticks, fields in (
        ("secret", LAMP, (*BY_COUNCIL, "居民代表会议"), "居民（村民）代表", ("是：无记名",), {}),
        ("paper", LAMP, (*BY_COUNCIL, "居民会议"), "户代表", (), {}),
        ("owners", ELEVATOR, ("要",), "业主", by_phone, {"预定截止时间": "2026-03-28 20:00"}),
    ):
        words = {"表决内容": f"同意{matter}。", "[name=roll]": f"2026年{roll}名册", **fields}
        found[name] = month.draft(hand, council, matter, answers, words, ticks)
    life.day("2026-03-02T10:00+08:00")
    for name in ("paper", "owners"):
        month.notice(hand, found[name], "2026-03-02")
    return found


def be_told(life: Month) -> None:
    """The clock's notices, once, however often the worker begins anew."""
    life.day("2026-03-07T10:00+08:00")
    life.town.go()  # 2
    life.town.work()
    notices = [letter for letter in life.town.letters() if "请于3月20日" in letter]
    assert len(notices) == 5


def hold(life: Month, votes: dict[str, str]) -> None:
    hand, second = life.secretary, life.colleague
    page = hand.page
    life.day("2026-03-20T18:50+08:00")
    month.sign_in(life.neighbour, life.asked("scan")["scan"], "张＊国", "0000")
    page.goto(life.conduct)
    month.press(hand, "开会", {"主持人": "张建国"}, told="会议开始了")
    page.context.set_offline(True)  # 3
    box = month.opened(hand, "全部到会")
    hand.click(box.get_by_role("button", name="全部到会", exact=True))
    expect(page.locator(".meet-held")).to_contain_text("还没送到 1 件")
    page.context.set_offline(False)
    expect(page.locator("body")).to_contain_text("已签到 4 人")
    month.press(hand, "开始议这一项", told="正在议第 1 项")
    show_hands(life)
    by_slips(life, votes["secret"])
    by_paper(life, votes["paper"])
    page.goto(life.conduct)
    for number in (2, 3):
        month.lay_down(hand, "居委会", "2026-05-10", f"〔2026〕{number}号")
    month.press(hand, "结束，议下一项", {}, told="正在议第 2 项")
    page.goto(votes["owners"])
    month.press(hand, "开始表决", {}, told="名册已锁定")
    page.goto(life.conduct)
    month.press(hand, "结束", {"议出的结果": "交业主共同决定。"}, told="议完了")
    life.town.kill()  # 8
    box = month.opened(hand, "散会")
    hand.click(box.get_by_role("button", name="散会", exact=True))
    expect(page.locator(".meet-held")).to_contain_text("还没送到 1 件")
    life.town.go()
    expect(page.locator("body")).to_contain_text("会议结束了")
    second.page.goto(life.conduct)
    expect(second.page.locator("body")).to_contain_text("已散会")


def show_hands(life: Month) -> None:
    """The council's own vote, with a server that dies under the count."""
    hand, second = life.secretary, life.colleague
    month.press(hand, "举手表决", {"表决内容": "同意装六盏路灯。"}, told="开始举手表决")
    life.town.kill()  # 4
    month.count(hand, "410")
    expect(hand.page.locator(".meet-held")).to_contain_text("还没送到 1 件")
    life.town.go()
    expect(hand.page.locator("#votes")).to_contain_text("等另一个人")
    second.page.goto(life.conduct)
    month.count(second, "410")
    expect(second.page.locator("body")).to_contain_text("可以结束表决")
    hand.page.reload()
    month.press(hand, "结束表决", told="表决结束")
    month.lay_down(hand, "幸福物业", "2026-05-10", "由幸福物业牵头")


def by_slips(life: Month, motion: str) -> None:
    """A secret vote; of one ballot the answer is lost, of another the server dies behind it."""
    hand, voter = life.secretary, life.neighbour
    hand.page.goto(motion)
    month.press(hand, "开始表决", {}, told="名册已锁定")
    slips = month.slips(hand, motion)
    receipts = [month.vote_by_slip(voter, slip, "赞成") for slip in slips[:3]]
    life.town.go()  # 5
    voter.goto(f"/yishi/slip/{slips[3]}/")
    voter.get_by_label("反对").check()
    voter.context.set_offline(True)  # 6
    with pytest.raises(Error):
        voter.get_by_role("button", name="投出这一票").click()
        voter.get_by_text("您的回执码").wait_for(timeout=2_000)
    voter.context.set_offline(False)
    receipts.append(month.vote_by_slip(voter, slips[3], "反对"))
    month.end_vote(hand, motion)
    life.town.go()  # 7
    hand.page.goto(motion)
    expect(hand.page.get_by_role("main")).to_contain_text("结果：通过")
    for receipt, choice in zip(receipts, ("赞成", "赞成", "赞成", "反对"), strict=True):
        voter.goto(f"/yishi/vote/{motion.rstrip('/').rpartition('/')[2]}/check/")
        voter.get_by_label("回执码").fill(receipt)
        voter.get_by_role("button", name="核对").click()
        expect(voter.get_by_role("main")).to_contain_text(choice)


def by_paper(life: Month, motion: str) -> None:
    """Two people read every paper."""
    life.secretary.page.goto(motion)
    month.press(life.secretary, "开始表决", {}, told="名册已锁定")
    for hand in (life.secretary, life.colleague):
        month.read_paper(hand, motion, PAPERS)
    month.end_vote(life.secretary, motion)


def write(life: Month) -> None:
    """Minutes, and everybody who was there says whether they are right."""
    hand = life.secretary
    hand.page.goto(life.conduct.replace("conduct", "minutes"))
    month.press(hand, "写纪要", told="已按会议记录写好")
    month.press(hand, "送各方确认", {}, told="待各方确认")
    life.town.work()
    letters = [letter for letter in life.town.letters() if "的纪要" in letter]
    assert len(letters) == 5
    for letter in letters:
        month.confirm_minutes(life.neighbour, letter)
        if letter == letters[0]:
            life.town.go()  # 9
    hand.page.reload()
    expect(hand.page.get_by_role("main")).to_contain_text("张建国： 确认")


def owners_vote(life: Month, motion: str) -> None:
    """By their own telephones, for a week; then it ends and says who does it."""
    life.day("2026-03-25T20:00+08:00")
    public = f"/yishi/vote/{motion.rstrip('/').rpartition('/')[2]}/"

    def letters() -> list[str]:
        life.town.work()
        return life.town.letters()

    for owner in month.OWNERS.splitlines()[1:6]:
        month.vote_by_phone(life.neighbour, public, owner, letters)
    life.day("2026-03-28T20:30+08:00")
    month.end_vote(life.secretary, motion)


def follow_up(life: Month, resolution: str) -> None:
    """Published, done, said by residents, and looked at three months later."""
    hand, public = life.secretary, "/yishi/resolutions/1/"
    hand.page.goto(resolution)
    month.promise_effect(hand)
    month.publish(hand, "2026-03-28")
    life.killed(hand)  # 10
    expect(hand.page.locator(".desk-title").first).to_contain_text("公示中")
    life.day("2026-04-20T09:00+08:00")
    hand.page.goto(resolution)
    month.carry_out(hand)
    residents = [life.town.phone(life.browser) for _ in range(5)]
    for resident in residents:
        month.say(resident, public, "真的办好了", "提交")
    hand.page.reload()
    expect(hand.page.locator(".desk-title").first).to_contain_text("居民已确认")
    life.day("2026-07-25T09:00+08:00")
    for resident in residents:
        month.say(resident, public, "变好了", "评一评")
        resident.context.close()
    hand.page.goto(f"{life.desk[: life.desk.index('yishi/') + 6]}due/")
    month.follow(hand, "评估")
    hand.page.goto(resolution)
    month.evaluate(hand, "2026-07-20")


def test_a_month_from_the_plan_to_its_effect(life):
    votes = prepare(life)
    be_told(life)
    hold(life, votes)
    write(life)
    owners_vote(life, votes["owners"])
    follow_up(life, f"{life.desk}resolutions/1/")
    proof = life.asked("proof")
    assert (proof["votes"], proof["ballots"]) == (4, 5 + 4 + 4 + 5)
    print(f"\n{life.secretary.told('the month')}\n{life.colleague.told('the second')}")
