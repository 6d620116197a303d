"""Words that may mean the same, from texts that people put into topics."""

from nlp.likeness.kindred import kindred

OTHERS = [
    (f"其他{n}", f"{place}的{what}{wish}")
    for n, (place, what) in enumerate((("公园", "长椅"), ("车站", "雨棚"), ("学校", "食堂")))
    for wish in ("太少了", "坏了半年", "希望早点修", "下雨用不了", "排队很长", "收费太贵")
    for _ in range(2)
]
SAID = OTHERS + [
    (topic, f"{name}旁边{wish}，{name}附近的老人都说不方便")
    for topic, wish in enumerate(("没有充电插座", "路灯坏了", "雨棚漏水"))
    for name in ("凉亭", "亭子")
    for _ in range(3)
]


def test_words_said_in_turn_in_the_same_topics_are_kindred():
    assert {"凉亭", "亭子"} in [{pair.one, pair.other} for pair in kindred(SAID)]


def test_words_said_together_mean_two_things():
    together = OTHERS + [(topic, f"凉亭和亭子旁边{text}") for topic, text in SAID[len(OTHERS) :]]
    assert all({p.one, p.other} != {"凉亭", "亭子"} for p in kindred(together))


def test_nothing_comes_of_nothing_and_of_few():
    assert kindred([]) == []
    assert kindred(SAID[-4:]) == []
