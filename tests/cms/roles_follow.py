"""Minutes, resolutions and what follows them in the roles table."""

import datetime as dt
import io
import uuid

from tests.cms.roles_row import Row
from tests.conftest import NOW

RUN = frozenset({"secretary"})
SEE = RUN | {"officer", "supervisor", "administrator"}


def foreign(name: str, things: str) -> Row:
    """The same record below a council that it does not belong to."""
    return Row(name, f"foreign {things}", frozenset(), missing=SEE)


GETS = [
    # --- residents
    Row("deliberation:minutes", "filed"),
    Row("deliberation:minutes", "ended", status=404),
    Row("deliberation:minutes_file", "filed docx"),
    Row("deliberation:minutes_file", "ended docx", status=404),
    Row("deliberation:sign_minutes", "sign_token"),
    Row("deliberation:resolution", "carried"),
    Row("deliberation:resolution", "undecided", status=404),
    Row("deliberation:say_whether_done", "carried", status=303),
    Row("deliberation:object_to", "carried", status=303),
    Row("deliberation:rate_effect", "carried", status=303),
    Row("deliberation:wall_photo", "carried", status=404),
    Row("deliberation:objection_mine", "objection", status=302),
    Row("deliberation:task_photo", "work_photo"),
    Row("deliberation:task_photo_thumb", "work_photo"),
    # --- the desk
    Row("desk_resolutions:index", "", SEE),
    Row("desk_resolutions:index_results", "", SEE),
    Row("desk_effects:index", "", SEE),
    Row("desk_effects:index_results", "", SEE),
    Row("desk_meetings:minutes", "council ended", SEE),
    Row("desk_meetings:minutes_file", "council ended docx", SEE),
    Row("desk_meetings:minutes_verb", "council ended send", SEE, 302),
    Row("desk_resolutions:new", "council decided", SEE),
    Row("desk_resolutions:page", "council carried", SEE),
    Row("desk_resolutions:verb", "council carried finish", SEE, 302),
    Row("desk_resolutions:task_photo", "council carried work_photo", SEE),
    Row("desk_resolutions:pledges", "council carried", SEE),
    Row("desk_resolutions:pledges_verb", "council carried pledge", SEE, 302),
    Row("desk_resolutions:pledges_file", "council carried", SEE),
    foreign("desk_meetings:minutes", "ended"),
    foreign("desk_meetings:minutes_file", "ended docx"),
    foreign("desk_resolutions:new", "decided"),
    foreign("desk_resolutions:page", "carried"),
    foreign("desk_resolutions:task_photo", "carried work_photo"),
    foreign("desk_resolutions:pledges", "carried"),
    foreign("desk_resolutions:pledges_file", "carried"),
]

POSTS = [
    Row("deliberation:sign_minutes", "sign_token", status=422),
    Row("deliberation:say_whether_done", "carried", status=422),
    Row("deliberation:object_to", "carried", status=422),
    Row("deliberation:rate_effect", "carried", status=422),
    Row("desk_resolutions:new", "council decided", RUN, "taken"),
]

VERBS = {
    ("desk_meetings:minutes_verb", "council ended"): dict.fromkeys(
        ("draft", "rewrite", "send", "paper", "correct"), RUN
    ),
    ("desk_resolutions:verb", "council carried"): dict.fromkeys(
        ("publish", "end-publication", "finish", "add-task", "reschedule", "reopen"), RUN
    )
    | dict.fromkeys(("repeal", "bring-back", "show", "answer", "promise", "evaluate"), RUN)
    | dict.fromkeys(("progress", "photo", "task-done", "resume"), RUN),
    ("desk_resolutions:pledges_verb", "council carried"): dict.fromkeys(
        ("pledge", "pay", "refund", "reverse"), RUN
    ),
}

ON = {
    **dict.fromkeys(("show", "answer"), "objection"),
    **dict.fromkeys(("progress", "photo", "task-done", "resume"), "work"),
    **dict.fromkeys(("pay", "refund"), "pledge"),
    "reverse": "ledger_line",
}


def pages() -> dict:
    from deliberation.desk.results import minutes, pledges, resolution

    return {
        "desk_meetings:minutes_verb": minutes.MinutesPage,
        "desk_resolutions:verb": resolution.ResolutionPage,
        "desk_resolutions:pledges_verb": pledges.PledgesPage,
    }


def things(fixture, council, item, resolution) -> dict:
    """Two meetings with minutes, one final; a resolution with all that hangs on it."""
    from deliberation.actions import carrying, minuting, pledging
    from deliberation.actions.minutes_asking import sign_url
    from deliberation.models import Meeting, Minutes, Motion, Objection, Resolution, Task

    secretary = fixture("secretary")

    def meeting(days):
        at = NOW - dt.timedelta(days=days)
        return Meeting.objects.create(
            council=council, kind="extra", status="closed", month=at.date().replace(day=1),
            starts_at=at, opened_at=at, closed_at=at, notice_by=at, minutes=60,
            secret=f"follow-{days}",
        )  # fmt: skip

    def passed(number):
        return Motion.objects.create(
            item=item, number=number, title="通过的", text="同意。", rule="council", method="hands",
            drafted_by=secretary, status="closed", passed=True, opened_at=NOW, closed_at=NOW,
        )  # fmt: skip

    ended, asked, filed = meeting(3), meeting(4), meeting(20)
    seat = council.seats.order_by("pk").first()
    for one in (ended, asked, filed):
        one.attendances.create(
            seat=seat, party=seat.party, name=seat.holder, capacity="member", way="list",
            arrived_at=one.starts_at,
        )  # fmt: skip
        minuting.draft_minutes(one, by=secretary, at=NOW)
    minuting.send_minutes(Minutes.objects.get(meeting=asked), by=secretary, at=NOW)
    then = NOW - dt.timedelta(days=15)
    minuting.send_minutes(Minutes.objects.get(meeting=filed), by=secretary, at=then)
    minuting.freeze_due_minutes(at=NOW)
    token = sign_url(Minutes.objects.get(meeting=asked), seat).rstrip("/").rsplit("/", 1)[1]
    work = Task.objects.create(
        resolution=resolution, order=1, title="采购", lead="物业", due_on=NOW.date()
    )
    resolution.money.create(source="crowdfunding", amount="100.00")
    photo = carrying.add_photo(work, upload=picture(), when="before", by=secretary, at=NOW)
    objection = Objection.objects.create(
        resolution=resolution, key=uuid.uuid4(), text="太亮。", receipt_hash="follow", at=NOW
    )
    pledge = pledging.make_pledge(resolution, amount="10.00", by=secretary, at=NOW)
    line = pledging.pay_pledge(
        pledge, amount="5.00", on=NOW.date(), proof="收据", by=secretary, at=NOW
    )
    undecided = Resolution.objects.create(
        council=council, motion=passed(902), matter=resolution.matter, year=2026, number=901,
        title="还没公示", text="同意。", worked="", lead="物业", passed_at=NOW,
    )  # fmt: skip
    return {
        "ended": ended, "filed": filed, "sign_token": token, "work": work, "work_photo": photo,
        "objection": objection, "pledge": pledge, "ledger_line": line, "undecided": undecided,
        "decided": passed(903),
    }  # fmt: skip


def picture():
    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    data = io.BytesIO()
    Image.new("RGB", (8, 8)).save(data, "JPEG")
    return SimpleUploadedFile("照片.jpg", data.getvalue())
