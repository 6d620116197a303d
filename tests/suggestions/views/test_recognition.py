"""优秀建议 in public, the author's choice on the own page, and the certificate."""

import io
import zipfile

import pytest
from django.urls import reverse

from suggestions.actions import recognising, screening, submitting
from suggestions.documents import pdf
from suggestions.models import Recognition
from suggestions.papers.certificate import lines_of, printed_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def receipt(submit, officer, now):
    made = submit("路口装一盏灯")
    screening.accept(made.suggestion, by=officer, at=now)
    return made


@pytest.fixture
def opened(officer, now):
    return recognising.open_round(title="上半年优秀建议", criteria="受益的人多", by=officer, at=now)


@pytest.fixture
def chosen(receipt, opened, officer, second_officer, now):
    one = recognising.nominate(
        receipt.suggestion, into=opened, reason="半个街区的人受益", by=officer, at=now
    )
    recognising.choose(one, by=second_officer, at=now)
    return one


@pytest.fixture
def author(client, receipt):
    client.post(reverse("suggestions:track"), {"code": receipt.code})
    return client


def own_page(receipt):
    return reverse("suggestions:tracked", args=[receipt.suggestion.pk])


def test_the_list_says_the_criteria_and_who_was_chosen_of_how_many(
    door, chosen, opened, make_suggestion, officer, second_officer, now
):
    page = reverse("suggestions:recognitions")
    assert "还没有公布过评选" in door().get(page).content.decode()
    other = recognising.nominate(
        make_suggestion("没评上的"), into=opened, reason="好", by=officer, at=now
    )
    recognising.refuse(other, because="说得不清", by=second_officer, at=now)
    recognising.publish(opened, by=officer, at=now)
    text = door().get(page).content.decode()
    for words in (
        "受益的人多",
        "路口装一盏灯",
        "匿名",
        "半个街区的人受益",
        '推荐 <strong class="num">2',
    ):
        assert words in text
    assert "没评上的" not in text and "说得不清" not in text and str(officer) not in text


def test_the_suggestions_page_says_it_once_the_round_is_public(door, chosen, opened, officer, now):
    page = reverse("suggestions:detail", args=[chosen.suggestion_id])
    assert "上半年优秀建议" not in door().get(page).content.decode()
    recognising.publish(opened, by=officer, at=now)
    html = door().get(page).content.decode()
    assert "<strong>优秀建议</strong>" in html and "上半年优秀建议" in html


def test_many_rounds_ask_no_more(
    client, make_suggestion, officer, second_officer, now, django_assert_max_num_queries
):
    for i in range(5):
        of = recognising.open_round(title=f"第{i}次", criteria="好", by=officer, at=now)
        one = recognising.nominate(
            make_suggestion(f"建议{i}"), into=of, reason="好", by=officer, at=now
        )
        recognising.choose(one, by=second_officer, at=now)
        recognising.publish(of, by=officer, at=now)
    page = reverse("suggestions:recognitions")
    client.get(page)
    with django_assert_max_num_queries(12):
        assert client.get(page).content.decode().count("匿名") >= 5


def test_the_author_is_asked_on_the_own_page_and_answers(
    author, chosen, receipt, opened, officer, now
):
    page = author.get(own_page(receipt)).content.decode()
    assert "您的建议被评为优秀建议" in page and "名单上就写“匿名”" in page
    naming = reverse("suggestions:naming", args=[receipt.suggestion.pk])
    assert author.post(naming, {}).status_code == 422
    assert author.post(naming, {"wish": "named", "name": " "}).status_code == 422
    assert author.post(naming, {"wish": "named", "name": "名" * 30}).status_code == 422
    assert author.post(naming, {"wish": "named", "name": "王阿姨\0"}).status_code == 302
    recognising.publish(opened, by=officer, at=now)
    assert "王阿姨" in author.get(reverse("suggestions:recognitions")).content.decode()
    assert author.post(naming, {"wish": "nameless", "name": "王阿姨"}).status_code == 302
    assert "王阿姨" not in author.get(reverse("suggestions:recognitions")).content.decode()


def test_nobody_else_names_the_author_or_takes_the_certificate(door, chosen, receipt):
    pk = receipt.suggestion.pk
    stranger = door()
    naming = reverse("suggestions:naming", args=[pk])
    assert stranger.post(naming, {"wish": "named", "name": "我"}).status_code == 404
    assert stranger.get(naming).status_code == 303
    for kind in ("pdf", "docx"):
        assert stranger.get(reverse("suggestions:certificate", args=[pk, kind])).status_code == 404
    assert Recognition.objects.get().named == "匿名"


def test_the_author_of_an_ordinary_suggestion_is_asked_nothing(author, receipt):
    assert "评为优秀建议" not in author.get(own_page(receipt)).content.decode()
    pk = receipt.suggestion.pk
    assert author.get(reverse("suggestions:certificate", args=[pk, "pdf"])).status_code == 404
    naming = reverse("suggestions:naming", args=[pk])
    assert author.post(naming, {"wish": "nameless"}).status_code == 302


def test_the_certificate_names_as_the_author_wished(
    author, chosen, receipt, now, settings, tmp_path
):
    settings.PAPER_DIR = tmp_path
    recognising.name_author(chosen, name="王阿姨", at=now)
    chosen.refresh_from_db()
    words = "\n".join(line.text for line in lines_of(chosen))
    assert "王阿姨：" in words and "路口装一盏灯" in words and receipt.suggestion.number in words
    file = author.get(reverse("suggestions:certificate", args=[receipt.suggestion.pk, "docx"]))
    with zipfile.ZipFile(io.BytesIO(file.content)) as book:
        assert "王阿姨" in book.read("word/document.xml").decode()
    wrong = author.get(reverse("suggestions:certificate", args=[receipt.suggestion.pk, "exe"]))
    assert wrong.status_code == 404


def test_the_certificate_is_one_sheet_to_be_hung_up(author, chosen, receipt):
    try:
        paper = pdf.laid_out(lines_of(chosen), title="证书", author="办", look=pdf.CERTIFICATE)
    except pdf.NoTypesetter:
        pytest.skip("no pango on this machine")
    (page,) = paper.pages
    assert page.width > page.height
    file = author.get(reverse("suggestions:certificate", args=[receipt.suggestion.pk, "pdf"]))
    assert file.status_code == 200 and b"%PDF" in file.content[:9]
    assert printed_as(chosen, "pdf").look == pdf.CERTIFICATE


def test_of_what_was_taken_back_there_is_no_certificate(author, chosen, receipt, now, desk):
    receipt.suggestion.refresh_from_db()
    submitting.withdraw(receipt.suggestion, at=now)
    pk = receipt.suggestion.pk
    assert author.get(reverse("suggestions:certificate", args=[pk, "docx"])).status_code == 404
    own = reverse("desk_recognition:certificate", args=[chosen.pk, "docx"])
    assert desk.get(own).status_code == 404


def test_the_own_data_hold_the_recognition(chosen, receipt):
    from suggestions.telling import own_data

    part = next(p for p in own_data.parts(receipt.suggestion) if p.title == "优秀建议")
    assert part.lines[0][0] == "上半年优秀建议" and "署名：匿名" in part.lines[0][1]
