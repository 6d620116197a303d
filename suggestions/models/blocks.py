"""StreamField blocks shared by the page types: few, each with a look of its own."""

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

RICH = ["h2", "h3", "bold", "ol", "ul", "link", "document-link"]


class FigureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label="图片")
    caption = blocks.CharBlock(label="说明", required=False, max_length=120)

    class Meta:
        icon = "image"
        label = "图片"
        template = "suggestions/blocks/figure.html"


class CalloutBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="标题", max_length=40)
    text = blocks.TextBlock(label="内容", max_length=400)

    class Meta:
        icon = "info-circle"
        label = "提示框"
        template = "suggestions/blocks/callout.html"


class FactsBlock(blocks.ListBlock):
    """Two to four figures side by side."""

    def __init__(self, **kwargs):
        fact = blocks.StructBlock(
            [
                ("number", blocks.CharBlock(label="数字", max_length=16)),
                ("label", blocks.CharBlock(label="说明", max_length=30)),
            ]
        )
        super().__init__(fact, min_num=2, max_num=4, **kwargs)

    class Meta:
        icon = "order"
        label = "数字"
        template = "suggestions/blocks/facts.html"


class ArticleBlocks(blocks.StreamBlock):
    heading = blocks.CharBlock(
        label="小标题", icon="title", max_length=60, template="suggestions/blocks/heading.html"
    )
    paragraph = blocks.RichTextBlock(label="段落", features=RICH)
    figure = FigureBlock()
    callout = CalloutBlock()
    facts = FactsBlock()
    quote = blocks.BlockQuoteBlock(label="引文")

    class Meta:
        required = False


class WayBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        label="方式",
        choices=[
            ("online", "网上填写"),
            ("phone", "电话"),
            ("letter", "书信"),
            ("visit", "当面"),
            ("meeting", "座谈"),
            ("email", "电子邮件"),
            ("live", "直播"),
        ],
    )
    text = blocks.CharBlock(label="怎么做", max_length=160)

    class Meta:
        icon = "mail"
        label = "参与方式"
        template = "suggestions/blocks/way.html"


class WayBlocks(blocks.StreamBlock):
    way = WayBlock()

    class Meta:
        required = False
