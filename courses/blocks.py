"""What a lesson is made of. Rooms above add their own kinds through settings.LESSON_BLOCKS."""

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock


class FigureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Image"))
    alt = blocks.CharBlock(
        label=_("Description"),
        max_length=1000,
        help_text=_("What somebody needs to know who cannot see the figure."),
    )
    credit = blocks.CharBlock(label=_("Credit and licence"), max_length=500)
    caption = blocks.CharBlock(label=_("Caption in Markdown"), max_length=500, required=False)

    class Meta:
        icon = "image"
        label = _("Figure")
        template = "courses/blocks/figure.html"


class CalloutBlock(blocks.StructBlock):
    style = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[("key-point", _("Key point")), ("caution", _("Caution")), ("case", _("Case"))],
    )
    title = blocks.CharBlock(label=_("Title"), max_length=200, required=False)
    body = blocks.TextBlock(label=_("Text in Markdown"))

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "courses/blocks/callout.html"


class TableBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Caption"), max_length=300)
    body = blocks.TextBlock(
        label=_("Table in Markdown"), help_text=_("Columns between vertical bars, as in | a | b |.")
    )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "courses/blocks/table.html"


class VideoBlock(blocks.StructBlock):
    url = blocks.URLBlock(
        label=_("Address"),
        help_text=_("Shown as a link: nothing is loaded before somebody asks for it."),
    )
    title = blocks.CharBlock(label=_("Title"), max_length=200)
    transcript = blocks.TextBlock(label=_("Transcript"))

    class Meta:
        icon = "media"
        label = _("Video")
        template = "courses/blocks/video.html"


class CheckOptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Answer"), max_length=500)
    correct = blocks.BooleanBlock(label=_("This is right"), required=False)
    feedback = blocks.TextBlock(label=_("Feedback"), required=False)


class CheckBlock(blocks.StructBlock):
    question = blocks.TextBlock(label=_("Question in Markdown"))
    options = blocks.ListBlock(CheckOptionBlock(), label=_("Answers"))

    class Meta:
        icon = "help"
        label = _("Check yourself")
        template = "courses/blocks/check.html"


class TermBlock(blocks.StructBlock):
    term = blocks.CharBlock(label=_("Term"), max_length=120)
    definition = blocks.TextBlock(label=_("Definition"))


class GlossaryBlock(blocks.StructBlock):
    terms = blocks.ListBlock(TermBlock(), label=_("Terms"))

    class Meta:
        icon = "openquote"
        label = _("Glossary")
        template = "courses/blocks/glossary.html"


class SourcesBlock(blocks.StructBlock):
    keys = blocks.ListBlock(
        blocks.CharBlock(max_length=40),
        label=_("More sources"),
        help_text=_(
            "What the text cites is listed by itself. Add keys of course sources it does not cite."
        ),
        default=[],
    )

    class Meta:
        icon = "list-ol"
        label = _("Sources")
        template = "courses/blocks/sources.html"


class LessonBody(blocks.StreamBlock):
    markdown = blocks.TextBlock(
        label=_("Text in Markdown"), icon="doc-full", template="courses/blocks/markdown.html"
    )
    rich_text = blocks.RichTextBlock(
        label=_("Text"),
        features=[
            "h2",
            "h3",
            "h4",
            "bold",
            "italic",
            "ol",
            "ul",
            "hr",
            "link",
            "superscript",
            "subscript",
            "blockquote",
            "code",
        ],
        template="courses/blocks/rich_text.html",
    )
    figure = FigureBlock()
    callout = CalloutBlock()
    table = TableBlock()
    video = VideoBlock()
    check = CheckBlock()
    glossary = GlossaryBlock()
    sources = SourcesBlock()

    def __init__(
        self, local_blocks: list[tuple[str, blocks.Block]] | None = None, **kwargs: object
    ) -> None:
        extra = [(name, import_string(path)()) for name, path in settings.LESSON_BLOCKS.items()]
        super().__init__([*(local_blocks or []), *extra], **kwargs)
