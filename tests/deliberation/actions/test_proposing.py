"""居民提议: written without an account, screened, seconded once each, followed by code."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from deliberation.actions import matters, proposing
from deliberation.models import Proposal
from suggestions.actions.rules import Overtaken, Refused
from suggestions.actions.submitting import Changed
from suggestions.residents import receipts, visitors
from tests.conftest import NOW

BODY = "三号楼到大门一段晚上全黑，老人不敢出门。"


def form(**fields):
    key = fields.pop("key", None) or visitors.new_key()
    return {"title": "修一修路灯", "body": BODY, "key": key, **fields}


@pytest.fixture
def send(client, council):
    """Fills in the form as a resident."""

    def make(**fields):
        return client.post(reverse("deliberation:propose", args=[council.slug]), form(**fields))

    return make


@pytest.fixture
def wish(council):
    def make(title="修一修路灯", body=BODY, key=None, at=NOW, **fields):
        wish = proposing.Wish(title=title, body=body, **fields)
        return proposing.propose(council, wish=wish, key=key or visitors.new_key(), at=at)

    return make


@pytest.fixture
def public(wish, secretary):
    proposal = wish()
    proposing.publish_proposal(proposal, by=secretary, at=NOW)
    return proposal


# --- writing ---------------------------------------------------------------------------------


def test_a_proposal_is_taken_in_and_its_code_shown(client, send, council):
    page = client.get(reverse("deliberation:propose", args=[council.slug]))
    assert page.status_code == 200 and "5 位邻居附议" in page.content.decode()
    response = send(name="王阿姨", phone="138 0013 8000", consent="on")
    assert response.status_code == 303
    proposal = Proposal.objects.get()
    assert (proposal.status, proposal.phone) == ("pending", "13800138000")
    mine = client.get(response["Location"])
    code = receipts.grouped(receipts.issue(str(proposal.key)))
    assert code.split("-")[0] in mine.content.decode()
    assert "丢了就找不回来了" in mine.content.decode()  # no link to it is ever sent
    assert "要一个链接" not in mine.content.decode()
    assert mine["Cache-Control"] == "no-store"
    assert proposal.receipt_hash == receipts.digest(receipts.normal(code))


def test_contact_data_is_encrypted_at_rest(wish):
    from django.db import connection

    wish(name="王阿姨", phone="13800138000")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone FROM deliberation_proposal")
        assert not any("138" in cell or "王" in cell for cell in cursor.fetchone())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": ""}, "请用一句话写下您想议的事"),
        ({"body": "　"}, "请写几句具体情况"),
        ({"title": "长" * 61}, "60"),
        ({"phone": "12345"}, "请检查手机号"),
        ({"name": "王阿姨"}, "请勾选同意"),
        ({"website": "http://x"}, "再按一次"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_kept(send, fields, words):
    response = send(**fields)
    assert response.status_code == 422 and words in response.content.decode()
    assert not Proposal.objects.exists()


def test_sending_twice_is_one_proposal(send):
    key = visitors.new_key()
    first, second = send(key=key), send(key=key)
    assert first["Location"] == second["Location"]
    assert Proposal.objects.count() == 1
    other = send(key=key, title="换一件事")
    assert other.status_code == 409 and "再按一次提交" in other.content.decode()
    assert f'value="{key}"' not in other.content.decode()  # a new key for the new matter


def test_the_verb_knows_a_repetition_from_a_change(wish):
    key = visitors.new_key()
    assert wish(key=key) == wish(key=key)
    with pytest.raises(Changed):
        wish(key=key, title="别的事")


def test_a_flood_is_stopped_and_leaves_nothing(send, settings):
    settings.SUBMISSIONS_PER_HOUR = 2
    assert [send().status_code for _ in range(3)] == [303, 303, 429]
    assert Proposal.objects.count() == 2


@pytest.mark.parametrize("slug", ["nobody", "a%00b"])
def test_no_such_council(client, db, slug):
    assert client.get(f"/yishi/{slug}/propose/").status_code == 404


def test_an_inactive_council_takes_nothing(send, council):
    type(council).objects.update(active=False)
    assert send().status_code == 409


# --- screening -------------------------------------------------------------------------------


def test_nothing_is_public_before_it_was_screened(client, wish, council, secretary):
    proposal = wish()
    url = reverse("deliberation:proposal", args=[proposal.pk])
    assert client.get(url).status_code == 404
    assert not council.record.exists()
    proposing.publish_proposal(proposal, by=secretary, at=NOW)
    assert client.get(url).status_code == 200
    assert council.record.get().data == {"title": "修一修路灯", "needed": 5}


def test_the_database_refuses_a_public_proposal_that_nobody_published(wish):
    proposal = wish()
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(status="collecting")


def test_personal_data_is_masked_before_anybody_reads_it(client, wish, secretary):
    proposal = wish(body="请打 13812345678 找我，我住三号楼。", title="路灯")
    proposing.publish_proposal(proposal, by=secretary, at=NOW)
    page = client.get(reverse("deliberation:proposal", args=[proposal.pk])).content.decode()
    assert "13812345678" not in page and "［" in page


def test_the_secretary_may_not_publish_a_number(wish, secretary):
    with pytest.raises(Refused, match="手机号"):
        proposing.publish_proposal(wish(), title="请打 13812345678", by=secretary, at=NOW)


def test_declined_with_a_reason_that_the_resident_reads(client, send, secretary):
    mine = send()["Location"]
    proposal = Proposal.objects.get()
    with pytest.raises(Refused, match="理由"):
        proposing.decline_proposal(proposal, reason="", by=secretary, at=NOW)
    proposing.decline_proposal(proposal, reason="属于业主个人纠纷", by=secretary, at=NOW)
    assert "没有列入议题：属于业主个人纠纷" in client.get(mine).content.decode()
    entry = proposal.council.record.get()
    assert "title" not in entry.data  # what was never public is not public now


def test_of_two_secretaries_the_second_hears(wish, secretary):
    proposal = wish()
    stale = Proposal.objects.get()
    proposing.publish_proposal(proposal, by=secretary, at=NOW)
    with pytest.raises(Overtaken):
        proposing.decline_proposal(stale, reason="不属于本小区", by=secretary, at=NOW)


# --- the list ---------------------------------------------------------------------------------


def test_the_list_shows_the_most_seconded_first_at_one_price(
    client, wish, secretary, council, django_assert_num_queries
):
    for number in range(6):
        proposal = wish(title=f"第{number}件")
        proposing.publish_proposal(proposal, by=secretary, at=NOW)
        for neighbour in range(number % 4):
            Proposal.objects.filter(pk=proposal.pk).update(second_count=neighbour + 1)
    wish(title="还没审核的")
    url = reverse("deliberation:proposals", args=[council.slug])
    with django_assert_num_queries(6):  # three of them for the frame of every page
        page = client.get(url).content.decode()
    assert page.index("第3件") < page.index("第2件") < page.index("第4件")
    assert "还没审核的" not in page


# --- following -------------------------------------------------------------------------------


def test_the_code_opens_it_from_anywhere(client_as, wish):
    proposal = wish()
    other = client_as()
    code = receipts.grouped(receipts.issue(str(proposal.key)))
    response = other.post(reverse("suggestions:track"), {"code": code})
    assert response["Location"] == reverse("deliberation:proposal_mine", args=[proposal.pk])
    page = other.get(response["Location"]).content.decode()
    assert "议事员正在看" in page and BODY in page
    assert code.split("-")[0] not in page  # shown once, to the browser that sent it
    wrong = receipts.issue(visitors.new_key())
    assert other.post(reverse("suggestions:track"), {"code": wrong}).status_code == 404


def test_without_the_code_it_is_nobodys(client_as, wish):
    proposal = wish()
    response = client_as().get(reverse("deliberation:proposal_mine", args=[proposal.pk]))
    assert response.status_code == 302 and response["Location"] == reverse("suggestions:track")


def test_the_way_is_told_to_the_end(client, send, secretary):
    mine = send()["Location"]
    proposal = Proposal.objects.get()
    proposing.publish_proposal(proposal, by=secretary, at=NOW)
    assert "还差 5 人" in client.get(mine).content.decode()
    matter = matters.raise_matter(proposal.council, proposal=proposal, by=secretary, at=NOW)
    assert "等着排进议程" in client.get(mine).content.decode()
    matters.drop_matter(matter, reason="物业已经答应自己修", by=secretary, at=NOW)
    assert "议事会决定不议：物业已经答应自己修" in client.get(mine).content.decode()


def test_contact_data_goes_after_half_a_year(wish, secretary):
    proposal, waiting = wish(name="王阿姨", phone="13800138000"), wish(name="李师傅")
    proposing.decline_proposal(proposal, reason="不属于本小区", by=secretary, at=NOW)
    assert proposing.drop_proposal_contacts(at=NOW + dt.timedelta(days=179)) == 0
    assert proposing.drop_proposal_contacts(at=NOW + dt.timedelta(days=181)) == 1
    proposal.refresh_from_db()
    waiting.refresh_from_db()
    assert (proposal.name, proposal.phone, waiting.name) == ("", "", "李师傅")
