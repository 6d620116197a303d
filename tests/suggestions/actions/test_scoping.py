"""负责区域 of accounts: proposed by one, confirmed by another where personal data are concerned."""

import pytest
from wagtail.models import ModelLogEntry

from suggestions.actions import scoping
from suggestions.actions.rules import Refused
from suggestions.models import Area, ScopeChange, Suggestion, Topic, User
from suggestions.models.scope import areas_of, covers, decided, narrowed, sees, whole_city
from tests.conftest import NOW


@pytest.fixture
def second_admin(make_user):
    return make_user("administrator2", "系统管理员", last_name="王", first_name="二")


def fresh(user):
    return User.objects.get(pk=user.pk)


@pytest.fixture
def propose_areas(officer, administrator, area):
    def make(user=officer, areas=(area,), by=administrator, reason="到街道任职"):
        return scoping.propose(user, areas=areas, reason=reason, by=by, at=NOW)

    return make


def test_it_counts_once_a_second_person_has_confirmed_it(
    propose_areas, officer, second_admin, area
):
    change = propose_areas()
    assert whole_city(fresh(officer)) and change.status == ScopeChange.Status.PROPOSED
    scoping.confirm(change, by=second_admin, at=NOW)
    assert list(areas_of(fresh(officer))) == [area]
    entry = ModelLogEntry.objects.get(action=scoping.CHANGED)
    assert entry.user == second_admin and entry.data["areas"] == "徐汇区 · 田林街道"


def test_neither_who_proposed_it_nor_whom_it_concerns_confirms_it(
    propose_areas, officer, administrator
):
    change = propose_areas()
    for user in (administrator, officer):
        with pytest.raises(Refused, match="以外的同事"):
            scoping.confirm(change, by=user, at=NOW)
    assert whole_city(fresh(officer))


def test_whose_account_opens_no_personal_data_needs_no_second(propose_areas, supervisor):
    assert not scoping.needs_second(supervisor)
    change = propose_areas(supervisor)
    assert change.status == ScopeChange.Status.CONFIRMED
    assert fresh(supervisor).scope == change


def test_back_to_the_whole_city_is_a_change_as_well(propose_areas, officer, second_admin):
    scoping.confirm(propose_areas(), by=second_admin, at=NOW)
    back = propose_areas(fresh(officer), areas=())
    assert str(back) == "周敏：全市" and not whole_city(fresh(officer))
    scoping.confirm(back, by=second_admin, at=NOW)
    assert whole_city(fresh(officer))


def test_a_refused_change_changes_nothing_and_makes_room(propose_areas, officer, second_admin):
    change = propose_areas()
    with pytest.raises(Refused, match="等着确认"):
        propose_areas()
    scoping.refuse(change, by=second_admin, at=NOW)
    with pytest.raises(Refused, match="未同意"):
        scoping.confirm(change, by=second_admin, at=NOW)
    assert whole_city(fresh(officer)) and propose_areas().pk


def test_who_cannot_be_bound_is_told_why(propose_areas, administrator, second_admin, clerk, editor):
    for user, by, words in (
        (administrator, administrator, "请由同事提出"),
        (second_admin, administrator, "管理账号"),
        (clerk, administrator, "属于承办单位"),
        (editor, administrator, "不能进入征集工作台"),
    ):
        with pytest.raises(Refused, match=words):
            propose_areas(user, by=by)
    with pytest.raises(Refused, match="请填写理由"):
        propose_areas(reason=" ")
    assert not ScopeChange.objects.exists()


def test_what_changes_nothing_is_refused(propose_areas, officer, area):
    with pytest.raises(Refused, match="没有变化"):
        propose_areas(areas=())
    district = Area.objects.get(code="310104")
    change = propose_areas(areas=(area, district))
    assert [str(one) for one in change.areas.all()] == ["徐汇区"]  # the street lies inside it


def test_an_area_that_somebody_answers_for_cannot_be_deleted(propose_areas, area):
    from django.db.models import ProtectedError

    propose_areas()
    with pytest.raises(ProtectedError):
        area.delete()


def test_the_whole_city_is_asked_nothing(officer, django_assert_num_queries):
    rows = Suggestion.objects.all()
    with django_assert_num_queries(0):
        assert narrowed(rows, officer) is rows and covers(officer, Topic(pk=1))


def test_areas_are_asked_for_once(bound, make_topic, django_assert_num_queries):
    topics = [make_topic("楼道灯", size=1, area=area) for area in bound["places"]]
    user = fresh(bound["user"])
    with django_assert_num_queries(2):  # the areas, then the rows
        assert list(narrowed(Topic.objects.all(), user)) == topics[:2]
    with django_assert_num_queries(1):
        assert list(decided(Topic.objects.all(), user)) == topics[:2]


@pytest.fixture
def bound(propose_areas, officer, second_admin, area):
    """An officer of 徐汇区; the places: their district, a street in it, 浦东新区."""
    district = Area.objects.get(code="310104")
    city = Area.objects.get(code="31")
    other = city.add_child(code="310115", name="浦东新区", level="district", full_name="浦东新区")
    scoping.confirm(propose_areas(areas=(district,)), by=second_admin, at=NOW)
    return {"user": fresh(officer), "places": [district, area, other]}


def test_a_topic_of_several_areas_is_seen_by_each_and_decided_by_the_city(
    bound, make_topic, make_suggestion, second_officer
):
    from suggestions.actions import curating

    own, _, other = bound["places"]
    topic = make_topic("楼道灯", size=1, area=own)
    assert covers(bound["user"], topic)
    for area in (other, None):
        guest = make_suggestion("别处的灯", area=area)
        curating.place([guest], topic=topic, by=second_officer, at=NOW)
        assert sees(bound["user"], topic) and not covers(bound["user"], topic)
        assert not sees(bound["user"], guest) and covers(second_officer, topic)
        curating.place([guest], topic=None, by=second_officer, at=NOW)
        assert covers(bound["user"], topic)
