import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates import serial

SERIALS = st.builds(serial.draw)


def test_a_serial_has_sixteen_characters_and_parses_to_itself():
    drawn = serial.draw()
    assert len(drawn) == 16
    assert serial.parse(drawn) == drawn
    assert serial.parse(serial.grouped(drawn)) == drawn


@given(SERIALS, st.data())
def test_every_single_wrong_character_is_found(drawn, data):
    at = data.draw(st.integers(0, 15))
    other = data.draw(st.sampled_from(serial.ALPHABET.replace(drawn[at], "")))
    with pytest.raises(serial.Mistyped):
        serial.parse(drawn[:at] + other + drawn[at + 1 :])


@given(SERIALS, st.integers(0, 15), st.integers(0, 15))
def test_every_swap_of_two_characters_is_found(drawn, left, right):
    swapped = list(drawn)
    swapped[left], swapped[right] = swapped[right], swapped[left]
    if "".join(swapped) == drawn:
        return
    with pytest.raises(serial.Mistyped):
        serial.parse("".join(swapped))


def test_look_alikes_case_and_blanks_do_not_matter():
    body = "0123456789ABCDE"
    drawn = body + serial.check_character(body)
    typed = " o i23\u20114567 89abcde" + drawn[-1].lower() + " "
    assert serial.parse(typed) == drawn


@given(st.text())
def test_whatever_is_typed_is_a_serial_or_mistyped(text):
    with contextlib.suppress(serial.Mistyped):
        assert serial.parse(serial.parse(text)) == serial.parse(text)


def test_serials_do_not_read_as_words():
    assert not any(serial._COULD_BE_A_WORD.search(serial.draw()) for _ in range(500))
