"""H5P.MultiMediaChoice: pictures to choose from, scored like a choice of texts."""

from h5p.scoring.contract import (
    Answer,
    BadResponse,
    Params,
    Score,
    Scorer,
    behaviour,
    chosen,
    indexes,
    percentage,
    rows,
)  # fmt: skip


def right(params: Params) -> frozenset[int]:
    return frozenset(
        i for i, row in enumerate(rows(params, "options")) if row.get("correct") is True
    )


def is_single(params: Params) -> bool:
    kind = behaviour(params).get("questionType", "auto")
    return kind == "single" or (kind != "multiple" and len(right(params)) == 1)


def maximum(params: Params) -> int:
    if is_single(params) or behaviour(params).get("singlePoint") is True:
        return 1
    return len(right(params)) or 1


def grade(params: Params, answer: Answer) -> Score:
    options, correct = rows(params, "options"), right(params)
    picked = indexes(answer.response, len(options))
    if is_single(params) and len(picked) > 1:
        raise BadResponse("several")
    rule = behaviour(params)
    if rule.get("singlePoint") is True and rule.get("passPercentage") == 0:
        return Score(1, 1)
    points = chosen(correct, picked, options) if correct else int(not picked)
    if not is_single(params) and rule.get("singlePoint") is True:
        needed = percentage(rule.get("passPercentage"))
        points = int(100 * points / (len(correct) or 1) >= needed)
    return Score(points, maximum(params))


SCORER = Scorer("H5P.MultiMediaChoice", ((0, 3), (0, 3)), maximum, grade)
