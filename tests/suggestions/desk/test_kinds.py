"""甄别 at the desk: kinds and copies in the lists, emergencies first, one key to sort anew."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse

from suggestions.actions import curating, intake, submitting
from suggestions.actions import sorting as sorting_actions
from suggestions.desk.numbers.todos import todos
from suggestions.models import Event, Kind, Sorting, Suggestion
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("soon")]
URGENT = ("楼里着火了", "三号楼正在冒烟，有人被困，快来救命！")
LIST, NEXT = "desk_screening:index", "desk_screening:next"


def page(suggestion, verb=""):
    args = [suggestion.pk, verb] if verb else [suggestion.pk]
    return reverse(f"desk_suggestions:{'verb' if verb else 'page'}", args=args)


def words(response):
    return response.content.decode()


@pytest.fixture
def waiting(submit):
    return lambda *args, **fields: submit(*args, **fields).suggestion


# --- the queue --------------------------------------------------------------------------------


def test_emergencies_stand_first_and_are_marked_even_if_they_came_last(desk, waiting):
    waiting("早就来了的一条", at=NOW - dt.timedelta(days=20))
    urgent = waiting(*URGENT)
    response = desk.get(reverse(LIST))
    assert response.context["object_list"][0] == urgent
    assert 'data-kind="urgent">紧急</span>' in words(response)


def test_the_next_one_follows_the_order_of_the_queue(desk, waiting):
    plain = waiting("早就来了的一条", at=NOW - dt.timedelta(days=20))
    late = waiting("后来的一条")
    urgent = waiting(*URGENT)
    url = reverse(NEXT)
    order = [urgent, plain, late, urgent]
    for here, following in zip(order, order[1:], strict=False):
        assert desk.get(f"{url}?after={here.pk}").url == f"{page(following)}?queue=1"


def test_the_first_page_counts_them_and_leads_to_exactly_them(desk, officer, waiting):
    urgent = waiting(*URGENT)
    waiting("楼下装充电桩")
    (todo,) = [todo for todo in todos(officer, NOW) if todo.label == "紧急，先看"]
    assert (todo.count, todo.tone) == (1, "late")
    assert list(desk.get(todo.url).context["object_list"]) == [urgent]


def test_an_unsure_guess_says_so_and_a_decided_one_names_people(desk, officer, waiting):
    suggestion = waiting()
    Sorting.objects.filter(pk=suggestion.pk).update(score=0.4)
    assert "把握不大" in words(desk.get(reverse(LIST)))
    sorting_actions.sort(
        suggestion, kind="question", seen=suggestion.sorting.kind, by=officer, at=NOW
    )
    html = words(desk.get(reverse(LIST)))
    assert "把握不大" not in html and "人工" in html and 'data-kind="question"' in html


def test_the_list_costs_no_more_for_more_rows(desk, waiting, django_assert_max_num_queries):
    def cost():
        with django_assert_max_num_queries(23) as asked:
            desk.get(reverse(LIST))
        return len(asked)

    waiting()
    desk.get(reverse(LIST))
    few = cost()
    for i in range(12):
        waiting(f"又一条{i // 2}")
    assert cost() == few


# --- copies -----------------------------------------------------------------------------------


def test_copies_are_counted_and_found_together_and_none_is_lost(desk, waiting):
    same = [waiting("停水了", f"和平路停水{mark}三天了") for mark in ("", "，", " ")]
    other = waiting("停电了", "和平路停电三天了")
    response = desk.get(reverse(LIST))
    html = words(response)
    assert html.count("同文 3 份") == 3 and len(response.context["object_list"]) == 4
    url = f"{reverse('desk_suggestions:index')}?same={same[0].pk}"
    assert set(desk.get(url).context["object_list"]) == set(same)
    assert f"?same={same[0].pk}" in words(desk.get(page(same[0])))
    assert "同文" not in words(desk.get(page(other)))


def test_copies_are_said_in_a_topic_and_on_the_shelf_too(desk, campaign, make_suggestion, officer):
    same = [make_suggestion("停水了", f"和平路停水{mark}三天了") for mark in ("", "，", " ")]
    topic = curating.create_topic(campaign, name="停水", by=officer, at=NOW)
    curating.place(same[:2], topic=topic, by=officer, at=NOW)
    curating.place(same[2:], topic=None, by=officer, at=NOW)
    inside = desk.get(reverse("desk_topics:page", args=[topic.pk]))
    assert words(inside).count("同文 3 份") == 2
    assert words(desk.get(reverse("desk_shelf:index"))).count("同文 3 份") == 1


@pytest.mark.parametrize("pk", ["", "x", "0", "9" * 40])
def test_copies_of_nothing_are_an_empty_list(desk, waiting, pk):
    waiting()
    url = f"{reverse('desk_suggestions:index')}?same={pk}"
    assert list(desk.get(url).context["object_list"]) == []


# --- one key ----------------------------------------------------------------------------------


def test_six_buttons_with_keys_work_without_javascript(desk, waiting):
    html = " ".join(words(desk.get(page(waiting()))).split())
    for key, (value, label) in enumerate(Kind.choices, start=1):
        assert f'name="kind" value="{value}" accesskey="{key}"' in html and label in html


def test_sorting_anew_keeps_the_machines_guess_and_writes_who_did_it(desk, officer, waiting):
    suggestion = waiting()
    guess = suggestion.sorting.guess
    response = desk.post(page(suggestion, "sort"), {"kind": "urgent", "seen": guess}, follow=True)
    assert f"{suggestion.number}的类别：紧急。" in words(response)
    sorting = Sorting.objects.get(pk=suggestion.pk)
    assert (sorting.guess, sorting.kind, sorting.by) == (guess, "urgent", officer)
    event = Event.objects.filter(suggestion=suggestion).latest("pk")
    assert (event.verb, event.by, event.public) == ("sorted", officer, False)
    assert event.reason.endswith("→ 紧急")


def test_the_second_of_two_officers_is_told(door, desk, second_officer, waiting):
    suggestion = waiting()
    seen = suggestion.sorting.kind
    desk.post(page(suggestion, "sort"), {"kind": "urgent", "seen": seen})
    late = door(second_officer).post(page(suggestion, "sort"), {"kind": "invalid", "seen": seen})
    assert late.status_code == 409 and "别的同事刚刚改过" in words(late)
    assert Sorting.objects.get(pk=suggestion.pk).kind == "urgent"


def test_what_is_decided_is_not_sorted_any_more(desk, make_suggestion):
    suggestion = make_suggestion()
    assert "accesskey" not in words(desk.get(page(suggestion)))
    data = {"kind": "urgent", "seen": suggestion.sorting.kind}
    assert desk.post(page(suggestion, "sort"), data).status_code == 422


@pytest.mark.parametrize("data", [{}, {"kind": "nonsense"}, {"kind": "urgent", "seen": "x"}])
def test_nonsense_is_refused_in_words(desk, waiting, data):
    assert desk.post(page(waiting(), "sort"), data).status_code == 422


def test_one_from_before_sorting_began_can_be_sorted_too(desk, waiting):
    suggestion = waiting()
    Sorting.objects.all().delete()
    assert "还没有判断类别" in words(desk.get(page(suggestion)))
    assert "—" in words(desk.get(reverse(LIST)))
    desk.post(page(suggestion, "sort"), {"kind": "legal", "seen": ""})
    assert Sorting.objects.get().kind == "legal"


def test_the_way_to_tell_is_proposed_and_only_proposed(desk, waiting):
    suggestion = waiting("法院判决没有执行", "一审判决已经生效，申请强制执行，执行局没有结果。")
    response = desk.get(page(suggestion))
    form = next(b.form for b in response.context["buttons"] if b.verb.name == "decline")
    assert form["route"].value() == "court"
    assert "人民法院 12368" in words(response)
    desk.post(page(suggestion, "decline"), {"route": "legal_aid"})
    suggestion.refresh_from_db()
    assert suggestion.decline_route == "legal_aid"


def test_who_insisted_is_shown_to_the_officer(desk, submit, campaign):
    draft = submitting.Draft(title=URGENT[0], body=URGENT[1])
    receipt = submitting.submit(campaign, draft=draft, key="k1", at=NOW, insisted=True)
    assert "建议人看过其他途径的提示" in words(desk.get(page(receipt.suggestion)))


# --- what the database refuses ----------------------------------------------------------------


def test_no_kind_but_the_machines_without_a_person(waiting):
    suggestion = waiting()
    with pytest.raises(IntegrityError), transaction.atomic():
        Sorting.objects.filter(pk=suggestion.pk).update(kind="invalid", by=None)
    Sorting.objects.filter(pk=suggestion.pk).update(kind=F("guess"))


def test_a_list_accepted_as_a_whole_is_not_guessed_but_its_copies_are_known(
    campaign, officer, tmp_path
):
    from django.core.files.base import ContentFile

    text = "标题,内容\n停水,停水三天了\n停水,停水三天了！\n起火,正在冒烟快来\n"
    for number, approve in enumerate((True, False)):
        file = ContentFile(f"{text}第{number}份,别的\n".encode(), name="a.csv")
        batch = intake.upload(campaign, file=file, by=officer, at=NOW)
        mapping = {"title": "标题", "body": "内容"}
        intake.queue_import(batch, by=officer, at=NOW, mapping=mapping, approve=approve)
        intake.run_import(batch, at=NOW)
    accepted = Sorting.objects.filter(suggestion__status="accepted")
    assert accepted.count() == 4 and set(accepted.values_list("guess", flat=True)) == {""}
    pending = Sorting.objects.filter(suggestion__status="pending")
    assert [s.suggestion.title for s in pending.urgent()] == ["起火"]
    assert len(set(Sorting.objects.values_list("text_key", flat=True))) == 4
    assert Suggestion.objects.count() == 8
