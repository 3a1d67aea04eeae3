"""H5P.SingleChoiceSet: in every row the first answer, as authored, is right."""

from h5p.scoring.contract import Answer, BadResponse, Params, Score, Scorer, rows


def questions(params: Params) -> list[Params]:
    return [row for row in rows(params, "choices") if row.get("question") and row.get("answers")]


def maximum(params: Params) -> int:
    return len(questions(params))


def grade(params: Params, answer: Answer) -> Score:
    asked = questions(params)
    given = {child.sub_id: child for child in answer.children if child.sub_id}
    in_order = list(answer.children) if len(answer.children) == len(asked) else []
    hits = 0
    for number, row in enumerate(asked):
        child = given.get(str(row.get("subContentId", "")))
        if child is None and in_order and not in_order[number].sub_id:
            child = in_order[number]
        hits += child is not None and _picked(child, row) == 0
    return Score(hits, len(asked))


def _picked(child: Answer, row: Params) -> int | None:
    response = child.response
    if response is None or response == "":
        return None
    if not (response.isascii() and response.isdigit()) or int(response) >= len(row["answers"]):
        raise BadResponse("index")
    return int(response)


SCORER = Scorer("H5P.SingleChoiceSet", ((1, 11), (1, 11)), maximum, grade)
