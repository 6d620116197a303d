"""Names that people can read, and would keep."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import Message, group
from nlp.telling import naming
from tests.nlp.made_letters import letters

PIECES = [
    "金桂花园",
    "电梯",
    "停运",
    "张先生",
    "王某",
    "2019年",
    "13812345678",
    "的",
    "在",
    "KTV",
    "，",
    "物业",
    "不",
    "无",
]


def named(*titles, words=(), **options):
    return naming.name_group(list(titles), list(words), **options)


def test_a_name_is_a_whole_phrase_with_place_and_problem():
    titles = ["反映金桂花园电梯停运", "金桂花园电梯停运没人管", "金桂花园的电梯停运半个月"]
    assert named(*titles) == "金桂花园电梯停运"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("关于金桂花园电梯停运的问题", "金桂花园电梯停运"),
        ("强烈要求有关部门尽快解决金桂花园电梯停运问题", "金桂花园电梯停运问题"),
        ("请问金桂花园电梯停运怎么办？谢谢领导", "金桂花园电梯停运"),
        ("金桂花园电梯停运何时能解决", "金桂花园电梯停运"),
        ("咨询望江路什么时候通车", "望江路通车时间"),
        ("望江路地铁站到底何时开工？", "望江路地铁站开工时间"),
        ("在市民中心能不能补办社保卡", "市民中心补办社保卡"),
        ("申请公租房需要哪些材料", "申请公租房材料"),
        ("随迁老人医保可以转入吗", "随迁老人医保转入"),
        ("讨薪", "讨薪问题"),
    ],
)
def test_politeness_and_questions_are_no_part_of_a_name(title, name):
    assert named(title) == name


@pytest.mark.parametrize(
    ("titles", "name"),
    [
        (["如何办理无犯罪记录证明"] * 2, "办理无犯罪记录证明"),
        (["物业不让业主在小区充电"], "物业不让业主在小区充电"),
        (["坚决反对在望江路修建搅拌站"], "反对在望江路修建搅拌站"),
        (["望江路路口没有红绿灯"], "望江路路口没有红绿灯"),
        (["金桂花园禁止外卖员进入小区"], "金桂花园禁止外卖员进入小区"),
        (["物业收费合理吗"], "物业收费是否合理"),
        (["社区是否有权不盖公章"], "社区是否有权不盖公章"),
    ],
)
def test_what_is_negated_never_stands_without_its_negation(titles, name):
    assert named(*titles) == name


DENIED = ["不让", "没有", "无法", "禁止", "反对", "未能", "拒绝", "不给", "叫停", "未"]


@pytest.mark.parametrize("no", DENIED)
def test_no_candidate_says_the_opposite(no):
    """However long the sentence is: what comes after the negation never stands without it."""
    title = f"金桂花园物业公司{no}业主安装新能源汽车充电桩已经半年"
    found = naming.candidates(naming.Reading({}), [(title, "")], {})
    assert found
    for name in found:
        assert no in name or not re.search("安装|业主|充电桩", name), name


def test_a_question_that_says_its_opposite_names_nothing():
    assert named("班车和校车难道不重复吗") == naming.OTHER


def test_a_word_that_stands_only_in_bodies_is_in_no_name():
    bodies = ["吉祥路口搅拌站整夜生产，粉尘很大，盼整改"] * 2
    messages = [
        *(Message(f"a{i}", f"丽水新城噪音扰民{'严重' * i}", b) for i, b in enumerate(bodies)),
        *(Message(f"b{i}", f"望江路路灯不亮{'很久' * i}", "晚上看不见") for i in range(2)),
    ]
    names = [topic.name for topic in group(messages).topics]
    assert "丽水新城噪音扰民" in names
    assert not re.search("搅拌|粉尘|整改|晚上", "".join(names))


def test_every_word_of_a_name_stands_in_one_title_in_that_order():
    titles = ["金桂花园三号楼电梯停运", "金桂花园物业收费太高", "金桂花园电梯又停运", "物业乱收费"]
    for name in naming.candidates(naming.Reading({}), [(t, "") for t in titles], {}):
        wanted = re.compile(".*".join(map(re.escape, name.removesuffix("问题"))))
        assert any(wanted.search(title) for title in titles), name


def test_a_name_does_not_end_within_a_phrase():
    titles = ["金桂花园地下车库被外来车辆占用", "金桂花园地下车库被外来车辆占用很久"]
    assert named(*titles) == "金桂花园地下车库被外来车辆占用" or named(*titles).endswith("占用")
    assert not named("金桂花园的消防通道被").endswith("被")


def test_where_the_texts_share_a_place_the_name_has_it_and_where_not_it_has_none():
    assert named("金桂花园麻将馆扰民", "金桂花园楼下麻将馆深夜扰民") == "金桂花园麻将馆扰民"
    many = ["金桂花园麻将馆扰民", "吉祥里小区麻将馆扰民", "青石社区麻将馆扰民"]
    assert named(*many) == "麻将馆扰民"


def test_a_place_alone_is_no_name_where_a_title_tells_what_is_wrong():
    assert named("丽水新城", "丽水新城搅拌站扰民", "丽水新城") == "丽水新城搅拌站扰民"


def test_a_place_that_all_name_and_the_end_of_a_title_too_long_are_put_together():
    titles = [
        f"青石社区{where}路口红绿灯常年不亮" for where in ("老年活动室东边", "便民菜市场南边")
    ]
    name = named(*titles)
    assert name.startswith("青石社区") and name.endswith("路口红绿灯不亮")


def test_an_issue_is_named_without_a_place_that_only_some_name():
    titles = [
        "金桂花园电梯停运",
        "金桂花园电梯停运无人修",
        "吉祥里小区电梯停运",
        "青石社区电梯停运",
    ]
    assert "金桂" not in named(*titles, placeless=True)
    assert named(*titles, placeless=True).endswith("电梯停运")
    here = ["金桂花园电梯停运", "金桂花园电梯又停运了"]
    assert named(*here, placeless=True) == "金桂花园电梯停运"


def test_short_texts_without_titles_are_named_by_the_sentence_that_says_it_best():
    texts = [
        "我住在城东。公交车末班车太早，下夜班赶不上。",
        "您好！公交车末班车太早了，希望延长。",
        "上班远，公交车末班车太早，打不到车。",
    ]
    reading = naming.Reading({})
    assert naming.candidates(reading, [("", text) for text in texts], {})[0] == "公交车末班车太早"


def test_a_title_that_says_nothing_leaves_the_word_to_the_body():
    found = naming.candidates(naming.Reading({}), [("求助", "金桂花园电梯停运三天。")], {})
    assert found[0].startswith("金桂花园电梯停运")


def test_two_groups_never_share_a_name_where_there_is_another():
    titles = ["望江路路灯不亮", "望江路路灯坏了很久", "望江路晚上没有路灯"]
    first = named(*titles)
    assert named(*titles, taken={first}) not in (first, naming.OTHER)
    assert (
        named("望江路路灯不亮", taken={"望江路路灯不亮"}) == "望江路路灯不亮"
    )  # no other is as good


@pytest.mark.parametrize(
    "title", ["13812345678", "张先生李女士", "2019 2020", "", "投诉老师王小明"]
)
def test_a_person_or_a_number_is_no_name(title):
    assert named(title) == naming.OTHER


def test_the_number_of_a_hotline_is_no_secret():
    assert named("12345热线无人接听") == "12345热线无人接听"


@settings(max_examples=120, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), max_size=4))
def test_a_name_is_short_readable_and_nobody(titles):
    name = named(*titles, words=[("电梯", 1.0), ("物业", 0.5)])
    assert naming.MIN_NAME <= len(name) <= naming.MAX_NAME
    assert not re.search(r"某|先生|\d{4}|，", name)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_read(title, body):
    names = naming.candidates(naming.Reading({}), [(title.lower(), body.lower())], {})
    assert all(naming.MIN_NAME <= len(name) <= naming.MAX_NAME for name in names)


def test_the_same_texts_give_the_same_names_in_any_order():
    messages = letters()
    names = {topic.name for topic in group(messages).topics}
    random.Random(3).shuffle(messages)
    assert {topic.name for topic in group(messages, threads=2).topics} == names


def test_the_names_of_a_grouping_say_what_it_is_about():
    found = group(letters())
    names = " ".join(topic.name for topic in found.topics)
    for word in ("电梯", "搅拌站", "路灯", "充电", "幼儿园"):
        assert word in names
    assert all(4 <= len(topic.name) <= 14 for topic in found.topics)
