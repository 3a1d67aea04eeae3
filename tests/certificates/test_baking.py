import io
import xml.etree.ElementTree as ElementTree

import pytest
from PIL import Image

from certificates import baking


@pytest.fixture
def png():
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "teal").save(out, "PNG")
    return out.getvalue()


def test_a_baked_png_is_still_a_picture_and_carries_the_credential_once(png):
    baked = baking.into_png(png, '{"name": "Нина ნინო"}')
    with Image.open(io.BytesIO(baked)) as picture:
        picture.load()
        assert picture.text["openbadgecredential"] == '{"name": "Нина ნინო"}'
    assert baked.count(baking.KEYWORD) == 1


def test_a_baked_svg_is_still_well_formed_and_carries_the_credential_first():
    baked = baking.into_svg(
        '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0"/></svg>', '{"a": "<b>"}'
    )
    first = next(iter(ElementTree.fromstring(baked)))  # noqa: S314 - our own text
    assert first.tag == "{https://purl.imsglobal.org/ob/v3p0}credential"
    assert first.text == '{"a": "<b>"}'


@pytest.mark.parametrize("other", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n"])
def test_something_else_is_not_a_picture(other):
    with pytest.raises(baking.NotAPicture):
        baking.into_png(other, "{}")
    with pytest.raises(baking.NotAPicture):
        baking.into_svg(other.decode("latin1"), "{}")
