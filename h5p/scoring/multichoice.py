"""H5P.MultiChoice: a set of original option numbers."""

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
    quiet,
    rows,
)  # fmt: skip


def right(params: Params) -> frozenset[int]:
    return frozenset(
        i for i, row in enumerate(rows(params, "answers")) if row.get("correct") is True
    )


def is_single(params: Params) -> bool:
    kind = behaviour(params).get("type", "auto")
    return kind == "single" or (kind != "multi" and len(right(params)) == 1)


def maximum(params: Params) -> int:
    if is_single(params) or behaviour(params).get("singlePoint", True):
        return 1
    return len(right(params)) or 1


def grade(params: Params, answer: Answer) -> Score:
    options, correct = rows(params, "answers"), right(params)
    picked = indexes(answer.response, len(options))
    top = maximum(params)
    if is_single(params):
        if len(picked) > 1:
            raise BadResponse("several")
        return Score(int(bool(picked & correct)), top)
    points = chosen(correct, picked, options) if correct else int(not picked)
    if behaviour(params).get("singlePoint", True):
        needed = percentage(behaviour(params).get("passPercentage"))
        points = int(100 * points / (len(correct) or 1) >= needed)
    return Score(points, top)


def seal(params: Params) -> Params:
    kind = "single" if is_single(params) else "multi"
    answers = []
    for row in rows(params, "answers"):
        row = row | {"correct": False}
        if isinstance(row.get("tipsAndFeedback"), dict):
            tip = row["tipsAndFeedback"].get("tip", "")
            row["tipsAndFeedback"] = {"tip": tip, "chosenFeedback": "", "notChosenFeedback": ""}
        answers.append(row)
    sealed = quiet(params)
    sealed["behaviour"] |= {"type": kind}
    return sealed | {"answers": answers}


SCORER = Scorer("H5P.MultiChoice", ((1, 13), (1, 16)), maximum, grade, seal)
