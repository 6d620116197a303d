"""The kinds of papers: the letter in their number, their shipped sentences and what these name."""

from dataclasses import dataclass

from django.conf import settings

from suggestions.models import Paper, PaperKind

OFFICE = "人民建议征集办公室"
ABOUT_TOPIC = ("问题", "征集", "条数", "人数")
ABOUT_REFERRAL = ("问题", "单位", "条数", "人数", "转办日期", "签收期限", "异议期限", "答复期限")


@dataclass(frozen=True)
class Shape:
    """`opening` and `closing` may be worded anew by the office; `braces` is what they may name."""

    kind: PaperKind
    mark: str
    opening: str
    closing: str
    braces: tuple[str, ...]
    slip: bool = False  # with 签收回执


_ALL = (
    Shape(
        PaperKind.REFERRAL,
        "转",
        "现将市民提出的“{问题}”有关建议转给你单位，请按照职责研究办理。",
        "请在{签收期限}前签收，在{答复期限}前答复。认为不属于本单位职责的，请在{异议期限}前提出异议，"
        "并说明依据和应由哪个单位承办。",
        ABOUT_REFERRAL,
        slip=True,
    ),
    Shape(
        PaperKind.REMINDER,
        "催",
        "“{问题}”有关建议已于{转办日期}转给你单位，答复期限为{答复期限}，现予催办。",
        "请抓紧研究办理，并将答复提交我办。",
        (*ABOUT_REFERRAL, "催办次数"),
        slip=True,
    ),
    Shape(
        PaperKind.SUPERVISION,
        "督",
        "“{问题}”有关建议已于{转办日期}转给你单位，答复期限为{答复期限}，"
        "截至{今天}仍未答复，已超期{超期天数}天，现予督办。",
        "请明确负责人，尽快提交答复，并书面说明超期的原因。",
        (*ABOUT_REFERRAL, "今天", "超期天数", "催办次数"),
        slip=True,
    ),
    Shape(
        PaperKind.REASSIGNMENT,
        "改",
        "“{问题}”有关建议原转{原单位}，现改由你单位承办。",
        "请在{签收期限}前签收，在{答复期限}前答复。",
        (*ABOUT_REFERRAL, "原单位"),
        slip=True,
    ),
    Shape(
        PaperKind.EXTENSION,
        "延",
        "您提出的“{问题}”有关建议正由{单位}办理，需要延长办理时间，现告知如下。",
        "请您谅解。办理进展可以凭查询码查看。",
        (*ABOUT_REFERRAL, "延至"),
    ),
    Shape(
        PaperKind.REPLY,
        "答",
        "您提出的“{问题}”有关建议收悉。经{单位}研究，现答复如下。",
        "感谢您对城市发展的关心。对答复不满意的，可以凭查询码在网上评价，或者来电来信告诉我们。",
        (*ABOUT_TOPIC, "单位"),
    ),
    Shape(
        PaperKind.DIGEST,
        "摘",
        "市民近期就“{问题}”提出{条数}条建议，现摘要报送。",
        "以上情况供参阅。",
        (*ABOUT_TOPIC, "今天"),
    ),
    Shape(
        PaperKind.SPECIAL,
        "专",
        "在“{征集}”中，{人数}人就“{问题}”提出建议，现将有关情况专题报告如下。",
        "以上报告，请批示。",
        (*ABOUT_TOPIC, "今天"),
    ),
    Shape(
        PaperKind.MONTHLY,
        "月",
        "现将{时段}人民建议征集工作的情况报告如下。",
        "特此报告。",
        ("时段", "今天"),
    ),
    Shape(
        PaperKind.QUARTERLY,
        "季",
        "现将{时段}人民建议征集工作的情况报告如下。",
        "特此报告。",
        ("时段", "今天"),
    ),
    Shape(
        PaperKind.RESULT,
        "果",
        "“{征集}”自{开始日期}起征集，截止日期：{截止日期}。现将征集结果报告如下。",
        "特此报告。",
        ("征集", "开始日期", "截止日期", "今天"),
    ),
)
SHAPES = {shape.kind: shape for shape in _ALL}


def office() -> str:
    """Under whose name papers go out."""
    return settings.SITE_ORGAN or OFFICE


def full_number(paper: Paper) -> str:
    """征转〔2026〕1号; empty while it is a draft."""
    if paper.number is None:
        return ""
    mark = SHAPES[PaperKind(paper.kind)].mark
    return f"{settings.PAPER_MARK}{mark}〔{paper.year}〕{paper.number}号"
