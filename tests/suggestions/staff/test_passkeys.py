"""通行密钥: a device signs what it was asked, once, for its own account and this address."""

import hashlib
import json
import re

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData
from wagtail.models import ModelLogEntry

from suggestions.actions import passkeys, second_factor
from suggestions.models import LoginFailure, Passkey
from suggestions.staff import second_step
from tests.suggestions.staff.locks import SECOND, give_app, type_password

KEYS = "/admin/own_login/passkeys/"
HERE = "https://jianyan.example"
PRESENT, VERIFIED, NEW = 1, 4, 64


class Device:
    """An authenticator in software, with one key."""

    def __init__(self, number=b"one", host="jianyan.example", origin=HERE):
        self.number, self.host, self.origin = number, host, origin
        self.private, self.uses = ec.generate_private_key(ec.SECP256R1()), 0

    def made(self, asked):
        public = ES256.from_cryptography_key(self.private.public_key())
        credential = AttestedCredentialData.create(b"\0" * 16, self.number, public)
        made = AttestationObject.create("none", self._facts(NEW, credential), {})
        return self._answer("webauthn.create", asked, attestationObject=websafe_encode(made))

    def signed(self, asked):
        facts = self._facts(0)
        told = self._told("webauthn.get", asked)
        signature = self.private.sign(facts + hashlib.sha256(told).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            "webauthn.get",
            asked,
            authenticatorData=websafe_encode(facts),
            signature=websafe_encode(signature),
        )

    def _facts(self, flags, credential=b""):
        self.uses += 1
        place = hashlib.sha256(self.host.encode()).digest()
        return AuthenticatorData.create(place, PRESENT | VERIFIED | flags, self.uses, credential)

    def _told(self, kind, asked):
        said = {"type": kind, "challenge": asked["challenge"], "origin": self.origin}
        return json.dumps(said).encode()

    def _answer(self, kind, asked, **response):
        told = websafe_encode(self._told(kind, asked))
        number = websafe_encode(self.number)
        return json.dumps(
            {
                "id": number, "rawId": number, "type": "public-key",
                "response": {"clientDataJSON": told, **response}, "clientExtensionResults": {},
            }
        )  # fmt: skip


def asked_on(page):
    (found,) = re.findall(
        r'<script id="passkey-asked" type="application/json">(.*?)</script>', page.content.decode()
    )
    return json.loads(found)


@pytest.fixture(autouse=True)
def named(settings):
    settings.ALLOWED_HOSTS = ["jianyan.example", "testserver"]


@pytest.fixture
def clock(time_machine, now):
    time_machine.move_to(now, tick=False)
    return time_machine.shift


@pytest.fixture
def codes(officer, clock):
    return give_app(officer)


@pytest.fixture
def desk(officer, codes):
    client = Client(**{"HTTP_HOST": "jianyan.example"})
    client.force_login(officer)
    return client


def add(desk, code, device, name="办公室电脑"):
    asked = asked_on(desk.get(KEYS, secure=True))
    data = {"do": "add", "name": name, "code": code, "answer": device.made(asked)}
    return desk.post(KEYS, data, secure=True)


def knock():
    """Somebody who has typed the password and stands before the second step."""
    return type_password("officer", Client(HTTP_HOST="jianyan.example"), secure=True)


def sign(client, answer):
    return client.post(SECOND, {"answer": answer, "next": "/admin/"}, secure=True)


def inside(client):
    return client.get("/admin/", secure=True).status_code == 200


def test_a_device_is_added_and_lets_in(desk, codes, officer):
    device = Device()
    assert add(desk, codes[0], device).status_code == 302
    key = Passkey.objects.get()
    assert key.user == officer and key.name == "办公室电脑" and key.last_used_at is None
    assert ModelLogEntry.objects.filter(action=passkeys.ADDED, user=officer).count() == 1
    assert "办公室电脑" in desk.get(KEYS, secure=True).content.decode()
    client = knock()
    page = client.get(SECOND, secure=True)
    assert "用通行密钥登录" in page.content.decode()
    assert not inside(client)
    assert sign(client, device.signed(asked_on(page)))["Location"] == "/admin/"
    assert inside(client) and second_step.ASKED not in client.session
    key.refresh_from_db()
    assert key.last_used_at is not None and key.uses == 2


def test_it_is_offered_to_nobody_without_one(desk):
    page = knock().get(SECOND, secure=True).content.decode()
    assert "通行密钥" not in page


@pytest.mark.parametrize(
    "other",
    [
        {"number": b"two"},
        {"origin": "https://jianyan.example.evil.test"},
        {"origin": "http://jianyan.example"},
        {"host": "evil.test"},
    ],
)
def test_what_another_device_or_place_has_signed_lets_nobody_in(desk, codes, other):
    device = Device()
    add(desk, codes[0], device)
    for name, value in other.items():
        setattr(device, name, value)
    client = knock()
    refused = sign(client, device.signed(asked_on(client.get(SECOND, secure=True))))
    assert refused.status_code == 422 and passkeys.NOT_TAKEN in refused.content.decode()
    assert not inside(client)
    assert LoginFailure.objects.filter(second=True).count() == 1


def test_a_key_without_its_private_half_lets_nobody_in(desk, codes):
    device = Device()
    add(desk, codes[0], device)
    device.private = ec.generate_private_key(ec.SECP256R1())
    client = knock()
    assert sign(client, device.signed(asked_on(client.get(SECOND, secure=True)))).status_code == 422


def test_an_answer_counts_once_and_only_where_it_was_asked(desk, codes):
    device = Device()
    add(desk, codes[0], device)
    first, second = knock(), knock()
    answer = device.signed(asked_on(first.get(SECOND, secure=True)))
    second.get(SECOND, secure=True)
    assert sign(second, answer).status_code == 422
    assert sign(first, answer).status_code == 302
    first.logout()
    again = knock()
    again.get(SECOND, secure=True)
    assert sign(again, answer).status_code == 422


def test_a_copied_key_whose_counter_does_not_grow_is_not_let_in(desk, codes):
    device = Device()
    add(desk, codes[0], device)
    Passkey.objects.update(uses=50)
    client = knock()
    assert sign(client, device.signed(asked_on(client.get(SECOND, secure=True)))).status_code == 422
    assert Passkey.objects.get().uses == 50


def test_a_key_that_does_not_count_lets_in_again_and_again(desk, codes):
    device = Device()
    add(desk, codes[0], device)
    Passkey.objects.update(uses=0)
    for _ in range(2):
        device.uses, client = -1, knock()
        answer = device.signed(asked_on(client.get(SECOND, secure=True)))
        assert sign(client, answer).status_code == 302


def test_the_key_of_a_colleague_lets_in_nobody_else(desk, codes, second_officer):
    mine, theirs = Device(), Device(b"theirs")
    add(desk, codes[0], mine)
    theirs_desk = Client(HTTP_HOST="jianyan.example")
    theirs_desk.force_login(second_officer)
    add(theirs_desk, give_app(second_officer)[0], theirs)
    assert Passkey.objects.count() == 2
    client = knock()
    assert sign(client, theirs.signed(asked_on(client.get(SECOND, secure=True)))).status_code == 422
    (key,) = second_officer.passkeys.all()
    data = {"do": "remove", "which": key.pk, "code": codes[1]}
    desk.post(KEYS, data, secure=True)
    assert second_officer.passkeys.count() == 1


@pytest.mark.parametrize("answer", ["", "{", "[]", '{"id": 1}', "字" * 30_000, "9" * 19_999])
def test_what_is_no_answer_is_refused_in_words(desk, codes, answer):
    desk.get(KEYS, secure=True)
    data = {"do": "add", "name": "甲", "code": codes[0], "answer": answer}
    refused = desk.post(KEYS, data, secure=True)
    assert refused.status_code == 422 and passkeys.NOT_MADE in refused.content.decode()
    add(desk, codes[1], Device())
    client = knock()
    client.get(SECOND, secure=True)
    assert sign(client, answer).status_code == 422
    assert Passkey.objects.count() == 1


def test_adding_and_removing_ask_for_a_code(desk, codes):
    device = Device()
    refused = add(desk, "000000", device)
    assert refused.status_code == 422 and second_factor.WRONG in refused.content.decode()
    assert "办公室电脑" in refused.content.decode() and not Passkey.objects.exists()
    add(desk, codes[0], device)
    key = Passkey.objects.get()
    wrong = desk.post(KEYS, {"do": "remove", "which": key.pk, "code": "000000"}, secure=True)
    assert wrong.status_code == 422 and Passkey.objects.exists()
    desk.post(KEYS, {"do": "remove", "which": key.pk, "code": codes[1]}, secure=True)
    assert not Passkey.objects.exists()
    assert ModelLogEntry.objects.filter(action=passkeys.REMOVED).count() == 1


def test_a_key_is_added_once_and_only_so_many(desk, codes, monkeypatch):
    device = Device()
    add(desk, codes[0], device)
    assert "已经添加过" in add(desk, codes[1], device).content.decode()
    monkeypatch.setattr(passkeys, "MOST", 1)
    assert "最多 1 把" in add(desk, codes[2], Device(b"two")).content.decode()
    assert Passkey.objects.count() == 1


def test_keys_go_with_the_app(desk, codes, officer, now):
    add(desk, codes[0], Device())
    second_factor.drop(officer, by=officer, at=now)
    assert not Passkey.objects.exists()
    assert desk.get(KEYS, secure=True)["Location"] == "/admin/own_login/"


@pytest.mark.parametrize(
    "where, offered",
    [
        ("https://jianyan.example", True),
        ("http://localhost:8000", True),
        ("http://jianyan.example", False),
        ("https://10.0.0.8", False),
        ("http://127.0.0.1:8000", False),
        ("https://[::1]", False),
    ],
)
def test_keys_are_offered_where_browsers_have_them(where, offered):
    assert passkeys.usable(where) is offered


def test_wrong_keys_are_braked_like_wrong_codes(desk, codes):
    add(desk, codes[0], Device())
    client = knock()
    for _ in range(12):
        client.get(SECOND, secure=True)
        last = sign(client, "{}")
    assert last.status_code == 429 or "请过" in last.content.decode()
