"""A project from a resident's form to the shortlist: screened, priced, decided by the council."""

import dataclasses
from decimal import Decimal

import pytest
from django.urls import reverse

from deliberation.actions import choosing, projects
from deliberation.models import Entry, Project
from deliberation.views.project_form import ProjectForm
from suggestions.actions.rules import Overtaken, Refused
from suggestions.actions.submitting import Changed
from suggestions.residents import receipts, visitors
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
WISH = projects.ProjectWish("扶手", "台阶高，电话13800138000", "安全便民", Decimal(800))


def test_sent_twice_it_is_one_and_its_number_is_masked(fund):
    key = visitors.new_key()
    first = projects.propose_project(fund, wish=WISH, key=key, at=NOW)
    again = projects.propose_project(fund, wish=WISH, key=key, at=NOW)
    assert first == again
    assert "13800138000" not in first.public_body
    other = dataclasses.replace(WISH, title="别的")
    with pytest.raises(Changed):
        projects.propose_project(fund, wish=other, key=key, at=NOW)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"use": "旅游"}, "可以用的地方"),
        ({"estimate": Decimal("6000.01")}, "不超过 6000.00 元"),
        ({"estimate": Decimal(0)}, "大于零"),
        ({"title": " "}, "请写明"),
    ],
)
def test_the_rules_of_the_fund_are_kept_at_the_door(fund, change, words):
    wish = dataclasses.replace(WISH, **change)
    with pytest.raises(Refused, match=words):
        projects.propose_project(fund, wish=wish, key=visitors.new_key(), at=NOW)
    assert not Project.objects.exists()


def test_the_form_is_taken_in_once_and_its_code_shown(client, fund):
    key = visitors.new_key()
    told = {"title": "扶手", "body": "台阶高", "use": "安全便民", "estimate": "800", "key": key}
    address = reverse("deliberation:propose_project", args=[fund.pk])
    sent = [client.post(address, told), client.post(address, told)]
    assert [response.status_code for response in sent] == [303, 303]
    assert Project.objects.count() == 1
    mine = client.get(sent[0]["Location"]).content.decode()
    assert receipts.grouped(receipts.issue(key)).split("-")[0] in mine
    other = client.post(address, {**told, "title": "别的"})
    assert (other.status_code, Project.objects.count()) == (409, 1)
    assert "台阶高" in other.content.decode()
    assert client.post(address, {**told, "body": ""}).status_code == 422


@pytest.mark.parametrize("typed", ["5,000元", "5，000", " 5000 ", "5000.00"])
def test_an_amount_is_read_as_people_write_it(fund, typed):
    told = {"title": "扶手", "body": "台阶高", "use": "安全便民", "estimate": typed}
    form = ProjectForm(told, fund=fund)
    assert form.is_valid(), form.errors
    assert form.wish().estimate == Decimal(5000)


def test_a_year_that_is_over_takes_no_projects(fund):
    late = NOW.replace(year=2027)
    with pytest.raises(Refused, match="不收项目"):
        projects.propose_project(fund, wish=WISH, key=visitors.new_key(), at=late)


def test_nothing_is_public_before_the_secretary_read_it(fund, make_project, client):
    project = make_project(until="propose")
    assert client.get(project.get_absolute_url()).status_code == 404
    assert not Entry.objects.filter(kind__startswith="project.").exists()


def test_a_price_is_checked_against_the_ceiling_and_told(make_project, secretary):
    project = make_project(until="publish")
    with pytest.raises(Refused, match="不超过"):
        projects.price_project(project, amount=Decimal(6001), remark="报价", by=secretary, at=NOW)
    projects.price_project(project, amount=Decimal(5999), remark="报价", by=secretary, at=NOW)
    assert (project.status, project.cost) == ("priced", 599_900)


def test_only_a_meeting_of_the_council_that_was_held_lets_it_into_the_choice(
    make_project, make_meeting, make_council, secretary
):
    project = make_project(until="price")
    planned = make_meeting()
    elsewhere = make_meeting(council=make_council("另一个"), status="closed")
    for meeting in (planned, elsewhere):
        with pytest.raises(Refused, match="开过的会"):
            projects.shortlist_project(project, meeting=meeting, by=secretary, at=NOW)


def test_what_is_not_chosen_from_is_declined_with_its_reason(make_project, secretary, client):
    project = make_project(until="price")
    projects.decline_project(project, reason="物业已经在做", by=secretary, at=NOW)
    page = client.get(project.get_absolute_url()).content.decode()
    assert "物业已经在做" in page


def test_what_stands_in_an_announced_choice_is_not_touched(make_choice, secretary):
    project = make_choice().items.first().project
    with pytest.raises(Refused, match="计票以前不能改动"):
        projects.price_project(project, amount=Decimal(1), remark="报价", by=secretary, at=NOW)
    with pytest.raises(Refused, match="计票以前不能改动"):
        projects.decline_project(project, reason="不做了", by=secretary, at=NOW)


def test_contact_data_is_encrypted_revealed_on_record_and_dropped(
    make_project, secretary, django_db_blocker
):
    from django.db import connection

    project = make_project(until="propose", name="王阿姨", phone="13900139000")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone FROM deliberation_project")
        assert "13900139000" not in str(cursor.fetchall())
    projects.reveal_project_contact(project, reason="问位置", by=secretary, at=NOW)
    assert Entry.objects.filter(kind="project.contact_read").exists()
    projects.decline_project(project, reason="重复了", by=secretary, at=NOW)
    later = NOW.replace(year=2027)
    assert projects.drop_project_contacts(at=later) == 1
    project.refresh_from_db()
    assert (project.name, project.phone) == ("", "")


def test_numbers_run_on_and_a_second_press_is_told(make_project, secretary):
    one, two = make_project("甲", until="publish"), make_project("乙", until="publish")
    assert (one.number, two.number) == (1, 2)
    with pytest.raises(Overtaken):
        projects.publish_project(Project.objects.get(pk=one.pk), by=secretary, at=NOW)


def test_an_unchosen_project_can_be_priced_again(make_choice, vote_for, secretary):
    choice = make_choice()
    vote_for(choice, [1])
    choosing.count_choice(choice, at=choice.closes_at, by=secretary)
    out = choice.items.get(number=2).project
    assert out.status == "unchosen"
    projects.price_project(out, amount=Decimal(10), remark="报价", by=secretary, at=NOW)
    assert out.status == "priced"


def test_who_oversees_reads_neither_the_original_nor_the_contact(
    make_project, client_as, supervisor, secretary
):
    project = make_project("王阿姨的扶手", until="propose", phone="13900139000")
    project.body = "我是王阿姨，住3号楼201室"
    project.save(update_fields=["body"])
    address = reverse("desk_funds:project", args=[project.council.pk, project.pk])
    seen = client_as(supervisor).get(address).content.decode()
    assert "201室" not in seen
    assert "●●●●" not in seen
    assert "201室" in client_as(secretary).get(address).content.decode()
