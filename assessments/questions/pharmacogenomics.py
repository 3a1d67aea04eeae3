"""From a diplotype to the phenotype to the action, for one gene and drug.

Body: `text` (may hold {diplotype}), `gene`, `drug`, `setting`, `issuer` ("CPIC", "DPWG", "EMA"), `diplotypes`
["*1/*2", …] of which the paper's seed picks one, `feedback`. The key comes from the cited tables of the reference
data. Marks: half for the phenotype, half for the action. Answer: {"phenotype": …, "action": …}.
"""

import hashlib
from fractions import Fraction
from typing import Any

from assessments.questions import pgx_tables
from assessments.questions.contract import (
    FULL,
    NONE,
    UNANSWERED,
    Answer,
    Body,
    Fields,
    Grade,
    Line,
    Part,
    Problem,
    gettext_noop,
)
from assessments.questions.fields import as_texts, is_text, one_of, text_problems, unknown_problems
from assessments.questions.schema import FEEDBACK, PEDIGREE, TEXT, Field

NAME = "pharmacogenomics"
KNOWN = ("text", "gene", "drug", "setting", "issuer", "diplotypes", "feedback")
FACTS = ("phenotype", "action")
HALF = Fraction(1, 2)
FORM = (
    TEXT,
    PEDIGREE,
    Field("gene", gettext_noop("Gene")),
    Field("drug", gettext_noop("Drug")),
    Field(
        "setting",
        gettext_noop("Setting"),
        "line",
        gettext_noop("As in the reference tables, such as ACS or PCI."),
    ),
    Field("issuer", gettext_noop("Guideline"), "line", gettext_noop("CPIC if left empty.")),
    Field(
        "diplotypes",
        gettext_noop("Diplotypes"),
        "lines",
        gettext_noop("One per line; each paper draws one."),
    ),
    FEEDBACK,
)


def problems(body: Body) -> list[Problem]:
    found = unknown_problems(body, KNOWN) + text_problems(body, "text", "gene", "drug")
    value = body.get("diplotypes")
    if not isinstance(value, list) or not value or not all(is_text(one) for one in value):
        text = gettext_noop("“diplotypes” must list at least one diplotype, such as *1/*2.")
        return [*found, Problem(text, path="diplotypes")]
    if found:
        return found
    if len(value) > 1 and "{diplotype}" not in body["text"]:
        text = gettext_noop(
            "With several diplotypes the text must say {diplotype} where the drawn one stands."
        )
        found.append(Problem(text, path="text"))
    for diplotype in value:
        phenotype = pgx_tables.phenotype(body["gene"], diplotype)
        params = {
            "gene": body["gene"],
            "diplotype": diplotype,
            "drug": body["drug"],
            "issuer": _issuer(body),
        }
        if phenotype is None:
            text = gettext_noop(
                "The reference tables hold no phenotype for %(gene)s %(diplotype)s."
            )
            found.append(Problem(text, params, "diplotypes"))
        elif _action(body, phenotype) is None:
            text = gettext_noop(
                "The reference tables hold no action of %(issuer)s for %(drug)s with %(gene)s %(diplotype)s in this setting."
            )
            found.append(Problem(text, params, "drug"))
    return found


def _issuer(body: Body) -> str:
    return str(body.get("issuer", "CPIC"))


def _action(body: Body, phenotype: pgx_tables.Phenotype) -> pgx_tables.Action | None:
    setting = str(body.get("setting", ""))
    return pgx_tables.action(body["gene"], body["drug"], setting, _issuer(body), phenotype)


def normalise(body: Body, previous: Body | None) -> dict[str, Any]:
    return {
        "setting": "",
        "issuer": "CPIC",
        **body,
        "diplotypes": [d.strip() for d in body["diplotypes"]],
    }


def drawn(body: Body, seed: int) -> str:
    """The diplotype of this paper."""
    digest = hashlib.sha256(f"{seed}=diplotype".encode()).digest()
    return str(body["diplotypes"][int.from_bytes(digest[:4], "big") % len(body["diplotypes"])])


def _plain(diplotype: str) -> str:
    """The stars of alleles are no emphasis."""
    return diplotype.replace("*", "\\*")


def _solution(body: Body, seed: int) -> tuple[pgx_tables.Phenotype, pgx_tables.Action]:
    phenotype = pgx_tables.phenotype(body["gene"], drawn(body, seed))
    action = _action(body, phenotype) if phenotype else None
    if phenotype is None or action is None:
        raise LookupError(f"{body['gene']} {drawn(body, seed)}")  # refused by `problems`
    return phenotype, action


def _choices(body: Body) -> dict[str, list[str]]:
    actions = pgx_tables.actions(body["gene"], body["drug"], body["setting"], body["issuer"])
    return {"phenotype": pgx_tables.phenotypes(body["gene"]), "action": actions}


def view(body: Body, seed: int, shuffle: bool, answer: Answer) -> dict[str, Any]:
    given, choices = as_texts(answer), _choices(body)
    return {
        "text": body["text"].replace("{diplotype}", _plain(drawn(body, seed))),
        "phenotypes": [
            {"id": name, "text": name, "chosen": given.get("phenotype") == name}
            for name in choices["phenotype"]
        ],
        "actions": [
            {"id": name, "word": pgx_tables.ACTIONS[name], "chosen": given.get("action") == name}
            for name in choices["action"]
        ],
    }


def read(body: Body, fields: Fields, seed: int) -> Answer:
    given = {
        fact: one_of(fields, fact, {name: name for name in names})
        for fact, names in _choices(body).items()
    }
    return {fact: value for fact, value in given.items() if value} or None


def key(body: Body, seed: int) -> Answer:
    phenotype, action = _solution(body, seed)
    return {"phenotype": phenotype.name, "action": action.action}


def grade(body: Body, answer: Answer, seed: int) -> Grade:
    given, right = as_texts(answer), key(body, seed)
    if not given.keys() & right.keys():
        return UNANSWERED
    parts = tuple(Part(fact, FULL if given.get(fact) == right[fact] else NONE) for fact in FACTS)
    return Grade(sum((part.fraction for part in parts), NONE) * HALF, parts)


def review(body: Body, answer: Answer, seed: int, show_key: bool) -> list[Line]:
    given = as_texts(answer)
    phenotype, action = _solution(body, seed)
    return [
        Line(
            text=f"{body['gene']} {_plain(drawn(body, seed))}",
            given=given.get("phenotype", ""),
            verdict=FULL if given.get("phenotype") == phenotype.name else NONE,
            expected=phenotype.name if show_key else "",
        ),
        Line(
            text=body["drug"],
            given_word=pgx_tables.ACTIONS.get(given.get("action", ""), ""),
            verdict=FULL if given.get("action") == action.action else NONE,
            expected_word=pgx_tables.ACTIONS[action.action] if show_key else "",
            feedback=f"{action.advice} ({action.source})" if show_key else "",
        ),
    ]


def summary(body: Body, answer: Answer, seed: int) -> str:
    given = as_texts(answer)
    return f"{drawn(body, seed)}: {given.get('phenotype', '-')}, {given.get('action', '-')}"


def responses(body: Body, answer: Answer, seed: int) -> tuple[tuple[str, str], ...]:
    given, choices = as_texts(answer), _choices(body)
    return tuple((fact, given[fact] if given.get(fact) in choices[fact] else "") for fact in FACTS)
