"""近义词: people write groups; what the machine proposes has no effect until somebody takes it."""

import pytest
from django.urls import reverse

from suggestions.actions import curating, rules, synonyms
from suggestions.models import SynonymGroup

pytestmark = pytest.mark.django_db


def test_a_site_begins_with_groups_of_civic_words():
    assert SynonymGroup.objects.filter(status="used").count() >= 80
    words = [set(str(group).split("、")) for group in SynonymGroup.objects.all()]
    assert {"电瓶车", "助动车"} <= next(group for group in words if "电瓶车" in group)
    assert all(2 <= len(group) <= 12 for group in words)


def test_a_group_is_written_as_it_is_compared(officer, now):
    group = synonyms.add_group(words="ＷＩＦＩ、無線網，無線網 熱點", by=officer, at=now)
    assert str(group) in ("wifi、无线网、热点", "ｗｉｆｉ、无线网、热点")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("电梯", "2 到 12 个词"),
        ("、".join(f"词语{n}" for n in range(13)), "2 到 12 个词"),
        ("电梯 梯", "不能用"),
        ("电梯 %_", "不能用"),
        ("外卖员 骑手", "已经在同一组里"),
    ],
)
def test_what_is_no_group_is_refused_in_words(words, why, officer, now):
    before = SynonymGroup.objects.count()
    with pytest.raises(rules.Refused, match=why):
        synonyms.add_group(words=words, by=officer, at=now)
    assert SynonymGroup.objects.count() == before


def test_the_second_editor_is_told_of_the_first(officer, now):
    group = synonyms.add_group(words="健身角、健身苑", by=officer, at=now)
    seen = str(group)
    synonyms.change_group(group, words="健身角 锻炼点", seen=seen, by=officer, at=now)
    with pytest.raises(rules.Overtaken):
        synonyms.change_group(group, words="健身角 健身点", seen=seen, by=officer, at=now)
    assert str(SynonymGroup.objects.get(pk=group.pk)) == "健身角、锻炼点"


def test_words_said_in_turn_in_alike_company_are_proposed_once(
    make_suggestion, campaign, officer, now
):
    kinds = ("柱子油漆剥落", "座椅晒得烫人")
    for number, what in enumerate(kinds):
        said = [
            make_suggestion(f"{name}旁边的{what}之{i}", f"下棋的老伯都说{name}的顶棚漏雨。")
            for i in range(4)
            for name in ("亭子", "凉亭")
        ]
        topic = curating.create_topic(campaign, name=f"{what}{number}", by=officer, at=now)
        curating.place(said, topic=topic, by=officer, at=now)
    other = curating.create_topic(campaign, name="公园", by=officer, at=now)
    curating.place(
        [make_suggestion(f"公园长椅{i}", f"公园第{i}排的老人没有地方坐。") for i in range(18)],
        topic=other,
        by=officer,
        at=now,
    )
    assert synonyms.propose_groups(at=now) >= 1
    group = SynonymGroup.objects.get(status="proposed", words__word="凉亭")
    assert "亭子" in str(group) and "换着说" in group.reason
    synonyms.refuse_group(group, by=officer, at=now)
    synonyms.propose_groups(at=now)
    assert SynonymGroup.objects.filter(words__word="凉亭").count() == 1


def test_an_officer_adds_takes_and_puts_aside_at_the_desk(desk):
    page = desk.post(reverse("desk_synonyms:add"), {"words": "健身角 健身苑"}, follow=True)
    assert "健身角、健身苑" in page.content.decode()
    group = SynonymGroup.objects.get(words__word="健身角")
    desk.post(reverse("desk_synonyms:verb", args=[group.pk, "refuse"]))
    group.refresh_from_db()
    assert group.status == "refused"
    desk.post(reverse("desk_synonyms:verb", args=[group.pk, "use"]))
    group.refresh_from_db()
    assert group.status == "used"
    refused = desk.post(reverse("desk_synonyms:add"), {"words": "健身角"})
    assert refused.status_code == 422 and "健身角" in refused.content.decode()
    assert desk.post(reverse("desk_synonyms:look")).status_code == 302
    assert "健身角" in desk.get(reverse("desk_synonyms:index"), {"q": "健身角"}).content.decode()
