"""H5P.SortParagraphs: an order of paragraphs, scored by neighbours or by places."""

from itertools import pairwise

from h5p.scoring.contract import Answer, BadResponse, Params, Score, Scorer, behaviour, split


def _texts(params: Params) -> list[str]:
    value = params.get("paragraphs")
    return [str(text) for text in value] if isinstance(value, list) else []


def _by_neighbours(params: Params) -> bool:
    return behaviour(params).get("scoringMode", "transitions") == "transitions"


def maximum(params: Params) -> int:
    count = len(_texts(params))
    return max(0, count - 1) if _by_neighbours(params) else count


def grade(params: Params, answer: Answer) -> Score:
    texts, top = _texts(params), maximum(params)
    given = split(answer.response)
    if not given:
        return Score(0, top)
    if sorted(given) != sorted(map(str, range(len(texts)))):
        raise BadResponse("order")
    order = [int(part) for part in given]
    rule = behaviour(params)
    same = rule.get("duplicatesInterchangeable", True)
    seen = [texts[i] if same else str(i) for i in order]
    wanted = texts if same else [str(i) for i in range(len(texts))]
    if _by_neighbours(params):
        pairs = list(pairwise(wanted))
        hits = 0
        for pair in pairwise(seen):
            if pair in pairs:
                pairs.remove(pair)
                hits += 1
        wrong = 0
    else:
        hits = sum(a == b for a, b in zip(seen, wanted, strict=True))
        wrong = len(wanted) - hits
    return Score(max(0, hits - (wrong if rule.get("applyPenalties") else 0)), top)


SCORER = Scorer("H5P.SortParagraphs", ((0, 11), (0, 12)), maximum, grade)
