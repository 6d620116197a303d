"""Text messages and robots, spoken to over real HTTP with servers that check the signature."""

import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, parse_qsl, quote, urlsplit

import pytest
from django.urls import reverse

from suggestions.actions import outbox, screening
from suggestions.models import OutboxMessage
from suggestions.work import channels, robots, sms
from suggestions.work.redacting import redacted

PHONE, SECRET = "13800001234", "s3cret"
pytestmark = pytest.mark.django_db


class Server(HTTPServer):
    """Answers each POST by `self.answers`, which says `(status, data)`."""

    def __init__(self, answers):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers, self.taken = answers, []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status, data = self.server.answers(self, body)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(data).encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def serve():
    running = []

    def make(answers):
        running.append(Server(answers))
        return running[-1]

    yield make
    for server in running:
        server.shutdown()
        server.server_close()


def signed(handler, body):
    """The city's gateway: checks time and signature, and takes each key once."""
    head, server = handler.headers, handler.server
    wanted = hmac.new(
        SECRET.encode(), head["X-Timestamp"].encode() + b"\n" + body, hashlib.sha256
    ).hexdigest()
    if head["X-Signature"] != wanted or abs(time.time() - int(head["X-Timestamp"])) > 60:
        return 403, {}
    if head["Idempotency-Key"] not in [key for key, _ in server.taken]:
        server.taken.append((head["Idempotency-Key"], json.loads(body)))
    return 200, {"id": "g-17"}


@pytest.fixture
def gateway(serve, settings):
    server = serve(signed)
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_SECRET = server.url, SECRET
    use(settings, sms="suggestions.work.sms.GatewayChannel")
    return server


def use(settings, **paths):
    settings.OUTBOX_CHANNELS = {**settings.OUTBOX_CHANNELS, **paths}
    channels._load.cache_clear()


@pytest.fixture
def message(submit, officer, now):
    suggestion = submit(phone=PHONE).suggestion
    screening.accept(suggestion, by=officer, at=now)
    return suggestion


def send(now):
    return outbox.send_outbox(at=now.replace(hour=11))


def test_a_text_message_is_signed_counted_and_taken_once(gateway, message, now, settings):
    settings.SMS_PRICE_FEN = 5
    assert send(now) == 1
    ((key, given),) = gateway.taken
    assert given["to"] == PHONE and given["text"].startswith("【建言】您提的建议")
    row = OutboxMessage.objects.get(status="sent")
    assert (row.key, row.gateway_id) == (key, "g-17")
    assert row.parts == sms.parts(given["text"]) == 3 and row.cost == 15
    outbox.OutboxMessage.objects.filter(pk=row.pk).update(status="sending", try_at=now)
    send(now)  # as after a kill between handing over and writing down
    assert len(gateway.taken) == 1


def test_a_wrong_secret_is_refused_tried_again_and_told_without_the_number(
    gateway, message, now, settings, caplog
):
    settings.SMS_GATEWAY_SECRET = "another"
    assert send(now) == 0
    row = OutboxMessage.objects.get(status="queued")
    assert row.attempts == 1 and row.error == "GatewayRefused：网关答复 403"
    assert PHONE not in caplog.text and "/n/" not in caplog.text


def test_a_gateway_that_names_the_number_leaves_no_trace_of_it(message, now, monkeypatch, caplog):
    class Talking:
        def send(self, message, address):
            raise OSError(f"no route for {address} <a@b.cn>: {message.body}")

    monkeypatch.setattr(outbox, "channel_for", lambda name: Talking())
    send(now)
    told = OutboxMessage.objects.get(status="queued").error + caplog.text
    assert "no route" in told
    assert PHONE not in told and "a@b.cn" not in told and "/n/" not in told


def callback(client, key, status="delivered", secret=SECRET, moment=None):
    body = json.dumps({"key": key, "status": status}).encode()
    moment = str(int(time.time()) if moment is None else moment)
    return client.post(
        reverse("suggestions:sms_receipt"),
        body,
        content_type="application/json",
        headers={"X-Timestamp": moment, "X-Signature": sms.signature(secret, moment, body)},
    )


def test_the_gateway_s_receipt_counts_once_and_only_with_its_signature(
    client, gateway, message, now
):
    send(now)
    row = OutboxMessage.objects.get(status="sent")
    assert callback(client, row.key, secret="forged").status_code == 403
    assert callback(client, row.key, moment=int(time.time()) - 3600).status_code == 403
    assert callback(client, "nobody").status_code == 404
    assert callback(client, row.key, "eaten").status_code == 400
    row.refresh_from_db()
    assert row.receipt == ""
    assert callback(client, row.key).status_code == 204
    assert callback(client, row.key, "failed").status_code == 204  # the first word stands
    row.refresh_from_db()
    assert row.receipt == "arrived" and row.receipt_at


def test_without_a_secret_nobody_s_receipt_is_believed(client, gateway, message, now, settings):
    send(now)
    settings.SMS_GATEWAY_SECRET = ""
    row = OutboxMessage.objects.get(status="sent")
    assert callback(client, row.key, secret="").status_code == 403


def aliyun(handler, body):
    """Checks the signature by their own description of it."""
    pairs = parse_qsl(body.decode(), keep_blank_values=True)
    given = dict(pairs)
    signature = given.pop("Signature")

    def escape(text):
        return quote(text, safe="-_.~")

    query = "&".join(f"{escape(k)}={escape(v)}" for k, v in sorted(given.items()))
    text = f"POST&%2F&{escape(query)}"
    wanted = base64.b64encode(hmac.new(b"key&", text.encode(), hashlib.sha1).digest()).decode()
    if signature != wanted:
        return 400, {"Code": "SignatureDoesNotMatch"}
    handler.server.taken.append(given)
    return 200, {"Code": "OK", "BizId": "900"}


@pytest.mark.parametrize(("secret", "count"), [("key", 1), ("wrong", 0)])
def test_aliyun_takes_what_is_signed_its_way(serve, message, now, settings, secret, count):
    server = serve(aliyun)
    settings.ALIYUN_SMS_URL, settings.ALIYUN_SMS_KEY_SECRET = server.url, secret
    settings.ALIYUN_SMS_TEMPLATE = "SMS_1"
    use(settings, sms="suggestions.work.sms.AliyunChannel")
    assert send(now) == count
    assert len(server.taken) == count
    if count:
        (given,) = server.taken
        words = json.loads(given["TemplateParam"])
        assert given["PhoneNumbers"] == PHONE and given["TemplateCode"] == "SMS_1"
        assert "正式受理" in words["words"] and "/n/" in words["link"]
        assert OutboxMessage.objects.get(status="sent").gateway_id == "900"


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("550 wang@example.org unknown", ""),
        ("no such user [wang] here", "[wang]"),
        ("号码 138 0000 1234 停机", ""),
        ("callback https://a.cn/n/1-1-1-x failed", ""),
    ],
)
def test_complaints_are_kept_without_whose_they_are(said, address):
    told = redacted(said, address)
    assert "●●●" in told and not any(word in told for word in ("wang", "0000", "a.cn"))


class Note:
    key, channel, subject, body = "k", "robot", "新的转办", "充电桩，最晚10月16日"


def test_the_robot_of_dingtalk_is_signed_and_that_of_wecom_is_taken_at_its_word(serve, settings):
    def answers(handler, body):
        query = parse_qs(urlsplit(handler.path).query)
        if "sign" in query:
            moment = query["timestamp"][0]
            text = f"{moment}\n{SECRET}".encode()
            digest = hmac.new(SECRET.encode(), text, hashlib.sha256).digest()
            if query["sign"][0] != base64.b64encode(digest).decode():
                return 200, {"errcode": 310000}
        handler.server.taken.append(json.loads(body)["text"]["content"])
        return 200, {"errcode": 0}

    server = serve(answers)
    settings.DINGTALK_ROBOT_URL = f"{server.url}?access_token=t"
    settings.DINGTALK_ROBOT_SECRET, settings.WECOM_ROBOT_URL = SECRET, server.url
    assert robots.set_up() == ["wecom", "dingtalk"]
    for name in robots.set_up():
        robots.RobotChannel().send(Note, name)
    assert server.taken == ["新的转办\n充电桩，最晚10月16日"] * 2
    settings.DINGTALK_ROBOT_SECRET = "wrong"
    server.answers = lambda handler, body: (200, {"errcode": 310000})
    with pytest.raises(Exception, match="310000"):
        robots.RobotChannel().send(Note, "dingtalk")


@pytest.mark.parametrize(("refuses", "error"), [("550 no such user {}", "SMTPRecipientsRefused")])
def test_what_a_mail_server_says_is_kept_without_the_address(
    submit, now, mailbox, refuses, error, caplog
):
    submit(email="wang@example.org")
    mailbox.refuses = refuses
    assert send(now) == 0
    row = OutboxMessage.objects.get()
    assert row.error.startswith(error) and "550" in row.error
    assert "wang@" not in row.error + caplog.text
    mailbox.refuses = ""
    OutboxMessage.objects.update(try_at=now)
    assert send(now) == 1


@pytest.mark.parametrize(("hour", "count"), [(23, 0), (3, 0), (7, 0), (8, 1), (21, 1)])
def test_residents_sleep_undisturbed(submit, now, mailbox, hour, count):
    submit(email="wang@example.org")
    night = now.replace(day=17, hour=hour)
    assert outbox.send_outbox(at=night) == count
