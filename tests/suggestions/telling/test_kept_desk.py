"""What the desk of a large city reads instead of counting: the same, and from few rows."""

import datetime as dt

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime
from taggit.models import Tag

from suggestions.actions import curating, scoping
from suggestions.desk.topics.lists import TopicIndex
from suggestions.models import Issue, Placement, Suggestion, Theme, Topic, User
from suggestions.telling import kept, map_spots, periods, reckoning, tag_use
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def lines(desk, query):
    """What the list of topics shows of each line, and the number on the shelf."""
    page = desk.get(f"/admin/topics/?{query}").context
    rows = [(type(r), r.pk, r.size, r.fresh, r.people) for r in page["object_list"]]
    return rows, page["shelf_size"]


@pytest.fixture
def folded(campaign, make_topic, make_suggestion, propose, officer, now):
    """Two topics under an issue and a theme, one person in both of them; one topic alone."""
    theme = Theme.objects.create(campaign=campaign, number=1, name="充电")
    issue = Issue.objects.create(campaign=campaign, number=1, name="充电难", status="confirmed")
    both, other = make_topic("东区充电难", size=2), make_topic("西区充电难", size=3)
    for topic in (both, other):
        letter = make_suggestion(f"{topic.name}，又一封", phone="13800138000")
        curating.place([letter], topic=topic, by=officer, at=now)
    aside = make_topic("说的是别处", size=2)
    Topic.objects.update(theme=theme, issue=issue)
    Topic.objects.filter(pk=aside.pk).update(status="set_aside")  # counts in neither
    propose("想要长椅", size=2)
    make_suggestion("在书架上")
    Placement.objects.get_or_create(suggestion=make_suggestion("也在"), defaults={"at": now})
    return issue


@time_machine.travel(NOW, tick=False)
def test_issues_and_themes_add_up_to_what_they_hold(large, desk, folded, monkeypatch, now):
    """What was kept and what is counted in the page are one."""
    queries = ("", "fold=theme", "ordering=people", "ordering=-theme__number", "ordering=name")
    by_itself = [lines(desk, query) for query in queries]
    assert [size - people for *_, size, _, people in by_itself[0][0]] == [1, 0]  # one wrote twice
    reckoning.recount(at=now)
    with CaptureQueriesContext(connection) as asked:
        assert [lines(desk, query) for query in queries] == by_itself
    counting = [q["sql"] for q in asked if "COUNT(" in q["sql"] and "author_key" in q["sql"]]
    assert counting == []


@time_machine.travel(NOW, tick=False)
def test_who_has_areas_sees_how_many_lie_on_the_shelf_there(
    large, door, make_user, administrator, area, make_suggestion, now
):
    lead = make_user("lead", "征集办工作人员")
    change = scoping.propose(lead, areas=[area], reason="负责", by=administrator, at=now)
    if change.status == "proposed":
        scoping.confirm(change, by=make_user("second", "系统管理员"), at=now)
    said = [make_suggestion(name) for name in ("在这里", "在别处", "也在别处")]
    for one in said:
        Placement.objects.get_or_create(suggestion=one, defaults={"at": now})
    Suggestion.objects.filter(pk=said[0].pk).update(area=area)
    reckoning.recount(at=now)
    assert lines(door(User.objects.get(pk=lead.pk)), "")[1] == 1


@time_machine.travel(NOW, tick=False)
def test_of_topics_that_stand_alone_only_those_of_the_page_are_read(
    large, desk, folded, propose, monkeypatch, now
):
    monkeypatch.setattr(TopicIndex, "paginate_by", 3)
    for number in range(8):
        propose(f"问题{number}", size=1)
    reckoning.recount(at=now)
    pages = [lines(desk, f"p={number}")[0] for number in (1, 2, 3, 4)]
    assert list(map(len, pages)) == [3, 3, 3, 1]
    assert len({row[:2] for page in pages for row in page}) == 10
    sizes = [row[2] for page in pages for row in page]
    assert sizes == sorted(sizes, reverse=True)


@time_machine.travel(NOW, tick=False)
def test_the_list_of_tags_is_in_the_order_of_what_was_counted(large, desk, make_suggestion, now):
    for names in (("灯", "桩"), ("灯", "椅"), ("灯",)):
        make_suggestion("、".join(names)).tags.add(*names)
    Tag.objects.create(name="没人用", slug="unused")
    orders = ("", "?ordering=number", "?ordering=name", "?ordering=-name", "?q=灯")

    def shown():
        pages = [desk.get(f"/admin/tags/{order}").context["object_list"] for order in orders]
        return [[(tag.name, tag.number) for tag in page] for page in pages]

    by_itself = shown()
    assert by_itself[0] == [("灯", 3), ("桩", 1), ("椅", 1), ("没人用", 0)]
    reckoning.recount(at=now)
    with CaptureQueriesContext(connection) as asked:
        assert shown() == by_itself
    assert not [q for q in asked if "suggestions_taggedsuggestion" in q["sql"]]


@time_machine.travel(NOW, tick=False)
def test_what_was_counted_too_long_ago_is_counted_by_the_page(large, desk, make_suggestion, now):
    make_suggestion("灯").tags.add("路灯")
    reckoning.recount(at=now - kept.LATEST)
    make_suggestion("又是灯").tags.add("路灯")
    (tag,) = desk.get("/admin/tags/").context["object_list"]
    assert tag.number == 2


@time_machine.travel(NOW, tick=False)
def test_the_handling_of_departments_is_read_until_something_is_chosen(
    large, door, officer, make_topic, make_referral, now
):
    make_referral(make_topic("充电难", size=2))
    client, path = door(officer), "/admin/reports/handling/"

    def told(query=""):
        page = client.get(path + query)
        row = page.context["table"].data[0]
        return (row.name, row.received, row.signed, row.answered, row.late), page.content.decode()

    by_itself, page = told()
    assert "数的" not in page
    reckoning.recount(at=now)
    make_referral(make_topic("缺桩", size=1))
    kept_ones, page = told()
    assert kept_ones == by_itself and "数的" in page
    counted_now, page = told("?role=lead")
    assert counted_now[1] == by_itself[1] + 1 and "数的" not in page
    assert f",{counted_now[1]}," in b"".join(client.get(path + "?export=csv")).decode()


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("level", ["topic", "issue", "theme"])
def test_this_month_and_the_last_are_compared_by_the_worker(
    large, folded, make_topic, make_campaign, officer, level, monkeypatch, now
):
    this = periods.this_month(localtime(now).date())
    months = (this, this.before())

    def compared(shown=periods.SHOWN, **more):
        return [periods.compare(m, level=level, at=now, shown=shown, **more) for m in months]

    by_itself = compared()
    assert by_itself[0].lines and by_itself[0].lines[0].name
    reckoning.recount(at=now)
    with CaptureQueriesContext(connection) as asked:
        assert compared() == by_itself
    assert not [q for q in asked if "COUNT(" in q["sql"]]
    assert compared(campaign=make_campaign("别的").pk)[0].lines == []  # not the city's
    if level == "topic":
        curating.set_aside(Topic.objects.get(name="想要长椅"), reason="别处", by=officer, at=now)
        assert "想要长椅" not in [line.name for line in compared()[0].lines]
        monkeypatch.setattr(periods, "SHOWN", 1)
        reckoning.recount(at=now + MINUTE)
        assert len(compared(shown=None)[0].lines) > 1  # the file has them all


@time_machine.travel(NOW, tick=False)
def test_the_worker_draws_the_maps_and_pages_draw_what_has_changed_since(
    large, client, campaign, make_topic, officer, monkeypatch, now
):
    topic = make_topic("充电难", size=3)
    paths = ("/map/", f"/map/{campaign.slug}/")
    by_itself = [client.get(path).content for path in paths]
    reckoning.recount(at=now)
    cache.clear()
    drawn = []
    drawing = map_spots.drawing
    monkeypatch.setattr(map_spots, "drawing", lambda *a: drawn.append(a) or drawing(*a))
    assert [client.get(path).content for path in paths] == by_itself and drawn == []
    reckoning.recount(at=now + MINUTE)
    assert drawn == []  # nothing in it has changed
    curating.rename(topic, name="充电桩不够", seen="充电难", by=officer, at=now)
    assert all("充电桩不够" in client.get(path).content.decode() for path in paths) and drawn


def test_of_thousands_of_tags_the_desk_offers_those_used_and_the_one_chosen(
    large, desk, make_suggestion, monkeypatch, now
):
    monkeypatch.setattr(tag_use, "OFFERED", 1)
    often, seldom = make_suggestion("灯"), make_suggestion("桩")
    often.tags.add("路灯")
    seldom.tags.add("路灯", "充电桩")
    lone = Tag.objects.get(name="充电桩")
    reckoning.keep(at=now)
    assert [name for _, name in tag_use.most_used(at=now)] == ["路灯"]
    page = desk.get("/admin/suggestions/").content.decode()
    assert "路灯</option>" in page and "充电桩</option>" not in page
    response = desk.get(f"/admin/suggestions/?tag={lone.pk}")
    assert "充电桩</option>" in response.content.decode()
    assert [row.pk for row in response.context["object_list"]] == [seldom.pk]
