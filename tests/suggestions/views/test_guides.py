"""An adopted text in public: whose words each clause has, what its people are told."""

import datetime as dt
import json
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from suggestions.actions import adopting, owning, screening, submitting
from suggestions.desk.guides.lists import GuideIndex
from suggestions.models import ClauseComment, ClauseLink, GuideClause, GuidePage, Suggestion
from suggestions.papers.guides import lines_of
from suggestions.telling import adopted, guides, held
from suggestions.telling.funnel_tables import SMALL, WITHHELD
from suggestions.text.quoting import fingerprint
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(soon):
    """The doors' clock stands at NOW."""


@pytest.fixture
def guide(make_guide):
    return make_guide("每栋楼下装充电桩。", "不许飞线。", "每月查一次。")


@pytest.fixture
def tie(guide, officer):
    def make(said, number=1, relation="adopted", **fields):
        clause = guide.clauses.get(number=number)
        return adopting.tie(said, clause=clause, relation=relation, by=officer, at=NOW, **fields)

    return make


@pytest.fixture
def read(door, guide):
    """The guide's page as a visitor reads it."""
    return lambda: door().get(guide.url).content.decode()


def rewrite(guide, keep):
    draft = GuidePage.objects.get(pk=guide.pk).get_latest_revision_as_object()
    draft.body = json.dumps([dict(b) for n, b in enumerate(draft.body.raw_data) if n in keep])
    draft.save_revision().publish()


def test_a_clause_shows_the_sentences_that_went_into_it(read, tie, make_suggestion):
    said = make_suggestion(body="晚上没地方充电。打 13812345678 找我。", area=None)
    tie(said, quotes=[fingerprint("晚上没地方充电。")])
    html = read()
    assert "来自" in html and "晚上没地方充电。" in html
    assert "13812345678" not in html and reverse("suggestions:detail", args=[said.pk]) in html


def test_a_clause_without_words_says_so(read):
    assert read().count("这一条没有对上居民的建议。") == 3


def test_what_is_not_public_is_counted_and_not_quoted(read, tie, make_suggestion):
    tie(make_suggestion("不公开的标题", publish=False))
    html = read()
    assert "不公开的标题" not in html
    assert "有 1 条作者没有公开，只算数、不引用。" in html


def test_what_was_taken_back_leaves_a_number(read, tie, make_suggestion):
    said = make_suggestion("后来撤回的")
    tie(said)
    submitting.withdraw(said, at=NOW)
    html = read()
    assert "1 条已撤回。" in html and "后来撤回的" not in html


def test_erased_words_are_gone_from_the_clause(read, tie, make_suggestion):
    said = make_suggestion(body="这是要删掉的一句话。")
    tie(said, quotes=[fingerprint("这是要删掉的一句话。")])
    owning.erase(said, at=NOW)
    html = read()
    assert "要删掉" not in html and "1 条已撤回。" in html


def test_a_sentence_that_is_masked_anew_is_quoted_no_longer(read, tie, make_suggestion, officer):
    said = make_suggestion(body="三楼的老王天天飞线。请管一管。")
    tie(said, quotes=[fingerprint("三楼的老王天天飞线。")])
    seen = {name: getattr(said, name) for name in screening.PUBLIC_FIELDS}
    texts = {**seen, "public_body": "有人天天飞线。请管一管。"}
    screening.revise(said, texts=texts, seen=seen, by=officer, at=NOW)
    html = read()
    assert "老王" not in html and "来自" in html


def test_refused_and_kept_are_told_with_their_reasons(read, door, tie, make_suggestion):
    link = tie(make_suggestion("全部拆掉"), relation="not_adopted", reason="国家标准不许。")
    tie(make_suggestion("以后再说"), relation="kept", reason="先记下。")
    html = read()
    assert "有 1 条没有采纳" in html and "另有 1 条留作参考" in html and "来自" not in html
    page = door().get(reverse("suggestions:clause", args=[link.clause_id])).content.decode()
    assert "国家标准不许。" in page and "先记下。" in page


def test_the_page_of_a_clause_lists_all_and_leafs(door, tie, make_suggestion):
    for number in range(21):
        link = tie(make_suggestion(f"第{number}个人说的", body=f"第{number}栋楼下没有充电的地方。"))
    url = reverse("suggestions:clause", args=[link.clause_id])
    assert door().get(url).content.decode().count("clause-quote") == 20
    assert door().get(url, {"page": 2}).content.decode().count("clause-quote") == 1
    assert door().get(url, {"page": "9" * 30}).status_code == 200
    assert door().get(url, {"page": "\0"}).status_code == 200


def test_a_clause_without_chosen_sentences_quotes_the_first_that_means_something(
    door, read, tie, make_suggestion
):
    link = tie(make_suggestion("充电难", body="您好！楼下没有地方充电。打 13812345678 找我。"))
    page = door().get(reverse("suggestions:clause", args=[link.clause_id])).content.decode()
    for html in (read(), page):
        assert "<p>楼下没有地方充电。</p>" in html and "<p>充电难</p>" not in html


def test_what_was_drawn_before_is_never_older_than_the_records(read, tie, make_suggestion, officer):
    link = tie(make_suggestion("充电难", body="楼下没有地方充电。"))
    said = Suggestion.objects.filter(pk=link.suggestion_id)
    assert "楼下没有地方充电。" in read() and "楼下没有地方充电。" in read()
    said.update(public_body="［小区］没有地方充电。")
    html = read()
    assert "楼下没有地方充电。" not in html and "［小区］没有地方充电。" in html
    adopting.retie(link, relation="partly", reason="先试点。", by=officer, at=NOW)
    assert "部分采纳：先试点。" in read()
    other = tie(make_suggestion("第二条", body="晚上抢不到充电口。"))
    assert "晚上抢不到充电口。" in read()
    submitting.withdraw(other.suggestion, at=NOW)
    assert "晚上抢不到充电口。" not in read() and "1 条已撤回" in read()


def test_of_many_who_say_the_same_others_are_looked_for(read, tie, make_suggestion):
    for number in range(5):
        tie(make_suggestion(f"标题{number}", body="楼下没有地方充电。"))
    tie(make_suggestion("另一个", body="晚上抢不到充电口。"))
    html = read()
    assert "同样的话 5 条" in html and "晚上抢不到充电口。" in html


def test_the_same_words_are_quoted_once_with_their_number(door, read, tie, make_suggestion):
    for number in range(4):
        link = tie(make_suggestion(f"标题{number}", body="楼下没有地方充电。"))
    page = door().get(reverse("suggestions:clause", args=[link.clause_id])).content.decode()
    for html in (read(), page):
        assert html.count("<p>楼下没有地方充电。</p>") == 1 and "同样的话 4 条" in html


@pytest.mark.parametrize("number", [0, 999_999, 10**17])
def test_a_forged_clause_is_not_found(door, number):
    assert door().get(reverse("suggestions:clause", args=[number])).status_code == 404


def test_many_clauses_and_links_take_few_questions(
    make_guide, make_suggestion, officer, door, django_assert_max_num_queries
):
    guide = make_guide(*(f"第 {n} 件事。" for n in range(300)))
    said = make_suggestion()
    rows = list(guide.clauses.all())
    ClauseLink.objects.bulk_create(
        ClauseLink(
            clause=row, suggestion=said, relation="adopted", adoption="work", by=officer, at=NOW
        )
        for row in rows
    )
    door().get(guide.url)  # the footer's links are kept
    with django_assert_max_num_queries(12):
        html = door().get(guide.url).content.decode()
    assert html.count("clause-quote") == 300


@pytest.fixture
def long(monkeypatch):
    """Any guide counts as a long one; nothing is held from another test."""
    monkeypatch.setattr(guides, "LONG", 1)
    monkeypatch.setattr(held, "_HELD", {})


def test_a_long_guide_is_drawn_once_until_something_happens(
    long, read, tie, make_suggestion, officer
):
    said = make_suggestion(body="晚上没地方充电。")
    tie(said, quotes=[fingerprint("晚上没地方充电。")])
    assert "晚上没地方充电。" in read()
    with CaptureQueriesContext(connection) as asked:
        assert "晚上没地方充电。" in read()
    assert not any("clauselink" in one["sql"] for one in asked)
    screening.unpublish(said, reason="作者要求", by=officer, at=NOW)
    assert "晚上没地方充电。" not in read()


def test_who_agrees_with_a_clause_of_a_long_draft_sees_it_at_once(long, door, asked):
    browser = door()
    assert "人赞成" not in browser.get(asked.guide.url).content.decode()
    browser.post(reverse("suggestions:support_clause", args=[asked.pk]))
    again = browser.get(asked.guide.url).content.decode()
    assert "1</span> 人赞成" in again and "对这一条提意见" in again


# --- its authors --------------------------------------------------------------------------------


def tracked(door, receipt):
    browser = door()
    browser.post(reverse("suggestions:track"), {"code": receipt.code})
    page = browser.get(reverse("suggestions:tracked", args=[receipt.suggestion.pk]))
    return page.content.decode()


@pytest.fixture
def mine(submit, officer):
    receipt = submit(body="晚上没地方充电。")
    screening.accept(receipt.suggestion, by=officer, at=NOW)
    return receipt


def test_the_author_reads_in_which_clause_the_words_are(door, tie, mine):
    tie(mine.suggestion, quotes=[fingerprint("晚上没地方充电。")])
    html = tracked(door, mine)
    assert "您的话写进了《充电指南》第 1 条“标题1”。" in html
    assert "您的话写进了《充电指南》第 1 条“标题1”" in html.partition("办到哪一步了")[2]


def test_the_author_is_told_why_not(door, tie, mine):
    tie(mine.suggestion, relation="not_adopted", reason="国家标准不许。")
    html = tracked(door, mine)
    assert "您的建议对照了《充电指南》第 1 条“标题1”：未采纳。" in html and "国家标准不许。" in html


def test_nothing_is_told_of_a_draft(door, make_guide, mine, officer):
    clause = make_guide(live=False).clauses.get(draft_number=1)
    adopting.tie(mine.suggestion, clause=clause, relation="adopted", by=officer, at=NOW)
    assert "您的话写进了" not in tracked(door, mine)


def test_the_author_of_a_dropped_clause_reads_why(door, guide, tie, mine, officer):
    link = tie(mine.suggestion)
    rewrite(guide, keep={0, 2, 3})
    html = tracked(door, mine)
    assert "这一条 2026年9月16日去掉了" in html and "理由还没有写" in html
    clause = GuideClause.objects.get(pk=link.clause_id)
    adopting.explain(clause, reason="另有国家标准。", by=officer, at=NOW)
    assert "理由：另有国家标准。" in tracked(door, mine)
    page = door().get(reverse("suggestions:clause", args=[clause.pk])).content.decode()
    assert "这一条已经不在文本里了" in page and "另有国家标准。" in page


def test_a_guide_taken_from_public_view_is_told_of_to_nobody(door, guide, tie, mine):
    tie(mine.suggestion)
    guide.unpublish()
    assert "您的话写进了" not in tracked(door, mine).partition("办到哪一步了")[0]


def test_the_suggestions_own_page_names_the_clauses_it_stands_in(
    door, guide, make_guide, tie, mine, officer, django_assert_num_queries
):
    page = reverse("suggestions:detail", args=[mine.suggestion.pk])
    draft = make_guide(live=False, slug="caogao").clauses.get(draft_number=1)
    adopting.tie(mine.suggestion, clause=draft, relation="adopted", by=officer, at=NOW)
    tie(mine.suggestion, 2, relation="kept", reason="先记下。")
    assert "写进了《" not in door().get(page).content.decode()
    link = tie(mine.suggestion, 1)
    html = door().get(page).content.decode()
    assert "写进了《充电指南》第 1 条“标题1”" in html
    assert reverse("suggestions:clause", args=[link.clause_id]) in html
    with django_assert_num_queries(1):
        assert len(adopted.in_public(mine.suggestion, NOW)) == 1
    guide.unpublish()
    assert "写进了《" not in door().get(page).content.decode()


# --- campaign, topic, figures -------------------------------------------------------------------


def test_the_campaign_and_the_topic_list_the_clauses(door, guide, make_topic, campaign, officer):
    topic = make_topic(size=2)
    clause = guide.clauses.get(number=2)
    adopting.tie_topic(topic, clause=clause, relation="adopted", by=officer, at=NOW)
    for url in (campaign.url, reverse("suggestions:topic", args=[topic.pk])):
        html = door().get(url).content.decode()
        assert "写进了哪些条文" in html and "《充电指南》第 2 条“标题2”" in html


def test_a_campaign_says_what_it_asks_before_a_few_of_its_clauses(
    door, make_guide, make_suggestion, campaign, officer
):
    guide, said = make_guide(*(f"第{n}句。" for n in range(5))), make_suggestion("充电棚要有顶")
    for clause in guide.clauses.all():
        adopting.tie(said, clause=clause, relation="adopted", by=officer, at=NOW)
    campaign.interests.model.objects.create(campaign=campaign, name="充电棚")
    html = door().get(campaign.url).content.decode()
    before, _, clauses = html.partition('id="written-in"')
    shown, folded = clauses.split("看全部 5 条条文")
    assert "特别想听的" in before and "《充电指南》" not in before.partition("特别想听的")[2]
    folded = folded.partition("</details>")[0]
    assert (shown.count("topic-link"), folded.count("topic-link")) == (3, 2)


def test_the_figures_name_the_whole(door, guide, make_topic, campaign, officer):
    topic = make_topic(size=6)
    clause = guide.clauses.get(number=2)
    html = door().get(reverse("suggestions:figures")).content.decode()
    assert "写进条文（占受理）" not in html
    adopting.tie_topic(topic, clause=clause, relation="adopted", by=officer, at=NOW)
    html = door().get(reverse("suggestions:figures")).content.decode()
    assert "6（100%）" in html


def test_small_shares_are_hidden_and_what_would_give_them_away(
    guide, tie, make_suggestion, make_campaign
):
    many, few = make_campaign("说的人多"), make_campaign("说的人少")
    for into, number in ((many, 7), (few, 2)):
        for place in range(number):
            tie(make_suggestion(f"{into.title}{place}", into=into))
    lines = [
        SimpleNamespace(name=one.title, url="", stages=SimpleNamespace(accepted=40))
        for one in (many, few)
    ]
    written = [one.written for one in adopted.shares(lines, "campaign__title")]
    assert written == [WITHHELD, SMALL]


def test_the_list_names_every_guide_with_its_words(door, guide, tie, make_suggestion):
    tie(make_suggestion())
    html = door().get(reverse("suggestions:guides")).content.decode()
    assert "《充电指南》" in html and "写进了 1 条建议" in html


def test_one_guide_has_one_number_of_words_everywhere(door, guide, tie, make_suggestion, editor):
    twice, gone = make_suggestion("两条里都有"), make_suggestion("去掉的那条里")
    for number in (1, 3):
        tie(twice, number)
    tie(make_suggestion("只在一条里"), 1)
    tie(make_suggestion("只作参考"), 1, relation="kept", reason="先记下。")
    tie(gone, 2)
    rewrite(guide, keep={0, 1, 3})
    told = '写进来的建议</dt><dd><strong class="num">2</strong>'
    assert told in door().get(guide.url).content.decode()
    assert "写进了 2 条建议" in door().get(reverse("suggestions:guides")).content.decode()
    assert GuideIndex().get_base_queryset().get().tied == 2


# --- versions and files -------------------------------------------------------------------------


def test_versions_tell_what_changed_and_why(door, guide):
    draft = guide.get_latest_revision_as_object()
    blocks = [dict(block) for block in draft.body.raw_data]
    blocks[1]["value"] = {**blocks[1]["value"], "text": "每两栋楼下装充电桩。"}
    draft.body, draft.changes = json.dumps([*blocks[:2], blocks[3]]), "居民说不够装。"
    draft.save_revision().publish()
    html = door().get(reverse("suggestions:guide_versions", args=[guide.pk])).content.decode()
    assert "居民说不够装。" in html and "动了" in html
    assert "<ins>两</ins>" in html and "<del>不许飞线。</del>" in html
    first = GuidePage.objects.get(pk=guide.pk).revisions.order_by("pk").first()
    url = reverse("suggestions:guide_version", args=[guide.pk, first.pk])
    assert "这是第一版" in door().get(url).content.decode()


def test_a_heading_is_compared_only_where_it_changed(door, guide):
    draft = guide.get_latest_revision_as_object()
    blocks = [dict(block) for block in draft.body.raw_data]
    blocks[1]["value"] = {**blocks[1]["value"], "heading": "标题一"}
    draft.body = json.dumps(blocks)
    draft.save_revision().publish()
    html = door().get(reverse("suggestions:guide_versions", args=[guide.pk])).content.decode()
    assert "标题<del>1</del><ins>一</ins>" in html


def test_a_draft_version_is_shown_to_nobody(door, guide):
    draft = guide.get_latest_revision_as_object()
    draft.changes = "还没公开的说明"
    revision = draft.save_revision()
    url = reverse("suggestions:guide_version", args=[guide.pk, revision.pk])
    assert door().get(url).status_code == 404


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_the_text_leaves_as_a_file(door, guide, kind, settings, tmp_path):
    settings.PAPER_DIR = tmp_path
    response = door().get(reverse("suggestions:guide_file", args=[guide.pk, kind]))
    assert response.status_code == 200
    assert response.content[:4] == {"pdf": b"%PDF", "docx": b"PK\x03\x04"}[kind]


def test_the_file_says_chapter_and_clause_and_what_is_no_final_text(make_guide):
    lines = [line.text for line in lines_of(make_guide(adopted_on=None), NOW)]
    assert lines[:4] == ["充电指南", "（起草，不是定稿）", "第一章　怎样充电", "第一条　标题1"]


def test_the_file_ends_with_a_date_and_whose_words_are_in_it(make_guide, campaign, officer,
                                                             make_suggestion):  # fmt: skip
    until = NOW.date() + dt.timedelta(days=30)
    dates = {"comment_from": NOW.date(), "comment_until": until}
    guide = make_guide(adopted_on=None, campaign=campaign, **dates)
    clause = guide.clauses.get(number=1)
    adopting.tie(make_suggestion(), clause=clause, relation="adopted", by=officer, at=NOW)
    lines = [line.text for line in lines_of(guide, NOW)]
    assert lines[-3].endswith("公布") and "居民建议 1 条" in lines[-2]
    assert campaign.title in lines[-2] and lines[-1].startswith("公开征求意见：")


def test_residents_meet_guides_at_home_and_on_the_campaigns_page(door, make_guide, campaign, home):
    guide = make_guide(campaign=campaign)
    for url in ("/", campaign.url, reverse("suggestions:guides")):
        html = door().get(url).content.decode()
        assert f"《{guide.title}》" in html and "工作指南和规划" in html, url
    guide.unpublish()
    assert guide.title not in door().get("/").content.decode()


# --- opinions on a draft ------------------------------------------------------------------------


@pytest.fixture
def asked(make_guide, campaign):
    until = NOW.date() + dt.timedelta(days=30)
    guide = make_guide(
        adopted_on=None, campaign=campaign, comment_from=NOW.date(), comment_until=until
    )
    return guide.clauses.get(number=1)


def send(browser, campaign, clause, **fields):
    url = reverse("suggestions:submit", args=[campaign.slug])
    typed = {"title": "第一条写细一点", "body": "每栋楼几个桩要写清楚，不然等于没写。"}
    typed |= {"may_publish": "on", "asked": "1", "clause": clause, "key": "a" * 32, **fields}
    return browser.post(url, typed)


def test_an_opinion_on_a_clause_needs_no_account_and_gives_a_code(door, asked, campaign):
    browser = door()
    page = browser.get(asked.guide.url).content.decode()
    link = f"{reverse('suggestions:submit', args=[campaign.slug])}?clause={asked.pk}&amp;new=1"
    assert link in page and "还剩 <strong>30</strong> 天" in page
    form = browser.get(link.replace("&amp;", "&"))
    assert "对《充电指南》第 1 条“标题1”提意见" in form.content.decode()
    assert send(browser, campaign, asked.pk).status_code == 303
    receipt = browser.get(reverse("suggestions:receipt")).content.decode()
    assert "查询码" in receipt and "对《充电指南》（征求意见稿）第 1 条“标题1”的意见" in receipt
    assert ClauseComment.objects.get().clause == asked


def test_numbers_and_names_stand_without_a_gap_in_the_sentence(
    door, guide, tie, make_suggestion, campaign
):
    GuidePage.objects.filter(pk=guide.pk).update(campaign=campaign)
    tie(make_suggestion())
    clause = guide.clauses.get(number=1)
    html = door().get(reverse("suggestions:clause", args=[clause.pk])).content.decode()
    assert '<strong class="num">1</strong> 条建议。' in html
    html = door().get(guide.url).content.decode()
    assert "居民的话来自征集“" in html and "话从征集" not in html


def test_an_opinion_on_a_clause_is_not_sent_to_the_hotline(door, asked, campaign):
    """Who was asked stands at the right door; only a danger is still shown the number to call."""
    demand = {
        "title": "投诉物业乱收费不退款",
        "body": "物业乱收费，投诉多次没人管，强烈要求退款赔偿，维权无门，欺骗业主。",
    }
    assert "找别的部门可能更快" in send(door(), campaign, "", **demand).content.decode()
    assert send(door(), campaign, asked.pk, **demand).status_code == 303
    danger = {"title": "楼里着火了", "body": "三号楼正在冒烟，有人被困，快来救命！"}
    assert send(door(), campaign, asked.pk, **danger, key="b" * 32).status_code != 303


def test_an_opinion_that_comes_too_late_loses_nothing(door, clause, campaign):
    page = send(door(), campaign, clause.pk)
    html = page.content.decode()
    assert page.status_code == 409 and "现在不收意见了" in html
    assert "每栋楼几个桩要写清楚" in html and 'name="clause"' not in html
    assert not Suggestion.objects.exists()
    assert send(door(), campaign, "").status_code == 303
    assert not ClauseComment.objects.exists()


@pytest.mark.parametrize("forged", ["x", "-1", "9" * 40, "１", "0", "\0"])
def test_a_forged_clause_in_the_form_is_no_clause(door, asked, campaign, forged):
    url = reverse("suggestions:submit", args=[campaign.slug])
    assert door().get(url, {"clause": forged}).status_code == 200
    page = send(door(), campaign, forged)
    assert page.status_code == 409 and not Suggestion.objects.exists()


def test_a_visitor_agrees_with_a_clause_once(door, asked):
    browser = door()
    url = reverse("suggestions:support_clause", args=[asked.pk])
    for _ in range(2):
        assert browser.post(url).status_code == 302
    assert "1</span> 人赞成" in browser.get(asked.guide.url).content.decode()


def test_the_page_of_a_clause_takes_opinions_and_agreement_too(door, asked, campaign):
    browser, url = door(), reverse("suggestions:clause", args=[asked.pk])
    browser.post(reverse("suggestions:support_clause", args=[asked.pk]))
    html = browser.get(url).content.decode()
    assert f"?clause={asked.pk}&amp;new=1" in html and "赞成这一条" in html
    assert "1</span> 人赞成" in html


def test_a_clause_that_is_gone_is_labelled_so_and_takes_nothing(door, asked):
    rewrite(asked.guide, keep={0, 2})
    html = door().get(reverse("suggestions:clause", args=[asked.pk])).content.decode()
    assert "已删去" in html and ">公开征求意见<" not in html and "对这一条提意见" not in html


def test_out_of_time_there_is_no_button(read):
    assert "赞成这一条" not in read() and "对这一条提意见" not in read()
