"""A new account is asked in by a letter with a link that is good once and for a while."""

import datetime as dt
import re
from smtplib import SMTPException

import pytest
from django.conf import settings as project
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from suggestions.actions.rules import Refused
from suggestions.models import User
from suggestions.telling import invitations
from suggestions.work import inviting
from tests.suggestions.desk.test_lists import chosen, send  # noqa: F401

PASSWORD = {"new_password1": "kvx7-tmu2-hdw9", "new_password2": "kvx7-tmu2-hdw9"}
AN_HOUR = dt.timedelta(hours=1)
INDEX = "/admin/invitations/"


@pytest.fixture
def desk(door, administrator):
    return door(administrator)


@pytest.fixture
def newcomer(make_user):
    return make_user("xin", "编辑", email="xin@example.cn", first_name="新人")


def link():
    return re.search(r"https?://\S+/confirm/\S+", mail.outbox[-1].body)[0]


def follow(address, **typed):
    """Open the link in a browser of one's own, and set a password with what stands there."""
    browser = Client()
    page = browser.get("/" + address.split("/", 3)[3], follow=True)
    return browser.post(page.request["PATH_INFO"], typed) if typed else page


def test_a_list_of_accounts_sends_each_its_letter(desk, send, department, settings):  # noqa: F811
    settings.SITE_URL = "https://jianyan.example"
    rows = [["账号", "姓名", "邮箱", "角色", "单位"],
            ["zhang", "张三", "z@example.cn", "承办单位", department.name],
            ["li", "李四", "", "编辑", ""]]  # fmt: skip
    url, page = send("staff", *rows)
    answer = desk.post(url, chosen(page), follow=True)
    assert "1 封邀请邮件正在发；1 人没有邮箱" in answer.content.decode()
    (letter,) = mail.outbox
    assert letter.to == ["z@example.cn"]
    assert "登录名是：zhang" in letter.body and "系统" not in letter.subject
    assert "https://jianyan.example/admin/password_reset/confirm/" in letter.body
    assert invitations.counts() == invitations.Invited(waiting=1, failed=0, unasked=0, silent=1)


def test_the_link_sets_the_password_once(desk, newcomer, administrator, now):
    inviting.invite(newcomer, by=administrator, at=now)
    address = link()
    assert follow(address, **PASSWORD).status_code == 302
    newcomer.refresh_from_db()
    assert newcomer.check_password(PASSWORD["new_password1"])
    assert "无效" in follow(address).content.decode()
    browser = Client()
    browser.post("/admin/login/", {"username": "xin", "password": PASSWORD["new_password1"]})
    assert invitations.counts().all == 0
    assert desk.get(f"{INDEX}{newcomer.pk}/").status_code == 404


def test_the_letter_says_how_long_and_then_the_link_is_dead(
    newcomer, administrator, now, time_machine
):
    time_machine.move_to(now, tick=False)
    inviting.invite(newcomer, by=administrator, at=now)
    term = dt.timedelta(seconds=project.PASSWORD_RESET_TIMEOUT)
    assert f"{term.days} 天内有效，只能用一次" in mail.outbox[0].body and term.days >= 1
    time_machine.move_to(now + term - AN_HOUR, tick=False)
    assert "设置您的新密码" in (page := follow(link()).content.decode()) or "new_password1" in page
    time_machine.move_to(now + term + AN_HOUR, tick=False)
    assert "new_password1" not in follow(link()).content.decode()


def test_a_wrong_link_says_nothing_of_who_there_is(newcomer, administrator, now):
    inviting.invite(newcomer, by=administrator, at=now)
    parts = link().rstrip("/").split("/")
    known = "/".join([*parts[:-1], "abc-def", ""])
    unknown = "/".join([*parts[:-2], "OTk5OTk5", "abc-def", ""])
    pages = [
        re.sub(r"[A-Za-z0-9]{64}", "", follow(one).content.decode()).replace(one, "")
        for one in (known, unknown)
    ]
    assert pages[0] == pages[1]


def test_it_is_sent_anew_and_each_letter_stands_in_the_history(desk, newcomer, administrator):
    page = f"{INDEX}{newcomer.pk}/"
    assert "还没有发" in desk.get(INDEX).content.decode()
    for _ in range(2):
        assert desk.post(f"{page}invite/").status_code == 302
    assert len(mail.outbox) == 2 and "已发，还没有登录" in desk.get(INDEX).content.decode()
    rows = ModelLogEntry.objects.filter(action=inviting.SENT, object_id=str(newcomer.pk))
    assert [row.user for row in rows] == [administrator] * 2
    assert "token" not in str([row.data for row in rows])
    assert desk.get(page).content.decode().count("已发出") == 2
    history = desk.get(reverse("wagtailusers_users:history", args=[newcomer.pk]))
    assert "邀请邮件已发出" in history.content.decode()


def test_a_letter_that_did_not_leave_is_told(desk, newcomer, monkeypatch):
    def refuse(*args, **kwargs):
        raise SMTPException("xin@example.cn unknown")

    monkeypatch.setattr(inviting, "send_mail", refuse)
    desk.post(f"{INDEX}{newcomer.pk}/invite/")
    words = desk.get(INDEX).content.decode()
    assert "没有发出：邮件服务器没有接受" in words and "unknown" not in words
    assert invitations.counts() == invitations.Invited(0, failed=1, unasked=0, silent=0)
    monkeypatch.undo()
    desk.post(f"{INDEX}{newcomer.pk}/invite/")
    assert invitations.counts() == invitations.Invited(waiting=1, failed=0, unasked=0, silent=0)


def test_who_has_no_address_has_come_in_or_has_left_is_not_asked(
    make_user, administrator, now, desk
):
    silent = make_user("silent", "编辑")
    gone = make_user("gone", "编辑", email="g@example.cn", is_active=False)
    here = make_user("here", "编辑", email="h@example.cn", last_login=now)
    root = make_user("root", email="r@example.cn", is_superuser=True)
    answer = desk.post(f"{INDEX}{silent.pk}/invite/")
    assert answer.status_code == 422 and inviting.NO_ADDRESS in answer.content.decode()
    for user in (gone, here, root):
        with pytest.raises(Refused):
            inviting.invite(user, by=administrator, at=now)
        assert desk.post(f"{INDEX}{user.pk}/invite/").status_code == 404
    assert mail.outbox == []


def test_who_came_in_or_left_while_the_letter_waited_gets_none(newcomer, administrator, now):
    User.objects.filter(pk=newcomer.pk).update(last_login=now)
    inviting.send_invitation.func(newcomer.pk, administrator.pk)
    assert mail.outbox == []


def test_the_list_asks_no_more_for_more_people(
    desk, make_user, administrator, django_assert_max_num_queries
):
    people = [make_user(f"u{i}", "编辑", email=f"u{i}@example.cn") for i in range(12)]
    assert inviting.invite_all(people, by=administrator) == 12
    desk.get(INDEX)
    with django_assert_max_num_queries(30):
        page = desk.get(INDEX)
    assert page.content.decode().count("已发，还没有登录") == 12
