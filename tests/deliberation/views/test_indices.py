"""睦邻指数 in public: every figure with what it stands on, small ones hidden, nobody ranked."""

import datetime as dt
import io
import re
import uuid

import openpyxl
import pytest
from django.urls import reverse

from deliberation.actions import disputing, indexing, withholding
from deliberation.models import Dispute, Entry, Figure, Indicator, Withheld
from deliberation.telling import indices
from suggestions.actions.rules import Overtaken, Refused
from tests.conftest import NOW
from tests.deliberation.desk.test_results import page, press
from tests.deliberation.views.test_results import words

pytestmark = pytest.mark.django_db

SEPTEMBER = dt.date(2026, 9, 1)
OCTOBER = dt.datetime(2026, 10, 2, 3, tzinfo=NOW.tzinfo)


@pytest.fixture
def reckoned(closed, council, time_machine):
    """September of a council that met with eight of ten seats."""
    indexing.reckon_month(SEPTEMBER, at=OCTOBER)
    time_machine.move_to(OCTOBER, tick=False)
    return council


def figure(council, code="seats"):
    return Figure.objects.get(council=council, indicator__code=code, month=SEPTEMBER)


def see(client, name, *args, **query):
    return client.get(reverse(f"deliberation:{name}", args=args), query)


# --- pages ------------------------------------------------------------------------------------


def test_the_city_says_value_numerator_and_denominator(client, reckoned):
    text = words(see(client, "index"))
    assert "席位到会 席位有多少到了会 80 % 8 10" in text
    assert "这里不排名次" in text and "没有可算的" in text
    assert "由 17 项指标里有数的" in text or "指数没有算出" in text


def test_before_anything_was_reckoned_the_page_says_so(client, council):
    response = see(client, "index")
    assert response.status_code == 200 and "还没有算过" in page(response)
    assert see(client, "index_file", "csv").status_code == 404
    assert see(client, "council_index", council.slug).status_code == 200


@pytest.mark.parametrize(
    ("month", "said"), [("2026-13", "月份写成"), ("2026-08", "2026年8月没有算过")]
)
def test_a_month_that_is_not_there_is_said_in_words(client, reckoned, month, said):
    for response in (
        see(client, "index", month=month),
        see(client, "indicator", "seats", month=month),
        see(client, "council_index", reckoned.slug, month=month),
    ):
        assert response.status_code == 400 and said in page(response)
        assert "2026年9月" in page(response)


def test_one_click_leads_to_formula_counts_and_source(client, reckoned):
    own = figure(reckoned)
    listed = page(see(client, "council_index", reckoned.slug))
    assert own.get_absolute_url() in listed
    text = words(client.get(own.get_absolute_url()))
    assert "到会席位 ÷ 应到席位 × 100" in text
    assert "分子 8 ，分母 10" in text
    assert "替补代到的也算" in text and "依据：议事会自己的规则" in text


def test_an_area_is_the_sum_of_its_councils_and_not_a_mean(client, reckoned, make_council, area):
    other = make_council("别处议事会")
    row = Figure.objects.get(council=reckoned, indicator__code="seats")
    Figure.objects.create(
        council=other, month=SEPTEMBER, indicator=row.indicator, numerator=1, denominator=30,
        value=3,
    )  # fmt: skip
    text = words(see(client, "index_area", area.code))
    assert "席位到会 席位有多少到了会 22.5 % 9 40" in text


def test_places_stand_by_code_whatever_their_figures(client, reckoned, make_council):
    other = make_council("安居议事会")
    row = figure(reckoned)
    Figure.objects.create(
        council=other, month=SEPTEMBER, indicator=row.indicator, numerator=9, denominator=9,
        value=100,
    )  # fmt: skip
    text = page(see(client, "indicator", "seats", area=reckoned.area.code))
    assert text.index("安居议事会") < text.index("幸福社区议事会")
    Figure.objects.filter(pk=row.pk).update(numerator=10, value=100)
    again = page(see(client, "indicator", "seats", area=reckoned.area.code))
    assert again.index("安居议事会") < again.index("幸福社区议事会")
    assert not re.search("第 ?1 ?名|排名第", again)


def test_below_the_least_denominator_nothing_is_told(client, reckoned):
    row = figure(reckoned, "done")
    Figure.objects.filter(pk=row.pk).update(numerator=3, denominator=4, value=75)
    for response in (
        see(client, "index"),
        see(client, "council_index", reckoned.slug),
        client.get(row.get_absolute_url()),
    ):
        text = words(response)
        assert "数量不足 5，或者能推算出这样的数，不显示" in text and "75 %" not in text
    file = b"".join(see(client, "index_file", "csv").streaming_content).decode()
    (line,) = [one for one in file.splitlines() if "说真的办好" in one]
    assert ",,,%,数量不足 5，或者能推算出这样的数，不显示" in line
    Figure.objects.filter(pk=row.pk).update(numerator=4, denominator=5, value=80)
    assert "80 %" in words(client.get(row.get_absolute_url()))


def test_no_denominator_is_no_value_and_not_0(client, reckoned):
    text = words(client.get(figure(reckoned, "ontime").get_absolute_url()))
    assert "没有可算的" in text and "分子 0 ，分母 0" in text


def test_a_year_is_drawn_as_bars(client, reckoned):
    Figure.objects.create(
        council=reckoned, month=dt.date(2026, 8, 1), indicator=figure(reckoned).indicator,
        numerator=2, denominator=10, value=20,
    )  # fmt: skip
    text = page(client.get(figure(reckoned).get_absolute_url()))
    assert text.count('class="held"') == 2
    points = indices.trend(figure(reckoned).indicator, SEPTEMBER, council=reckoned)
    assert [p.height for p in points[-2:]] == [25.0, 100.0] and points[0].height is None


def test_another_wording_is_told(client, reckoned):
    old = figure(reckoned).indicator
    Indicator.objects.filter(pk=old.pk).update(until=SEPTEMBER)
    values = {f.name: getattr(old, f.name) for f in Indicator._meta.fields if f.name != "id"}
    Indicator.objects.create(**values | {"since": OCTOBER.date(), "until": None})
    assert "换过的口径" in page(see(client, "indicator", "seats"))


def test_what_is_not_there_is_404(client, reckoned):
    assert see(client, "indicator", "nothing").status_code == 404
    assert see(client, "figure", 0).status_code == 404
    assert see(client, "index_area", "nothing").status_code == 404
    assert see(client, "index_file", "pdf").status_code == 404


def test_a_page_takes_few_queries(client, reckoned, django_assert_max_num_queries):
    for response in (see(client, "index"), see(client, "council_index", reckoned.slug)):
        assert response.status_code == 200
    for address in (
        reverse("deliberation:index"),
        reverse("deliberation:indicator", args=["seats"]),
        reverse("deliberation:council_index", args=[reckoned.slug]),
        figure(reckoned).get_absolute_url(),
    ):
        with django_assert_max_num_queries(16):
            client.get(address)


# --- the index itself -------------------------------------------------------------------------


def shown(weight, value, **fields):
    values = {
        "worst": 0,
        "best": 100,
        "better": "more",
        "least": 1,
        "formula": "已开会议 / 应开会议",
    }
    return indices.Shown(Indicator(weight=weight, **values | fields), value=value)


def test_points_lie_between_the_two_numbers():
    from decimal import Decimal

    days = {"worst": Decimal(180), "best": Decimal(30), "better": "less"}
    for value, points in ((180, 0), (30, 100), (105, 50), (400, 0), (1, 100)):
        assert shown(1, Decimal(value), **days).points == points


def test_the_index_is_a_weighted_mean_and_missing_below_half():
    from decimal import Decimal

    good, bad, none = shown(3, Decimal(100)), shown(1, Decimal(0)), shown(4, None)
    found = indices.index_of([good, bad, none])
    assert (found.value, found.weight, found.whole, found.number, found.all) == (75, 4, 8, 2, 3)
    assert indices.index_of([good, bad, shown(5, None)]).value is None
    assert indices.index_of([]).value is None
    assert indices.index_of([shown(0, Decimal(5))]).value is None


# --- files ------------------------------------------------------------------------------------


def test_the_month_as_csv_and_xlsx(client, reckoned):
    response = see(client, "index_file", "csv", month="2026-09")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0].startswith("月份,区域,议事会,指标") and len(lines) == 18
    assert "席位到会,到会席位 ÷ 应到席位 × 100,8.0,10.0,80.0,%" in text
    book = see(client, "index_file", "xlsx", area=reckoned.area.code)
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(book.streaming_content))).active
    assert sheet.max_row == 18 and sheet["C2"].value == "幸福社区议事会"


# --- disputes ---------------------------------------------------------------------------------


def dispute(client, council, text="我在场，来了九席。", key=None):
    address = reverse("deliberation:dispute_figure", args=[figure(council).pk])
    return client.post(address, {"text": text, "key": key or str(uuid.uuid4())})


def test_a_figure_is_disputed_answered_and_both_stand_beside_it(client, door, secretary, reckoned):
    said = dispute(client, reckoned, "我是13812345678，我在场，来了九席。")
    assert said.status_code == 302
    own = figure(reckoned).get_absolute_url()
    text = words(client.get(own))
    assert "有 1 条异议还没有答复" in text and "九席" not in text
    found = Dispute.objects.get()
    desk = door(secretary)
    assert "席位到会" in page(desk.get(reverse("desk_disputes:index")))
    form = page(desk.get(reverse("desk_disputes:page", args=[reckoned.pk, found.pk])))
    assert "当时是 8 / 10" in form and "到会席位 ÷ 应到席位" in form
    told = {"public_text": "来了九席。", "answer": "签到名单是八席。"}
    assert press(desk, "disputes:verb", reckoned, found, "answer", **told).status_code == 302
    text = words(client.get(own))
    assert "来了九席。" in text and "签到名单是八席" in text and "当时是 8 / 10" in text
    assert "还没有答复" not in text and "13812345678" not in text
    kinds = list(Entry.objects.filter(kind__startswith="dispute").values_list("kind", flat=True))
    assert sorted(kinds) == ["dispute.answered", "dispute.received"]
    assert "13812345678" not in str(list(Entry.objects.values_list("data", flat=True)))


def test_sent_twice_it_is_one(client, reckoned):
    key = str(uuid.uuid4())
    dispute(client, reckoned, key=key)
    assert dispute(client, reckoned, key=key).status_code == 302
    assert Dispute.objects.count() == 1
    other = dispute(client, reckoned, "另外一句话。", key=key)
    text = page(other)
    assert other.status_code == 409 and "内容与上次不同" in text and "另外一句话。" in text
    fresh = re.search(r'name="key" value="([^"]+)"', text)[1]
    assert dispute(client, reckoned, "另外一句话。", key=fresh).status_code == 302
    assert Dispute.objects.count() == 2


def test_what_one_network_may_dispute_is_bounded_by_the_day(client, reckoned, time_machine):
    for n in range(20):
        time_machine.move_to(OCTOBER + n * dt.timedelta(minutes=20), tick=False)
        assert dispute(client, reckoned, f"第{n}条").status_code == 302
    refused = dispute(client, reckoned, "还有一条")
    assert (
        refused.status_code == 429 and "请明天再来" in page(refused) and "还有一条" in page(refused)
    )
    time_machine.move_to(OCTOBER + dt.timedelta(days=1), tick=False)
    assert dispute(client, reckoned, "还有一条").status_code == 302


def test_one_figure_has_so_many_unanswered_ones_and_no_more(client, reckoned, monkeypatch):
    monkeypatch.setattr(disputing, "WAITING", 1)
    dispute(client, reckoned)
    refused = dispute(client, reckoned, "还有一条")
    assert refused.status_code == 409 and "等着答复" in page(refused)
    assert Dispute.objects.count() == 1


@pytest.mark.parametrize(("text", "said"), [("", "请写明哪里不对"), ("长" * 1001, "1000")])
def test_an_unclear_dispute_comes_back(client, reckoned, text, said):
    response = dispute(client, reckoned, text)
    assert response.status_code == 422 and said in page(response)
    assert not Dispute.objects.exists()


def test_of_a_hidden_figure_the_dispute_tells_nothing_more(client, reckoned):
    Indicator.objects.filter(code="seats").update(least=50)
    dispute(client, reckoned)
    assert Dispute.objects.get().said_of == "没有显示的数"


def test_it_is_answered_once_and_without_numbers(client, reckoned, secretary):
    dispute(client, reckoned)
    found, answer = Dispute.objects.get(), disputing.answer_dispute
    with pytest.raises(Refused, match="手机号"):
        answer(found, public_text="13812345678", answer="好。", by=secretary, at=OCTOBER)
    answer(found, public_text="九席。", answer="八席。", by=secretary, at=OCTOBER)
    with pytest.raises(Overtaken):
        answer(found, public_text="九席。", answer="九席。", by=secretary, at=OCTOBER)


def test_another_councils_disputes_are_not_there(client, door, make_user, reckoned):
    dispute(client, reckoned)
    other = door(make_user("elsewhere", "议事员"))
    assert "席位到会" not in page(other.get(reverse("desk_disputes:index")))
    own = reverse("desk_disputes:page", args=[reckoned.pk, Dispute.objects.get().pk])
    assert other.get(own).status_code == 404


def test_a_long_list_of_disputes_asks_as_often_as_a_short_one(
    client, door, secretary, reckoned, django_assert_max_num_queries
):
    for n in range(6):
        disputing.dispute_figure(figure(reckoned), text=f"第{n}条", key=str(uuid.uuid4()), at=NOW)
    desk = door(secretary)
    with django_assert_max_num_queries(9):
        desk.get(reverse("desk_disputes:index_results"))


# --- nothing is reckoned back --------------------------------------------------------------------


def test_a_small_figure_cannot_be_taken_from_the_sum_of_its_street(
    client, reckoned, make_council, council
):
    """Two neighbours of one area: with one hidden alone the sum would tell it."""
    other = make_council("邻居议事会", area=council.area)
    Indicator.objects.filter(code="seats").update(least=5)
    own = figure(reckoned)
    Figure.objects.create(
        council=other, month=SEPTEMBER, indicator=own.indicator, numerator=2, denominator=3
    )
    withholding.settle(SEPTEMBER)
    hidden = "或者能推算出这样的数，不显示"
    for response in (
        client.get(own.get_absolute_url()),
        see(client, "council_index", reckoned.slug),
        see(client, "indicator", "seats", area=council.area.code),
    ):
        text = words(response)
        assert hidden in text and " 8 10" not in text
    told = words(see(client, "index_area", council.area.code))
    assert "10 13" in told, "the sum of both may be told: neither follows from it"
    data = b"".join(see(client, "index_file", "csv").streaming_content).decode()
    assert sum(hidden in line for line in data.splitlines() if "席位到会" in line) == 2
    assert disputing.said_of(own) == "没有显示的数"


def test_reckoning_again_settles_anew_what_is_withheld(reckoned):
    Withheld.objects.create(month=SEPTEMBER, indicator=figure(reckoned).indicator, path="9999")
    indexing.reckon_month(SEPTEMBER, at=OCTOBER)
    assert not Withheld.objects.filter(path="9999").exists()


def test_the_map_says_what_the_table_says_and_hides_what_it_hides(client, reckoned):
    street = reckoned.area.get_parent()
    text = page(see(client, "indicator", "seats", area=street.code))
    assert f"{reckoned.area.name}：80%，8 / 10" in text and 'data-step="4"' in text
    Indicator.objects.filter(code="seats").update(least=11)
    text = page(see(client, "indicator", "seats", area=street.code))
    assert "8 / 10" not in text and 'data-step="none"' in text and "不显示" in text
