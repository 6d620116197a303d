"""The columns of rolls, by the names that property offices and communities give them."""

from collections.abc import Sequence

from deliberation.models import Roll
from suggestions.tabular import Column
from suggestions.tabular.lists import Question

PHONE = (
    *("手机号", "手机号码", "电话", "电话号码", "联系电话", "联系方式", "移动电话", "联系手机"),
    *("业主电话", "业主手机", "本人电话"),
)
UNIT_COLUMNS: Sequence[Column] = (
    Column(
        "label",
        "房号",
        (
            *("室号", "房屋", "门牌", "门牌号", "房屋坐落", "坐落", "房屋地址", "房间号", "房间"),
            *("房屋编号", "户室号", "房室号", "户号", "房产地址", "不动产坐落", "住址", "地址"),
        ),
        "可以连着写（1-101），也可以和楼号、单元分开。",
        needed=True,
        as_text=True,
    ),
    Column(
        "area",
        "面积",
        (
            *("建筑面积", "专有面积", "专有部分面积", "产权面积", "房屋面积", "登记面积"),
            *("房产面积", "住宅面积", "房屋建筑面积", "产证面积"),
        ),
        "平方米，两位小数。",
        needed=True,
    ),
    Column(
        "owner",
        "业主",
        (
            *("产权人", "权利人", "姓名", "业主姓名", "业主名称", "产权人姓名", "权利人姓名"),
            *("所有权人", "房屋所有权人", "所有人", "户主", "房主", "业主名字", "产权所有人"),
        ),
        "单位写全称。",
        needed=True,
    ),
    Column(
        "co_owners",
        "共有人",
        ("共有产权人", "共有权人", "其他权利人", "其他产权人", "其他业主", "共有业主"),
        "几个人用顿号分开。",
    ),
    Column("speaker", "代表", ("共有人代表", "投票代表", "推选代表"), "共有人里由谁投票。"),
    Column("phone", "手机", PHONE, as_text=True),
    Column(
        "building",
        "楼号",
        ("楼栋", "楼栋号", "幢号", "栋号", "幢", "栋", "楼", "楼幢", "楼幢号", "座", "楼宇"),
        as_text=True,
    ),
    Column("entrance", "单元", ("单元号", "门栋", "梯号", "门洞"), as_text=True),
)
PEOPLE_COLUMNS: Sequence[Column] = (
    Column("number", "编号", ("序号", "号码")),
    Column(
        "name",
        "姓名",
        ("名字", "居民姓名", "村民姓名", "代表姓名", "户主姓名", "户主", "委员姓名"),
        needed=True,
    ),
    Column(
        "household",
        "户号",
        ("户编号", "门牌", "门牌号", "房号", "室号", "住址", "家庭住址", "地址"),
        as_text=True,
    ),
    Column("heads", "户代表", ("是否户代表", "是否代表"), "写“是”，或者留空。"),
    Column("phone", "手机", PHONE, as_text=True),
)
UNIT_EXAMPLES = (
    ("1-101", "89.50", "张三", "李四", "张三", "13800000001", "", ""),
    ("1-102", "120.00", "张三", "", "", "13800000001", "", ""),
)
PEOPLE_EXAMPLES = (
    ("1", "张三", "1-101", "是", "13800000001"),
    ("2", "李四", "1-102", "是", ""),
)
AGAIN = Question(
    "again",
    "同一个房号有几行时",
    (("", "当作填错，列出来"), ("co", "一行是一位共有人，合成一套")),
    "物业的名册常常一位共有人写一行，面积重复写或只写一次。",
)


def is_units(kind: str) -> bool:
    """Owners come by units; all others by people."""
    return kind == Roll.Kind.OWNERS


def columns(kind: str) -> Sequence[Column]:
    if is_units(kind):
        return UNIT_COLUMNS
    if kind == Roll.Kind.HOUSEHOLDS:
        return [
            Column(c.key, c.label, c.names, c.help, c.needed or c.key == "household", c.as_text)
            for c in PEOPLE_COLUMNS
        ]
    return PEOPLE_COLUMNS
