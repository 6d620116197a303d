"""The one form in which texts are read."""

from nlp.reading import form


def test_wide_letters_codes_and_line_breaks_become_plain():
    assert form.normalise("ＫＴＶ\r\nA2区丽水新城") == "ktv a2区 丽水新城"
