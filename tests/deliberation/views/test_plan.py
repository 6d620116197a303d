"""行动计划 in public and at the desk: looks, filters, files, who sees what, at a fixed price."""

import datetime as dt
import io

import openpyxl
import pytest
from django.urls import reverse

from deliberation.models import Milestone, Project, Resolution, Task
from tests.conftest import NOW

ON = NOW.date()
DAY = dt.timedelta(days=1)
LOOKS = ("month", "bars", "map")
pytestmark = pytest.mark.usefixtures("soon")


@pytest.fixture
def task(carried):
    carried.tasks.all().delete()
    return Task.objects.create(
        resolution=carried, order=1, title="装六盏灯", lead="电力公司", due_on=ON - DAY
    )


def text(response):
    return response.content.decode()


def get(client, name="plan", args=(), status=200, **query):
    response = client.get(reverse(f"deliberation:{name}", args=args), query)
    assert response.status_code == status, text(response)[:1000]
    return response


def test_each_look_tells_of_the_work_with_its_numbers(client, task):
    page = text(get(client))
    assert "装六盏灯" in page and "超期 1 天" in page and "电力公司" in page
    for look in LOOKS:
        found = text(get(client, "plan_look", [look], month=f"{task.due_on:%Y-%m}"))
        assert "超期" in found and "<h1>行动计划</h1>" in found
    assert "装六盏灯" in text(get(client, "plan_look", ["bars"]))
    get(client, "plan_look", ["nothing"], status=404)


def test_filters_stay_from_look_to_look(client, task):
    page = get(client, state="late", kind="task", q="灯")
    urls = [one["url"] for one in page.context["looks"]]
    assert all("state=late" in url and "kind=task" in url for url in urls)
    assert "装六盏灯" not in text(get(client, state="done"))


@pytest.mark.parametrize(
    "query",
    [{"state": "x"}, {"kind": "x"}, {"q": "长" * 60}, {"first": "never"}],
)
def test_what_cannot_be_read_is_said_and_the_page_stands(client, task, query):
    assert "装六盏灯" in text(get(client, status=400, **query))


def test_a_month_that_is_none_is_said(client, task):
    assert "2026-09" in text(get(client, "plan_look", ["month"], status=400, month="13-13"))
    get(client, area="nowhere", status=404)


def test_drafts_are_not_public_in_any_look_nor_in_the_file(client, task):
    Resolution.objects.filter(pk=task.resolution_id).update(status="draft")
    for look in LOOKS:
        assert "装六盏灯" not in text(get(client, "plan_look", [look]))
    assert "装六盏灯" not in str(rows(get(client, "plan_file", state="all")))


def rows(response):
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return list(book.active.iter_rows(values_only=True))


def test_the_file_holds_what_the_list_shows(client, task):
    header, line = rows(get(client, "plan_file", state="all"))
    told = dict(zip(header, line, strict=True))
    assert told["事项"] == "装六盏灯" and told["超期天数"] == 1 and told["办理情况"] == "已超期"
    get(client, "plan_file", state="x", status=400)


def many(resolution, number):
    Task.objects.bulk_create(
        Task(resolution=resolution, order=100 + n, title=f"步{n}", lead="物业", due_on=ON + n * DAY)
        for n in range(number)
    )


@pytest.mark.parametrize("look", ["list", *LOOKS])
def test_the_price_does_not_grow(client, task, django_assert_max_num_queries, look):
    name, args = ("plan", []) if look == "list" else ("plan_look", [look])
    get(client, name, args)
    for number in (3, 40):
        many(task.resolution, number)
        with django_assert_max_num_queries(16):
            get(client, name, args)
        Task.objects.filter(order__gte=100).delete()


# --- the desk ------------------------------------------------------------------------------------


def test_the_desk_shows_drafts_of_own_councils_and_leads_to_their_pages(
    door, secretary, task, make_council, make_user
):
    Resolution.objects.filter(pk=task.resolution_id).update(status="draft")
    page = text(door(secretary).get(reverse("desk_plans:index")))
    address = reverse("desk_resolutions:page", args=[task.council.pk, task.resolution_id])
    assert "装六盏灯" in page and address in page
    task.council.secretaries.clear()
    assert "装六盏灯" not in text(door(secretary).get(reverse("desk_plans:index")))


@pytest.mark.parametrize("look", ["list", "month", "bars"])
def test_the_desks_looks_stand(door, secretary, task, look):
    response = door(secretary).get(reverse("desk_plans:index"), {"look": look})
    assert response.status_code == 200 and "行动计划" in text(response)
    assert door(secretary).get(reverse("desk_plans:index"), {"look": "no"}).status_code == 404


def test_the_desks_file(door, secretary, task):
    response = door(secretary).get(reverse("desk_plans:index"), {"export": "xlsx"})
    assert rows(response)[1][3] == "装六盏灯"


def test_what_is_near_or_late_is_due(door, secretary, task, make_project):
    Task.objects.create(
        resolution=task.resolution, order=2, title="验收", lead="物业", due_on=ON + 2 * DAY
    )
    project = make_project("加一道扶手")
    Project.objects.filter(pk=project.pk).update(status="running")
    for order, days in enumerate((-3, 5, 60)):
        Milestone.objects.create(
            project=project, order=order + 1, title=f"节点{order}", due_on=ON + days * DAY
        )
    response = door(secretary).get(reverse("desk_due:index"))
    groups = {group.key: group for group in response.context["mine"]}
    assert [line.detail for line in groups["milestones"].lines] == ["超期 3 天", "还有 5 天"]
    assert [line.late for line in groups["milestones"].lines] == [True, False]
    assert [line.title[:2] for line in groups["coming"].lines] == ["验收"]
    assert groups["tasks"].total == 1


def test_a_councils_page_leads_to_its_plan_and_its_gaps(client, task):
    page = text(client.get(task.council.get_absolute_url()))
    for name in ("plan", "gaps"):
        assert f"{reverse(f'deliberation:{name}')}?area={task.council.area.code}" in page
