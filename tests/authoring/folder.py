"""A small, valid course folder as files by path."""

import io
import zipfile
from pathlib import Path

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" width="4" height="4"><rect width="2" height="2"/></svg>'

COURSE = """
key = "dna-101"
language = "en"
title = "DNA in an hour"
summary = "What every clinician should know."
competencies = ["GLF1.1"]
objectives = ["Say what a gene is"]

[[modules]]
key = "start"
title = "Start"

[[modules]]
key = "end"
title = "End"

[[sources]]
key = "T2T"
title = "The complete sequence of a human genome"
url = "https://doi.org/10.1126/science.abj6987"
year = 2022
verified = true
"""

LESSON = """+++
title = "What is a genome?"
module = "start"
minutes = 8
+++
About three billion letters [@T2T] [?exact figure].

::: figure
src = "images/cell.svg"
alt = "A cell with its nucleus"
credit = "Drawn for this course, CC BY 4.0"
:::

::: key-point Remember
Most variation is harmless.
:::

::: check
question = "What is DNA made of?"
[[options]]
text = "Letters"
correct = true
feedback = "Four of them."
[[options]]
text = "Words"
:::

::: glossary
[[terms]]
term = "Gene"
definition = "A stretch of DNA that is read."
:::
"""

SECOND = """+++
title = "Reading it"
module = "start"
+++
Text.
"""

QUIZ = """
title = "Final quiz"
module = "end"
minutes = 5
pass_mark = 50

[[questions]]
key = "dna-101-size"
kind = "single-choice"
competency = "GLF1.1"
difficulty = 1
source = "T2T"
text = "How long is it?"
[[questions.options]]
text = "3.2 billion base pairs"
correct = true
feedback = "Right."
[[questions.options]]
text = "3.2 million base pairs"
feedback = "That is a bacterium."

[[questions]]
key = "dna-101-junk"
kind = "true-false"
text = "All non-coding DNA is junk."
correct = false
feedback_true = "No."
feedback_false = "Right."
"""


def files(**changes: str | bytes | None) -> dict[str, bytes]:
    """The folder, with files replaced, added or (None) left out."""
    result: dict[str, str | bytes | None] = {
        "course.toml": COURSE,
        "01-genome.md": LESSON,
        "02-reading.md": SECOND,
        "03-final.quiz.toml": QUIZ,
        "images/cell.svg": SVG,
    }
    result |= changes
    return {
        name: content.encode() if isinstance(content, str) else content
        for name, content in result.items()
        if content is not None
    }


def write(folder: Path, content: dict[str, bytes]) -> Path:
    for name, data in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def zipped(content: dict[str, bytes]) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    stream.seek(0)
    return stream
