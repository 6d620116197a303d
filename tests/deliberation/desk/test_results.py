"""The secretary's screens after the meeting: buttons reach their verbs, strangers stay out."""

import io

import openpyxl
import pytest
from django.urls import reverse

from deliberation.actions import carrying, pledging, publishing, resolutions
from deliberation.minutes.parties import attended
from deliberation.models import Meeting, Minutes, Objection, Pledge, Resolution, TaskPhoto
from suggestions.staff.forms import SUBJECT
from tests.conftest import NOW
from tests.deliberation.followed import AFTER_PUBLICATION as AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("soon")]


def at(name, *args):
    return reverse(f"desk_{name}", args=args)


@pytest.fixture
def secretary_door(door, secretary):
    return door(secretary)


def press(client, name, council, record, verb, **data):
    return client.post(at(name, council.pk, record.pk, verb), data)


def page(response):
    return response.content.decode()


# --- minutes ----------------------------------------------------------------------------------


def test_minutes_from_draft_to_final(secretary_door, closed, resolution, council):
    assert (
        press(secretary_door, "meetings:minutes_verb", council, closed, "draft").status_code == 302
    )
    text = page(secretary_door.get(at("meetings:minutes", council.pk, closed.pk)))
    assert "幸福社区议事会会议纪要" in text and "尚未定稿" in text and "张建国" in text
    press(
        secretary_door, "meetings:minutes_verb", council, closed, "rewrite", added="街道到场说明。"
    )
    press(secretary_door, "meetings:minutes_verb", council, closed, "send")
    minutes = Minutes.objects.get()
    assert minutes.status == Minutes.Status.CONFIRMING and minutes.added == "街道到场说明。"
    for seat in attended(minutes):
        told = press(
            secretary_door,
            "meetings:minutes_verb",
            council,
            closed,
            "paper",
            seat=seat.pk,
        )
        assert told.status_code == 302, page(told)
    assert Minutes.objects.get().status == Minutes.Status.FROZEN
    assert Minutes.objects.get().head in page(
        secretary_door.get(at("meetings:minutes", council.pk, closed.pk))
    )


def test_a_correction_asks_for_its_reason(secretary_door, closed, resolution, council):
    press(secretary_door, "meetings:minutes_verb", council, closed, "draft")
    press(secretary_door, "meetings:minutes_verb", council, closed, "send")
    refused = press(secretary_door, "meetings:minutes_verb", council, closed, "correct", reason="")
    assert refused.status_code == 422 and "请填写更正的原因" in page(refused)
    press(secretary_door, "meetings:minutes_verb", council, closed, "correct", reason="漏记一人。")
    assert Meeting.objects.get(pk=closed.pk).status == Meeting.Status.CLOSED


def test_a_button_of_minutes_that_are_not_written_is_refused_in_words(
    secretary_door,
    closed,
    council,
):
    refused = press(secretary_door, "meetings:minutes_verb", council, closed, "rewrite", added="")
    assert refused.status_code == 422 and "纪要还没有写" in page(refused)


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_the_paper_with_full_names_is_for_the_desk(
    secretary_door,
    client,
    closed,
    resolution,
    council,
    kind,
):
    press(secretary_door, "meetings:minutes_verb", council, closed, "draft")
    response = secretary_door.get(at("meetings:minutes_file", council.pk, closed.pk, kind))
    assert response.status_code == 200 and "no-store" in response["Cache-Control"]
    assert f".{kind}" in response["Content-Disposition"]
    assert client.get(at("meetings:minutes_file", council.pk, closed.pk, kind)).status_code == 302


# --- a new resolution -------------------------------------------------------------------------


def sheet(**fields):
    return {
        "title": "装路灯",
        "text": "在三号楼前装六盏灯。",
        "lead": "居委会",
        "helpers": "物业、业委会",
        "money_repair_fund": "12000.00",
        "work-TOTAL_FORMS": "6",
        "work-INITIAL_FORMS": "0",
        "work-0-title": "采购",
        "work-0-lead": "物业",
        "work-0-due_on": "2026-11-20",
        **fields,
    }


def test_a_carried_vote_becomes_a_resolution(secretary_door, held, council):
    address = at("resolutions:new", council.pk, held.pk)
    assert "安装太阳能路灯" in page(secretary_door.get(address))
    response = secretary_door.post(address, sheet())
    made = Resolution.objects.get()
    assert response["Location"] == at("resolutions:page", council.pk, made.pk)
    assert made.helpers == ["物业", "业委会"] and made.tasks.get().lead == "物业"
    assert secretary_door.get(address).status_code == 302  # it is there already
    assert secretary_door.post(address, sheet()).status_code == 409


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"lead": ""}, "请填写由谁牵头"),
        ({"work-0-title": "", "work-0-lead": "", "work-0-due_on": ""}, "至少写一项"),
        ({"work-0-due_on": ""}, "请填写期限"),
        ({"money_repair_fund": "abc"}, "请填写数字"),
        ({"work-0-due_on": "2026-01-01"}, "不能早于今天"),
    ],
)
def test_a_faulty_sheet_comes_back_as_typed(secretary_door, held, council, change, words):
    response = secretary_door.post(at("resolutions:new", council.pk, held.pk), sheet(**change))
    assert response.status_code == 422 and words in page(response)
    assert "在三号楼前装六盏灯。" in page(response) and not Resolution.objects.exists()


# --- carrying it out --------------------------------------------------------------------------


def test_from_publication_to_residents(
    door, secretary, resolution, council, time_machine, private_files, photo_file
):
    client = door(secretary)
    own = at("resolutions:page", council.pk, resolution.pk)

    def do(verb, **data):
        response = press(client, "resolutions:verb", council, resolution, verb, **data)
        assert (response.status_code, response.get("Location")) == (302, own), page(response)

    do("publish", starts_on="2026-09-16", days="15", places="公告栏", photo=photo_file())
    assert Resolution.objects.get().publication.start_photo
    time_machine.move_to(AT, tick=False)
    client = door(secretary)  # the earlier session has run out
    do("end-publication", end_note="期满。")
    for task in resolution.tasks.all():
        do("progress", desk_subject=task.pk, text="开工。", spent="100.00", source="repair_fund")
        do("photo", desk_subject=task.pk, when="before", upload=photo_file(), caption="黑")
        do("task-done", desk_subject=task.pk, text="好了。")
    do("finish")
    assert Resolution.objects.get().status == Resolution.Status.DONE
    photo = TaskPhoto.objects.first()
    served = client.get(at("resolutions:task_photo", council.pk, resolution.pk, photo.pk))
    assert served.status_code == 200 and served["Content-Type"] == "image/jpeg"
    text = page(client.get(own))
    assert "200.00" in text and "办之前" in text


def test_objections_are_looked_at_shown_and_answered(secretary_door, published, council):
    objection, _ = publishing.object_to(
        published,
        text="我是13812345678，灯太亮。",
        key="5f0c0e8e-0000-4000-8000-000000000001",
        at=NOW,
    )
    text = page(secretary_door.get(at("resolutions:page", council.pk, published.pk)))
    assert "灯太亮" in text and "还没有公开" in text
    for verb, data in (("show", {"text": "灯太亮。"}), ("answer", {"answer": "加遮光罩。"})):
        press(
            secretary_door,
            "resolutions:verb",
            council,
            published,
            verb,
            desk_subject=objection.pk,
            **data,
        )
    objection = Objection.objects.get()
    assert (objection.public_text, objection.answer) == ("灯太亮。", "加遮光罩。")


def test_a_refused_button_keeps_what_was_typed(secretary_door, published, council):
    response = press(
        secretary_door,
        "resolutions:verb",
        council,
        published,
        "end-publication",
        end_note="期满了吧。",
    )
    assert response.status_code == 422 and "二十四时" in page(response)
    assert "期满了吧。" in page(response)


# --- the ledger -------------------------------------------------------------------------------


def test_the_ledger_by_hand(secretary_door, published, council):
    def do(verb, record=None, **data):
        address = at("resolutions:pledges_verb", council.pk, published.pk, verb)
        return secretary_door.post(address, {**data, **({SUBJECT: record.pk} if record else {})})

    assert do("pledge", amount="100.50", name="王阿姨", public_name="王某").status_code == 302
    pledge, today = Pledge.objects.get(), "2026-09-16"
    do("pay", pledge, amount="100.50", day=today, proof="收据1")
    refused = do("refund", pledge, amount="100.51", day=today, proof="转账2")
    assert refused.status_code == 422 and "退款不能超过" in page(refused)
    do("refund", pledge, amount="0.50", day=today, proof="转账2")
    do("reverse", pledge.lines.get(kind="refunded"), reason="记错了。")
    sums = pledging.reconcile(published)
    assert (sums.paid, sums.refunded, sums.balanced) == (pledge.amount, 0, True)
    text = page(secretary_door.get(at("resolutions:pledges", council.pk, published.pk)))
    assert "分毫不差" in text and "冲正" in text and "王阿姨" in text


def test_the_sheet_of_the_ledger(secretary_door, door, supervisor, published, council, secretary):
    pledge = pledging.make_pledge(published, amount="100.50", name="王阿姨", by=secretary, at=NOW)
    pledging.pay_pledge(pledge, amount="0.10", on=NOW.date(), proof="=1+1", by=secretary, at=NOW)
    response = secretary_door.get(at("resolutions:pledges_file", council.pk, published.pk))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    rows = list(book.active.values)
    assert rows[1][:4] == (1, "王阿姨", "热心居民", 100.5)
    assert rows[1][6] == 0.1 and rows[1][8].startswith("'=")
    theirs = door(supervisor).get(at("resolutions:pledges_file", council.pk, published.pk))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(theirs.streaming_content)))
    assert not list(book.active.values)[1][1]


# --- who ---------------------------------------------------------------------------------------


@pytest.fixture
def stranger(make_user, make_council):
    """A secretary of another council."""
    person = make_user("stranger", "议事员")
    make_council("别处议事会", secretaries=[person])
    return person


@pytest.mark.parametrize(
    "name", ["resolutions:page", "resolutions:pledges", "resolutions:pledges_file"]
)
def test_another_councils_secretary_finds_nothing(door, stranger, published, council, name):
    assert door(stranger).get(at(name, council.pk, published.pk)).status_code == 404


def test_a_record_of_another_council_is_not_reached_through_ones_own(
    door, stranger, published, held
):
    own = stranger.councils.get()
    client = door(stranger)
    for address in (
        at("resolutions:page", own.pk, published.pk),
        at("resolutions:pledges", own.pk, published.pk),
        at("meetings:minutes", own.pk, held.item.meeting_id),
        at("resolutions:new", own.pk, held.pk),
    ):
        assert client.get(address).status_code == 404


def test_who_oversees_looks_and_changes_nothing(door, supervisor, published, council):
    client = door(supervisor)
    text = page(client.get(at("resolutions:page", council.pk, published.pk)))
    assert published.title in text and 'class="desk-verb"' not in text
    refused = press(client, "resolutions:verb", council, published, "repeal", reason="不办了。")
    assert refused.status_code == 302 and refused["Location"] == reverse("wagtailadmin_home")
    assert Resolution.objects.get().status == Resolution.Status.PUBLISHED


def test_the_list_shows_mine_and_what_came_up_late(
    door, stranger, carried, secretary_door, make_council
):
    own = stranger.councils.get()
    assert carried.title not in page(door(stranger).get(at("resolutions:index")))
    Resolution.objects.update(escalated_to=own, escalated_at=NOW)
    text = page(door(stranger).get(at("resolutions:index")))
    assert carried.title in text and carried.get_absolute_url() in text
    assert at("resolutions:page", carried.council_id, carried.pk) in page(
        secretary_door.get(at("resolutions:index"))
    )


def test_the_page_asks_a_fixed_number_of_questions(
    secretary_door, carried, council, secretary, django_assert_max_num_queries
):
    for n in range(6):
        work = resolutions.Work(f"事项{n}", "物业", carried.due_on)
        carrying.add_task(carried, work=work, by=secretary, at=AT)
    with django_assert_max_num_queries(40):
        secretary_door.get(at("resolutions:page", council.pk, carried.pk))
