"""What markup may stand in a text field. Libraries ask for tags; a hard deny-list has the last word."""

import re
from html import unescape

import nh3

ALWAYS = frozenset(("div", "span", "p", "br"))
DENIED = frozenset(
    [
        "script",
        "style",
        "iframe",
        "frame",
        "frameset",
        "object",
        "embed",
        "applet",
        "form",
        "input",
        "button",
        "textarea",
        "select",
        "option",
        "link",
        "meta",
        "base",
        "html",
        "head",
        "body",
        "title",
        "svg",
        "math",
        "template",
        "noscript",
        "noembed",
        "plaintext",
        "xmp",
        "portal",
        "slot",
    ]
)
_TABLE = frozenset(
    ["table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption", "colgroup", "col"]
)
_WITH = {
    "strong": {"b"}, "b": {"strong"}, "em": {"i"}, "i": {"em"}, "ul": {"li"}, "ol": {"li"},
    "del": {"s"}, "strike": {"s"}, "s": {"del", "strike"}, "table": set(_TABLE),
}  # fmt: skip
_ATTRIBUTES = {"class", "title", "lang", "dir", "style", "id", "role"}
_BY_TAG = {
    "a": {"href", "target", "hreflang"}, "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "headers"}, "th": {"colspan", "rowspan", "headers", "scope"},
    "col": {"span"}, "colgroup": {"span"}, "ol": {"start", "type", "reversed"}, "li": {"value"},
    "q": {"cite"}, "blockquote": {"cite"}, "time": {"datetime"},
}  # fmt: skip
_STYLES = {
    "size": "font-size", "family": "font-family", "color": "color",
    "background": "background-color", "spacing": "letter-spacing", "height": "line-height",
}  # fmt: skip
_SAFE_VALUE = re.compile(r"^[\w\s#%.,\-'\"]*(rgba?\([\d\s.,%]+\))?$")
_BARE_AMPERSAND = re.compile(r"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|[a-zA-Z][a-zA-Z0-9]{1,31};)")
_TAGS = re.compile(r"<[^>]*>")


def plain(text: str) -> str:
    """A text field without markup, escaped once however often it passes here."""
    text = _BARE_AMPERSAND.sub("&amp;", text)
    return (
        text.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;").replace("'", "&#039;")
    )


def without_tags(text: str) -> str:
    return _TAGS.sub("", text)


def clean(text: str, wanted: frozenset[str], font: frozenset[str] = frozenset()) -> str:
    tags = ALWAYS | wanted
    for tag in wanted:
        tags |= _WITH.get(tag, set())
    tags -= DENIED
    styles = {"text-align"} | {_STYLES[name] for name in font if name in _STYLES}
    return nh3.clean(
        text, tags=set(tags), clean_content_tags={"script", "style"},
        attributes={"*": _ATTRIBUTES} | {t: a for t, a in _BY_TAG.items() if t in tags},
        attribute_filter=lambda _, name, value: _style(value, styles) if name == "style" else value,
        url_schemes={"http", "https", "ftp", "mailto"}, generic_attribute_prefixes={"aria-"},
        link_rel="noopener noreferrer" if "a" in tags else None, strip_comments=True,
    )  # fmt: skip


def _style(value: str, allowed: set[str]) -> str | None:
    kept = []
    for declaration in value.split(";"):
        name, _, setting = declaration.partition(":")
        if name.strip().lower() in allowed and _SAFE_VALUE.match(setting.strip()):
            kept.append(f"{name.strip().lower()}: {setting.strip()}")
    return "; ".join(kept) or None


def text(markup: str) -> str:
    """What a person typed, from what `plain` and paragraphs made of it."""
    broken = re.sub(r"</p>\s*<p>", "\n\n", re.sub(r"<br\s*/?>", "\n", markup))
    return unescape(without_tags(broken))
