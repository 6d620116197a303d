"""Which passwords are taken, and that nobody learns at the door whose account exists."""

import re
import statistics
import time

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from suggestions.models import LoginBrake, User
from suggestions.staff import passwords

GUESSED = str.split("""
    jianyan2026 jianyan20260101 woaini1314 woaini5201314 qwe123qwe123 qwertyuiop12
    1qaz2wsx3edc 1qaz@WSX3edc4rfv Shanghai@2026! shanghai20261129 beijing123456789
    P@ssw0rd2026!! admin888888888 zhoumin19900101 ZhouMin@2026!! officer20261129
    yangpu2026yangpu aaaaaaaaaaaaaa abcabcabcabcabc 111111222222333333 123456789012
    987654321098 asdfghjkl;123456 renminzhengji2026 guanliyuan123456 zhengjiban@2026
    mima123456mima juweihui20260101 周敏周敏周敏周敏2026 xinfang@2026@2026 Qwer1234Qwer1234
    laopowoaini1314 iloveyou5201314 Sichuan!Chengdu!2026 aaa111bbb222ccc333 zxcvbnm,./12345
    20260101-20261231 qazwsxedcrfv123 password-password-2026
""")
TAKEN = str.split("""
    梨树下的旧钟从来没有走准过 kvx7-tmu2-hdw9 dianti-huaile-sanlou-xiuhao
    correct-horse-battery-staple
    Ein-ganz-anderes-Wort-7 tH9#vLq2!mZx7 chuangwaiyouyikelishu
""")


@pytest.fixture
def person():
    return User(username="officer", first_name="周敏", email="zhoum@example.cn")


@pytest.mark.parametrize("password", GUESSED)
def test_what_people_here_guess_first_is_refused_in_words(person, password):
    with pytest.raises(ValidationError) as refused:
        validate_password(password, person)
    assert any("容易猜到" in text or "至少" in text for text in refused.value.messages)


@pytest.mark.parametrize("password", TAKEN)
def test_what_is_ones_own_is_taken(person, password):
    validate_password(password, person)


@pytest.mark.parametrize("year", range(1950, 2030, 7))
@pytest.mark.parametrize("place", ["wuhan", "Chengdu", "HANGZHOU"])
@pytest.mark.parametrize("between", ["", "@", "!!"])
def test_a_place_and_a_year_are_never_enough(person, year, place, between):
    for word in (f"{place}{between}{year}", f"{year}{between}{place}{between}{year}0101"):
        assert passwords.own_length(word) < passwords.OWN


def test_eleven_characters_are_refused_and_twelve_taken(person):
    with pytest.raises(ValidationError, match="12"):
        validate_password("kvx7tmu2hdw", person)
    validate_password("kvx7tmu2hdw9", person)


def test_every_sentence_of_the_rules_is_chinese(person):
    with pytest.raises(ValidationError) as refused:
        validate_password("officer1", person)
    assert all(
        any("\u4e00" <= sign <= "\u9fff" for sign in text) for text in refused.value.messages
    )


# --- nobody learns whose account exists -------------------------------------------------------


def asked(url, data):
    """Status, words without what differs by chance, and how many queries of which kind."""
    client = Client()
    with CaptureQueriesContext(connection) as caught:
        answer = client.post(url, data)
    told = answer.content.decode().replace(data.get("username", "\0"), "…")
    kinds = [query["sql"].split()[0] for query in caught.captured_queries]
    return answer.status_code, without_tokens(told), kinds


def without_tokens(html):
    return re.sub(r"[A-Za-z0-9]{64}", "", html)


def test_the_login_answers_a_stranger_like_a_colleague(officer):
    url = "/admin/login/"
    asked(url, {"username": "warm", "password": "falsch"})  # what a process asks once is asked
    known = asked(url, {"username": "officer", "password": "falsch"})
    unknown = asked(url, {"username": "niemand", "password": "falsch"})
    assert known == unknown


def test_the_page_for_a_lost_password_answers_both_alike(officer):
    User.objects.filter(pk=officer.pk).update(email="zhoum@example.cn")
    url = reverse("wagtailadmin_password_reset")
    known = asked(url, {"email": "zhoum@example.cn"})
    unknown = asked(url, {"email": "nobody@example.cn"})
    assert known[:2] == unknown[:2]


def test_the_time_tells_nothing_either(officer, settings):
    """With the hash of a real site: the middle of thirty tries differs by less than their own
    spread. Turn by turn, so that a busy machine slows both."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    officer.set_password("kvx7-tmu2-hdw9")
    officer.save()
    taken: dict[str, list[float]] = {"officer": [], "niemand": []}
    for turn in range(15):
        for name, times in taken.items():
            began = time.thread_time()
            Client().post(
                "/admin/login/",
                {"username": name, "password": "falsch"},
                REMOTE_ADDR=f"203.0.{turn}.{len(name)}",
            )
            times.append(time.thread_time() - began)
            LoginBrake.objects.all().delete()
    known, unknown = (statistics.median(times) for times in taken.values())
    spread = max(statistics.stdev(times) for times in taken.values())
    assert abs(known - unknown) < max(2 * spread, 0.15 * known)
