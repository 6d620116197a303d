"""The interface for departments' systems, through the reference client: the contract itself."""

import importlib.util
import time
from pathlib import Path

import pytest
from django.test import Client as Browser

from suggestions.actions import referring, system_keys
from suggestions.models import Answer, Event, Referral, SpentNonce, SystemKey
from suggestions.systems.signing import signature

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("soon")]

SOURCE = Path(__file__).resolve().parents[3] / "docs/push_client.py"
_spec = importlib.util.spec_from_file_location("push_client", SOURCE)
push = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(push)
LIST = f"{push.BASE}referrals?since=0"


def transport(method, path, signed, body):
    kind = signed.pop("Content-Type")
    response = Browser().generic(method, path, body, content_type=kind, headers=signed)
    return response.status_code, response.content


@pytest.fixture
def key(department, administrator, now):
    return system_keys.issue(department, label="办件系统", by=administrator, at=now)


@pytest.fixture
def client(key):
    return push.Client(key[0].key_id, key[1], transport)


@pytest.fixture
def foreign(make_topic, make_referral, other_department):
    return make_referral(make_topic("别人的", size=1), lead=other_department)


def test_a_system_takes_its_referrals_signs_and_answers_like_a_clerk(
    client, make_referral, department
):
    referral = make_referral()
    items, since = client.changed()
    assert [one["id"] for one in items] == [referral.pk] and items[0]["status"] == "sent"
    assert client.changed(since) == ([], since)
    full = client.show(referral.pk)
    assert full["suggestion_count"] == 3 and len(full["suggestions"]) == 3
    assert client.sign(referral.pk)["status"] == "signed"
    told = client.answer(referral.pk, "work", "充电桩已经装好。")
    assert told["status"] == "answered" and told["answers"][0]["status"] == "submitted"
    answer = Answer.objects.get()
    assert answer.written_by.department == department and not answer.written_by.is_active
    signed = Event.objects.get(verb="signed", referral=referral)
    assert "系统接口" in signed.actor


def test_the_list_goes_on_where_it_ended_and_a_change_comes_again(
    client, make_topic, make_referral, officer, now
):
    first = make_referral(make_topic("一", size=1))
    make_referral(make_topic("二", size=1))
    page = client.ask("GET", "referrals?limit=1")
    assert [one["id"] for one in page["items"]] == [first.pk] and page["more"]
    _, since = client.changed()
    referring.remind(first, note="请抓紧。", by=officer, at=now)
    items, _ = client.changed(since)
    assert [one["id"] for one in items] == [first.pk]


def test_what_is_another_departments_is_not_there(client, foreign):
    assert client.changed() == ([], 0)
    for ask in (client.show, client.sign, lambda pk: client.answer(pk, "work", "办了。")):
        with pytest.raises(push.Refused, match="404 没有这一件"):
            ask(foreign.pk)
    foreign.refresh_from_db()
    assert foreign.status == "sent" and not Answer.objects.exists()


def test_what_the_clerk_may_not_the_system_may_not_and_hears_it_in_words(client, make_referral):
    referral = make_referral()
    with pytest.raises(push.Refused, match="409 .*现在的状态是“待签收”"):
        client.answer(referral.pk, "work", "办了。")
    client.sign(referral.pk)
    with pytest.raises(push.Refused, match="409"):
        client.sign(referral.pk)
    with pytest.raises(push.Refused, match="422 请选择采纳情况"):
        client.answer(referral.pk, "no-such", "办了。")
    with pytest.raises(push.Refused, match="422 这些内容不对或者缺少：text"):
        client.ask("POST", f"referrals/{referral.pk}/answer", {"adoption": "work"})
    with pytest.raises(push.Refused, match="422 请填写异议理由"):
        client.object_to(referral.pk, " ")


def test_no_name_number_or_unmasked_word_goes_out(
    client, make_suggestion, campaign, officer, make_referral, now
):
    from suggestions.actions import curating

    rows = [
        make_suggestion("找王芳", body="打我电话13812345678。", name="王芳", phone="13812345678")
    ]
    topic = curating.create_topic(campaign, name="充电", by=officer, at=now)
    curating.place(rows, topic=topic, by=officer, at=now)
    told = str(client.show(make_referral(topic).pk))
    assert "13812345678" not in told and "［电话］" in told
    referral = Referral.objects.get()
    referring.recall_all(topic, reason="重来", by=officer, at=now)
    assert client.show(referral.pk)["suggestions"] == []


def send(key, secret, *, path=LIST, signed_path=None, now=None, nonce="n" * 20, body=b"", used=b""):
    at = str(int(time.time()) if now is None else now)
    sign = signature(secret, "GET", signed_path or path, at, nonce, body=used or body)
    given = {"Key": key.key_id, "Time": at, "Nonce": nonce, "Signature": sign}
    headers = {f"X-Jianyan-{name}": value for name, value in given.items()}
    return Browser().generic("GET", path, body, headers=headers)


def test_a_request_counts_once(key):
    assert send(*key).status_code == 200
    again = send(*key)
    assert again.status_code == 409 and "已经收到过" in again.json()["message"]
    assert send(*key, nonce="m" * 20).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"signed_path": push.BASE + "referrals?since=1"}, "签名不对"),
        ({"used": b"another body"}, "签名不对"),
        ({"now": 1_700_000_000}, "校准时钟"),
        ({"nonce": "short"}, "随机串"),
    ],
)
def test_what_was_changed_or_is_stale_is_refused_in_words(key, wrong, words):
    response = send(*key, **wrong)
    assert response.status_code == 401 and words in response.json()["message"]
    assert not SpentNonce.objects.exists()


def test_without_a_key_of_use_nobody_learns_anything(key, administrator, now, make_referral):
    make_referral()
    made, secret = key
    assert "缺少" in Browser().get(LIST).json()["message"]
    wrong = send(made, "another secret")
    unknown = send(SystemKey(key_id="no-such-key"), secret)
    system_keys.revoke(made, by=administrator, at=now)
    revoked = send(made, secret, nonce="r" * 20)
    assert {r.status_code for r in (wrong, unknown, revoked)} == {401}
    assert wrong.json() == unknown.json() == revoked.json()


def test_a_secret_is_never_stored_in_the_clear(key):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM suggestions_systemkey")
        assert key[1] not in cursor.fetchone()[0]
    system_keys.revoke(key[0], by=key[0].made_by, at=key[0].made_at)
    assert SystemKey.objects.get().secret == ""


def test_too_many_requests_are_told_to_come_back(key, settings):
    settings.PUSH_PER_HOUR = 1
    assert send(*key).status_code == 200
    busy = send(*key, nonce="m" * 20)
    assert busy.status_code == 429 and "请过" in busy.json()["message"] and busy["Retry-After"]


def test_the_desk_shows_a_secret_once_and_takes_a_key_back(door, administrator, department):
    client = door(administrator)
    form = {"department": department.pk, "label": "办件系统"}
    page = client.post("/admin/keys/", form).content.decode()
    key = SystemKey.objects.get()
    assert key.secret in page and key.key_id in page
    assert key.secret not in client.get("/admin/keys/").content.decode()
    assert key.secret not in client.get(f"/admin/keys/{key.pk}/").content.decode()
    client.post(f"/admin/keys/{key.pk}/revoke/")
    key.refresh_from_db()
    assert key.revoked_at and "还没有用过" in client.get("/admin/keys/").content.decode()


def test_spent_nonces_go_after_an_hour(key, now):
    system_keys.spend(key[0], "n" * 20, at=now)
    assert not system_keys.spend(key[0], "n" * 20, at=now)
    system_keys.drop_old(at=now + 2 * system_keys.KEPT)
    assert not SpentNonce.objects.exists()
