"""新城市清单: each line is reckoned from the records and leads to where it is done."""

import datetime as dt

import pytest
from django.urls import reverse
from wagtail.log_actions import log

from cms import new_city
from cms.models import ArticlePage
from deliberation.models import Council
from suggestions.models import (
    Area,
    Department,
    DictionaryWord,
    OutboxMessage,
    SynonymGroup,
    User,
    Workday,
)
from suggestions.work import announced
from suggestions.work.clocks import Calendar
from suggestions.work.inviting import FAILED, SENT
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
PAGE = "/admin/new-city/"
AUGUST = NOW.replace(month=8)


@pytest.fixture
def desk(door, administrator):
    return door(administrator)


def line(name, at=NOW):
    return next(one for one in new_city.lines(at=at) if one.name == name)


def test_a_fresh_site_lacks_nearly_everything_and_says_where_to_go(desk):
    page = desk.get(PAGE)
    words = page.content.decode()
    assert page.status_code == 200 and "还有" in words
    for url in ("areas", "departments", "staff", "workdays"):
        assert reverse("desk_lists:upload", args=[url]) in words
    assert reverse("desk_council_lists:upload") in words
    assert {one.name for one in new_city.lines(at=NOW) if one.done} == {"工作日历", "邀请"}


def test_places_count_only_with_streets():
    city = Area.add_root(code="31", name="市", level="city", full_name="市")
    assert not line("区域").done and line("区域").there == "市 1"
    city.add_child(code="310104008", name="街道", level="street", full_name="街道")
    assert line("区域").done


def test_departments_count_with_their_duties():
    one = Department.objects.create(name="甲局", short_name="甲", duties="管灯。")
    assert line("承办单位和职责").done
    two = Department.objects.create(name="乙局", short_name="乙")
    assert "1 个没有写职责" in line("承办单位和职责").missing
    Department.objects.filter(pk=two.pk).update(active=False)
    assert line("承办单位和职责").done and one.duties


def test_each_role_and_each_department_wants_somebody(officer, clerk, make_user, other_department):
    assert line("用户和角色").missing == "还没有人是：督办；1 个承办单位还没有经办人"
    make_user("two", "承办单位", other_department)
    make_user("three", "督办")
    assert line("用户和角色").done
    clerk.is_active = False
    clerk.save()
    assert line("用户和角色").missing == "1 个承办单位还没有经办人"


def test_invitations_are_open_until_somebody_logs_in(officer, administrator):
    assert "没有邮箱" in line("邀请").missing
    User.objects.exclude(pk=officer.pk).update(last_login=NOW)
    User.objects.filter(pk=officer.pk).update(email="a@example.cn")
    assert line("邀请").missing == "1 人还没有发"
    log(officer, FAILED, user=administrator, timestamp=NOW, data={"reason": "x"})
    assert line("邀请").missing == "1 封没有发出"
    log(officer, SENT, user=administrator, timestamp=NOW + dt.timedelta(hours=1))
    assert line("邀请").missing == "1 人收到邀请、还没有登录"
    User.objects.update(last_login=NOW)
    assert line("邀请").done and "2 人" in line("邀请").there


def test_the_calendar_wants_this_year_and_from_november_the_next(desk):
    assert line("工作日历").done and line("工作日历", NOW.replace(month=11)).missing == (
        "2027年没有录全：期限算不出来"
    )
    Workday.objects.filter(date__year=2026).delete()
    broken = line("工作日历")
    assert not broken.done and broken.years == (2026,)
    page = desk.get(PAGE).content.decode()
    assert "照已公布的安排录入" in page
    answer = desk.post(reverse("desk_new_city:calendar", args=[2026]), follow=True)
    assert "2026年：录入了" in answer.content.decode()


def test_an_announced_year_is_whole_and_one_that_is_not_known_is_not_offered(desk):
    before = dict(Workday.objects.filter(date__year=2026).values_list("date", "working"))
    items = announced.items_of(2026)
    assert {day: item["working"] for item in items for day in item["days"]} == before
    assert Calendar(before).known(2026)
    assert {item["name"] for item in items} >= {"元旦", "春节", "春节调休", "国庆节调休"}
    assert announced.items_of(2099) == []
    assert desk.post(reverse("desk_new_city:calendar", args=[2099])).status_code == 404


def test_words_synonyms_councils_and_campaigns_are_the_city_s_own(
    officer, secretary, make_campaign, area
):
    assert not line("近义词").done and SynonymGroup.objects.exists()
    SynonymGroup.objects.create(by=officer, at=NOW)
    DictionaryWord.objects.create(word="抚安一村", by=officer, at=NOW)
    assert line("近义词").done and line("词典").done
    council = Council.objects.create(area=area, name="甲", slug="jia", level="street")
    assert line("议事会").missing == "1 个没有议事员；1 个还没有席位"
    council.secretaries.add(secretary)
    assert line("议事会").missing == "1 个还没有席位"
    assert line("第一个专项征集").missing
    campaign = make_campaign()
    campaign.unpublish()
    assert not line("第一个专项征集").done and "草稿 1" in line("第一个专项征集").there
    campaign.save_revision().publish()
    assert line("第一个专项征集").done


def test_a_channel_counts_when_a_message_has_left_by_it(settings, submit):
    assert "没有设 OUTBOX_EMAIL" in line("给居民的邮件和短信").missing
    real = "suggestions.work.channels.EmailChannel"
    settings.OUTBOX_CHANNELS = {**settings.OUTBOX_CHANNELS, "email": real, "sms": real}
    name = "给居民的邮件和短信"
    assert line(name).missing == "电子邮件还没有试发过一条；短信还没有试发过一条"
    submit(email="a@example.org", phone="13800001234")
    OutboxMessage.objects.update(status="sent", sent_at=NOW)
    assert line(name).done and "最近发出 2026-09-16 10:00" in line(name).there
    OutboxMessage.objects.filter(channel="sms").update(status="failed")
    assert line(name).missing == "短信有没有发出去的，请看原因"


def test_mail_keys_and_names_come_from_the_settings(settings):
    assert not line("工作人员的邮件").done and not line("密钥").done
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.PRODUCTION = True
    assert line("工作人员的邮件").done and line("密钥").done
    settings.SITE_ORGAN, settings.SITE_ID, settings.SITE_RECORD = "某办", "3100000001", ""
    settings.SITE_URL = "https://jianyan.example"
    assert line("网站是谁的、打哪个电话").missing == "环境变量没有设：SITE_RECORD（备案号）"
    settings.SITE_RECORD = "某ICP备1号"
    assert line("网站是谁的、打哪个电话").done


def test_the_notices_are_articles_with_a_version_and_a_form_for_hardship(home):
    home.add_child(instance=ArticlePage(title="隐私", slug="privacy", version="2026-09"))
    assert "隐私" not in line("站点说明").missing and "哪里不好用" in line("站点说明").missing
    home.add_child(instance=ArticlePage(title="无障碍", slug="access", asks_hardship=True))
    assert line("站点说明").done


def test_what_another_role_does_names_it_instead_of_a_door(administrator, officer):
    words = line("词典")
    assert words.whose(administrator) == "征集办工作人员" and words.open_to(administrator) == []
    assert words.whose(officer) == "" and words.open_to(officer)


def test_it_costs_the_same_whatever_there_is(
    desk, django_assert_num_queries, make_user, django_assert_max_num_queries
):
    desk.get(PAGE)
    with django_assert_max_num_queries(50):
        desk.get(PAGE)
    for i in range(8):
        make_user(f"u{i}", "编辑", email=f"u{i}@example.cn")
        Department.objects.create(name=f"局{i}", short_name=f"局{i}")
    with django_assert_max_num_queries(50):
        desk.get(PAGE)
