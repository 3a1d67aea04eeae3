import base64
import gzip

from hypothesis import given
from hypothesis import strategies as st

from certificates import statuslist


@given(st.frozensets(st.integers(0, statuslist.LENGTH - 1), max_size=200))
def test_what_is_encoded_is_read_back(positions):
    assert statuslist.decode(statuslist.encode(positions)) == positions


def test_the_first_bit_is_the_most_significant_and_the_list_is_long_enough_to_hide_in():
    bits = gzip.decompress(base64.urlsafe_b64decode(statuslist.encode([0, 15])[1:] + "=="))
    assert len(bits) == 16_384
    assert bits[:2] == b"\x80\x01"


def test_the_same_list_gives_the_same_text():
    assert statuslist.encode([5]) == statuslist.encode([5])
