"""Made-up letters about a few concrete problems, each told in several ways."""

from nlp import Message

ISSUES = {
    "电梯": (
        "金桂花园",
        "电梯停运",
        ["三号楼的老人下不了楼", "物业说没有维修资金", "已经停了半个月"],
    ),
    "噪音": ("青石桥", "搅拌站夜间噪音", ["凌晨还在轰鸣", "窗户都不敢开", "孩子睡不着"]),
    "路灯": ("望江路", "路灯不亮", ["晚上走路看不见", "有人摔倒", "打了热线没人来修"]),
    "充电": ("和平新村", "飞线充电", ["从六楼拉线下来", "电瓶车放在楼道", "起火怎么办"]),
    "幼儿园": ("云栖苑", "配套幼儿园学费", ["承诺是普惠园", "一个月四千多", "业主签名反对"]),
}

CARS = {
    "百花苑": ["消防通道停满了车", "消防通道停满了车，救护车进不来", "物业不管消防通道停车"],
    "西堤里": ["消防通道停车堵门", "消防通道停车，垃圾清运堵门", "晚上消防通道停车堵住单元门"],
    "柳荫街": ["消防通道停车罚不罚款", "交警说消防通道停车不归他们罚款", "消防通道停车该谁罚款"],
}
"""One kind of problem at three places."""


def cars() -> list[Message]:
    """Return letters about it, ids telling the place."""
    return [
        Message(f"{place}-{n}", f"{place}{text}", f"{place}{text}。{place}住户。")
        for place, texts in CARS.items()
        for n, text in enumerate(texts)
    ]


def letters(each: int = 6) -> list[Message]:
    """Return ``each`` letters about every issue, ids telling the issue."""
    made = []
    for name, (place, problem, details) in ISSUES.items():
        for number in range(each):
            detail = details[number % len(details)]
            title = (
                f"{place}{problem}",
                f"反映{place}{problem}的问题",
                f"{place}的{problem}谁来管",
            )
            body = f"我住在{place}，{problem}，{detail}，请解决。第{number}次来信。"
            made.append(Message(f"{name}-{number}", title[number % 3], body))
    return made
