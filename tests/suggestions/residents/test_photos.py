"""Photos from strangers: drawn anew, kept as drafts, handed out only to whom they concern."""

import struct
import time
import uuid
import zlib
from concurrent.futures import ThreadPoolExecutor, as_completed
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from suggestions.actions import curating, screening
from suggestions.models import Photo
from suggestions.residents import photos, visitors
from suggestions.work import slots


def picture(kind="JPEG", size=(60, 40), mode="RGB", name="照片.jpg", **save):
    out = BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else 0).save(out, kind, **save)
    return SimpleUploadedFile(name, out.getvalue())


def opened(data):
    return Image.open(BytesIO(data))


def test_nothing_but_the_picture_survives():
    exif = Image.Exif()
    exif[0x010E] = "secret words"
    exif.get_ifd(0x8825)[2] = (31.0, 12.0, 0.0)
    drawn = photos.redraw(picture(exif=exif, comment=b"secret comment"))
    again = opened(drawn.data)
    assert not again.getexif()
    assert b"secret" not in drawn.data
    assert (again.format, again.size) == ("JPEG", (60, 40))


def test_a_picture_taken_sideways_is_set_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert photos.redraw(picture(exif=exif)).height == 60


def test_large_pictures_become_smaller_and_small_ones_stay():
    drawn = photos.redraw(picture(size=(4000, 1000)))
    assert (drawn.width, drawn.height) == (2000, 500)
    assert opened(drawn.thumbnail).width == 480
    assert photos.redraw(picture(size=(30, 30))).width == 30


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "BMP", "HEIF", "AVIF"])
def test_what_phones_and_screens_make_is_taken(kind):
    assert photos.redraw(picture(kind, size=(64, 64))).width == 64


def test_what_was_see_through_turns_white():
    drawn = photos.redraw(picture("PNG", mode="RGBA", size=(32, 32)))
    assert opened(drawn.data).getpixel((5, 5)) == (255, 255, 255)


def bomb():
    """A PNG of a few bytes that claims 40,000 × 40,000 pixels."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a",
        b"%PDF-1.4",
        b"\xff\xd8\xff\xe0" + b"\0" * 50,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
    ],
)
def test_what_only_calls_itself_a_picture_is_refused_in_words(data):
    with pytest.raises(photos.BadPhoto, match="不是能打开的照片"):
        photos.redraw(SimpleUploadedFile("假的.jpg", data))


def test_half_a_picture_is_refused():
    whole = picture(size=(500, 500), quality=95).read()
    with pytest.raises(photos.BadPhoto):
        photos.redraw(SimpleUploadedFile("半张.jpg", whole[: len(whole) // 2]))


def test_a_bomb_is_not_unfolded():
    with pytest.raises(photos.BadPhoto, match="不是能打开的照片|尺寸太大"):
        photos.redraw(SimpleUploadedFile("bomb.png", bomb()))


@pytest.mark.parametrize(
    ("kind", "limit"),
    [
        ("HEIF", "MAX_PIXELS"),
        ("PNG", "MAX_SCREEN_PIXELS"),
        ("WEBP", "MAX_SCREEN_PIXELS"),
        ("BMP", "MAX_SCREEN_PIXELS"),
    ],
)
def test_just_too_many_pixels_are_refused_with_what_to_do(monkeypatch, kind, limit):
    monkeypatch.setattr(photos, limit, 100 * 100)
    with pytest.raises(photos.BadPhoto, match="尺寸太大.*截图后再传"):
        photos.redraw(picture(kind, size=(101, 100)))
    assert photos.redraw(picture(kind, size=(100, 100))).width == 100


def test_a_photo_of_a_telephone_is_taken_and_twice_its_size_is_not(monkeypatch):
    assert 5712 * 4284 <= photos.MAX_PIXELS < 8064 * 6048
    assert photos.MAX_PIXELS >= 2 * photos.MAX_SCREEN_PIXELS


@pytest.mark.parametrize("kind", ["JPEG", "MPO"])
def test_a_jpeg_is_read_reduced_and_may_be_larger(monkeypatch, kind):
    monkeypatch.setattr(photos, "MAX_PIXELS", 5_000_000)
    huge = picture(kind, size=(8000, 6000), name="两亿像素.jpg")
    whole = []
    monkeypatch.setattr(photos, "_draw", lambda opened: whole.append(opened.size))
    photos.redraw(huge)
    assert whole == [(2000, 1500)]


def test_a_long_narrow_jpeg_is_read_reduced_too(monkeypatch):
    read = []
    monkeypatch.setattr(photos, "_draw", lambda opened: read.append(opened.size))
    photos.redraw(picture(size=(16000, 1000)))
    assert read == [(2000, 125)]


def test_a_progressive_jpeg_is_held_whole_and_counts_whole(monkeypatch):
    monkeypatch.setattr(photos, "MAX_PIXELS", 5_000_000)
    with pytest.raises(photos.BadPhoto, match="尺寸太大"):
        photos.redraw(picture(size=(3000, 2000), progressive=True))
    assert photos.redraw(picture(size=(2000, 2000), progressive=True)).width == 2000


def in_three_scans(data):
    """The head of a JPEG whose first scan says that it holds one colour only."""
    at = data.index(b"\xff\xda")
    return data[:at] + b"\xff\xda\0\x08\x01\x01\0\0\x3f\0" + data[at + 14 :]


@pytest.mark.parametrize(
    "spoil",
    [
        in_three_scans,
        # A marker without length before the first: lengths read from here on would lead astray.
        lambda data: data[:2] + b"\xff\xd0" + data[2:],
    ],
)
def test_a_jpeg_in_several_scans_or_of_unknown_make_counts_whole(monkeypatch, spoil):
    monkeypatch.setattr(photos, "MAX_PIXELS", 5_000_000)
    data = spoil(picture(size=(3000, 2000)).read())
    with pytest.raises(photos.BadPhoto, match="尺寸太大"):
        photos.redraw(SimpleUploadedFile("三遍.jpg", data))


def test_a_file_above_the_limit_is_refused_before_it_is_opened(monkeypatch):
    monkeypatch.setattr(photos, "MAX_MB", 1)
    with pytest.raises(photos.BadPhoto, match="超过 1 MB"):
        photos.redraw(SimpleUploadedFile("大.jpg", b"\0" * (1024 * 1024 + 1)))


# --- drafts -----------------------------------------------------------------------------------


def test_six_photos_are_kept_and_the_seventh_is_told(db, now):
    key = str(uuid.uuid4())
    said = photos.keep([picture() for _ in range(7)], key=key, at=now)
    assert photos.drafts(key).count() == 6
    assert [str(problem) for problem in said] == ["最多 6 张照片，多出来的没有收下。"]


Allowance = photos.Allowance


def test_what_is_too_much_for_one_request_is_asked_for_again(db, now, monkeypatch):
    monkeypatch.setattr(photos, "Allowance", lambda: Allowance(25_000))
    key = str(uuid.uuid4())
    files = [picture("PNG", size=(100, 100), name=f"{i}.png") for i in range(3)]
    said = photos.keep(files, key=key, at=now)
    assert photos.drafts(key).count() == 2
    assert [str(problem) for problem in said] == [photos._ENOUGH.format("2.png")]


def test_a_broken_photo_has_used_its_share_all_the_same(db, now):
    allowance = photos.Allowance()
    whole = picture("PNG", size=(500, 500)).read()
    with pytest.raises(photos.BadPhoto):
        photos.redraw(SimpleUploadedFile("半张.png", whole[:-60]), allowance)
    assert allowance.pixels == photos.REQUEST_PIXELS - 250_000


def test_while_another_photo_is_drawn_one_waits_and_the_next_is_sent_away(monkeypatch):
    monkeypatch.setattr(photos, "WAIT", 0.3)
    with slots.slot("photos", wait=0), ThreadPoolExecutor(2) as pool:
        before = time.monotonic()
        tries = [pool.submit(photos.redraw, picture()) for _ in range(2)]
        for one in as_completed(tries):
            with pytest.raises(photos.Busy, match="您写的内容都在"):
                one.result()
            took = time.monotonic() - before
        assert sum(t.exception() is not None for t in tries) == 2
        assert 0.3 <= took < 5
    assert photos.redraw(picture()).width == 60


def test_who_waits_for_the_slot_gets_it():
    with ThreadPoolExecutor(1) as pool:
        with slots.slot("photos", wait=0):
            waiting = pool.submit(photos.redraw, picture())
            time.sleep(0.2)
            assert not waiting.done()
        assert waiting.result().width == 60


def test_after_a_busy_one_the_others_are_not_tried(db, now, monkeypatch):
    monkeypatch.setattr(photos, "WAIT", 0)
    key = str(uuid.uuid4())
    with slots.slot("photos", wait=0):
        said = photos.keep([picture(), picture()], key=key, at=now)
    assert [type(problem) for problem in said] == [photos.Busy]


def test_a_bad_file_does_not_take_the_good_ones_with_it(db, now):
    key = str(uuid.uuid4())
    said = photos.keep([SimpleUploadedFile("a.jpg", b"x"), picture()], key=key, at=now)
    assert len(said) == 1
    assert photos.drafts(key).count() == 1


def test_removing_a_photo_removes_its_files_and_only_from_the_own_form(db, now):
    key, other = str(uuid.uuid4()), str(uuid.uuid4())
    photos.keep([picture()], key=key, at=now)
    photo = photos.drafts(key).get()
    for foreign in (other, ""):
        photos.drop(str(photo.pk), key=foreign)
    photos.drop("nonsense", key=key)
    photos.drop("9" * 30, key=key)
    assert photos.drafts(key).count() == 1
    photos.drop(str(photo.pk), key=key)
    assert not Photo.objects.exists()
    assert not photo.file.storage.exists(photo.file.name)
    assert not photo.thumbnail.storage.exists(photo.thumbnail.name)


# --- handing out ------------------------------------------------------------------------------


@pytest.fixture
def sent(submit, now):
    """A suggestion with one photo; gives (suggestion, photo)."""
    key = str(uuid.uuid4())
    photos.keep([picture()], key=key, at=now)
    suggestion = submit(key=key).suggestion
    return suggestion, suggestion.photos.get()


def both(photo):
    return [reverse(f"suggestions:{name}", args=[photo.pk]) for name in ("photo", "photo_thumb")]


def holder(client, suggestion):
    from django.http import HttpResponse
    from django.test import RequestFactory

    response = HttpResponse()
    visitors.remember(RequestFactory().get("/"), response, suggestion)
    client.cookies.update(response.cookies)
    return client


def test_a_photo_waits_for_the_officer_like_the_text(client, sent, officer, now):
    suggestion, photo = sent
    assert [client.get(url).status_code for url in both(photo)] == [404, 404]
    screening.accept(suggestion, by=officer, at=now)
    for url in both(photo):
        response = client.get(url)
        assert response.status_code == 200
        assert response["Content-Type"] == "image/jpeg"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "private" in response["Cache-Control"]
        assert opened(b"".join(response.streaming_content)).format == "JPEG"
    screening.unpublish(suggestion, by=officer, at=now, reason="误公开")
    assert client.get(both(photo)[0]).status_code == 404


def test_its_author_sees_it_before_and_a_forged_cookie_does_not_help(client, sent):
    suggestion, photo = sent
    assert holder(client, suggestion).get(both(photo)[0]).status_code == 200
    client.cookies[visitors.MINE] = "[[1, 2]]"
    assert client.get(both(photo)[0]).status_code == 404


def test_the_desk_sees_it_and_other_staff_does_not(client_as, sent, officer, editor, clerk):
    url = both(sent[1])[0]
    assert client_as(officer).get(url).status_code == 200
    assert client_as(editor).get(url).status_code == 404
    assert client_as(clerk).get(url).status_code == 404


def test_a_department_sees_what_was_forwarded_to_it(
    client_as, sent, make_referral, officer, clerk, other_clerk, campaign, now
):
    suggestion, photo = sent
    screening.accept(suggestion, by=officer, at=now, publish=False)
    topic = curating.create_topic(campaign, name="充电桩", by=officer, at=now)
    curating.place([suggestion], topic=topic, by=officer, at=now)
    make_referral(topic)
    assert client_as(clerk).get(both(photo)[0]).status_code == 200
    assert client_as(other_clerk).get(both(photo)[0]).status_code == 404


def test_a_draft_is_seen_only_where_the_form_is_being_written(client, client_as, campaign, now):
    page = client.get(reverse("suggestions:submit", args=[campaign.slug]))
    photos.keep([picture()], key=page.context["key"], at=now)
    photo = Photo.objects.get()
    assert client.get(both(photo)[1]).status_code == 200
    assert client_as().get(both(photo)[1]).status_code == 404


def test_a_photo_whose_file_is_gone_is_not_found(client, sent, officer, now):
    suggestion, photo = sent
    screening.accept(suggestion, by=officer, at=now)
    photo.file.storage.delete(photo.file.name)
    assert client.get(both(photo)[0]).status_code == 404


@pytest.mark.parametrize(
    "path", ["/photos/../secret/", "/photos/0/", "/photos/99999999999999999999/"]
)
def test_no_address_leads_to_another_file(client, db, path):
    assert client.get(path).status_code == 404
