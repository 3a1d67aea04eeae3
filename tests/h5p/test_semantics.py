"""No markup that could act gets through any text field, and what may stay stays."""

import pytest

from h5p import images
from h5p.manifest import Version
from h5p.semantics import Filter

ATTACKS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>",
    "<iframe src=javascript:alert(1)>", "<a href='javascript:alert(1)'>x</a>",
    "<p style='background:url(javascript:alert(1))'>x</p>", "<math><mtext><script>alert(1)</script>",
    "<object data=x></object>", "<embed src=x>", "<form action=x><button>x</button></form>",
    "<style>*{}</style>", "<meta http-equiv=refresh content=0>", "<base href=//evil>",
    "<a href='  java\tscript:alert(1)'>x</a>", "<!--<img src=x onerror=alert(1)>-->",
    "<p xlink:href='javascript:alert(1)'>x</p>", "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "<input onfocus=alert(1) autofocus>",
]  # fmt: skip
SIGNS = (
    "<script", "onerror", "onload=", "onfocus", "javascript:", "<iframe", "<svg", "<style", "<form", "<object",
    "<embed", "<base", "<meta", "<template", "<input", "url(",
)  # fmt: skip
FIELDS = [
    {"name": "plain", "type": "text"},
    {"name": "rich", "type": "text", "tags": ["strong", "a", "script", "iframe", "svg", "style", "form"]},
    {"name": "list", "type": "list", "field": {"name": "t", "type": "text", "tags": ["strong"]}},
    {"name": "group", "type": "group", "fields": [
        {"name": "a", "type": "text"}, {"name": "b", "type": "number", "min": "0", "max": "5"}]},
]  # fmt: skip
MAIN = Version("X.Y", 1, 0)


def run(params, fields=FIELDS):
    return Filter(lambda v: fields if v == MAIN else None, seed="s").run(params, MAIN)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_acts_survives(attack):
    params = run({"plain": attack, "rich": attack, "list": [attack]}).params
    assert "<" not in params["plain"]
    for text in (params["rich"].lower(), *(t.lower() for t in params.get("list", []))):
        assert not any(sign in text for sign in SIGNS)


def test_plain_text_is_escaped_once_however_often_it_passes():
    once = run({"plain": "a < b & 'c' &amp; &#039;d&#039;"}).params["plain"]
    assert once == "a &lt; b &amp; &#039;c&#039; &amp; &#039;d&#039;"
    assert run({"plain": once}).params["plain"] == once


def test_numbers_are_held_in_their_limits_and_unknown_keys_dropped():
    params = run({"group": {"a": "x", "b": 9, "evil": 1}, "other": 2}).params
    assert params == {"group": {"a": "x", "b": 5}}


def test_ids_are_given_where_they_are_missing_and_the_same_at_every_import():
    fields = [
        {
            "name": "q",
            "type": "list",
            "field": {"name": "x", "type": "library", "options": ["X.Y 1.0"]},
        }
    ]
    content = {
        "q": [
            {"library": "X.Y 1.0", "params": {}},
            {"library": "X.Y 1.0", "params": {}, "subContentId": "no"},
        ]
    }
    first, second = run(content, fields).params, run(content, fields).params
    ids = [part["subContentId"] for part in first["q"]]
    assert first == second
    assert len(set(ids)) == 2


def test_a_picture_loses_its_place_and_camera():
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera Maker"
    Image.new("RGB", (8, 8), "red").save(out, "JPEG", exif=exif, comment=b"patient name")
    clean = images.without_metadata(out.getvalue())
    assert b"Camera Maker" not in clean
    assert b"patient name" not in clean
    assert Image.open(BytesIO(clean)).size == (8, 8)
    with pytest.raises(images.BadImage):
        images.without_metadata(b"\x89PNG\r\n\x1a\nrubbish")
