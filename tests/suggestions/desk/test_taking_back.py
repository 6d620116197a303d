"""撤回这次导入 at the desk: asked with the number, refused with a reason, done once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from suggestions.actions import screening
from suggestions.models import ImportBatch, Suggestion

TEXT = "编号,标题,内容\nA1,灯坏了,楼道灯坏了\nA2,没有桩,楼下没有充电桩\nA2,又来,一次\n"
COLUMNS = {
    "column_external_id": "编号",
    "column_title": "标题",
    "column_body": "内容",
    "channel": "phone",
}


@pytest.fixture
def desk(door, officer):
    return door(officer)


@pytest.fixture
def batch(desk, campaign):
    file = SimpleUploadedFile("来信.csv", TEXT.encode())
    sent = desk.post("/admin/import/new/", {"campaign": campaign.pk, "file": file})
    desk.post(sent.url, COLUMNS)
    return ImportBatch.objects.get()


def page(batch, part=""):
    return f"/admin/import/{batch.pk}/{part}"


def words(response):
    return response.content.decode()


def test_it_is_asked_with_the_number_and_done_by_a_second_press(desk, batch, campaign, officer):
    assert "撤回这次导入（2 条）" in words(desk.get(page(batch)))
    asked = words(desk.get(page(batch, "take-back/")))
    assert f"导入到《{campaign.title}》的 2 条建议，不能恢复" in asked and "确认撤回 2 条" in asked
    assert Suggestion.objects.count() == 2
    done = desk.post(page(batch, "take-back/"), {"number": "2"}, follow=True)
    assert "已撤回，2 条建议和上传的文件都删除了" in words(done)
    assert f"{officer}在 " in words(done) and "撤回了这次导入" in words(done)
    assert "撤回这次导入（" not in words(done) and "撤回时删除" in words(done)
    assert "已撤回" in words(desk.get("/admin/import/"))
    assert not Suggestion.objects.exists()
    again = desk.post(page(batch, "take-back/"), {"number": "0"})
    assert again.status_code == 422 and "没有可以撤回的" in words(again)
    assert desk.get(page(batch, "faults.xlsx")).status_code == 200
    assert desk.get(page(batch, "mapping/")).url == page(batch)


@pytest.mark.parametrize("number", ["", "3", "二"])
def test_a_press_that_names_another_number_is_asked_anew(desk, batch, number):
    answer = desk.post(page(batch, "take-back/"), {"number": number})
    assert answer.status_code == 422 and "确认撤回 2 条" in words(answer)
    assert Suggestion.objects.count() == 2


def test_what_was_decided_on_is_said_with_its_number(desk, batch, officer, now):
    row = Suggestion.objects.order_by("pk").first()
    screening.accept(row, by=officer, at=now)
    for answer, status in (
        (desk.get(page(batch, "take-back/")), 200),
        (desk.post(page(batch, "take-back/"), {"number": "2"}), 422),
    ):
        assert answer.status_code == status
        assert f"2 条里，有 1 条（{row.number}）" in words(answer)
        assert "确认撤回" not in words(answer)
    assert Suggestion.objects.count() == 2


def test_who_may_not_import_may_not_take_back(door, batch, clerk):
    refused = door(clerk).post(page(batch, "take-back/"), {"number": "2"})
    assert refused.status_code in (302, 403) and Suggestion.objects.count() == 2
