"""议事程序: shipped, chosen by a council, kept by a matter, drawn for everybody, edited by day."""

import datetime as dt

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from deliberation.actions import formats, matters
from deliberation.models import Entry, Format, Party, Procedure, Step
from deliberation.telling.ladders import ladder_of
from suggestions.actions.rules import Refused
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
TODAY, DAY = NOW.date(), dt.timedelta(days=1)


def procedure(code):
    return Procedure.objects.get(code=code)


@pytest.fixture
def do(secretary):
    return {"by": secretary, "at": NOW}


def test_four_procedures_are_shipped_and_who_chose_nothing_goes_by_the_four_steps(council):
    assert [p.name for p in Procedure.objects.all()] == [
        "会商四步", "四议两公开", "两委三会四议", "五线",
    ]  # fmt: skip
    assert [s.name for s in procedure("villages").steps.all()] == [
        "党支部提议", "两委商议", "党员大会审议", "村民会议决议", "决议公开", "实施结果公开",
    ]  # fmt: skip
    assert Procedure.objects.of_council(council, TODAY).code == "four-steps"


def test_new_matters_go_by_what_was_chosen_and_old_ones_by_theirs(council, do):
    old = matters.raise_matter(council, title="修路灯", **do)
    formats.choose_procedure(council, procedure=procedure("villages"), **do)
    new = matters.raise_matter(council, title="修水渠", **do)
    assert [m.procedure.code for m in (old, new)] == ["four-steps", "villages"]
    assert [s.name for s in matters.steps_missing(new)] == [
        "党支部提议", "两委商议", "党员大会审议",
    ]  # fmt: skip
    assert [s.name for s in matters.steps_missing(old)] == ["党组织研究", "问题征询"]
    with pytest.raises(Refused, match="不是这件议题的程序"):
        step = Step.objects.get(code="study")
        matters.take_step(new, step, note_text="研究过。", on=TODAY, **do)
    assert Entry.objects.get(kind="council.procedure_chosen").data == {"procedure": "四议两公开"}


def test_a_matter_that_is_passed_up_keeps_its_procedure(council, make_council, do):
    above = make_council("街道议事会", level="street")
    council.parent = above
    council.save()
    formats.choose_procedure(council, procedure=procedure("five-lines"), **do)
    matter = matters.raise_matter(council, title="河道", **do)
    matters.pass_up(matter, reason="要街道出面。", **do)
    matter.refresh_from_db()
    assert (matter.council, matter.procedure.code) == (above, "five-lines")


def test_the_next_version_of_what_was_chosen_holds_for_new_matters(council, do):
    formats.choose_procedure(council, procedure=procedure("villages"), **do)
    Procedure.objects.filter(code="villages").update(until=TODAY - DAY)
    later = Procedure.objects.create(code="villages", name="四议两公开", since=TODAY)
    council.refresh_from_db()
    assert Procedure.objects.of_council(council, TODAY) == later
    with pytest.raises(Refused, match="不在有效期"):
        ended = Procedure.objects.get(code="villages", until=TODAY - DAY)
        formats.choose_procedure(council, procedure=ended, **do)


def test_the_public_page_draws_where_each_matter_stands(
    council, do, client, django_assert_num_queries
):
    formats.choose_procedure(council, procedure=procedure("villages"), **do)
    ditch = matters.raise_matter(council, title="修水渠", **do)
    matters.raise_matter(council, title="修村路", **do)
    step = Step.objects.get(code="propose")
    matters.take_step(ditch, step, note_text="支部提出。", on=TODAY, **do)
    with django_assert_num_queries(4):
        found = ladder_of(council, TODAY)
    standing = {r.step.name: [m.title for m in r.matters] for r in found.rungs if r.matters}
    assert standing == {"党支部提议": ["修村路"], "两委商议": ["修水渠"]}
    page = client.get(council.get_absolute_url()).content.decode()
    assert "一件事怎么议" in page and "实施结果公开" in page and "修水渠" in page


def test_a_council_chooses_at_the_desk(council, door, secretary):
    url = reverse("desk_councils:formats_verb", args=[council.pk, "choose-procedure"])
    data = {"procedure": procedure("three-four").pk}
    done = door(secretary).post(url, data, follow=True).content.decode()
    assert "以后提出的议题按“两委三会四议”走。" in done


# --- kept by administrators -------------------------------------------------------------------


def typed(version, **changed):
    steps = [
        {"id": s.pk, "code": s.code, "name": s.name, "stage": s.stage, "meaning": s.meaning,
         "law": s.law, "required": "on" if s.required else ""}
        for s in version.steps.all()
    ]  # fmt: skip
    data = {name: getattr(version, name) for name in ("name", "code", "meaning", "source", "order")}
    data |= {
        "since": version.since.isoformat(),
        "until": version.until.isoformat() if version.until else "",
        "steps": inline_formset(steps, initial=len(steps)),
    }
    return nested_form_data(data | changed)


def test_steps_are_edited_until_a_matter_goes_by_them_and_then_copied(
    council, do, door, administrator
):
    client, version = door(administrator), procedure("villages")
    url = reverse("procedures:edit", args=[version.pk])
    data = typed(version)
    data["steps-0-name"] = "村党组织提议"
    assert client.post(url, data).status_code == 302
    assert procedure("villages").steps.first().name == "村党组织提议"
    history = client.get(reverse("procedures:history", args=[version.pk])).content.decode()
    assert str(administrator) in history or "administrator" in history
    formats.choose_procedure(council, procedure=version, **do)
    matters.raise_matter(council, title="修水渠", **do)
    data["steps-0-name"] = "又改"
    assert "不能改它的步骤" in client.post(url, data).content.decode()
    ended = typed(procedure("villages"), until="2026-12-31")
    assert client.post(url, ended).status_code == 302
    assert client.get(reverse("procedures:copy", args=[version.pk])).status_code == 200
    new = typed(procedure("villages"), since="2026-12-01", until="")
    new |= {name: "" for name in new if name.startswith("steps-") and name.endswith("-id")}
    new["steps-INITIAL_FORMS"] = "0"
    assert "重叠" in client.post(reverse("procedures:add"), new).content.decode()
    new["since"] = "2027-01-01"
    assert client.post(reverse("procedures:add"), new).status_code == 302
    later = Procedure.objects.get(code="villages", since=dt.date(2027, 1, 1))
    assert later.steps.count() == version.steps.count() == 6


def test_what_is_used_is_not_deleted(council, do, door, administrator):
    client = door(administrator)
    formats.choose_procedure(council, procedure=procedure("villages"), **do)
    for code in ("villages", "four-steps"):
        client.post(reverse("procedures:delete", args=[procedure(code).pk]))
        assert Procedure.objects.filter(code=code).exists(), code
    client.post(reverse("procedures:delete", args=[procedure("five-lines").pk]))
    assert not Procedure.objects.filter(code="five-lines").exists()


def party_data(party, **changed):
    data = {"name": party.name, "code": party.code, "order": party.order, "until": ""}
    return data | {"since": party.since.isoformat(), "usual": "on"} | changed


def test_parties_are_kept_from_a_day_to_a_day(seats, parties, council, door, administrator):
    client, party = door(administrator), parties[2]
    url = reverse("parties:edit", args=[party.pk])
    wrong = client.post(url, party_data(party, until="2020-01-01"))
    assert "“至”不能早于“自”" in wrong.content.decode()
    done = client.post(url, party_data(party, until="2026-12-31", code="changed"))
    assert done.status_code == 302
    party.refresh_from_db()
    assert (party.until, party.code) == (dt.date(2026, 12, 31), "owners")
    assert party not in Party.objects.in_force(dt.date(2027, 1, 1))
    client.post(reverse("parties:delete", args=[party.pk]))
    free = Party.objects.create(code="x", name="社会组织", order=9, since=TODAY)
    council.required_parties.add(free)
    client.post(reverse("parties:delete", args=[free.pk]))
    council.required_parties.clear()
    form = Format.objects.get(code="review")
    form.parties.add(free)
    form.save()
    client.post(reverse("parties:delete", args=[free.pk]))
    assert Party.objects.filter(pk__in=[party.pk, free.pk]).count() == 2
    form.parties.remove(free)
    form.save()
    client.post(reverse("parties:delete", args=[free.pk]))
    assert not Party.objects.filter(pk=free.pk).exists()
