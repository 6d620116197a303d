"""Endings of titles that say nothing of the matter: politeness, questions, calls for help."""

from __future__ import annotations

import re

__all__ = ["stripped"]

_LEAST = 2

_DONE = (
    "解决|处理|管|管管|管一管|查处|查|查查|来查|整治|重视|关注|回复|答复|解释|落实|弄|办|维权|帮助|拆除"
    "|取缔|协调|答疑|解惑|问责|负责|买单|严查|说法|改善|说了算|公道"
)
_ASK = (
    "请|(?<![要需追征诉寻请])求|(?<!希)望|盼|希望|何时|早日|尽快|该?怎么|怎样|如何|该由谁|谁来?"
    "|该?向?找?谁|有没有人|能否|能不能|可否|为何|为什么|(?:还?要|讨|还)一?个"
)
_WHO = (
    "一下|能|才能|可以|会|得到|给予?|予以|尽快|早日|彻底|来|个"
    "|有关部门|相关部门|部门|政府|领导|有人|人"
)
_WHEN = "何时"
_PATTERNS = (
    # 收费合理吗 asks whether it is; 收费合理 would say that it is.
    (r"(?:是否)?(合[理法规适]|违[法规])[吗么吧]", r"是否\1"),
    (r"[吗呢吧啊呀嘛哦了]+", ""),
    (f"(?:{_ASK})(?:{_WHO})*(?:{_DONE})", ""),
    (r"(?:还?要|还?得|将)?(?:拖|等|待)[到至]?(?:何[时年日]|什么时候|多久).*", ""),
    (r"(?:希?望|盼)(?:有关|相关)?(?:部门|领导|政府)?(?:有人)?.{0,2}(?:解决|处理|管|查)", ""),
    (rf"(?:{_WHEN}|何日)(?:才能|能|才)?(?:休|了|除|好|是个?头|到位)", ""),
    # 需要哪些材料 asks for the 材料.
    (
        r"(?:都|分别)?(?:需要?|要|应|有)?(?:准备|满足|具备|符合|提供|带|走|办|享受)?(?:哪些|什么)"
        r"(优惠政策|条件|资料|材料|手续|流程|政策|待遇|要求)",
        r"\1",
    ),
    (r"(?:是|为|有)?多少[钱元]?", ""),
    (r"(?:亟待|急待|急需|亟需|有待|尚待).{0,6}", ""),
    (
        r"(?:业主|租户|居民|村民|百姓|老百姓|家长|学生|小?孩子?|消费者|我们?)?又?该?(?:怎么办|怎么回事|咋办|何去何从|怎么弄|怎么样|是什么)",
        "",
    ),
    (r"(?:谁来|谁|没人|无人)来?(?:管理|管|问津|过问)", "无人管"),
    (r"(?:到底|究竟)?(?:归属于|归属|属于|归)谁(?:所有|的)?", "归属"),
    # 何时通车 asks for the 通车时间.
    (
        rf"(?:到底|究竟)?(?:{_WHEN})才?(?:能够|能|会|可以|可)?([\u4e00-\u9fff]{{2,4}}?)(?:和[\u4e00-\u9fff]{{2}})?",
        r"\1时间",
    ),
    (rf"的?(?:{_WHEN}|为何|为什么)", ""),
    (
        r"(?:的|之|有关|相关|一些|诸多|几个|若干|等|方面|多个|几点|个别)+(?:问题|疑问|事宜|事项|情况)"
        r"(?:反映|咨询|投诉|说明)?",
        "",
    ),
    (
        r"的?(?:咨询|询问|疑问|质疑|一事|投诉|举报|事宜|请求|求助|反映|建言|投诉书|之事|的(?:建议|意见|看法|诉求|报告|行为"
        r"|现象|说明|通知|提议|提案|申请|倡议|提倡))",
        "",
    ),
    (
        r"刻不容缓|势在必行|苦不堪言|何其难|难上加难|人命关天|迫在眉睫|令人发指|忍无可忍|何在|可耻|太坑人"
        r"|急+|这么久|谢谢|近[日期]|最近|今[日天]|昨天|日前|目前",
        "",
    ),
    (r"(?<![难久要苦在好])等等?|等问题|[的地着、被把将让]+", ""),
)
"""Tried in this order, again and again until none is left."""


_ENDINGS = tuple((re.compile(f"(?:{pattern})$"), put) for pattern, put in _PATTERNS)
_LAST = frozenset("".join(pattern for pattern, _ in _PATTERNS))
_ASKS_WHEN = re.compile(rf"{_WHEN}|何[年日]|多久")
"""Every ending ends with one of these characters, or asks when: most titles are done in a look."""


def stripped(part: str) -> str:
    """Take the endings off that say nothing of the matter; what negates stays.

    >>> stripped("幸福里小区电梯何时能解决"), stripped("物业收费合理吗"), stripped("路灯不亮的问题")
    ('幸福里小区电梯', '物业收费是否合理', '路灯不亮')
    """
    before = ""
    while before != part and (part[-1] in _LAST or _ASKS_WHEN.search(part)):
        before = part
        for pattern, put in _ENDINGS:
            left = pattern.sub(put, part)
            if len(left) >= _LEAST and left != put:
                part = left
    return part
