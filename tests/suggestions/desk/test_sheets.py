"""纸质表: printed with a number, entered by it, once."""

import uuid

import pytest
from django.urls import reverse

from suggestions.models import PaperSheet, Suggestion

pytestmark = pytest.mark.django_db

URL = "/admin/suggestions/add/"


@pytest.fixture
def printed(desk, campaign):
    """Three sheets that lie in a 征集站."""
    form = {"campaign": campaign.pk, "channel": "station", "place": "田林街道征集站", "count": 3}
    assert desk.post(reverse("desk_sheets:index"), form).status_code == 302
    return list(PaperSheet.objects.order_by("pk"))


@pytest.fixture
def enter(desk, campaign):
    def make(sheet, **more):
        form = {
            "key": str(uuid.uuid4()), "channel": "station", "behalf": "self", "way": "auto",
            "campaign": campaign.pk, "title": "路口装一盏灯", "body": "晚上看不见路。",
            "sheet": sheet, **more,
        }  # fmt: skip
        return desk.post(URL, form)

    return make


def test_sheets_are_printed_one_a_page_each_with_its_number_and_code(desk, printed):
    first, last = printed[0].pk, printed[-1].pk
    page = desk.get(reverse("desk_sheets:print", args=[first, last])).content.decode()
    assert page.count('<section class="sheet">') == 3 and page.count("<svg") == 3
    assert all(sheet.number in page for sheet in printed)


def test_a_number_opens_the_form_as_the_sheet_was_meant(desk, printed):
    page = desk.get(URL, {"sheet": f" {printed[0].number} "}).content.decode()
    assert f'name="sheet" value="{printed[0].number}"' in page
    checked = page.partition('value="station"')[2].partition(">")[0]
    assert "checked" in checked and "田林街道征集站" in page


def test_a_sheet_is_registered_once(desk, enter, printed):
    number = printed[0].number
    assert enter(number).status_code == 200
    again = enter(number)
    suggestion = Suggestion.objects.get()
    assert again.status_code == 422 and "已经登记过" in again.content.decode()
    assert suggestion.number in again.content.decode() and suggestion.sheet == printed[0]
    opened = desk.get(URL, {"sheet": number}).content.decode()
    assert suggestion.number in opened and 'name="sheet" value' not in opened
    assert "1/3" in desk.get(reverse("desk_sheets:index")).content.decode()
    args = [printed[0].pk, printed[-1].pk]
    assert number not in desk.get(reverse("desk_sheets:print", args=args)).content.decode()


def test_the_same_press_twice_is_the_same_receipt(enter, printed):
    key = str(uuid.uuid4())
    pages = [enter(printed[0].number, key=key) for _ in "12"]
    assert [page.status_code for page in pages] == [200, 200]
    assert "没有重复登记" in pages[1].content.decode() and Suggestion.objects.count() == 1


def test_a_number_read_wrong_is_caught_before_anything_is_looked_up(desk, enter, printed):
    number = printed[0].number
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert "抄错" in desk.get(URL, {"sheet": wrong}).content.decode()
    refused = enter(wrong)
    assert refused.status_code == 422 and "抄错" in refused.content.decode()
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize("count", ["0", "201", "很多"])
def test_so_many_sheets_at_once_and_no_more(desk, campaign, count):
    form = {"campaign": campaign.pk, "channel": "station", "count": count}
    page = desk.post(reverse("desk_sheets:index"), form)
    assert page.status_code == 422 and "一次印 1 到 200 张" in page.content.decode()
