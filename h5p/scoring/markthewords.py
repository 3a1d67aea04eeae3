"""H5P.MarkTheWords: numbers of the words marked in a text where `*word*` is right."""

import re
from html.parser import HTMLParser

from h5p.scoring.contract import Answer, Params, Score, Scorer, chosen, indexes, quiet

_TOKEN = re.compile(r" \*[^* ]+\* |\S+")
_PREFIX = re.compile('^[\\[({⟨¿¡“"«„]+')
_SUFFIX = re.compile('[",….:;?!\\])}⟩»”]+$')


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = [""]

    def handle_data(self, data: str) -> None:
        self.texts[-1] += data

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.texts.append("")


def words(params: Params) -> list[str]:
    """Every word that can be marked, as written (asterisks included), in order."""
    parser = _Texts()
    parser.feed(str(params.get("textField", "")))
    parser.close()
    found = []
    for text in parser.texts:
        text = re.sub(r"&nbsp;|\r\n|\n|\r", " ", text)
        found += [word for t in _TOKEN.findall(text) if (word := bare(t.strip()))]
    return found


def bare(token: str) -> str:
    prefix, suffix = _PREFIX.search(token), _SUFFIX.search(token)
    start = prefix.end() if prefix else 0
    end = len(token) - (len(suffix[0]) if suffix else 0)
    return token[start:end] if end > start else ""


def is_right(word: str) -> bool:
    cut = _without_double_asterisk(word)
    return len(cut) > 2 and cut[0] == "*" and (cut[-1] == "*" or cut[-2] == "*")


def _without_double_asterisk(word: str) -> str:
    """Only the last pair goes: this is what the type does, right or not."""
    cut, at = word, word.find("*")
    while at != -1:
        if word.startswith("*", at + 1):
            cut = word[:at] + word[at + 2 :]
        at = word.find("*", at + 1)
    return cut


def right(params: Params) -> frozenset[int]:
    return frozenset(i for i, word in enumerate(words(params)) if is_right(word))


def maximum(params: Params) -> int:
    return len(right(params)) or 1


def grade(params: Params, answer: Answer) -> Score:
    tokens, correct = words(params), right(params)
    picked = indexes(answer.response, len(tokens))
    if not correct:
        return Score(int(not picked), 1)
    return Score(chosen(correct, picked, tokens), len(correct))


def seal(params: Params) -> Params:
    """Raises ValueError when taking the asterisks out would change the count of words."""
    sealed = quiet(params) | {"textField": str(params.get("textField", "")).replace("*", "")}
    if len(words(sealed)) != len(words(params)):
        raise ValueError("words")
    return sealed


SCORER = Scorer("H5P.MarkTheWords", ((1, 9), (1, 11)), maximum, grade, seal)
