"""The staff's door under guessing: braked, traced, telling nobody whose account exists."""

import datetime as dt
import logging
import re

import pytest
from django.contrib.auth import hashers
from django.core import mail
from django.test import Client
from django.urls import reverse

from suggestions.actions import braking
from suggestions.models import LoginBrake, LoginFailure
from suggestions.staff import logins
from tests.suggestions import racing

LOGIN = "/admin/login/"
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def clock(time_machine, now):
    """Stands still; `clock(delta)` moves it on."""
    time_machine.move_to(now, tick=False)
    return time_machine.shift


def log_in(client, name, password="falsch", address="203.0.113.7", door=LOGIN):
    data = {"username": name, "password": password, "next": "/admin/"}
    return client.post(door, data, REMOTE_ADDR=address)


def guess(name, times, **more):
    """Wrong passwords from a strange browser; gives the last answer."""
    for _ in range(times):
        response = log_in(Client(), name, **more)
    return response


# --- waiting ----------------------------------------------------------------------------------


def test_after_five_wrong_passwords_one_waits_and_is_told_how_long(officer, clock):
    fifth = guess("officer", 5)
    assert fifth.status_code == 200
    assert "登录名或密码不对，请再看一看" in fifth.content.decode()
    sixth = guess("officer", 1)
    assert sixth.status_code == 429
    assert sixth["Retry-After"] == "30"
    assert "请过 30 秒再试" in sixth.content.decode()
    assert log_in(Client(), "officer", "jianyan").status_code == 429  # not even the right one
    clock(30)
    assert log_in(Client(), "officer", "jianyan").status_code == 302


def test_the_wait_doubles_up_to_a_quarter_of_an_hour(officer, clock):
    guess("officer", 5)
    waits = []
    for _ in range(8):
        wait = int(guess("officer", 1)["Retry-After"])
        waits.append(wait)
        clock(wait)
        guess("officer", 1)
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


def test_trying_while_one_has_to_wait_makes_nothing_longer(officer, clock):
    guess("officer", 20)
    assert LoginBrake.objects.filter(failures=5).count() == 2  # the account's and the address's
    assert LoginFailure.objects.count() == 5


def test_an_address_that_tries_many_names_waits_too(officer, clock):
    for number in range(30):
        guess(f"name{number}", 1)
    answer = log_in(Client(), "officer", "jianyan")
    assert answer.status_code == 429
    assert "请过 1 分钟再试" in answer.content.decode()
    assert log_in(Client(), "officer", "jianyan", address="198.51.100.1").status_code == 302


def test_after_a_day_without_a_try_all_is_forgotten(officer, clock):
    guess("officer", 5)
    clock(24 * 3600 + 31)
    assert [guess("officer", 1).status_code for _ in range(6)] == [200] * 5 + [429]


def test_success_lets_the_account_begin_anew_but_not_the_address(officer, clock):
    guess("officer", 4)
    assert log_in(Client(), "officer", "jianyan").status_code == 302
    assert guess("officer", 4).status_code == 200
    assert LoginBrake.objects.get(key=braking._hash("address", "203.0.113.7")).failures == 8


def test_ways_to_write_a_name_are_one_account(officer, clock):
    for name in ("officer", "Officer", "ＯＦＦＩＣＥＲ", " officer", "OFFICER"):
        guess(name, 1)
    assert log_in(Client(), "officer", "jianyan").status_code == 429


def test_every_door_for_passwords_has_the_brake(officer, clock):
    for _ in range(5):
        log_in(Client(), "officer", door="/_util/login/")
    assert log_in(Client(), "officer", "jianyan", door="/_util/login/").status_code == 429


def test_the_guesses_of_others_do_not_lock_a_person_out_of_the_own_browser(officer, clock):
    own = Client()
    log_in(own, "officer", "jianyan")
    own.post(reverse("wagtailadmin_logout"))
    guess("officer", 40)
    assert log_in(Client(), "officer", "jianyan").status_code == 429
    assert log_in(own, "officer", "jianyan").status_code == 302


def test_a_known_browser_has_no_more_tries_than_a_strange_one_and_only_for_its_person(
    officer, editor, clock
):
    own = Client()
    log_in(own, "officer", "jianyan")
    own.post(reverse("wagtailadmin_logout"))
    assert [log_in(own, "officer").status_code for _ in range(6)] == [200] * 5 + [429]
    guess("editor", 5)
    assert log_in(own, "editor", "jianyan").status_code == 429
    own.cookies[logins.KNOWN] = "forged"
    assert log_in(own, "officer", "jianyan").status_code == 302  # its own brake, not the account's


# --- who exists -------------------------------------------------------------------------------


def test_a_name_that_nobody_has_answers_word_for_word_like_one_that_somebody_has(officer, clock):
    for _ in range(7):
        one, other = guess("officer", 1), guess("nobody1", 1)
        assert one.status_code == other.status_code
        assert words(one).replace("officer", "nobody1") == words(other)


def words(response):
    """A page without its form token, which is another each time."""
    return re.sub(r"[A-Za-z0-9]{64}", "", response.content.decode())


@pytest.mark.parametrize("name", ["officer", "nobody", "left"])
def test_every_name_costs_one_hash_and_a_braked_one_none(make_user, clock, monkeypatch, name):
    make_user("officer")
    make_user("left", is_active=False)
    hashed, hasher = [], type(hashers.get_hasher())
    real = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda *a: hashed.append(1) or real(*a))
    guess(name, 1)
    assert len(hashed) == 1
    guess(name, 9)
    assert len(hashed) == 5


def test_the_reset_page_answers_the_same_and_only_a_person_gets_a_letter(officer, settings):
    settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = "https://jianyan.example"
    officer.email = "zhou@example.cn"
    officer.save()
    asked = [
        Client().post(
            reverse("wagtailadmin_password_reset"), {"email": address}, HTTP_HOST="evil.example"
        )
        for address in ("zhou@example.cn", "nobody@example.cn")
    ]
    assert [answer.status_code for answer in asked] == [302, 302]
    assert asked[0]["Location"] == asked[1]["Location"]
    (letter,) = mail.outbox
    assert letter.to == ["zhou@example.cn"]
    assert "https://jianyan.example/admin/password_reset/confirm/" in letter.body
    assert "evil" not in letter.body


def test_a_letter_is_a_job_for_an_address_that_nobody_has_as_well(officer, settings, monkeypatch):
    from suggestions.desk.settings import login

    jobs = []
    monkeypatch.setattr(login.send_password_link.__class__, "enqueue", lambda *a: jobs.append(a[1]))
    officer.email = "zhou@example.cn"
    officer.save()
    for address in ("zhou@example.cn", "nobody@example.cn"):
        Client().post(reverse("wagtailadmin_password_reset"), {"email": address})
    assert jobs == [officer.pk, None]


# --- the trace --------------------------------------------------------------------------------


def test_every_wrong_password_leaves_a_row_and_a_line_without_what_was_typed(
    officer, clock, caplog, now
):
    with caplog.at_level(logging.WARNING, logger="suggestions.actions.braking"):
        guess("officer", 1, password="GeheimesWort1")
        guess("GeheimesWort2", 1, password="officer")
    unknown, known = LoginFailure.objects.all()
    assert (known.user, known.network, known.failures, known.at) == (
        officer,
        "203.0.113.0/24",
        1,
        now,
    )
    assert unknown.user is None
    assert len(unknown.mark) == 8
    lines = "\n".join(
        r.getMessage() for r in caplog.records if r.name == "suggestions.actions.braking"
    )
    assert f"user {officer.pk} from 203.0.113.0/24, 1 in a row" in lines
    assert f"unknown {unknown.mark}" in lines
    kept = lines + str(list(LoginFailure.objects.values())) + str(list(LoginBrake.objects.values()))
    for secret in ("GeheimesWort", "203.0.113.7", "officer"):
        assert secret not in kept


def test_supervisors_read_the_trace(supervisor, officer, clock, client_as):
    guess("officer", 5)
    guess("GeheimesWort2", 1)
    url = reverse("report_logins:index")
    page = client_as(supervisor).get(url).content.decode()
    assert "登录失败记录" in page
    assert "周敏" in page
    assert "30 秒" in page
    assert "没有这个账号" in page
    assert "GeheimesWort2" not in page
    assert "203.0.113.0/24" in page
    file = client_as(supervisor).get(url + "?export=csv")
    assert "周敏" in b"".join(file.streaming_content).decode()


def test_what_is_forgotten_is_deleted_and_the_trace_stays_half_a_year(officer, clock, now):
    guess("officer", 5)
    braking.drop_old(at=now + dt.timedelta(days=2))
    assert not LoginBrake.objects.exists()
    assert LoginFailure.objects.count() == 5
    braking.drop_old(at=now + dt.timedelta(days=184))  # July to December
    assert LoginFailure.objects.count() == 5
    braking.drop_old(at=now + dt.timedelta(days=185))
    assert not LoginFailure.objects.exists()


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("unix:", "—"),
    ],
)
def test_an_address_is_kept_as_its_network(address, shown):
    assert braking.network(address) == shown


# --- at the same moment -----------------------------------------------------------------------


@pytest.fixture
def racers(django_db_setup, django_db_blocker, tmp_path):
    with django_db_blocker.unblock(), racing.database_copy(tmp_path) as url:
        racers = racing.Racers(url)
        yield racers
        racers.stop()


def take_tries(_, name, times, at):
    """How many tries one process gets of those it asks for."""
    one = braking.Try(name, f"198.51.100.{len(name)}", "")
    return sum(one.take(at=at) == braking.NOW for _ in range(times))


@pytest.mark.django_db
def test_processes_that_guess_together_get_no_more_tries_than_one(racers, now):
    for n in range(10):
        name = "x" * (n + 1)
        assert sum(racers.together(take_tries, name, 10, now)) == braking.ACCOUNT.free
        later = now + MINUTE
        assert sum(racers.together(take_tries, name, 10, later)) == 1
