"""A person's name: in any script, on paper and compared by a reader."""

import unicodedata

LONGEST = 200
_JOINERS = "\u200c\u200d"  # Persian, Indic and other scripts spell with them


def clean(name: str) -> str:
    """The name without control characters, bidi overrides and runs of blanks."""
    shown = "".join(" " if character.isspace() else character for character in name[: 4 * LONGEST])
    shown = "".join(
        character
        for character in unicodedata.normalize("NFC", shown)
        if character in _JOINERS or unicodedata.category(character)[0] != "C"
    )
    return " ".join(shown.split())[:LONGEST]


def comparable(name: str) -> str:
    """What is left of a name when case, width, marks of punctuation and blanks do not count."""
    folded = unicodedata.normalize("NFKC", clean(name)).casefold()
    return "".join(character for character in folded if unicodedata.category(character)[0] in "LMN")


def same(left: str, right: str) -> bool:
    """Whether two spellings name the same holder; an empty name matches nobody."""
    return comparable(left) != "" and comparable(left) == comparable(right)
