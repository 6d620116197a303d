"""The residents' form: what it takes, what it says when it does not."""

import pytest
from django.http import QueryDict

from suggestions.models import Audience
from suggestions.residents.forms import RatingForm, SuggestionForm

GOOD = {"title": "楼下装充电桩", "body": "晚上回来没有地方充电。", "may_publish": "on"}


def form_of(campaign, **changes):
    data = QueryDict(mutable=True)
    data.update({**GOOD, **changes})
    return SuggestionForm(campaign, data)


def test_title_and_reason_are_enough(campaign):
    form = form_of(campaign)
    assert form.is_valid(), form.errors
    draft = form.draft(None)
    assert (draft.title, draft.body) == (GOOD["title"], GOOD["body"])
    assert (draft.phone, draft.audience, draft.may_publish) == ("", None, True)


def test_what_cannot_be_seen_counts_as_empty(campaign):
    form = form_of(campaign, title="\u200b\u3000\x00", body=" \n ")
    assert form.errors["title"] == ["请用一句话写下您想说的事。"]
    assert form.errors["body"] == ["请写几句为什么想说这件事。"]


@pytest.mark.parametrize(("field", "limit"), [("title", 60), ("body", 5000), ("solution", 5000)])
def test_texts_are_measured_as_people_see_them(campaign, field, limit):
    fits = "建\u200b" * limit
    assert form_of(campaign, **{field: fits}).is_valid()
    too_long = form_of(campaign, **{field: "建" * (limit + 1)})
    assert too_long.errors[field] == [f"最多{limit}字，您写了{limit + 1}字，请删减后再提交。"]


def test_line_breaks_of_browsers_count_once(campaign):
    body = "\r\n".join(["建"] * 2500)  # 2500 characters and 2499 breaks
    form = form_of(campaign, body=body)
    assert form.is_valid()
    assert len(form.cleaned_data["body"]) == 4999


@pytest.mark.parametrize(
    "typed",
    [
        "13812345678",
        "138 1234 5678",
        "+86-138-1234-5678",
        "8613812345678",
        "１３８１２３４５６７８",
    ],
)
def test_a_mobile_number_is_understood_however_it_is_written(campaign, typed):
    form = form_of(campaign, phone=typed, consent="on")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["phone"] == "13812345678"


@pytest.mark.parametrize("typed", ["138", "12345", "23812345678", "手机没有", "138123456789"])
def test_a_wrong_number_is_told_in_words(campaign, typed):
    form = form_of(campaign, phone=typed, consent="on")
    assert form.errors["phone"] == ["请检查手机号：应当是 1 开头的 11 位数字。"]


def test_a_wrong_address_is_told_in_words(campaign):
    form = form_of(campaign, email="不是邮箱", consent="on")
    assert form.errors["email"] == ["请检查邮箱：应当像 name@example.com 这样。"]


@pytest.mark.parametrize(
    "contact", [{"name": "王阿姨"}, {"phone": "13812345678"}, {"email": "wang@example.com"}]
)
def test_consent_is_needed_exactly_when_contact_is_left(campaign, contact):
    assert "consent" in form_of(campaign, **contact).errors
    assert form_of(campaign, **contact, consent="on").is_valid()


def test_a_campaign_may_insist_on_a_way_to_answer(make_campaign):
    campaign = make_campaign(allows_anonymous=False)
    assert "phone" in form_of(campaign).errors
    assert "phone" in form_of(campaign, name="王阿姨", consent="on").errors
    assert form_of(campaign, email="wang@example.com", consent="on").is_valid()
    slipped = form_of(campaign, email="wang@", consent="on")
    assert set(slipped.errors) == {"email"}  # one slip, one message


def test_a_campaign_may_insist_on_a_way_to_do_it(make_campaign):
    campaign = make_campaign(solution_required=True)
    assert form_of(campaign).errors["solution"] == ["这次征集想听听您的办法，请写几句。"]


def test_what_a_campaign_does_not_ask_is_not_taken(make_campaign, area):
    campaign = make_campaign(asks_solution=False, asks_area=False, allows_photos=False)
    form = form_of(campaign, solution="偷偷写的", place="偷偷写的")
    assert not {"solution", "place", "photos", "audience"} & set(form.fields)
    assert form.is_valid()
    draft = form.draft(area)
    assert (draft.solution, draft.place, draft.area) == ("", "", None)


def test_only_groups_of_this_campaign_can_be_chosen(campaign, make_campaign):
    riders = Audience.objects.create(campaign=campaign, name="骑手")
    foreign = Audience.objects.create(campaign=make_campaign(), name="物业")
    chosen = form_of(campaign, audience=str(riders.pk))
    assert chosen.is_valid()
    assert chosen.draft(None).audience == riders
    assert "audience" in form_of(campaign, audience=str(foreign.pk)).errors
    assert form_of(campaign, audience="").is_valid()


def test_an_unticked_box_keeps_the_text_private(campaign):
    data = {name: value for name, value in GOOD.items() if name != "may_publish"}
    query = QueryDict(mutable=True)
    query.update(data)
    form = SuggestionForm(campaign, query)
    assert form.is_valid()
    assert form.draft(None).may_publish is False


@pytest.mark.parametrize(("satisfaction", "done"), [("bad", "yes"), ("good", "no")])
def test_a_bad_word_needs_a_reason(satisfaction, done):
    form = RatingForm({"satisfaction": satisfaction, "done": done, "comment": " "})
    assert "comment" in form.errors
    assert RatingForm({"satisfaction": satisfaction, "done": done, "comment": "没来"}).is_valid()


def test_a_good_word_needs_none_but_both_questions_want_an_answer():
    assert RatingForm({"satisfaction": "good", "done": "yes"}).is_valid()
    assert set(RatingForm({"satisfaction": "nonsense"}).errors) == {"satisfaction", "done"}
