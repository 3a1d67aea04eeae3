"""H5P.TrueFalse: one of two words."""

from h5p.scoring.contract import Answer, BadResponse, Params, Score, Scorer, behaviour, quiet


def maximum(params: Params) -> int:
    return 1


def grade(params: Params, answer: Answer) -> Score:
    if answer.response not in (None, "", "true", "false"):
        raise BadResponse("word")
    return Score(int(bool(answer.response) and answer.response == _right(params)), 1)


def _right(params: Params) -> str:
    return "true" if params.get("correct") in ("true", True) else "false"


def seal(params: Params) -> Params:
    sealed = quiet(params) | {"correct": "true"}
    for name in ("feedbackOnCorrect", "feedbackOnWrong"):
        if name in behaviour(sealed):
            sealed["behaviour"] |= {name: ""}
    return sealed


SCORER = Scorer("H5P.TrueFalse", ((1, 6), (1, 8)), maximum, grade, seal)
