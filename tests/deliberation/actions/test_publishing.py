"""公示: begins and ends with proof, by the law's calendar; no objection is passed over."""

import datetime as dt
import uuid

import pytest

from deliberation.actions import publishing, resolutions
from deliberation.models import Council, Entry, Objection, Publication, Resolution
from suggestions.actions.rules import Overtaken, Refused
from suggestions.actions.submitting import Changed
from suggestions.models import Workday
from suggestions.work.clocks import CalendarMissing
from tests.conftest import NOW
from tests.deliberation.followed import AFTER_PUBLICATION

pytestmark = pytest.mark.django_db
LAST = dt.datetime(2026, 10, 8, 23, 59, tzinfo=NOW.tzinfo)


def publish(resolution, by, **fields):
    values = {"starts_on": NOW.date(), "places": "三号楼公告栏", "at": NOW, **fields}
    return publishing.publish_resolution(resolution, by=by, **values)


def object_to(resolution, text="灯太亮，照到我家窗户。", *, at=NOW, key=None):
    return publishing.object_to(resolution, text=text, key=key or str(uuid.uuid4()), at=at)


def test_the_fifteenth_day_on_a_holiday_moves_on(published):
    publication = published.publication
    # 15 days from the 16th of September are the 1st of October: a holiday until the 7th.
    assert publication.ends_on == dt.date(2026, 10, 8)
    assert published.status == Resolution.Status.PUBLISHED


def test_an_ordinary_fifteenth_day_is_the_end(held, decision, secretary):
    resolution = resolutions.resolve(held, decision=decision(), by=secretary, at=NOW)
    at = dt.datetime(2026, 11, 2, 10, 0, tzinfo=NOW.tzinfo)
    assert publish(resolution, secretary, starts_on=at.date(), at=at).ends_on == dt.date(
        2026, 11, 17
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"days": 14}, "不少于 15 天"),
        ({"starts_on": dt.date(2026, 9, 17)}, "实际张贴"),
        ({"starts_on": dt.date(2026, 9, 15)}, "表决通过的日子"),
        ({"places": ""}, "张贴地点"),
        ({"days": 400}, "365"),
        ({"ends_on": dt.date(2026, 10, 7)}, "不能早于 2026年10月8日"),
    ],
)
def test_what_is_no_publication_is_refused(resolution, secretary, fields, words):
    with pytest.raises(Refused, match=words):
        publish(resolution, secretary, **fields)
    assert not Publication.objects.exists()


def test_a_council_that_publishes_longer_is_held_to_it(resolution, secretary, council):
    Council.objects.filter(pk=council.pk).update(publication_days=20)
    resolution = Resolution.objects.get(pk=resolution.pk)
    with pytest.raises(Refused, match="不少于 20 天"):
        publish(resolution, secretary, days=15)


def test_without_a_calendar_a_person_decides(resolution, secretary):
    Workday.objects.all().delete()
    with pytest.raises(CalendarMissing):
        publish(resolution, secretary)
    with pytest.raises(Refused, match="不能早于"):
        publish(resolution, secretary, ends_on=dt.date(2026, 9, 30))
    assert publish(resolution, secretary, ends_on=dt.date(2026, 10, 1)).days == 15


def test_it_hangs_once(published, secretary):
    with pytest.raises(Overtaken):
        publish(published, secretary)


def test_a_photo_proves_it(resolution, secretary, private_files, photo_file):
    publication = publish(resolution, secretary, photo=photo_file("墙.jpg"))
    with publication.start_photo.open() as stored:
        assert stored.read(3) == b"\xff\xd8\xff"


# --- the end ----------------------------------------------------------------------------------


def test_it_cannot_end_on_its_last_day(published, secretary):
    with pytest.raises(Refused, match="二十四时"):
        publishing.end_publication(published, end_note="期满。", by=secretary, at=LAST)


def test_it_ends_the_day_after_with_a_note(published, secretary):
    with pytest.raises(Refused, match="结束的情况"):
        publishing.end_publication(published, by=secretary, at=AFTER_PUBLICATION)
    publishing.end_publication(published, end_note="期满。", by=secretary, at=AFTER_PUBLICATION)
    publication = Publication.objects.get()
    assert publication.ended_by == secretary and publication.ended_at == AFTER_PUBLICATION
    published.refresh_from_db()
    assert published.status == Resolution.Status.CARRIED
    assert Entry.objects.last().kind == "resolution.publication_ended"


def test_not_while_an_objection_waits(published, secretary):
    objection, _ = object_to(published)
    with pytest.raises(Refused, match="还有 1 条公示意见"):
        publishing.end_publication(published, end_note="期满。", by=secretary, at=AFTER_PUBLICATION)
    published.refresh_from_db()
    assert published.status == Resolution.Status.PUBLISHED
    publishing.answer_objection(
        objection, answer="加装遮光罩。", by=secretary, at=AFTER_PUBLICATION
    )
    publishing.end_publication(published, end_note="期满。", by=secretary, at=AFTER_PUBLICATION)
    assert Entry.objects.last().data["objections"] == 1


# --- objections -------------------------------------------------------------------------------


def test_sending_twice_is_one_objection_with_one_code(published):
    key = str(uuid.uuid4())
    first, code = object_to(published, key=key)
    second, again = object_to(published, key=key)
    with pytest.raises(Changed):
        object_to(published, "改了一个字", key=key)
    assert first == second and code == again and Objection.objects.count() == 1
    assert first.receipt_hash != code


def test_until_the_last_minute_of_the_last_day(published):
    assert object_to(published, at=LAST)
    with pytest.raises(Refused, match="公示期已经过了"):
        object_to(published, at=LAST + dt.timedelta(minutes=1))


def test_none_before_it_hangs(resolution):
    with pytest.raises(Refused, match="不能再提意见"):
        object_to(resolution)


def test_the_record_holds_no_word_of_it_before_somebody_looked(published, secretary):
    objection, _ = object_to(published, "我是 13812345678，灯太亮。")
    assert "灯太亮" not in str(Entry.objects.last().data)
    assert objection.public_text == ""
    with pytest.raises(Refused, match="手机号"):
        publishing.show_objection(objection, text=objection.text, by=secretary, at=NOW)
    publishing.show_objection(objection, text="灯太亮。", by=secretary, at=NOW)
    assert Entry.objects.last().data["text"] == "灯太亮。"


def test_an_answer_is_given_once(published, secretary, colleague):
    objection, _ = object_to(published)
    same = Objection.objects.get(pk=objection.pk)
    publishing.answer_objection(objection, answer="加遮光罩。", by=secretary, at=NOW)
    with pytest.raises(Overtaken):
        publishing.answer_objection(same, answer="不管。", by=colleague, at=NOW)
    assert Objection.objects.get().answer == "加遮光罩。"
