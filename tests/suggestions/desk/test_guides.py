"""At the desk: the editor beside a clause, the officer on a topic; slips, races and forgeries."""

import pytest
from django.urls import reverse

from suggestions.actions import adopting, curating
from suggestions.models import ClauseComment, ClauseLink, GuideClause, GuidePage
from suggestions.staff.forms import SUBJECT
from suggestions.text.quoting import fingerprint
from tests.asking import surely
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(soon):
    """The doors' clock stands at NOW."""


def page(clause):
    return reverse("desk_guides:clause", args=[clause.pk])


def press(browser, clause, verb, subject, **fields):
    url = reverse("desk_guides:verb", args=[clause.pk, verb])
    return browser.post(url, {SUBJECT: getattr(subject, "pk", subject), **fields})


@pytest.fixture
def said(make_suggestion):
    return make_suggestion("楼下装充电桩", "每栋楼下装充电桩，电动车就不用上楼。")


def test_an_editor_ticks_sentences_and_ties_them(door, editor, clause, said):
    browser = door(editor)
    html = browser.get(page(clause), {"q": "充电桩"}).content.decode()
    assert "搜到的建议" in html and "每栋楼下装充电桩，电动车就不用上楼。" in html
    mark = fingerprint("每栋楼下装充电桩，电动车就不用上楼。")
    told = press(browser, clause, "write-in", said, relation="adopted", quotes=[mark])
    assert told.status_code == 302
    link = ClauseLink.objects.get()
    assert (link.suggestion, link.by, link.sentences) == (said, editor, [mark])
    assert "每栋楼下装充电桩，电动车就不用上楼。" in browser.get(page(clause)).content.decode()


def test_an_editor_sees_nothing_that_is_not_public(door, editor, clause, make_suggestion):
    hidden = make_suggestion("不公开的充电桩", publish=False)
    ClauseComment.objects.create(suggestion=hidden, clause=clause, number=1)
    html = door(editor).get(page(clause), {"q": "充电桩"}).content.decode()
    assert "不公开的充电桩" not in html and "还有 1 条没有公开" in html
    told = press(door(editor), clause, "write-in", hidden, relation="adopted")
    assert told.status_code == 404


def test_what_the_machine_finds_is_only_proposed(door, editor, clause, said):
    html = door(editor).get(page(clause)).content.decode()
    assert "机器找的，由您决定" in html
    assert not ClauseLink.objects.exists()


OFFICE = "居委会和物业每年数一次小区里的电动自行车，充电口不少于车辆数的四分之一，动迁房另定。"


def test_letters_of_the_guides_campaign_are_found_first(
    door, editor, make_guide, campaign, make_campaign, make_suggestion, officer
):
    clause = make_guide(OFFICE, campaign=campaign).clauses.get(number=1)
    here = make_suggestion("充电口不够", "小区里电动自行车多，充电口太少，天天抢。")
    tied = make_suggestion("已经对上的充电口", "小区里电动自行车的充电口坏了。")
    adopting.tie(tied, clause=clause, relation="adopted", by=officer, at=NOW)
    for number in range(12):
        make_suggestion(f"路灯不亮{number}", "路口的灯坏了很久，晚上走路看不见。")
    other = make_campaign("别的征集", slug="biede")
    for number in range(10):
        make_suggestion(f"电动自行车充电口{number}", OFFICE, into=other)
    for asked in ({}, {"q": "充电口"}):
        html = door(editor).get(page(clause), asked).content.decode()
        found = html.partition('id="candidates"')[2]
        assert f"《{campaign.title}》" in found and "《别的征集》" in found
        assert found.index(here.public_title) < found.index("《别的征集》")
        assert "已经对上这一条的不再列出" in found and tied.public_title not in found
        assert "路灯不亮" not in found


def test_the_second_of_two_editors_hears_of_the_first(door, editor, officer, clause, said):
    press(door(officer), clause, "write-in", said, relation="adopted")
    told = press(door(editor), clause, "write-in", said, relation="kept", reason="再想想")
    html = told.content.decode()
    assert told.status_code == 409 and "可能是同事刚刚选的" in html
    assert "再想想" in html  # what was typed stays


def test_a_refusal_without_a_reason_says_what_is_missing(door, editor, clause, said):
    told = press(door(editor), clause, "write-in", said, relation="not_adopted")
    assert told.status_code == 422 and "请写明理由" in told.content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"relation": "taken"},
        {"relation": ""},
        {"relation": "adopted", "quotes": ["x" * 20]},
        {"relation": "kept", "reason": "\0"},
        {"relation": "kept", "reason": "长" * 501},
    ],
)
def test_a_forged_form_is_refused_in_words(door, editor, clause, said, fields):
    told = press(door(editor), clause, "write-in", said, **fields)
    assert told.status_code == 422 and not ClauseLink.objects.exists()


@pytest.mark.parametrize("subject", ["", "x", "999999", "1" * 30, "\0"])
def test_a_forged_suggestion_is_not_found(door, editor, clause, subject):
    told = press(door(editor), clause, "write-in", subject, relation="adopted")
    assert told.status_code == 404


@pytest.mark.parametrize("asked", ["\0", "'", '"', "x" * 5000, "充电 OR", "第 4 条"])
def test_any_words_can_be_searched(door, editor, clause, asked):
    assert door(editor).get(page(clause), {"q": asked}).status_code == 200


@pytest.fixture
def link(clause, said, officer):
    return adopting.tie(said, clause=clause, relation="adopted", by=officer, at=NOW)


def test_buttons_change_hand_on_and_take_back(door, editor, clause, link):
    browser = door(editor)
    told = press(browser, clause, "retie", link, relation="partly", reason="先试点")
    assert told.status_code == 302 and ClauseLink.objects.get().relation == "partly"
    assert press(browser, clause, "hand-on", link, number="2").status_code == 302
    second = clause.guide.clauses.get(number=2)
    assert ClauseLink.objects.get().clause == second
    assert press(browser, second, "untie", link, reason="选错了").status_code == 302
    assert not ClauseLink.objects.exists()


@pytest.mark.parametrize("number", ["", "0", "-1", "3", "9999", "10000", "9" * 40, "x", "二"])
def test_a_number_out_of_reach_is_refused_in_words(door, editor, clause, link, number):
    told = press(door(editor), clause, "hand-on", link, number=number)
    assert told.status_code == 422


def test_all_words_of_a_clause_are_handed_on_at_once(door, editor, clause, link):
    told = press(door(editor), clause, "hand-on-all", clause, number="2")
    assert told.status_code == 302
    assert ClauseLink.objects.get().clause.number == 2


def test_a_dropped_clause_asks_for_the_reason(door, editor, clause, link):
    GuideClause.objects.filter(pk=clause.pk).update(
        number=None, draft_number=None, dropped_at=NOW, dropped_number=1
    )
    browser = door(editor)
    assert "请说明为什么" in browser.get(page(clause)).content.decode()
    index = browser.get(reverse("desk_guides:guide", args=[clause.guide_id])).content.decode()
    assert "已去掉" in index and "请说明为什么去掉" in index
    told = press(browser, clause, "explain", clause, reason="另有国家标准")
    assert told.status_code == 302
    assert GuideClause.objects.get(pk=clause.pk).dropped_reason == "另有国家标准"


def test_an_opinion_on_the_draft_stands_beside_its_clause(door, editor, clause, said):
    ClauseComment.objects.create(suggestion=said, clause=clause, number=1)
    html = door(editor).get(page(clause)).content.decode()
    assert "对这一条的意见" in html and said.public_title in html.partition("像这一条")[0]


def test_the_list_counts_what_hangs_on_each_guide(door, editor, clause, link):
    html = door(editor).get(reverse("desk_guides:index")).content.decode()
    assert clause.guide.title in html and "定稿" in html


def test_the_desk_says_how_many_of_the_tied_words_residents_are_told(
    door, editor, clause, link, make_suggestion
):
    other = make_suggestion("充电太贵", "请便宜些。")
    facts = {"relation": "kept", "adoption": "decision", "reason": "以后再定", "by": editor}
    ClauseLink.objects.create(suggestion=other, clause=clause, at=NOW, **facts)
    html = door(editor).get(reverse("desk_guides:guide", args=[clause.guide_id])).content.decode()
    assert "对上2条建议（写进条文1条）" in "".join(html.split())


def test_an_editor_begins_a_new_text_or_questionnaire_from_its_list(
    door, editor, supervisor, clause
):
    home = clause.guide.get_parent().pk
    for name, kind in (("guides", "guidepage"), ("questionnaires", "questionnairepage")):
        index = reverse(f"desk_{name}:index")
        new = reverse("wagtailadmin_pages:add", args=["suggestions", kind, home])
        browser = door(editor)
        assert new in browser.get(index).content.decode()
        assert browser.get(new).status_code == 200
    assert new not in door(supervisor).get(index).content.decode()


def test_the_editor_of_the_page_sees_what_is_tied(door, editor, clause, link):
    url = reverse("wagtailadmin_pages:edit", args=[clause.guide_id])
    html = door(editor).get(url).content.decode()
    assert "写进来的建议" in html and "对上 1 条建议" in html


def test_a_guide_with_words_is_not_deleted(door, officer, clause, link, admin_client):
    url = reverse("wagtailadmin_pages:delete", args=[clause.guide_id])
    told = admin_client.post(url, follow=True)
    assert "不能删除" in told.content.decode()
    assert GuidePage.objects.filter(pk=clause.guide_id).exists()


# --- the officer on a topic ---------------------------------------------------------------------


def write_in(browser, topic, **fields):
    return browser.post(reverse("desk_topics:verb", args=[topic.pk, "write-in"]), fields)


def test_an_officer_writes_a_whole_topic_into_a_clause(desk, clause, make_topic):
    topic = make_topic(size=3)
    asked = {"guide": clause.guide_id, "number": "1", "relation": "adopted"}
    told = write_in(desk, topic, **asked)
    which = f"“{topic.name}”里的全部 3 条建议（没有勾选）"
    question = f"{which}，记为“采纳”，对上《充电指南》{clause}。"
    html = told.content.decode()
    assert told.status_code == 422 and f"请再确认一次：{question}" in html
    assert "help-critical" not in html and "error-message" not in html
    assert not ClauseLink.objects.exists()
    told = write_in(desk, topic, **asked, sure="on", asked=question)
    assert told.status_code == 302 and ClauseLink.objects.count() == 3


def test_what_came_in_since_the_question_is_asked_anew(desk, clause, make_topic, make_suggestion,
                                                       officer):  # fmt: skip
    topic = make_topic(size=1)
    asked = {"guide": clause.guide_id, "number": "1", "relation": "adopted", "sure": "on"}
    question = (
        f"“{topic.name}”里的全部 1 条建议（没有勾选），记为“采纳”，对上《充电指南》{clause}。"
    )
    curating.place([make_suggestion("后来的")], topic=topic, by=officer, at=NOW)
    told = write_in(desk, topic, **asked, asked=question)
    assert told.status_code == 422 and "里的全部 2 条建议" in told.content.decode()


def test_only_what_is_ticked_is_written_into_a_clause(desk, clause, make_topic, make_suggestion):
    topic = make_topic(size=3)
    one = topic.placements.first().suggestion_id
    asked = {"guide": clause.guide_id, "number": "1", "relation": "adopted", "picked": [one]}
    html = write_in(desk, topic, **asked).content.decode()
    assert "里勾选的 1 条建议" in html
    assert f'name="picked" value="{one}" aria-label' in html and " checked" in html
    surely(desk, reverse("desk_topics:verb", args=[topic.pk, "write-in"]), asked)
    assert [link.suggestion_id for link in ClauseLink.objects.all()] == [one]
    stranger = {**asked, "picked": [make_suggestion("别处的").pk]}
    assert write_in(desk, topic, **stranger).status_code == 422


@pytest.mark.parametrize("number", ["", "0", "99", "9" * 40, "x"])
def test_a_clause_that_is_not_there_is_refused_on_a_topic(desk, clause, make_topic, number):
    told = write_in(
        desk, make_topic(size=1), guide=clause.guide_id, number=number, relation="adopted"
    )
    assert told.status_code == 422


@pytest.mark.parametrize(
    ("guide", "status"), [("", 422), ("x", 422), ("999999", 422), ("9" * 40, 400)]
)
def test_a_forged_guide_is_refused_on_a_topic(desk, clause, make_topic, guide, status):
    told = write_in(desk, make_topic(size=1), guide=guide, number="1", relation="adopted")
    assert told.status_code == status and not ClauseLink.objects.exists()
