"""Markdown of lessons and questions to safe HTML. Pure: no Django.

Two marks are added to ordinary Markdown: a citation ``[@KEY]`` (or ``[@KEY; @KEY2]``), shown as the
number of the source, and ``[?what is not verified]``, shown as a highlighted remark.
"""

import html
import re
from collections.abc import Iterable
from functools import lru_cache
from xml.etree.ElementTree import Element

import markdown
import nh3
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

STAR_ALLELE = r"\*\d+\w?(?:/\*\d+\w?)+|(?<=[A-Z][A-Z0-9] )\*\d+\w?"  # a diplotype, or an allele after its gene
CITATION = r"\[(@[A-Za-z0-9][\w.:-]*(?:\s*;\s*@[A-Za-z0-9][\w.:-]*)*)\]"
REVIEW = r"\[\?((?:[^\[\]]|\[[^\[\]]*\])+)\]"
CODE = re.compile(
    r"^(`{3,}+|~{3,}+)[^\n]*+\n.*?(?:^\1[`~]*[ \t]*$|\Z)|(?<!`)(`++).+?(?<!`)\2(?!`)", re.M | re.S
)
# The library takes quadratic time on some texts; no lesson is nearly as long in one piece.
LONGEST = 50_000

ELEMENTS = """
a abbr b blockquote br caption cite code dd del dfn div dl dt em h2 h3 h4 h5 h6 hr i ins kbd li mark ol
p pre q s samp small span strong sub sup table tbody td tfoot th thead tr u ul var
"""
TAGS = frozenset(ELEMENTS.split())
ATTRIBUTES = {
    "a": {"href", "title", "lang", "hreflang"},
    "abbr": {"title"},
    "ol": {"start", "type"},
    "span": {"lang", "dir"},
    "p": {"lang", "dir"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
CLASSES = {
    "sup": {"citation"},
    "mark": {"review-mark"},
    "th": {"align-start", "align-center", "align-end"},
    "td": {"align-start", "align-center", "align-end"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
ALIGNMENTS = {"left": "align-start", "center": "align-center", "right": "align-end"}


def render(text: str, *, cited: Iterable[str] = (), to_verify: str = "To be verified") -> str:
    """HTML that is safe to put on a page.

    ``cited`` lists source keys in the order of their numbers; a key that is not in it is shown as
    it stands. ``to_verify`` is the (translated) label in front of every unverified statement.
    """
    return _render(text, tuple(cited), to_verify)


@lru_cache(maxsize=4096)
def _render(text: str, cited: tuple[str, ...], to_verify: str) -> str:
    if len(text) > LONGEST:
        return _as_it_stands(text)
    converter = markdown.Markdown(
        extensions=["tables", "sane_lists", "def_list", "fenced_code", _Marks(cited, to_verify)],
        output_format="html",
    )
    try:
        return sanitise(converter.convert(text))
    except (RecursionError, AssertionError, ValueError, IndexError):
        # Nesting that no author writes; the words are still shown.
        return _as_it_stands(text)


def _as_it_stands(text: str) -> str:
    return f"<pre>{html.escape(text)}</pre>"


def sanitise(markup: str) -> str:
    """Only the elements a lesson needs; no image, style, script, form or frame."""
    return nh3.clean(
        markup,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        allowed_classes={tag: set(names) for tag, names in CLASSES.items()},
        url_schemes=set(SCHEMES),
        link_rel="noopener",
    )


def citations(text: str) -> list[tuple[str, int]]:
    """Every cited key with its line (from 1), in order, outside code; repeated keys repeat."""
    return [
        (key.strip().removeprefix("@"), text.count("\n", 0, found.start()) + 1)
        for found in re.finditer(CITATION, without_code(text))
        for key in found.group(1).split(";")
    ]


def review_marks(text: str) -> list[str]:
    """What still has to be verified, in order, outside code."""
    return [found.group(1).strip() for found in re.finditer(REVIEW, without_code(text))]


def without_code(text: str) -> str:
    """The same text, same length and lines, with code spans and fences blanked out."""
    return CODE.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


class _Marks(Extension):
    """Citations, review marks, and the small corrections that accessible tables need."""

    def __init__(self, cited: tuple[str, ...], to_verify: str) -> None:
        super().__init__()
        self.numbers = {key: number for number, key in reversed(list(enumerate(cited, 1)))}
        self.to_verify = to_verify

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 (name given by the library)
        md.inlinePatterns.register(_Citation(CITATION, md, self.numbers), "citation", 176)
        md.inlinePatterns.register(_StarAllele(STAR_ALLELE, md), "star allele", 174)
        md.inlinePatterns.register(_Review(REVIEW, md, self.to_verify), "review", 175)
        md.treeprocessors.register(_Corrections(md), "corrections", 5)


class _Citation(InlineProcessor):
    def __init__(self, pattern: str, md: markdown.Markdown, numbers: dict[str, int]) -> None:
        super().__init__(pattern, md)
        self.numbers = numbers

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # noqa: N802
        mark = Element("sup", {"class": "citation"})
        before = "["
        link = None
        for part in m.group(1).split(";"):
            key = part.strip().removeprefix("@")
            _append_text(mark, link, before)
            link = Element("a", {"href": f"#source-{key}"})
            link.text = str(self.numbers.get(key, key))
            mark.append(link)
            before = ", "
        _append_text(mark, link, "]")
        return mark, m.start(0), m.end(0)


class _StarAllele(InlineProcessor):
    """``CYP2C19 *1/*2`` names alleles; its stars are no emphasis."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # noqa: N802
        return m.group(0), m.start(0), m.end(0)


class _Review(InlineProcessor):
    def __init__(self, pattern: str, md: markdown.Markdown, label: str) -> None:
        super().__init__(pattern, md)
        self.label = label

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # noqa: N802
        mark = Element("mark", {"class": "review-mark"})
        mark.text = f"{self.label}: {m.group(1).strip()}"
        return mark, m.start(0), m.end(0)


class _Corrections(Treeprocessor):
    """Page titles own ``h1``; header cells say their scope; alignment is a class (no inline style)."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag == "h1":
                element.tag = "h2"
            if element.tag == "th":
                element.set("scope", "col")
            if element.tag in ("th", "td"):
                side = element.attrib.pop("style", "").partition("text-align:")[2].strip(" ;")
                if side in ALIGNMENTS:
                    element.set("class", ALIGNMENTS[side])


def _append_text(parent: Element, last: Element | None, text: str) -> None:
    if last is None:
        parent.text = (parent.text or "") + text
    else:
        last.tail = (last.tail or "") + text
