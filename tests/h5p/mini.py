"""Packages made for tests out of the project's own task types (MIT), so that no foreign file is needed."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from django.conf import settings

from h5p.manifest import Version

BUNDLED = Path(settings.BASE_DIR) / "content" / "h5p"

MULTI = {
    "question": "<p>Which are nucleobases?</p>",
    "answers": [
        {"text": "Adenine", "correct": True},
        {"text": "Guanine", "correct": True},
        {"text": "Alanine", "correct": False},
    ],
    "behaviour": {"randomAnswers": False, "singlePoint": False},
}
TRUE = {"question": "<p>RNA contains uracil.</p>", "correct": "true"}
BLANKS = {
    "text": "Fill in.",
    "questions": ["<p>The gene *BRCA1/BRCA 1:breast cancer* lies on chromosome *17*.</p>"],
}
WORDS = {
    "taskDescription": "Mark the genes.",
    "textField": "<p>*TP53* is a gene, Berlin is not, *EGFR* is.</p>",
}
DRAG = {
    "taskDescription": "Put the words in place.",
    "textField": "DNA is *transcribed:to RNA* and RNA is *translated*.",
    "distractors": "*translocated*",
}


CHOICES = {
    "choices": [
        {"question": "What is copied into RNA?", "answers": ["DNA", "Protein", "Lipid"]},
        {"question": "What is read from RNA?", "answers": ["Protein", "DNA"]},
    ]
}
SUMMARY = {
    "intro": "<p>Which statement is true?</p>",
    "summaries": [
        {"summary": ["Genes lie on chromosomes.", "Chromosomes lie on genes."], "tip": "Size."},
        {"summary": ["Exons are kept.", "Introns are kept.", "Both are lost."]},
    ],
}


def part(kind: str, params: dict[str, Any], number: int) -> dict[str, Any]:
    return {
        "library": f"GenLit.{kind} 1.0",
        "params": params,
        "subContentId": f"00000000-0000-4000-8000-{number:012d}",
        "metadata": {"title": f"{kind} {number}", "license": "U", "contentType": kind},
    }


QUESTION_SET = {
    "questions": [
        part("MultiChoice", MULTI, 1),
        part("TrueFalse", TRUE, 2),
        part("Blanks", BLANKS, 3),
        part("DragText", DRAG, 4),
        part("MarkTheWords", WORDS, 5),
    ],
    "passPercentage": 50,
}
PARAMS = {
    "MultiChoice": MULTI,
    "TrueFalse": TRUE,
    "Blanks": BLANKS,
    "DragText": DRAG,
    "MarkTheWords": WORDS,
    "SingleChoiceSet": CHOICES,
    "Summary": SUMMARY,
    "QuestionSet": QUESTION_SET,
}


KINDS = tuple(PARAMS)


def content(kind: str) -> tuple[Version, dict[str, Any]]:
    return Version(f"GenLit.{kind}", 1, 0), PARAMS[kind]


def semantics_of(version: Version) -> list[Any] | None:
    file = BUNDLED / f"{version.name}-{version.major}.{version.minor}" / "semantics.json"
    return json.loads(file.read_text("utf-8")) if file.exists() else None


def members(
    kind: str = "MultiChoice",
    params: dict[str, Any] | None = None,
    *,
    libraries: bool = True,
    **h5p: Any,
) -> dict[str, bytes]:
    """Path → bytes of a small valid package."""
    head = {
        "title": f"A {kind}",
        "mainLibrary": f"GenLit.{kind}",
        "language": "en",
        "embedTypes": ["iframe"],
        "license": "CC BY",
        "preloadedDependencies": [
            {"machineName": f"GenLit.{kind}", "majorVersion": 1, "minorVersion": 0}
        ],
    } | h5p
    content = PARAMS[kind] if params is None else params
    found = {
        "h5p.json": json.dumps(head).encode(),
        "content/content.json": json.dumps(content).encode(),
    }
    if libraries:
        for file in sorted(BUNDLED.rglob("*")):
            if file.is_file():
                found[str(file.relative_to(BUNDLED))] = file.read_bytes()
    return found


def package(files: dict[str, bytes]) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    out.seek(0)
    return out


def small(
    kind: str = "MultiChoice", params: dict[str, Any] | None = None, **h5p: Any
) -> io.BytesIO:
    return package(members(kind, params, **h5p))
