"""The place and people phrase."""

from nlp.telling.whereabouts import whereabouts
from tests.nlp.made_letters import ISSUES, letters


def test_places_are_read_from_the_texts():
    topics = [[(m.title, m.body) for m in letters() if m.id.startswith(name)] for name in ISSUES]
    assert whereabouts(topics) == [
        "金桂花园老人",
        "青石桥",
        "望江路",
        "和平新村",
        "云栖苑配套幼儿园业主",
    ]
    assert whereabouts([[("建议", "")], []]) == ["", ""]
