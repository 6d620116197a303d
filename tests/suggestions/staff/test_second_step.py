"""两步验证: between password and code nothing opens, and a code opens once."""

import base64
import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from wagtail.models import ModelLogEntry

from suggestions.actions import second_factor, standing_in
from suggestions.models import LoginBrake, LoginFailure, LoginRule, RecoveryCode, SecondFactor
from tests.suggestions import racing
from tests.suggestions.staff.locks import (
    LOGIN,
    SECOND,
    SECRET,
    give_app,
    shown,
    type_code,
    type_password,
    typed_secret,
)

SAMPLES = {"int": "1", "uuid": "0" * 8 + "-0000-0000-0000-" + "0" * 12}
OPEN = ("/admin/login/", "/admin/password_reset/", "/admin/logout/", "/admin/jsi18n/")
# Wagtail's own drawings and the page that says that there is no such page.
NOTHING_IN_THEM = ("/admin/sprite", "/admin/test404/")


@pytest.fixture
def clock(time_machine, now):
    """Stands still; `clock(seconds)` moves it on."""
    time_machine.move_to(now, tick=False)
    return time_machine.shift


@pytest.fixture
def asked(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def inside(client):
    return client.get("/admin/").status_code == 200


# --- the way in -------------------------------------------------------------------------------


def test_the_first_login_enrols_an_app_and_shows_recovery_codes_once(officer, asked, clock):
    client = type_password("officer")
    assert client.answer["Location"].startswith(SECOND)
    page = client.get(SECOND)
    assert "绑定验证器" in page.content.decode() and "no-store" in page["Cache-Control"]
    assert "<svg" in page.content.decode()
    secret = typed_secret(page.content.decode())
    assert secret == typed_secret(client.get(SECOND).content.decode())  # a reload keeps it
    wrong = type_code(client, "000000")
    assert wrong.status_code == 422 and "验证码不对" in wrong.content.decode()
    assert not inside(client)
    told = type_code(client, f"{shown(secret)[:3]} {shown(secret)[3:]}").content.decode()
    assert told.count("<li>") == 10 and "只显示这一次" in told
    assert inside(client)
    assert SecondFactor.objects.get(user=officer).secret == secret


def test_afterwards_password_and_code_let_in(officer, asked, clock):
    give_app(officer)
    clock(60)
    client = type_password("officer")
    assert "六位数字" in client.get(SECOND).content.decode()
    answer = type_code(client, shown(SECRET))
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert inside(client)
    assert client.session.get("login_pending") is None


def test_the_way_leads_where_one_wanted_to_go_and_never_elsewhere(officer, asked, clock):
    give_app(officer)
    for wanted, led in (("/admin/reports/", "/admin/reports/"), ("//evil.example/", "/admin/")):
        clock(60)
        client = type_password("officer")
        answer = client.post(SECOND, {"code": shown(SECRET), "next": wanted})
        assert answer["Location"] == led


@pytest.mark.parametrize("drift", [-1, 0, 1])
def test_a_phone_may_be_half_a_minute_wrong(officer, asked, clock, drift):
    give_app(officer)
    clock(120)
    assert type_code(type_password("officer"), shown(SECRET, steps=drift)).status_code == 302


@pytest.mark.parametrize("drift", [-2, 2])
def test_a_code_of_another_minute_is_none(officer, asked, clock, drift):
    give_app(officer)
    clock(120)
    assert type_code(type_password("officer"), shown(SECRET, steps=drift)).status_code == 422


def test_a_code_opens_once_nor_does_an_older_one(officer, asked, clock):
    give_app(officer)
    clock(120)
    code = shown(SECRET)
    assert type_code(type_password("officer"), code).status_code == 302
    assert type_code(type_password("officer"), code).status_code == 422
    assert type_code(type_password("officer"), shown(SECRET, steps=-1)).status_code == 422
    clock(30)
    assert type_code(type_password("officer"), shown(SECRET)).status_code == 302


def test_a_recovery_code_opens_once_however_it_is_typed(officer, asked, clock):
    first, second, *_ = give_app(officer)
    assert type_code(type_password("officer"), first).status_code == 302
    assert type_code(type_password("officer"), first).status_code == 422
    typed = second.upper().replace("-", " ")
    assert type_code(type_password("officer"), typed).status_code == 302
    assert second_factor.codes_left(officer) == 8


def test_the_code_of_somebody_else_is_none(officer, second_officer, asked, clock):
    give_app(officer)
    mine = second_factor.enrol(
        second_officer, secret=SECRET[::-1], code=shown(SECRET[::-1]), at=dt.datetime.now(dt.UTC)
    )
    clock(60)
    assert type_code(type_password("officer"), mine[0]).status_code == 422
    assert type_code(type_password("officer"), shown(SECRET[::-1])).status_code == 422


# --- between password and code ----------------------------------------------------------------


def staff_addresses():
    """Every address below /admin/, with something in each of its holes."""

    def walk(resolver, before=""):
        for pattern in resolver.url_patterns:
            whole = before + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                if not hasattr(pattern.pattern, "_route"):
                    continue  # a regular expression: none of ours, see below
                for name, converter in pattern.pattern.converters.items():
                    kind = type(converter).__name__.removesuffix("Converter").lower()
                    kind = {"integer": "int", "string": "str"}.get(kind, kind)
                    whole = whole.replace(f"<{kind}:{name}>", SAMPLES.get(kind, "x"))
                    whole = whole.replace(f"<{name}>", "x")
                yield "/" + whole
            else:
                yield from walk(pattern, whole)

    found = {path for path in walk(get_resolver()) if path.startswith("/admin/")}
    return sorted(path for path in found if not path.startswith(OPEN + NOTHING_IN_THEM))


def test_no_staff_address_opens_between_password_and_code(administrator, asked, clock):
    addresses = staff_addresses()
    assert len(addresses) > 250
    client = type_password("administrator")
    let_in = []
    for path in addresses:
        for answer in (client.get(path), client.post(path, {})):
            led = answer.get("Location", "")
            if not (answer.status_code == 302 and led.startswith(LOGIN)):
                let_in.append((answer.status_code, path, led))
    assert let_in == []
    assert type_code(client, "000000").status_code == 422  # it was still on its way in


def test_an_open_address_would_be_noticed(administrator, clock):
    """The red control: the same addresses, once one is in."""
    client = type_password("administrator")
    assert client.answer["Location"] == "/admin/"
    assert client.get(reverse("wagtailusers_users:index")).status_code == 200


def test_a_session_that_lacks_the_second_step_opens_nothing(officer, asked, clock, campaign):
    client = Client()
    client.force_login(officer)
    for path in ("/admin/", reverse("desk_suggestions:index")):
        answer = client.get(path)
        assert answer["Location"].startswith((SECOND, LOGIN))
    assert "_auth_user_id" not in client.session
    public = Client()
    public.force_login(officer)
    assert public.get("/").wsgi_request.user.is_anonymous


def test_the_way_ends_after_ten_minutes_and_with_another_password(officer, asked, clock):
    give_app(officer)
    client = type_password("officer")
    clock(601)
    late = type_code(client, shown(SECRET))
    assert late["Location"] == LOGIN and not inside(client)
    client = type_password("officer")
    officer.set_password("ein anderes Wort")
    officer.save()
    assert type_code(client, shown(SECRET))["Location"] == LOGIN
    assert type_code(Client(), shown(SECRET))["Location"] == LOGIN


def test_wrong_codes_wait_like_wrong_passwords_and_the_password_does_not_reset_them(
    officer, asked, clock
):
    give_app(officer)
    clock(60)
    for _ in range(5):
        assert type_code(type_password("officer"), "000000").status_code == 422
    braked = type_code(type_password("officer"), shown(SECRET))
    assert (braked.status_code, braked["Retry-After"]) == (429, "30")
    assert "请过 30 秒再试" in braked.content.decode()
    assert LoginFailure.objects.filter(user=officer, second=True).count() == 5
    clock(30)
    assert type_code(type_password("officer"), shown(SECRET)).status_code == 302


def test_in_a_known_browser_codes_have_no_more_tries(officer, asked, clock):
    give_app(officer)
    clock(60)
    own = type_password("officer")
    type_code(own, shown(SECRET))
    own.post(reverse("wagtailadmin_logout"))
    answers = [type_code(type_password("officer", own), "000000").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_supervisors_read_whose_password_is_known_to_others(supervisor, officer, clock, door):
    give_app(officer)
    type_code(type_password("officer"), "000000")
    assert "密码对，验证码不对" in door(supervisor).get("/admin/reports/logins/").content.decode()


# --- of whom it is asked ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "must"),
    [
        ("officer", True),
        ("secretary", True),
        ("administrator", True),
        ("clerk", False),
        ("editor", False),
        ("supervisor", False),
    ],
)
def test_rights_decide_until_a_rule_does(request, asked, administrator, now, who, must):
    user = request.getfixturevalue(who)
    assert second_factor.must(user.pk) is must
    groups = Group.objects.exclude(user=user) if must else Group.objects.filter(user=user)
    second_factor.rule_all(groups, by=administrator, at=now)
    assert second_factor.must(user.pk) is not must


def test_superusers_always_and_nobody_in_the_demo(make_user, settings):
    boss = make_user("boss", is_superuser=True)
    assert not second_factor.must(boss.pk)
    settings.SECOND_FACTOR_REQUIRED = True
    assert second_factor.must(boss.pk)


def test_who_has_an_app_is_asked_even_where_nobody_has_to(clerk, clock):
    give_app(clerk)
    assert type_password("clerk").answer["Location"].startswith(SECOND)


def test_who_stands_in_for_one_with_two_locks_needs_both(
    supervisor, officer, make_user, asked, soon, now
):
    other = make_user("helper", "编辑")
    today = now.date()
    leave = standing_in.take_leave(
        officer, first_day=today, last_day=today, substitute=other, by=officer, at=now
    )
    client = Client()
    client.force_login(other)
    assert inside(client)
    session = client.session
    standing_in.begin(session, leave, by=other, at=now + dt.timedelta(minutes=1))
    session.save()
    assert client.get("/admin/")["Location"].startswith(SECOND)


def test_an_administrator_changes_it_per_role(administrator, clerk, asked, door, clock):
    give_app(administrator)
    clock(60)
    client = type_password("administrator")
    type_code(client, shown(SECRET))
    url = reverse("desk_login_rules:index")
    assert "征集办工作人员" in client.get(url).content.decode()
    group = Group.objects.get(name="承办单位")
    kept = [*second_factor.groups_asked().values_list("pk", flat=True), group.pk]
    assert client.post(url, {"asked": kept}).status_code == 302
    assert LoginRule.objects.get().group == group
    assert second_factor.must(clerk.pk)
    assert ModelLogEntry.objects.filter(action=second_factor.RULED, user=administrator).exists()
    assert client.post(url, {"asked": ["999999"]}).status_code == 422


# --- what is kept -----------------------------------------------------------------------------


def test_secrets_and_codes_are_unreadable_in_their_tables_and_in_the_session(officer, asked, clock):
    codes = give_app(officer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM suggestions_secondfactor")
        (kept,) = cursor.fetchone()
    assert SECRET not in kept and len(kept) > 80
    digests = str(list(RecoveryCode.objects.values_list("digest", flat=True)))
    assert not any(code.replace("-", "") in digests for code in codes)
    second_factor.drop(officer, by=None, at=dt.datetime.now(dt.UTC))
    client = type_password("officer")
    secret = typed_secret(client.get(SECOND).content.decode())
    assert secret not in str(dict(client.session))
    assert base64.b64encode(secret.encode()).decode()[:20] not in str(dict(client.session))


def test_a_secret_whose_key_is_gone_lets_nobody_in_and_breaks_nothing(
    officer, asked, clock, settings
):
    codes = give_app(officer)
    clock(60)
    settings.FIELD_KEYS = "another key"
    client = type_password("officer")
    assert type_code(client, shown(SECRET)).status_code == 422
    assert type_code(client, codes[0]).status_code == 302


@pytest.mark.parametrize("code", ["", "１２３４５６", "12345", "abc", "0" * 41, "'; DROP", "\x00"])
def test_what_is_no_code_is_answered_in_words(officer, asked, clock, code):
    give_app(officer)
    assert type_code(type_password("officer"), code).status_code == 422


def test_a_lost_phone_is_unbound_by_command_and_bound_anew(officer, asked, clock, capsys):
    give_app(officer)
    call_command("drop_second_factor", "officer")
    assert "下次登录时重新绑定" in capsys.readouterr().out
    assert "绑定验证器" in type_password("officer").get(SECOND).content.decode()
    assert ModelLogEntry.objects.filter(action=second_factor.DROPPED).count() == 1


# --- one's own page ---------------------------------------------------------------------------


def own(client, do, **fields):
    return client.post(reverse("desk_own_login:index"), {"do": do, **fields})


def test_the_first_app_asks_for_the_password(clerk, clock, door):
    client = door(clerk)
    secret = typed_secret(client.get(reverse("desk_own_login:index")).content.decode())
    assert own(client, "enrol", code=shown(secret)).status_code == 422
    wrong = own(client, "enrol", code=shown(secret), password="falsch")
    assert wrong.status_code == 422 and not SecondFactor.objects.exists()
    told = own(client, "enrol", code=shown(secret), password="jianyan").content.decode()
    assert told.count("-") > 30 and SecondFactor.objects.filter(user=clerk).exists()


def test_another_phone_takes_over_only_when_its_code_is_right(clerk, clock, door):
    codes = give_app(clerk)
    client, url = door(clerk), reverse("desk_own_login:index")
    assert "lock-secret" not in client.get(url).content.decode()
    assert own(client, "enrol", code="000000").status_code == 422  # without a proof
    assert own(client, "another", code="000000").status_code == 422
    assert own(client, "another", code=codes[0]).status_code == 302
    new = typed_secret(client.get(url).content.decode())
    assert own(client, "enrol", code="000000").status_code == 422
    assert SecondFactor.objects.get().secret == SECRET
    assert own(client, "enrol", code=shown(new)).status_code == 200
    assert SecondFactor.objects.get().secret == new


def test_new_recovery_codes_end_the_old_ones(clerk, clock, door):
    old = give_app(clerk)
    client = door(clerk)
    assert own(client, "codes", code="").status_code == 422
    told = own(client, "codes", code=old[0]).content.decode()
    assert told.count("<li>") >= 10
    assert not second_factor.take(clerk, old[1], at=dt.datetime.now(dt.UTC))


def test_who_must_have_it_cannot_take_it_off(officer, clerk, asked, clock, door):
    for user, status in ((officer, 422), (clerk, 302)):
        codes = give_app(user)
        client = type_password(user.username)
        type_code(client, codes[0])
        assert own(client, "drop", code=codes[1]).status_code == status
        assert SecondFactor.objects.filter(user=user).exists() is (status == 422)


def test_guessing_codes_on_the_own_page_is_braked_as_well(clerk, clock, door):
    give_app(clerk)
    client = door(clerk)
    answers = [own(client, "codes", code="000000").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert LoginBrake.objects.exists()
    assert own(client, "nonsense").status_code == 400


# --- at the same moment -----------------------------------------------------------------------


@pytest.fixture
def racers(django_db_setup, django_db_blocker, tmp_path):
    with django_db_blocker.unblock(), racing.database_copy(tmp_path) as url:
        racers = racing.Racers(url)
        yield racers
        racers.stop()


def make_person(_, name, at):
    from suggestions.models import User

    user = User.objects.create_user(name, password="jianyan")
    return user.pk, give_app(user, at)


def use_code(_, pk, code, at):
    from suggestions.models import User

    return second_factor.take(User.objects.get(pk=pk), code, at=at)


@pytest.mark.django_db
def test_of_those_who_type_one_code_at_the_same_moment_one_gets_in(racers, now):
    for n in range(10):
        later = now + dt.timedelta(minutes=n + 1)
        pk, codes = racers.alone(make_person, f"racer{n}", now)
        assert sum(racers.together(use_code, pk, shown(SECRET, later), later)) == 1
        assert sum(racers.together(use_code, pk, codes[0], later)) == 1
