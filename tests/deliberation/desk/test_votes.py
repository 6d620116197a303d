"""The desk of rolls and votes: what a secretary sees and may press, and who may not."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from deliberation.actions import voting
from deliberation.models import Ballot, HandCount, Motion, PaperBallot, Proxy, Roll
from tests.conftest import NOW
from tests.deliberation.conftest import OWNERS, people_rows
from tests.deliberation.notices import tell


@pytest.fixture(autouse=True)
def doors_clock(soon):
    """The doors read the clock: it stands a minute after NOW."""


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path, "base_url": None},
        },
    }


@pytest.fixture
def desk(door, secretary):
    return door(secretary)


@pytest.fixture
def second(door, colleague):
    return door(colleague)


def url(name, council, *args):
    return reverse(f"desk_{name}", args=[council.pk, *args])


def press(client, council, motion, verb, **data):
    return client.post(url("motions:verb", council, motion.pk, verb), data)


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# --- rolls -----------------------------------------------------------------------------------


def upload(client, council, data, kind="owners", **fields):
    file = SimpleUploadedFile("roll.xlsx", data)
    form = {"kind": kind, "name": "业主名册", "file": file, **fields}
    return client.post(url("rolls:upload", council), form)


def chosen(page):
    """What the browser would send of the page's form."""
    form = page.context["form"]
    return {"sheet": page.context["sheet"], **{n: form[n].value() or "" for n in form.fields}}


def test_a_roll_is_imported_looked_at_and_checked_by_two(desk, second, council, sheet):
    assert desk.get(url("rolls:upload", council)).status_code == 200
    check = upload(desk, council, sheet("owners", OWNERS).read())["Location"]
    page = desk.get(check)
    assert "全部 3 项都可以导入" in words(page) and "13800000001" not in words(page)
    assert not Roll.objects.exists()
    response = desk.post(check, chosen(page))
    roll = Roll.objects.get()
    assert response["Location"] == url("rolls:page", council, roll.pk)
    page = desk.get(response["Location"])
    text = words(page)
    assert "张三" in text and "共有 李四" in text and "13800000001" not in text
    own = desk.post(url("rolls:verb", council, roll.pk, "check"))
    assert own.status_code == 422 and "不能自己核对自己" in words(own)
    assert second.post(url("rolls:verb", council, roll.pk, "check")).status_code == 302
    assert Roll.objects.get().status == "checked"
    assert "业主名册" in words(desk.get(url("rolls:index", council)))


def test_faulty_rows_are_listed_and_what_was_typed_is_kept(desk, council, sheet):
    rows = [OWNERS[0], ["", "80", "某人", "", "", ""], ["1-9", "x", "某人", "", "", ""]]
    check = upload(desk, council, sheet("owners", rows).read(), name="二期业主")["Location"]
    page = desk.get(check)
    assert "第 3 行（A3）：没有写房号" in words(page) and "第 4 行（B4）：面积" in words(page)
    refused = desk.post(check, chosen(page))
    assert refused.status_code == 422 and not Roll.objects.exists()
    file = b"".join(desk.post(f"{check}faults.xlsx", chosen(page)).streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(file)).active
    assert [cell.value for cell in sheet[1]][-3:] == ["行号", "单元格", "原因"]
    sheet["A2"], sheet["B3"] = "1-8", "80"
    mended = io.BytesIO()
    sheet.parent.save(mended)
    check = upload(desk, council, mended.getvalue(), name="二期业主")["Location"]
    desk.post(check, chosen(desk.get(check)))
    assert Roll.objects.get().people == 2


@pytest.mark.parametrize(
    "fields", [{"kind": "seats"}, {"kind": "x"}, {"name": ""}, {"name": "长" * 61}, {"file": ""}]
)
def test_an_upload_without_its_parts_comes_back(desk, council, sheet, fields):
    page = upload(desk, council, sheet("owners", OWNERS).read(), **fields)
    assert page.status_code == 422 and not Roll.objects.exists()


def test_what_is_doubtful_is_named(desk, council, make_roll):
    rows = [
        ["1-1", "800", "张伟", "", "", ""],
        ["1-2", "90", "张伟", "", "", ""],
        ["1-3", "90", "甲", "", "", "13800000009"],
        ["1-4", "90", "乙", "", "", "13800000009"],
    ]
    text = words(desk.get(url("rolls:page", council, make_roll(rows=rows).pk)))
    for doubt in ("姓名相同", "手机号相同、姓名不同", "没有手机号", "面积特别大"):
        assert doubt in text
    rows = [["1", "甲", "1户", "是", "13800000009"], ["2", "乙", "2户", "", "13800000008"]]
    assert "没有户代表" in words(
        desk.get(url("rolls:page", council, make_roll("residents", rows).pk))
    )


def test_a_roll_is_thrown_away_and_sent_back(desk, council, make_roll):
    roll = make_roll()
    assert desk.post(url("rolls:verb", council, roll.pk, "uncheck")).status_code == 302
    response = desk.post(url("rolls:verb", council, roll.pk, "discard"))
    assert response["Location"] == url("rolls:index", council) and not Roll.objects.exists()


@pytest.mark.parametrize("kind", ["owners", "residents", "committee"])
def test_templates_are_handed_out(desk, council, kind):
    response = desk.get(url("rolls:template", council, kind))
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"PK")
    assert desk.get(url("rolls:template", council, "seats")).status_code == 404


def test_the_lists_cost_few_queries(
    desk, council, make_roll, make_vote, django_assert_max_num_queries
):
    rolls = [make_roll() for _ in range(4)]
    for roll in rolls:
        make_vote(roll=roll)
    for name, most in (("rolls:index", 14), ("motions:index", 15)):
        desk.get(url(name, council))
        with django_assert_max_num_queries(most):
            desk.get(url(name, council))
    with django_assert_max_num_queries(18):
        desk.get(url("rolls:page", council, rolls[0].pk))


# --- drafting --------------------------------------------------------------------------------


def test_the_wizard_asks_question_by_question_and_quotes_the_law(desk, council, make_item, meeting):
    item = make_item(meeting)
    page = desk.get(url("motions:new", council, item.pk))
    assert "要动用（使用）专项维修资金吗" in words(page) and "第二百七十八条" in words(page)
    page = desk.get(url("motions:new", council, item.pk), {"path": "1.1"})
    assert "其他必须由业主共同决定" in words(page)
    page = desk.get(url("motions:new", council, item.pk), {"path": "0"})
    assert "业主共同决定（一般事项）" in words(page)
    for path in ("9", "x", "0.0", "-1"):
        assert desk.get(url("motions:new", council, item.pk), {"path": path}).status_code == 404


DRAFT = {"title": "路灯", "text": "装六盏路灯。", "method": "ballot", "secret": "", "roll": ""}


def test_a_vote_is_drafted_changed_and_opened(
    desk, council, make_item, meeting, make_roll, secretary
):
    item, roll = make_item(meeting), make_roll()
    new = url("motions:new", council, item.pk) + "?path=0"
    assert desk.post(new, {**DRAFT, "roll": roll.pk}).status_code == 302
    motion = Motion.objects.get()
    assert motion.rule == "owners-ordinary" and motion.asked[0][1] == "要"
    edit = url("motions:edit", council, motion.pk)
    assert DRAFT["text"] in desk.get(edit).content.decode()
    assert desk.post(edit, {**DRAFT, "roll": roll.pk, "title": "八盏路灯"}).status_code == 302
    assert "八盏路灯" in words(desk.get(url("motions:page", council, motion.pk)))
    tell(motion, by=secretary, at=NOW)
    assert press(desk, council, motion, "open").status_code == 302
    assert Motion.objects.get().status == "open"
    assert desk.get(edit).status_code == 302
    late = desk.post(edit, {**DRAFT, "text": "已经打好的字"})
    assert late.status_code == 409 and "已经打好的字" in late.content.decode()


def notify(client, council, motion, **fields):
    form = {"channel": "sms", "told_on": "2026-09-01", "reached": "3", "detail": "批次 7", **fields}
    return press(client, council, motion, "notify", **form)


def test_a_vote_opens_once_its_notice_is_recorded_with_proof(
    desk, council, make_vote, photo_file, client
):
    motion = make_vote(opened=False, told=False)
    page = press(desk, council, motion, "open")
    assert page.status_code == 422 and "还没有登记任何通知" in words(page)
    assert 'href="#notify"' in page.content.decode() and 'id="notify"' in page.content.decode()
    late = notify(desk, council, motion, told_on="2026-09-02")
    assert late.status_code == 302
    assert "2026年9月17日起才能开始表决" in words(desk.get(url("motions:page", council, motion.pk)))
    wrong = motion.notice_proofs.get()
    dropped = press(desk, council, motion, "drop-notice", desk_subject=wrong.pk, reason="日期错了")
    assert dropped.status_code == 302
    posted = {"channel": "posted", "reached": "", "detail": "东门", "file": photo_file()}
    assert notify(desk, council, motion, **posted).status_code == 302
    proof = motion.notice_proofs.get(dropped_at=None)
    response = desk.get(url("motions:notice", council, motion.pk, proof.pk))
    assert response["Content-Type"] == "image/jpeg" and "no-store" in response["Cache-Control"]
    assert press(desk, council, motion, "open").status_code == 302
    public = words(client.get(reverse("deliberation:vote", args=[motion.pk])))
    assert "2026年9月1日张贴公示（面向全体），提前15天" in public
    assert "以主管部门解释为准" in public


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"channel": ""}, "请选择通知的方式"),
        ({"told_on": "昨天"}, "正确的日期"),
        ({"told_on": "2026-12-01"}, "不能在今天以后"),
        ({"reached": "四"}, "人数应当是数字"),
        ({"reached": "4"}, "名册上只有 3 人"),
        ({"reached": ""}, "通知到了名册上的多少人"),
        ({"channel": "signed"}, "请上传签收名单"),
    ],
)
def test_a_notice_that_is_refused_keeps_what_was_typed(desk, council, make_vote, fields, why):
    motion = make_vote(opened=False, told=False)
    page = notify(desk, council, motion, detail="打好的批次号", **fields)
    assert page.status_code == 422 and why in words(page)
    assert "打好的批次号" in page.content.decode() and not motion.notice_proofs.exists()


def test_a_council_told_late_asks_for_a_reason_and_keeps_it(desk, council, seats, make_vote):
    motion = make_vote("council", opened=False)
    page = press(desk, council, motion, "open")
    assert page.status_code == 422 and 'name="reason"' in page.content.decode()
    page = press(desk, council, motion, "open", reason="电话 13800000001 里说好的")
    assert page.status_code == 422 and "里说好的" in page.content.decode()
    assert press(desk, council, motion, "open", reason="各方同意。").status_code == 302


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"title": ""}, "请填写表决事项"),
        ({"text": ""}, "请填写表决内容"),
        ({"secret": "1"}, "只能记名表决"),
        ({"method": "hands"}, "举手数不出面积"),
        ({"roll": "999999"}, ""),
        ({"closes_at": "明天"}, "正确的日期和时间"),
    ],
)
def test_a_draft_that_is_refused_keeps_its_words(desk, council, make_item, meeting, fields, why):
    new = url("motions:new", council, make_item(meeting).pk) + "?path=0"
    page = desk.post(new, {**DRAFT, **fields})
    assert page.status_code == 422 and why in words(page) and not Motion.objects.exists()
    assert fields.get("text", DRAFT["text"]) in page.content.decode()


def test_a_vote_that_cannot_open_says_why(desk, council, make_vote):
    motion = make_vote(opened=False)
    Motion.objects.update(roll=None)
    page = press(desk, council, motion, "open")
    assert page.status_code == 422 and "请先选择名册" in words(page)
    assert Motion.objects.get().status == "draft"


# --- live ------------------------------------------------------------------------------------


def test_an_open_vote_shows_heads_and_nothing_of_what_was_cast(desk, council, make_vote):
    motion = make_vote("residents-representatives", secret=True)
    voting.cast(motion.heads[1], choice="against", channel="online", at=NOW)
    text = words(desk.get(url("motions:page", council, motion.pk)))
    assert "1 人已投票" in text and "谁也看不到部分结果" in text
    assert "反对" not in text and "代表1" not in text
    for name in ("motions:paper", "motions:call", "motions:mandates"):
        assert f'href="{url(name, council, motion.pk)}"' not in text


def test_paper_is_typed_by_two_and_numbers_typed_once_are_shown(desk, second, council, make_vote):
    motion = make_vote()
    paper = url("motions:paper", council, motion.pk)
    assert desk.post(paper, {"number": 1, "choice": "for"}).status_code == 302
    page = second.get(paper)
    assert "等第二遍的编号：1" in words(page) and not Ballot.objects.exists()
    again = desk.post(paper, {"number": 1, "choice": "for"})
    assert again.status_code == 422 and "另一个人" in words(again)
    assert re.search(r'value="for"[^>]*checked', again.content.decode()), "typed text is kept"
    differs = second.post(paper, {"number": 1, "choice": "against"})
    assert differs.status_code == 422 and not PaperBallot.objects.exists()
    desk.post(paper, {"number": 1, "choice": "for"})
    assert second.post(paper, {"number": 1, "choice": "for"}).status_code == 302
    assert Ballot.objects.get().choice == "for"
    assert second.post(paper, {"number": 1, "choice": "for"}).status_code == 409


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"number": 99, "choice": "for"}, "没有编号 99"),
        ({"number": "", "choice": "for"}, "请填写名册编号"),
        ({"number": "一", "choice": "for"}, "应当是数字"),
        ({"number": 10**12, "choice": "for"}, "没有这个名册编号"),
        ({"number": 1}, "请选择赞成、反对或弃权"),
    ],
)
@pytest.mark.parametrize("screen", ["motions:paper", "motions:call"])
def test_a_ballot_that_cannot_be_is_told(desk, council, make_vote, screen, form, why):
    page = desk.post(url(screen, council, make_vote().pk), form)
    assert page.status_code == 422 and why in words(page)


def test_a_name_is_called_and_the_answer_counts_at_once(desk, council, make_vote):
    motion = make_vote()
    call = url("motions:call", council, motion.pk)
    assert desk.post(call, {"number": 2, "choice": "abstain"}).status_code == 302
    assert Ballot.objects.get().choice == "abstain"
    assert desk.post(call, {"number": 2, "choice": "for"}).status_code == 409


def test_a_mandate_is_noted_and_its_paper_handed_to_the_council_alone(
    desk, door, make_user, council, make_vote
):
    motion = make_vote()
    form = {
        "number": 1, "agent": "李四", "instruction": "for", "given_on": "2026-09-10",
        "file": SimpleUploadedFile("m.pdf", b"%PDF-1.4 x"),
    }  # fmt: skip
    mandates = url("motions:mandates", council, motion.pk)
    assert desk.post(mandates, form).status_code == 302
    assert "李四" in words(desk.get(mandates))
    file = url("motions:mandate", council, motion.pk, Proxy.objects.get().pk)
    response = desk.get(file)
    assert b"".join(response.streaming_content) == b"%PDF-1.4 x"
    assert "attachment" in response["Content-Disposition"]
    assert door(make_user("stranger", "议事员")).get(file).status_code == 404
    form["file"] = SimpleUploadedFile("m.pdf", b"no paper")
    page = desk.post(mandates, {**form, "number": 2})
    assert page.status_code == 422 and "李四" in page.content.decode()


def test_hands_are_typed_by_two(desk, second, council, make_vote, make_roll):
    roll = make_roll("representatives", people_rows(10))
    motion = make_vote("residents-representatives", roll, method="hands")
    assert press(desk, council, motion, "present", numbers="1-8").status_code == 302
    figures = {"for_count": 5, "against_count": 2, "abstain_count": 1}
    assert press(desk, council, motion, "hands", **figures).status_code == 302
    text = words(desk.get(url("motions:page", council, motion.pk)))
    assert "等另一个人数第二遍" in text and "赞成 5" not in text
    wrong = press(second, council, motion, "hands", **{**figures, "for_count": 4})
    assert wrong.status_code == 422 and not HandCount.objects.exists()
    press(desk, council, motion, "hands", **figures)
    assert press(second, council, motion, "hands", **figures).status_code == 302
    assert press(desk, council, motion, "close").status_code == 302
    text = words(desk.get(url("motions:page", council, motion.pk)))
    assert "结果：通过" in text and "实到8人" in text


@pytest.mark.parametrize("numbers", ["", "一到八", "9-1", "1-99"])
def test_numbers_that_make_no_sense_come_back(desk, council, make_vote, numbers):
    motion = make_vote("residents-representatives")
    page = press(desk, council, motion, "present", numbers=numbers)
    assert page.status_code == 422 and (not numbers or numbers in page.content.decode())


# --- slips -----------------------------------------------------------------------------------


def test_slips_are_printed_once_and_open_the_ballot(desk, client, council, make_vote):
    motion = make_vote()
    slips = url("motions:slips", council, motion.pk)
    assert desk.get(slips).status_code == 200
    page = desk.post(slips, {"numbers": "1-2"})
    html = page.content.decode()
    assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    assert html.count('class="slip"') == 2 and "style=" not in html and "<svg" in html
    token = re.search(r'class="code">([0-9A-Z-]+)<', html)[1]
    assert client.get(reverse("deliberation:slip", args=[token])).status_code == 200
    assert desk.post(slips, {"numbers": "77"}).status_code == 422
    assert council.record.filter(kind="motion.slips").count() == 1


# --- closing ---------------------------------------------------------------------------------


def test_closing_shows_the_worked_sum_the_law_and_every_vote(
    desk, council, make_vote, django_assert_max_num_queries
):
    motion = make_vote()
    for number in (1, 2):
        voting.cast(motion.heads[number], choice="for", channel="paper", at=NOW)
    assert press(desk, council, motion, "close").status_code == 302
    page = url("motions:page", council, motion.pk)
    text = words(desk.get(page))
    for part in ("本项通过", "民法典", "名册编号", "200.00"):
        assert part in text
    with django_assert_max_num_queries(18):
        desk.get(page)
    assert press(desk, council, motion, "close").status_code == 409


def test_a_faulty_vote_is_annulled_and_repeated(desk, council, make_vote):
    motion = make_vote()
    bare = press(desk, council, motion, "annul", reason="")
    assert bare.status_code == 422
    assert press(desk, council, motion, "annul", reason="票印错了").status_code == 302
    assert "票印错了" in words(desk.get(url("motions:page", council, motion.pk)))
    response = press(desk, council, motion, "repeat")
    again = Motion.objects.get(repeats=motion)
    assert response["Location"] == url("motions:page", council, again.pk)
    assert "重新表决" in words(desk.get(response["Location"]))
    assert press(desk, council, motion, "repeat").status_code == 409
    assert press(desk, council, again, "withdraw").status_code == 302


# --- who may ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["stranger", "supervisor", "editor", "clerk"])
def test_only_this_councils_secretary_changes_anything(
    request, door, make_user, council, make_vote, make_roll, role
):
    """A secretary of elsewhere finds nothing, who oversees may look, all others stay outside."""
    user = make_user("x", "议事员") if role == "stranger" else request.getfixturevalue(role)
    client, motion = door(user), make_vote(roll=make_roll())
    roll = motion.roll
    screens = [
        url("rolls:index", council), url("rolls:upload", council),
        url("rolls:page", council, roll.pk),
        url("motions:index", council), url("motions:page", council, motion.pk),
        url("motions:paper", council, motion.pk), url("motions:call", council, motion.pk),
        url("motions:mandates", council, motion.pk), url("motions:slips", council, motion.pk),
        url("motions:new", council, motion.item.pk),
    ]  # fmt: skip
    seen = {client.get(screen).status_code for screen in screens}
    assert seen == {{"stranger": 404, "supervisor": 200}.get(role, 302)}
    posts = [*screens, url("motions:verb", council, motion.pk, "close")]
    for screen in posts:
        client.post(screen, {"number": 1, "choice": "for", "numbers": "1"})
    motion.refresh_from_db()
    assert motion.status == "open" and not Ballot.objects.exists()
    assert not PaperBallot.objects.exists()


def test_what_belongs_to_another_council_is_not_there(
    desk, make_council, make_vote, make_roll, council
):
    other = make_council("外面的")
    motion, roll = make_vote(), make_roll()
    for name, pk in (
        ("motions:page", motion.pk),
        ("rolls:page", roll.pk),
        ("motions:slips", motion.pk),
    ):
        assert desk.get(url(name, other, pk)).status_code == 404
    assert desk.post(url("motions:verb", other, motion.pk, "close")).status_code == 404
