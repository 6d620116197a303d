"""Who reads what lies beside an answer, and where it is shown."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from suggestions.actions import answering, attaching, curating, referring, screening
from suggestions.models import AnswerFile, PaperKind, Topic
from suggestions.papers import about_topic
from tests.conftest import NOW
from tests.suggestions.actions.test_attaching import pdf, picture


@pytest.fixture
def receipt(submit):
    return submit(phone="13812345678")


@pytest.fixture
def referral(receipt, officer, clerk, campaign, make_referral):
    screening.accept(receipt.suggestion, by=officer, at=NOW)
    topic = curating.create_topic(campaign, name="充电桩不够", by=officer, at=NOW)
    curating.place([receipt.suggestion], topic=topic, by=officer, at=NOW)
    referral = make_referral(topic)
    referring.sign(referral, by=clerk, at=NOW)
    return referral


@pytest.fixture
def file(referral, clerk):
    return attaching.attach(referral, file=pdf("施工方案.pdf"), by=clerk, at=NOW)


@pytest.fixture
def submitted(file, referral, clerk):
    return answering.submit_answer(
        referral, text="下个月装十个。", adoption="work", by=clerk, at=NOW
    )


def accept(answer, officer):
    answering.accept_answer(answer, by=officer, at=NOW)


def status(client, file):
    return client.get(reverse("suggestions:answer_file", args=[file.pk])).status_code


def test_before_it_is_handed_in_the_department_alone_reads_it(
    file, door, client, clerk, other_clerk, officer, supervisor
):
    assert status(door(clerk), file) == 200
    for other in (other_clerk, officer, supervisor):
        assert status(door(other), file) == 404
    assert status(client, file) == 404


def test_handed_in_the_office_reads_it_and_residents_do_not_yet(
    submitted, file, door, client, officer, other_clerk, receipt
):
    assert status(door(officer), file) == 200
    assert status(door(other_clerk), file) == 404
    client.post("/track/", {"code": receipt.code})
    assert status(client, file) == 404


def test_accepted_everybody_reads_it_where_the_answer_is_shown(
    submitted, file, officer, client, receipt
):
    accept(submitted, officer)
    shown = client.get(reverse("suggestions:topic", args=[submitted.topic_id])).content.decode()
    assert "施工方案.pdf" in shown and file.get_absolute_url() in shown
    response = client.get(file.get_absolute_url())
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    client.post("/track/", {"code": receipt.code})
    followed = client.get(reverse("suggestions:tracked", args=[receipt.suggestion.pk]))
    assert "施工方案.pdf" in followed.content.decode()


def test_what_a_supporting_department_sends_stays_inside(
    referral, clerk, other_clerk, other_department, officer, make_topic, make_referral, client, door
):
    topic = make_topic("飞线", size=1)
    make_referral(topic, supporting=[other_department])
    helping = topic.referrals.get(department=other_department)
    referring.sign(helping, by=other_clerk, at=NOW)
    file = attaching.attach(helping, file=picture(), by=other_clerk, at=NOW)
    assert status(door(clerk), file) == 404  # the lead: not before it is handed in
    answer = answering.submit_answer(
        helping, text="协办意见。", adoption="work", by=other_clerk, at=NOW
    )
    assert status(door(clerk), file) == 200
    accept(answer, officer)
    assert status(client, file) == 404


def test_what_was_taken_back_from_a_department_is_no_longer_its_to_read(
    file, referral, door, clerk, officer
):
    referring.recall_all(referral.topic, reason="发错了", by=officer, at=NOW)
    assert status(door(clerk), file) == 404


def test_the_clerk_lays_it_there_and_takes_it_away_by_the_buttons(
    referral, door, clerk, django_capture_on_commit_callbacks
):
    desk, page = door(clerk), reverse("desk_department:page", args=[referral.pk])

    def press(verb, **data):
        address = reverse("desk_department:verb", args=[referral.pk, verb])
        return desk.post(address, data, follow=True)

    refused = press("attach", file=SimpleUploadedFile("a.docx", b"PK\x03\x04"))
    assert refused.status_code == 422 and "另存为 PDF" in refused.content.decode()
    assert press("attach").status_code == 422
    assert "已收下附件“现场.jpg”" in press("attach", file=picture()).content.decode()
    assert "准备随答复提交的附件" in desk.get(page).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        done = press("detach", desk_subject=AnswerFile.objects.get().pk)
    assert "已去掉附件“现场.jpg”" in done.content.decode()
    assert not AnswerFile.objects.exists()


def test_the_written_reply_names_what_lies_beside_it(submitted, officer):
    accept(submitted, officer)
    facts = about_topic.facts(PaperKind.REPLY, submitted.topic, NOW)
    lines = [line for _, section in facts.sections for line in section]
    assert ("附件", "施工方案.pdf") in [(line.label, line.text) for line in lines]


def test_a_file_that_is_gone_from_the_disk_is_not_found(submitted, file, officer, client):
    accept(submitted, officer)
    file.file.storage.delete(file.file.name)
    assert status(client, file) == 404


def test_beside_the_answer_of_a_topic_that_is_shown_no_more_it_is_not_either(
    submitted, file, officer, client
):
    accept(submitted, officer)
    assert status(client, file) == 200
    Topic.objects.update(status=Topic.Status.SET_ASIDE)
    assert status(client, file) == 404
