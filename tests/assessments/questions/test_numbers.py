from fractions import Fraction

import pytest

from assessments import questions
from assessments.questions import formula, numbers, numeric, ordering, risk, short_text
from tests.assessments.questions.samples import question


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("0.25", Fraction(1, 4), ""),
        ("0,25", Fraction(1, 4), ""),
        (" 25 % ", Fraction(25), "%"),
        ("1/4", Fraction(1, 4), ""),
        ("1 / 4", Fraction(1, 4), ""),
        ("2.5e-1", Fraction(1, 4), ""),
        ("2,5 × 10^-1", Fraction(1, 4), ""),
        ("10 000", Fraction(10000), ""),
        ("\u22122", Fraction(-2), ""),
        ("2,5 mg", Fraction(5, 2), "mg"),
        ("75 mg/kg", Fraction(75), "mg/kg"),
    ],
)
def test_numbers_are_read_as_people_write_them(text, value, unit):
    assert numbers.parsed(text) == (value, unit)


@pytest.mark.parametrize("text", ["", "one", "1/0", "--1", "1" * 100, "nan", "inf", "1,2,3,"])
def test_what_is_no_number_is_not_guessed(text):
    assert numbers.parsed(text) is None or numbers.parsed(text)[1] not in ("", "%")


def test_formulas_stay_exact():
    assert formula.evaluate("1/3 + 1/6", {}) == Fraction(1, 2)
    assert formula.evaluate("2 * (1 - q) * q", {"q": Fraction(1, 50)}) == Fraction(49, 1250)
    assert formula.evaluate("round(2/3, 2)", {}) == Fraction(67, 100)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "q.real",
        "[1]",
        "1 if 1 else 2",
        "lambda: 1",
        "'a'",
        "q",
        "1 +",
        "f'{1}'",
    ],
)
def test_a_formula_is_nothing_but_a_formula(text):
    with pytest.raises(formula.BadFormula):
        formula.evaluate(text, {})


@pytest.mark.parametrize(
    "text", ["1/0", "9**9**9", "sqrt(0-1)", "ln(0)", "exp(100000)", "(0-8)**(1/3)"]
)
def test_what_has_no_result_says_so(text):
    with pytest.raises(formula.Undefined):
        formula.evaluate(text, {})


def problems_of(kind, **changes):
    return [str(problem) for problem in questions.problems(question(kind, **changes))]


def test_a_formula_that_divides_by_zero_for_some_paper_is_refused():
    variables = [{"name": "q", "min": -2, "max": 2, "step": 1}]
    assert problems_of("numeric", variables=variables, formula="1 / q", text="{q}?") == [
        "The formula “1 / q” has no result for q = 0 (it may divide by zero)."
    ]


def test_a_probability_above_one_is_refused():
    assert problems_of("risk", prior="3/2") == [
        "The probability “3/2” is not between 0 and 1 for d = 80."
    ]


def test_units_and_tolerance():
    body = questions.body_of(
        questions.normalise(
            {
                "key": "dose",
                "kind": "numeric",
                "text": "Dose?",
                "answer": 2.5,
                "unit": "g",
                "units": [{"name": "mg", "factor": 0.001}],
                "tolerance": 0.1,
            }
        )
    )
    marks = {
        text: numeric.grade(body, text, 0).fraction
        for text in ("2.5", "2,6 g", "2500 mg", "2.7", "2.5 kg")
    }
    assert marks == {"2.5": 1, "2,6 g": 1, "2500 mg": 1, "2.7": 0, "2.5 kg": 0}


def test_the_cystic_fibrosis_sibling_with_a_negative_test():
    """Prior 2/3, a test that finds 90 %: (2/3 × 1/10) / (2/3 × 1/10 + 1/3) = 1/6 (Young 2007, chapter 5)."""
    raw = question("risk", variables=[{"name": "d", "min": 90, "max": 90, "step": 5}])
    body = questions.body_of(questions.normalise(raw))
    worked = risk.table(body, 0)
    assert worked.joint == (Fraction(1, 15), Fraction(1, 3))
    assert worked.posterior == (Fraction(1, 6), Fraction(5, 6))
    for text in ("1/6", "0.1667", "16,7 %"):
        assert risk.grade(body, text, 0).fraction == 1


def test_a_carrier_mother_with_three_healthy_sons():
    """X-linked: prior 1/2, three unaffected sons (1/8 against 1): posterior 1/9."""
    body = questions.body_of(
        questions.normalise(
            {
                "key": "duchenne",
                "kind": "risk",
                "text": "Her mother is an obligate carrier of Duchenne dystrophy; she has three healthy sons.",
                "hypothesis": "carrier",
                "alternative": "not a carrier",
                "prior": "1/2",
                "evidence": [
                    {"text": "three healthy sons", "likelihood": "(1/2)**3", "alternative": "1"}
                ],
            }
        )
    )
    assert risk.right_value(body, 0) == Fraction(1, 9)


def test_one_swap_in_an_order_costs_its_share():
    body = questions.body_of(questions.normalise(question("ordering")))
    assert ordering.grade(body, ["b", "a", "c", "d"], 0).fraction == Fraction(2, 3)
    assert ordering.grade(body, ["d", "c", "b", "a"], 0).fraction == 0


@pytest.mark.parametrize(
    ("text", "credit"),
    [(" cyp2c19. ", 1), ("ＣＹＰ２Ｃ１９", 1), ("cyp450", Fraction(3, 10)), ("x", 0)],
)
def test_short_answers_are_compared_as_people_read_them(text, credit):
    body = questions.body_of(questions.normalise(question("short-text")))
    assert short_text.grade(body, text, 0).fraction == credit
