"""Whether a text is so thin that nobody could act on it: “灯 / 坏了”, a smile, “测试”."""

SIGNS, DIFFERENT = 8, 6  # letters, digits and Han characters, in all and different ones


def is_thin(*texts: str) -> bool:
    signs = [sign for text in texts for sign in text if sign.isalnum()]
    return len(signs) < SIGNS or len(set(signs)) < DIFFERENT
