"""应听到的人 from a file: columns chosen, faults by the row, all or none, as pasted lines are."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from suggestions.models import Audience, HearingTarget, ListFile
from suggestions.tabular import workbook_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("soon")]


@pytest.fixture
def riders(campaign, area):
    return Audience.objects.create(campaign=campaign, name="骑手")


def send(desk, campaign, *rows, source="普查", file=None, **more):
    text = "\n".join(["征集对象,街镇,常住人口", *rows])
    said = {"source": source, "file": file or ContentFile(text.encode(), "人口.csv"), **more}
    return desk.post(reverse("desk_hearing:list_upload", args=[campaign.pk]), said)


def take(desk, sent):
    columns = desk.get(sent["Location"]).context["form"].initial
    return desk.post(sent["Location"], columns, follow=True)


def test_a_workbook_replaces_the_list_of_before(desk, campaign, area, riders):
    HearingTarget.objects.create(
        campaign=campaign, audience=riders, people=5, source="旧",
        by_id=desk.session["_auth_user_id"], at="2026-01-01T00:00:00Z",
    )  # fmt: skip
    book = workbook_file(
        ["常住人口", "征集对象", "街镇"], [[1200, "骑手", "田林街道"]], title="人口"
    )
    sent = send(desk, campaign, file=ContentFile(book.read(), "人口.xlsx"))
    shown = desk.get(sent["Location"]).content.decode()
    assert "徐汇区 · 田林街道" in shown and HearingTarget.objects.get().people == 5
    assert "已登记 1 格" in take(desk, sent).content.decode()
    one = HearingTarget.objects.get()
    assert (one.audience, one.area, one.people, one.source) == (riders, area, 1200, "普查")


def test_each_fault_is_named_and_the_list_of_before_stays(
    desk, campaign, riders, area, make_campaign
):
    for number in ("001", "002"):
        place = type(area).objects.get(pk=area.pk)
        place.add_child(
            code=f"310104008{number}", name="一村", level="community", full_name=f"一村{number}"
        )
    Audience.objects.create(campaign=make_campaign("别的"), name="老师")
    assert take(desk, send(desk, campaign, "骑手,,7")).status_code == 200
    sent = send(
        desk, campaign, "骑手,田林街道,10", "老师,,5", "骑手,火星,5", "不限,不限,5", "骑手,,很多",
        ",310104008,3", "骑手,徐汇区,0", "骑手,一村,9",
    )  # fmt: skip
    shown = desk.get(sent["Location"]).content.decode()
    for words in (
        "没有征集对象“老师”", "没有找到区域“火星”", "至少写一样", "现在是“很多”", "有重叠",
        "现在是“0”", "“一村”不止一处",
    ):  # fmt: skip
        assert words in shown
    refused = take(desk, sent)
    assert refused.status_code == 422 and "有 7 行需要改" in refused.content.decode()
    assert HearingTarget.objects.get().people == 7


def test_a_pasted_sheet_does_as_well_and_the_source_is_asked_for(desk, campaign, riders):
    at = reverse("desk_hearing:list_upload", args=[campaign.pk])
    pasted = "群体\t区域\t人数\n骑手\t不限\t3000"
    assert desk.post(at, {"pasted": pasted}).status_code == 422
    assert not ListFile.objects.exists()
    sent = desk.post(at, {"pasted": pasted, "source": "普查"})
    assert "已登记 1 格" in take(desk, sent).content.decode()
    assert HearingTarget.objects.get().people == 3000


def test_more_rows_than_are_told_are_refused(desk, campaign, riders):
    sent = send(desk, campaign, *["骑手,,1"] * 501)
    many = desk.get(send(desk, campaign, *["骑手,,1"] * 500)["Location"]).content.decode()
    assert "一次最多" not in many
    assert "一次最多 500 行" in desk.get(sent["Location"]).content.decode()
    assert take(desk, sent).status_code == 422 and not HearingTarget.objects.exists()


def test_the_page_leads_there_and_another_campaign_opens_no_list_of_this(
    desk, campaign, riders, make_campaign
):
    at = reverse("desk_hearing:list_upload", args=[campaign.pk])
    page = desk.get(reverse("desk_hearing:page", args=[campaign.pk])).content.decode()
    assert at in page
    key = send(desk, campaign, "骑手,,5")["Location"].rstrip("/").rpartition("/")[2]
    other = reverse("desk_hearing:list_check", args=[make_campaign("别的").pk, key])
    assert desk.get(other).status_code == 404
