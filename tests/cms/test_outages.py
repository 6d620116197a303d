"""A form that meets a full disk or a database that is away: 503, and the words come back."""

import errno
import resource
import signal
from contextlib import contextmanager
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from PIL import Image

from cms import outages, storages
from suggestions.models import Photo, Suggestion
from tests.suggestions.views.test_submit import GOOD

TOKENS = ("csrfmiddlewaretoken", "key")  # of the form that lies open
EVIL = "</textarea><script>alert(1)</script>坏话\"'&"


@pytest.fixture
def address(campaign):
    return reverse("suggestions:submit", args=[campaign.slug])


@pytest.fixture
def browser(address):
    """A browser with the form open; its token is asked for, as in earnest."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    page = BeautifulSoup(client.get(address).content, "html.parser")
    fields = {name: page.select_one(f"input[name={name}]") for name in TOKENS}
    client.sheet = {name: field["value"] for name, field in fields.items()}
    return client


@pytest.fixture
def broken(monkeypatch):
    """The machine fails while a suggestion is written down."""

    @contextmanager
    def break_with(error):
        def fail(*args, **kwargs):
            raise error

        with monkeypatch.context() as patched:
            patched.setattr("suggestions.actions.submitting.submit", fail)
            yield

    return break_with


def sheet_of(response):
    page = BeautifulSoup(response.content, "html.parser")
    forms = [one for one in page.find_all("form") if one.find("button", string="再提交一次")]
    assert len(forms) == 1
    fields = [(f["name"], f.get("value", "")) for f in forms[0].find_all("input")]
    return forms[0]["action"], fields


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("database is locked"),
        OperationalError("server closed the connection unexpectedly"),
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
    ],
)
def test_what_was_written_comes_back_and_is_taken_when_sent_again(browser, address, broken, error):
    sent = {**browser.sheet, **GOOD, "body": "第一行\n第二行：" + EVIL, "solution": "请装灯"}
    with broken(error):
        response = browser.post(address, sent)
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert response["Cache-Control"] == "no-store"
    page = response.content.decode()
    assert "您写的内容还在" in page and "<script>alert" not in page
    assert not Suggestion.objects.exists()
    action, fields = sheet_of(response)
    told = dict(fields)
    assert action == address and told["body"] == sent["body"]
    assert browser.post(action, told).status_code == 303  # the token is a good one
    assert "alert(1)" in Suggestion.objects.get().body


def test_no_secret_and_no_photo_stands_in_the_page(browser, address, broken):
    png = BytesIO()
    Image.new("RGB", (40, 40)).save(png, "PNG")
    secrets = {
        "code": "SECRET-1",
        "password": "SECRET-2",
        "token": "SECRET-3",
        "x_code": "SECRET-4",
    }
    photo = SimpleUploadedFile("SECRET-5.png", png.getvalue(), "image/png")
    with broken(OperationalError("gone")):
        response = browser.post(address, {**browser.sheet, **GOOD, **secrets, "photos": photo})
    page = response.content.decode()
    assert response.status_code == 503 and "SECRET" not in page
    assert "照片和文件没能留住" in page
    names = [name for name, _ in sheet_of(response)[1]]
    assert names.count("csrfmiddlewaretoken") == 1 and not set(secrets) & set(names)
    sent, told = browser.sheet["csrfmiddlewaretoken"], dict(sheet_of(response)[1])
    assert told["csrfmiddlewaretoken"] not in ("", sent)  # masked anew


def test_words_that_another_site_sends_are_not_given_our_token(browser, address, broken):
    with broken(OperationalError("gone")):
        response = browser.post(address, {**GOOD, "csrfmiddlewaretoken": "x" * 64})
    assert response.status_code == 403 and "再提交一次</button>" not in response.content.decode()


def test_a_failure_before_the_check_gives_no_token_to_another_site_either(
    browser, address, monkeypatch
):
    def gone(*args):
        raise OperationalError("gone")

    monkeypatch.setattr("suggestions.staff.second_step.Gate.process_view", gone, raising=False)
    monkeypatch.setattr("suggestions.staff.kept_words.KeeperOfWords.process_view", gone)
    monkeypatch.setattr(
        "django.contrib.sessions.middleware.SessionMiddleware.process_request", gone
    )
    ours = browser.post(address, {**browser.sheet, **GOOD})
    theirs = browser.post(address, {**GOOD, "csrfmiddlewaretoken": "x" * 64})
    assert ours.status_code == theirs.status_code == 503
    assert "您写的内容还在" in ours.content.decode()
    assert GOOD["body"] not in theirs.content.decode()


def test_what_is_too_long_to_come_back_is_left_to_the_browser(browser, address, broken):
    with broken(OperationalError("gone")):
        response = browser.post(address, {**browser.sheet, **GOOD, "x": "字" * outages.LONGEST})
        extra = {f"f{n}": "x" for n in range(300)}
        many = browser.post(address, {**browser.sheet, **GOOD, **extra})
    for one in (response, many):
        page = one.content.decode()
        assert one.status_code == 503 and "按浏览器的“返回”" in page and len(page) < 50_000


def test_the_staffs_forms_are_not_shown(client, db):
    client.raise_request_exception = False
    request = client.request().wsgi_request
    request.method, request.path = "POST", reverse("wagtailadmin_home") + "x/"
    assert outages.kept_of(request) is None


@contextmanager
def no_file_longer_than(size):
    """The kernel itself refuses to write on."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    kept = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, kept)


def test_a_file_that_found_no_room_leaves_no_half_of_it(tmp_path):
    storage = storages.WholeFileStorage(location=tmp_path)
    with no_file_longer_than(10_000), pytest.raises(OSError) as caught:
        storage.save("photos/a.jpg", ContentFile(b"x" * 200_000))
    assert outages.is_full(caught.value)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    with no_file_longer_than(10_000):
        assert storage.save("photos/a.jpg", ContentFile(b"x" * 9_000)) == "photos/a.jpg"


def test_a_photo_without_room_loses_neither_the_words_nor_half_a_file(
    browser, address, monkeypatch, settings
):
    def full(self, name, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", full)
    png = BytesIO()
    Image.new("RGB", (40, 40)).save(png, "PNG")
    photo = SimpleUploadedFile("a.png", png.getvalue(), "image/png")
    response = browser.post(address, {**browser.sheet, **GOOD, "photos": photo})
    assert response.status_code == 503 and GOOD["body"] in response.content.decode()
    assert not Suggestion.objects.exists() and not Photo.objects.exists()


def test_a_body_that_is_too_large_is_told_so_in_chinese(browser, address, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000
    response = browser.post(address, {**browser.sheet, **GOOD, "solution": "字" * 20_000})
    page = response.content.decode()
    assert response.status_code == 413 and "内容太大，没有收下" in page and "返回" in page
    urlencoded = "application/x-www-form-urlencoded"
    response = browser.post(address, "body=" + "x" * 30_000, content_type=urlencoded)
    assert response.status_code == 413
    assert not Suggestion.objects.exists()
