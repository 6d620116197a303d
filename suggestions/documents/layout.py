"""The measures of GB/T 9704-2012: A4 with a type area of 22 lines of 28 characters."""

import math

PAGE_WIDTH, PAGE_HEIGHT = 210, 297  # mm
TOP, BINDING = 37, 28
TYPE_WIDTH, TYPE_HEIGHT = 156, 225
OUTER, BOTTOM = PAGE_WIDTH - BINDING - TYPE_WIDTH, PAGE_HEIGHT - TOP - TYPE_HEIGHT
LINES, CHARACTERS = 22, 28
BODY_PT, TITLE_PT, SMALL_PT = 16, 22, 14  # 三号、二号、四号
MASTHEAD_PT = 30
TABLE_PT, TABLE_LINE_PT = 12, 20  # 小四
CELL_MM = 1  # beside the words of a cell
NARROW_CELL = 10  # characters that stand in the middle of their column
MM_PER_PT = 25.4 / 72
LINE_MM = TYPE_HEIGHT / LINES
LINE_PT = LINE_MM / MM_PER_PT
# A character of size 3 is a little wider than its place in the line.
SPACING_MM = TYPE_WIDTH / CHARACTERS - BODY_PT * MM_PER_PT
SPACING_PT = SPACING_MM / MM_PER_PT
PLACE_PT = BODY_PT + SPACING_PT
# Word counts in twentieths of a point. Rounded down, so that the last one still finds its place.
WORD_LINE_PT = math.floor(LINE_PT * 20) / 20
WORD_SPACING_TWIPS = math.floor(SPACING_PT * 20)
MASTHEAD_LINE_PT = WORD_LINE_PT * 1.5
RULE_PT = 11.5  # the red line stands 4 mm below the number

# Names as Chinese offices have them, then what other machines have.
SONG_TITLE = ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "小标宋体", "Noto Serif CJK SC", "SimSun")
FANGSONG = ("仿宋", "FangSong", "仿宋_GB2312", "FangSong_GB2312", "Noto Serif CJK SC")
HEI = ("黑体", "SimHei", "Noto Sans CJK SC", "Microsoft YaHei")
KAI = ("楷体", "KaiTi", "楷体_GB2312", "Noto Serif CJK SC")
SONG = ("宋体", "SimSun", "Noto Serif CJK SC")
FAMILIES = {"SONG_TITLE": SONG_TITLE, "FANGSONG": FANGSONG, "HEI": HEI, "KAI": KAI, "SONG": SONG}
