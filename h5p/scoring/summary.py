"""H5P.Summary: a panel earns its point when the first click was the only one; the first statement is right."""

from h5p.scoring.contract import Answer, BadResponse, Params, Score, Scorer, rows, split


def panels(params: Params) -> list[Params]:
    return [
        row for row in rows(params, "summaries")
        if isinstance(row.get("summary"), list) and row["summary"]
    ]  # fmt: skip


def maximum(params: Params) -> int:
    return len(panels(params))


def grade(params: Params, answer: Answer) -> Score:
    asked = panels(params)
    given = {child.sub_id: child for child in answer.children if child.sub_id}
    in_order = list(answer.children) if len(answer.children) == len(asked) else []
    hits = 0
    for number, row in enumerate(asked):
        child = given.get(str(row.get("subContentId", "")))
        if child is None and in_order and not in_order[number].sub_id:
            child = in_order[number]
        hits += child is not None and _at_once(child, len(row["summary"]))
    return Score(hits, len(asked))


def _at_once(child: Answer, count: int) -> bool:
    clicks = split(child.response)
    if not all(c.isascii() and c.isdigit() and len(c) < 6 and int(c) < count for c in clicks):
        raise BadResponse("index")
    return [int(click) for click in clicks] == [0]


SCORER = Scorer("H5P.Summary", ((1, 10), (1, 10)), maximum, grade)
