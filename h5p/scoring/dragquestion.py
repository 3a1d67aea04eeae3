"""H5P.DragQuestion: pairs of drop zone and element."""

from h5p.scoring.contract import Answer, BadResponse, Params, Score, Scorer, behaviour, rows, split


def _task(params: Params) -> Params:
    question = params.get("question")
    task = question.get("task") if isinstance(question, dict) else None
    return task if isinstance(task, dict) else {}


def _numbers(value: object) -> set[int]:
    found = set()
    for item in value if isinstance(value, list) else []:
        if isinstance(item, int | str) and str(item).isascii() and str(item).isdigit():
            found.add(int(item))
    return found


def right(params: Params) -> set[tuple[int, int]]:
    """Right pairs (zone, element), also where the element may not go: the type counts those to the maximum."""
    count = len(rows(_task(params), "elements"))
    return {
        (zone, element)
        for zone, row in enumerate(rows(_task(params), "dropZones"))
        for element in _numbers(row.get("correctElements"))
        if element < count
    }


def _all_points(params: Params) -> int:
    elements, pairs = rows(_task(params), "elements"), right(params)
    total = 0
    for number, element in enumerate(elements):
        zones = sum(1 for _, e in pairs if e == number)
        total += zones if element.get("multiple") is True else min(1, zones)
    return total


def _nothing_is_right(params: Params) -> bool:
    return not any(row.get("correctElements") for row in rows(_task(params), "dropZones"))


def maximum(params: Params) -> int:
    if behaviour(params).get("singlePoint") is True or _nothing_is_right(params):
        return 1
    return _all_points(params)


def grade(params: Params, answer: Answer) -> Score:
    placed = _placed(params, answer.response)
    rule = behaviour(params)
    strict = rule.get("applyPenalties", True) or rule.get("singlePoint") is True
    if _nothing_is_right(params):
        return Score(int(not (placed and strict)), 1)
    hits = len(placed & right(params))
    points = max(0, hits - len(placed - right(params)))
    if rule.get("singlePoint") is True:
        return Score(int(points == _all_points(params)), 1)
    return Score(points if rule.get("applyPenalties", True) else hits, maximum(params))


def _placed(params: Params, response: str | None) -> set[tuple[int, int]]:
    zones, elements = rows(_task(params), "dropZones"), rows(_task(params), "elements")
    placed: set[tuple[int, int]] = set()
    for part in split(response):
        pair = part.split("[.]")
        if len(pair) != 2 or not all(p.isascii() and p.isdigit() and len(p) < 6 for p in pair):
            raise BadResponse("pair")
        zone, element = int(pair[0]), int(pair[1])
        if zone >= len(zones) or element >= len(elements):
            raise BadResponse("index")
        if zone not in _numbers(elements[element].get("dropZones")):
            raise BadResponse("zone")
        if not elements[element].get("multiple") and any(e == element for _, e in placed):
            raise BadResponse("twice")
        placed.add((zone, element))
    return placed


SCORER = Scorer("H5P.DragQuestion", ((1, 13), (1, 15)), maximum, grade)
