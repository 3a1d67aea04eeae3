"""Small formulas of authors, evaluated safely and exactly.

Allowed: numbers, names, + - * / **, brackets and the functions below. Fractions as long as possible,
so that 1/3 stays a third; floating point only after a root, logarithm or exponential.
"""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction

Number = Fraction | float
LENGTH = 500
POWER_LIMIT = 200
SIZE_LIMIT = Fraction(10) ** 300

BINARY: dict[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
FUNCTIONS: dict[str, Callable[..., Number]] = {
    "abs": lambda value: -value if value < 0 else value,
    "min": min,
    "max": max,
    "round": lambda value, digits=Fraction(0): Fraction(round(Fraction(value), int(digits))),
    "sqrt": math.sqrt,
    "exp": math.exp,
    "ln": math.log,
    "log10": math.log10,
}


class BadFormula(ValueError):
    """The text is no formula that is understood here."""


class Undefined(ArithmeticError):
    """For these values the formula has no result, e.g. it divides by zero."""


def names(text: str) -> set[str]:
    """The variables of a formula. Raises BadFormula."""
    tree = _parsed(text)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return {node.id for node in found if id(node) not in called}


def evaluate(text: str, values: Mapping[str, Number]) -> Number:
    """Raises BadFormula or Undefined."""
    try:
        result = _value(_parsed(text).body, values)
    except (ZeroDivisionError, OverflowError) as error:
        raise Undefined(str(error)) from error
    except (ValueError, TypeError) as error:
        if isinstance(error, BadFormula):
            raise
        raise Undefined(str(error)) from error
    if isinstance(result, float) and not math.isfinite(result):
        raise Undefined("no real number")
    return result


def _parsed(text: str) -> ast.Expression:
    if len(text) > LENGTH:
        raise BadFormula("too long")
    try:
        return ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise BadFormula(str(error)) from error


def _value(node: ast.AST, values: Mapping[str, Number]) -> Number:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return Fraction(str(node.value))
    if isinstance(node, ast.Name) and node.id in values:
        return values[node.id]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        value = _value(node.operand, values)
        return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        return _power(_value(node.left, values), _value(node.right, values))
    if isinstance(node, ast.BinOp) and type(node.op) in BINARY:
        left, right = _value(node.left, values), _value(node.right, values)
        return _bounded(BINARY[type(node.op)](left, right))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        if node.func.id not in FUNCTIONS or len(node.args) > 10:
            raise BadFormula(node.func.id)
        return FUNCTIONS[node.func.id](*(_value(arg, values) for arg in node.args))
    raise BadFormula(ast.dump(node)[:80])


def _power(base: Number, exponent: Number) -> Number:
    if not -POWER_LIMIT <= exponent <= POWER_LIMIT:
        raise OverflowError("power too large")
    if base < 0 and Fraction(exponent).denominator != 1:
        raise Undefined("no real number")
    return _bounded(operator.pow(base, exponent))


def _bounded(value: Number) -> Number:
    """Numbers stay small enough that no formula can occupy the server."""
    if isinstance(value, Fraction) and max(abs(value.numerator), value.denominator) > SIZE_LIMIT:
        return float(value)
    return value
