"""Classical item analysis from sums that can be added up: showing it costs the same for a thousand or a million answers.

Definitions: facility = mean mark; discrimination = correlation of the mark with the rest score (the attempt
without this item: "corrected" point-biserial); index = facility of the upper minus the lower 27 % by rest score
(Kelley TL, J Educ Psychol 1939;30:17); alpha after Cronbach (Psychometrika 1951;16:297), SEM = sd * sqrt(1 - alpha).
Differential item functioning: Mantel-Haenszel with the ETS classes A, B, C (Holland PW, Thayer DT 1988; Zieky M
1993), variance of the log odds ratio after Robins, Breslow and Greenland (Biometrics 1986;42:311).
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

TAIL = 0.27
LEAST_FOR_FLAGS = 50
LEAST_PER_GROUP = 30
DELTA = -2.35
ETS_B, ETS_C = 1.0, 1.5
CHI_5, NORMAL_5 = 3.841458820694124, 1.6448536269514722


@dataclass
class Tally:
    """Sums over answers to one item. `bins` are rest scores in whole per cent.

    bins {rest: [n, sum of marks]}; responses {part: {response: {rest: n}}};
    groups {"language": {"en": {rest: [n, fully right]}}, "country": …}. `seconds` are those of `timed` answers.
    """

    n: int = 0
    omitted: int = 0
    x: float = 0.0
    xx: float = 0.0
    y: float = 0.0
    yy: float = 0.0
    xy: float = 0.0
    bins: dict[str, list[float]] = field(default_factory=dict)
    responses: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    groups: dict[str, dict[str, dict[str, list[int]]]] = field(default_factory=dict)
    timed: int = 0
    seconds: float = 0.0

    def add(
        self,
        mark: float,
        rest: float,
        responses: Iterable[tuple[str, str]],
        groups: Mapping[str, str],
        seconds: float | None = None,
    ) -> None:
        """One answer: its mark and the rest score, both as shares of what was possible."""
        if seconds is not None:
            self.timed, self.seconds = self.timed + 1, self.seconds + seconds
        responses = list(responses)
        self.n += 1
        self.omitted += not any(response for _part, response in responses)
        self.x, self.xx = self.x + mark, self.xx + mark * mark
        self.y, self.yy = self.y + rest, self.yy + rest * rest
        self.xy += mark * rest
        place = str(round(100 * rest))
        counts = self.bins.setdefault(place, [0, 0.0])
        counts[0], counts[1] = counts[0] + 1, counts[1] + mark
        for part, response in responses:
            chosen = self.responses.setdefault(part, {}).setdefault(response, {})
            chosen[place] = chosen.get(place, 0) + 1
        for dimension, value in groups.items():
            if value:
                table = self.groups.setdefault(dimension, {}).setdefault(value, {})
                cell = table.setdefault(place, [0, 0])
                cell[0], cell[1] = cell[0] + 1, cell[1] + (mark == 1)

    @property
    def facility(self) -> float | None:
        return self.x / self.n if self.n else None

    @property
    def mean_seconds(self) -> float | None:
        return self.seconds / self.timed if self.timed else None

    @property
    def discrimination(self) -> float | None:
        """Corrected point-biserial; None while marks or rest scores do not vary."""
        across = self.n * self.xx - self.x**2
        down = self.n * self.yy - self.y**2
        if self.n < 2 or across <= 1e-9 or down <= 1e-9:
            return None
        return (self.n * self.xy - self.x * self.y) / math.sqrt(across * down)

    @property
    def index(self) -> float | None:
        """Upper minus lower 27 %; a score on the border counts with the share that still fits."""
        if self.n < 2:
            return None
        rising = sorted(self.bins.items(), key=lambda one: int(one[0]))
        wanted = TAIL * self.n
        return (_mean_of_first(rising[::-1], wanted) - _mean_of_first(rising, wanted)) / wanted

    def distractors(self, part: str) -> list[tuple[str, list[float]]]:
        """Per response its share in the lower, middle and upper third by rest score."""
        thirds = self._thirds()
        totals = [
            sum(int(self.bins[b][0]) * share[t] for b, share in thirds.items()) for t in range(3)
        ]
        table = []
        for response, counts in sorted(self.responses.get(part, {}).items()):
            found = [sum(n * thirds[b][t] for b, n in counts.items()) for t in range(3)]
            shares = [a / b if b else 0.0 for a, b in zip(found, totals, strict=True)]
            table.append((response, shares))
        return table

    def curve(self, groups: int = 5) -> list[tuple[float, float, int]]:
        """Item characteristic: (mean rest score in per cent, mean mark, answers) of groups of about equal size by
        rest score; a score is never split, so that there may be fewer groups."""
        rising = sorted((int(place), *sums) for place, sums in self.bins.items())
        found: list[list[float]] = []
        below = 0.0
        for place, count, marks in rising:
            number = min(groups - 1, int(groups * (below + count / 2) / self.n))
            below += count
            if not found or found[-1][0] != number:
                found.append([number, 0.0, 0.0, 0.0])
            for at, more in enumerate((count, place * count, marks), 1):
                found[-1][at] += more
        return [(rest / count, marks / count, int(count)) for _number, count, rest, marks in found]

    def _thirds(self) -> dict[str, list[float]]:
        """For each bin, which share of it lies in which third."""
        below, thirds = 0.0, {}
        for place, (count, _marks) in sorted(self.bins.items(), key=lambda one: int(one[0])):
            start, end = 3 * below / self.n, 3 * (below + count) / self.n
            thirds[place] = [
                max(0.0, min(end, t + 1) - max(start, t)) / (end - start) for t in range(3)
            ]
            below += count
        return thirds


def _mean_of_first(bins: list[tuple[str, list[float]]], wanted: float) -> float:
    total, left = 0.0, wanted
    for _place, (count, marks) in bins:
        taken = min(left, count)
        total += marks * taken / count
        left -= taken
        if left <= 0:
            break
    return total


@dataclass(frozen=True)
class Functioning:
    """Does the item work differently for `focal` than for `reference`, at the same rest score?"""

    dimension: str
    reference: str
    focal: str
    odds_ratio: float
    delta: float
    chi_square: float
    ets: str


def mantel_haenszel(
    reference: Mapping[str, Iterable[int]], focal: Mapping[str, Iterable[int]]
) -> tuple[float, float, float, str] | None:
    """(common odds ratio, ETS delta, chi-square with continuity correction, class).

    Tables are {stratum: [n, right]}. None when no stratum says anything.
    """
    r = s = over = expected = variance = pr = ps_qr = qs = 0.0
    for place in reference.keys() & focal.keys():
        (n1, a), (n0, c) = reference[place], focal[place]
        b, d, n = n1 - a, n0 - c, n1 + n0
        if n < 2:
            continue
        right, wrong = a + c, b + d
        over += a
        expected += n1 * right / n
        variance += n1 * n0 * right * wrong / (n * n * (n - 1))
        one, two = a * d / n, b * c / n
        p, q = (a + d) / n, (b + c) / n
        r, s = r + one, s + two
        pr, ps_qr, qs = pr + p * one, ps_qr + p * two + q * one, qs + q * two
    if r <= 0 or s <= 0 or variance <= 0:
        return None
    ratio = r / s
    delta = DELTA * math.log(ratio)
    chi = max(0.0, abs(over - expected) - 0.5) ** 2 / variance
    error = abs(DELTA) * math.sqrt(pr / (2 * r * r) + ps_qr / (2 * r * s) + qs / (2 * s * s))
    return ratio, delta, chi, ets_class(delta, chi, error)


def ets_class(delta: float, chi_square: float, error: float) -> str:
    """A negligible, B moderate, C large: |delta| from 1.5 and significantly above 1."""
    if abs(delta) < ETS_B or chi_square < CHI_5:
        return "A"
    certain = error > 0 and (abs(delta) - ETS_B) / error > NORMAL_5
    return "C" if abs(delta) >= ETS_C and certain else "B"


def functioning(tally: Tally) -> list[Functioning]:
    """Every group with enough answers against the largest group of its dimension."""
    found = []
    for dimension, tables in sorted(tally.groups.items()):
        sizes = {value: sum(cell[0] for cell in table.values()) for value, table in tables.items()}
        enough = sorted(value for value, size in sizes.items() if size >= LEAST_PER_GROUP)
        if len(enough) < 2:
            continue
        reference = max(enough, key=lambda value: sizes[value])
        for focal in enough:
            result = (
                mantel_haenszel(tables[reference], tables[focal]) if focal != reference else None
            )
            if result:
                found.append(Functioning(dimension, reference, focal, *result))
    return found


@dataclass
class QuizTally:
    """Sums over attempts of one quiz. items {key: [n, sum of marks, sum of squares]}; scores {per cent: n}."""

    n: int = 0
    items_asked: int = 0
    total: float = 0.0
    squares: float = 0.0
    passed: int = 0
    items: dict[str, list[float]] = field(default_factory=dict)
    scores: dict[str, int] = field(default_factory=dict)

    def add(self, marks: Mapping[str, float], passed: bool) -> None:
        total = sum(marks.values())
        self.n += 1
        self.items_asked += len(marks)
        self.total, self.squares = self.total + total, self.squares + total * total
        self.passed += passed
        for item, mark in marks.items():
            sums = self.items.setdefault(item, [0, 0.0, 0.0])
            sums[0], sums[1], sums[2] = sums[0] + 1, sums[1] + mark, sums[2] + mark * mark
        place = str(round(100 * total / len(marks))) if marks else "0"
        self.scores[place] = self.scores.get(place, 0) + 1

    @property
    def mean(self) -> float | None:
        """Mean score as a share of the marks."""
        return self.total / self.items_asked if self.items_asked else None

    @property
    def pass_rate(self) -> float | None:
        return self.passed / self.n if self.n else None

    def distribution(self, width: int = 10) -> list[tuple[int, int, int]]:
        """(from, to, attempts) by per cent; full marks belong to the last class."""
        counts = [0] * (100 // width)
        for place, count in self.scores.items():
            counts[min(max(int(place), 0) // width, len(counts) - 1)] += count
        classes = [(low * width, (low + 1) * width - 1) for low in range(len(counts))]
        classes[-1] = (classes[-1][0], 100)
        return [(low, high, n) for (low, high), n in zip(classes, counts, strict=True)]

    def mastery(self, competency_of: Mapping[str, str]) -> list[tuple[str, int, int, float]]:
        """(competency, questions, answers, mean mark) of the questions asked, by competency; '' has none."""
        sums: dict[str, list[float]] = {}
        for item, (answers, marks, _squares) in self.items.items():
            row = sums.setdefault(competency_of.get(item, ""), [0, 0.0, 0.0])
            row[0], row[1], row[2] = row[0] + 1, row[1] + answers, row[2] + marks
        return [
            (code, int(items), int(answers), marks / answers)
            for code, (items, answers, marks) in sorted(sums.items())
        ]

    @property
    def alpha(self) -> float | None:
        """Cronbach's alpha. Exact when everybody gets the same questions; with random draws the sum of the
        item variances is their weighted mean times the number of questions on a paper."""
        length = self.items_asked / self.n if self.n else 0
        spread = self._variance
        if self.n < 2 or length < 2 or spread <= 1e-12:
            return None
        inner = sum(sums[2] - sums[1] ** 2 / sums[0] for sums in self.items.values())
        per_item = inner / self.items_asked * length * self.n / (self.n - 1)
        return length / (length - 1) * (1 - per_item / spread)

    @property
    def _variance(self) -> float:
        return (self.squares - self.total**2 / self.n) / (self.n - 1) if self.n > 1 else 0.0

    @property
    def error(self) -> float | None:
        """Standard error of measurement, in marks."""
        if self.alpha is None:
            return None
        return math.sqrt(self._variance * max(0.0, 1 - self.alpha))


def flags(tally: Tally) -> list[str]:
    """What an author should look at; names, worded by the page. Nothing before enough answers."""
    if tally.n < LEAST_FOR_FLAGS:
        return []
    found = []
    facility, discrimination = tally.facility or 0.0, tally.discrimination
    if discrimination is not None and discrimination < 0:
        found.append("negative-discrimination")
    if facility > 0.95:
        found.append("too-easy")
    if facility < 0.2:
        found.append("too-hard")
    if tally.omitted > 0.1 * tally.n:
        found.append("often-omitted")
    if any(one.ets == "C" for one in functioning(tally)):
        found.append("works-differently")
    return found


def loaded(kind: type, sums: Mapping[str, Any]) -> Any:
    """A Tally or QuizTally from stored JSON."""
    return kind(**sums)
