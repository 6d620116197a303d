"""Sessions of staff: their end, one's own list of them, and the words that must not be lost."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from suggestions.models import BrowserSession, Topic
from suggestions.staff import kept_words, sessions
from tests.suggestions.staff.locks import SECRET, give_app, shown, type_code, type_password

MINUTE, HOUR = 60, 3600
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit Version/18 Safari/604.1"
OWN = "/admin/own_login/"


@pytest.fixture
def clock(time_machine, now):
    time_machine.move_to(now, tick=False)
    return time_machine.shift


@pytest.fixture
def limits(settings):
    settings.SESSION_IDLE = dt.timedelta(minutes=30)
    settings.SESSION_LONGEST = dt.timedelta(hours=12)


def inside(client, path="/admin/", **more):
    return client.get(path, **more).status_code == 200


# --- the end ----------------------------------------------------------------------------------


def test_half_an_hour_without_a_hand_ends_a_session(officer, limits, clock, door):
    client = door(officer)
    for minutes in (0, 29, 29, 30):
        clock(minutes * MINUTE)
        assert inside(client)
    clock(31 * MINUTE)
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    assert not BrowserSession.objects.filter(user=officer).exists()


def test_twelve_hours_end_it_however_busy(officer, limits, clock, door):
    client = door(officer)
    assert inside(client)
    for _ in range(12 * 3):
        clock(20 * MINUTE)
        assert inside(client)
    clock(1)
    assert not inside(client)


def test_what_a_page_asks_by_itself_is_no_hand(officer, limits, clock, door):
    client = door(officer)
    assert inside(client)
    for _ in range(3):
        clock(10 * MINUTE)
        client.get("/admin/", headers={"Sec-Fetch-Mode": "cors"})
        client.post("/admin/editing-sessions/ping/suggestions/topic/1/0/")
    clock(MINUTE)
    assert not inside(client)


def test_a_press_sent_by_a_script_is_a_hand(officer, limits, clock, door):
    client = door(officer)
    assert inside(client)
    clock(29 * MINUTE)
    client.post(OWN, {"do": "nonsense"}, headers={"Sec-Fetch-Mode": "cors"})
    clock(29 * MINUTE)
    assert inside(client)


def test_a_busy_page_writes_once_a_minute(officer, limits, clock, door):
    client, page = door(officer), reverse("desk_my_news:index")
    client.get(page)
    with CaptureQueriesContext(connection) as caught:
        for _ in range(6):
            clock(10)
            client.get(page)
    assert writes(caught) == 0
    with CaptureQueriesContext(connection) as caught:
        clock(10)
        client.get(page)
    assert writes(caught) == 1


def writes(caught):
    statements = [query["sql"] for query in caught.captured_queries]
    return sum(sql.startswith("UPDATE") and "browsersession" in sql for sql in statements)


# --- one's own list ---------------------------------------------------------------------------


def test_the_own_list_tells_device_and_network_and_never_the_key_or_address(officer, clock):
    phone = type_password("officer", headers={"User-Agent": PHONE}, REMOTE_ADDR="203.0.113.7")
    page = phone.get(OWN).content.decode()
    assert "苹果手机，Safari（就是这里）" in page
    assert "203.0.113.0/24" in page and "203.0.113.7" not in page
    assert phone.session.session_key not in page


def test_one_browser_or_all_others_are_logged_out(officer, clock):
    here, phone, desk = (type_password("officer") for _ in range(3))
    for client in (phone, desk, here):
        client.get("/admin/")
    page = here.get(OWN)
    others = [one for one in page.context["places"] if not one.own]
    assert len(others) == 2
    here.post(OWN, {"do": "end", "which": others[0].mark})
    assert sorted(map(inside, (phone, desk))) == [False, True]
    here.post(OWN, {"do": "end-others"})
    assert [inside(one) for one in (phone, desk, here)] == [False, False, True]


def test_nobody_ends_the_session_of_somebody_else(officer, editor, clock, door):
    theirs, mine = door(editor), door(officer)
    theirs.get("/admin/")
    page = theirs.get(OWN)
    mark = page.context["places"][0].mark
    mine.post(OWN, {"do": "end", "which": mark})
    mine.post(OWN, {"do": "end-others"})
    assert inside(theirs)


def filled(html):
    """A page's form as it would be sent untouched."""
    page = BeautifulSoup(html, "html.parser")
    page = page.select_one("[name='password-old_password']").find_parent("form")
    data = {box["name"]: box.get("value", "on") for box in page.select("input[name][checked]")}
    texts = page.select("input[name]:not([type=checkbox], [type=radio], [type=file])")
    data |= {box["name"]: box.get("value", "") for box in texts}
    for choice in page.select("select[name]"):
        chosen = choice.select_one("option[selected]")
        data[choice["name"]] = chosen["value"] if chosen else ""
    return data


def test_another_password_logs_out_everywhere_else(officer, clock):
    here, other = (type_password("officer") for _ in range(2))
    for client in (here, other):
        assert inside(client)
    data = filled(here.get(reverse("wagtailadmin_account")).content.decode())
    data |= {
        "name_email-first_name": "周",
        "name_email-last_name": "敏",
        "name_email-email": "a@example.cn",
        "password-old_password": "jianyan",
        "password-new_password1": "Ein-ganz-anderes-Wort-7",
        "password-new_password2": "Ein-ganz-anderes-Wort-7",
    }
    changed = here.post(reverse("wagtailadmin_account"), data)
    assert changed.status_code == 302
    assert (inside(here), inside(other)) == (True, False)
    assert BrowserSession.objects.filter(user=officer).count() == 1
    assert mail.outbox == []


# --- words ------------------------------------------------------------------------------------

NOTHING = "这里没有替您留着的内容"
LONG = "请市房管局会同街道，在十月底以前把三号楼的坡道修好。" * 20


@pytest.fixture
def page(make_topic):
    return reverse("desk_topics:verb", args=[make_topic().pk, "rename"])


def run_out(user, clock, door):
    client = door(user)
    assert inside(client)
    clock(31 * MINUTE)
    return client


def test_what_was_being_sent_is_there_after_the_login_and_is_sent_on(
    officer, limits, clock, door, page
):
    client = run_out(officer, clock, door)
    sent = {"name": "电动车充电难", "seen": "充电桩不够", "why": LONG}
    held = client.post(page, sent)
    assert held["Location"] == "/admin/login/?next=/admin/kept/"
    assert "您刚才写的还在" in client.get(held["Location"]).content.decode()
    assert LONG[:20] not in str(dict(client.session))
    client = type_password("officer", client)
    shown_again = client.get("/admin/kept/").content.decode()
    assert LONG in shown_again and f'action="{page}"' in shown_again
    assert client.post(page, sent).status_code == 302
    assert Topic.objects.get().name == "电动车充电难"
    assert NOTHING in client.get("/admin/kept/").content.decode()  # nothing is kept twice


def test_the_words_come_through_the_second_step(officer, limits, clock, door, page):
    give_app(officer)
    client = run_out(officer, clock, door)
    client.post(page, {"name": LONG})
    type_password("officer", client)
    type_code(client, shown(SECRET))
    assert LONG in client.get("/admin/kept/").content.decode()


def test_nobody_else_reads_them(officer, editor, limits, clock, door, page):
    client = run_out(officer, clock, door)
    client.post(page, {"name": LONG})
    client = type_password("editor", client)
    assert NOTHING in client.get("/admin/kept/").content.decode()
    client.post(reverse("wagtailadmin_logout"))
    client = type_password("officer", client)
    assert LONG not in client.get("/admin/", follow=True).content.decode()


def test_after_an_hour_or_by_a_press_they_are_gone(officer, limits, clock, door, page):
    client = run_out(officer, clock, door)
    client.post(page, {"name": LONG})
    clock(HOUR + 1)
    type_password("officer", client)
    assert NOTHING in client.get("/admin/kept/").content.decode()
    client.get("/admin/")
    clock(31 * MINUTE)
    client.post(page, {"name": LONG})
    type_password("officer", client)
    client.post("/admin/kept/")
    assert NOTHING in client.get("/admin/kept/").content.decode()


def test_passwords_and_codes_are_not_among_what_is_kept(officer, limits, clock, door):
    client = run_out(officer, clock, door)
    client.post(OWN, {"do": "enrol", "password": "GeheimesWort", "code": "123456"})
    kept = kept_words.kept_for(officer, client.session, at=sessions.timezone.now())
    assert kept.fields == [("do", "enrol")]


def test_what_is_too_long_is_said_and_files_are_named(officer, limits, clock, door, page):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = run_out(officer, clock, door)
    held = client.post(page, {"name": LONG, "paper": SimpleUploadedFile("纸.pdf", b"x")})
    type_password("officer", client)
    assert "纸.pdf" in client.get(held["Location"].partition("next=")[2]).content.decode()
    clock(31 * MINUTE)
    held = client.post(page, {"name": "长" * 100_001 * 5})
    assert held["Location"] == "/admin/login/?next=/admin/"
    assert "没能替您留住" in client.get(held["Location"]).content.decode()


def test_what_another_site_sends_is_not_kept(officer, limits, clock, page):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    client.get("/admin/")
    clock(31 * MINUTE)
    assert client.post(page, {"name": "untergeschoben"}).status_code == 403
    assert kept_words.KEY not in client.session


def test_a_script_hears_of_the_door_as_before(officer, limits, clock, door, page):
    client = run_out(officer, clock, door)
    answer = client.post(page, {"name": "x"}, headers={"Sec-Fetch-Mode": "cors"})
    assert answer["Location"].startswith("/admin/login/?next=/admin/topics/")
