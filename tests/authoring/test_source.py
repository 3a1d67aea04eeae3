import pytest

from authoring.reading import VOCABULARY
from authoring.source import parse
from tests.authoring import folder


def problems(**changes):
    course, found = parse(folder.files(**changes), VOCABULARY)
    assert course is None
    return [str(problem) for problem in found]


def test_a_good_folder_has_no_problems():
    course, found = parse(folder.files(), VOCABULARY)
    assert found == []
    assert [step.key for step in course.steps] == ["genome", "reading", "final"]
    assert [block.kind for block in course.steps[0].blocks] == [
        "markdown",
        "figure",
        "callout",
        "check",
        "glossary",
        "sources",
    ]
    assert list(course.images) == ["images/cell.svg"]
    assert course.unverified() == ["exact figure"]


def test_all_problems_come_at_once_with_file_line_and_sentence():
    found = problems(
        **{
            "course.toml": folder.COURSE.replace("GLF1.1", "GLF9.9") + '\n[extra]\nx = "y"\n',
            "01-genome.md": folder.LESSON.replace("minutes = 8", 'minutes = "8"\nauthor = "me"'),
            "02-reading.md": folder.SECOND + "\n::: nonsense\n:::\n",
            "03-final.quiz.toml": folder.QUIZ.replace("correct = true", "correct = false"),
            "04-bad.md": b'+++\ntitle = "\xff"\n+++\nText.',
            "images/cell.svg": b"<svg>",
        }
    )
    assert [line.split(": ", 1)[0] for line in found] == [
        "01-genome.md:4",
        "01-genome.md:5",
        "02-reading.md:7",
        "03-final.quiz.toml:7",
        "04-bad.md:2",
        "course.toml:6",
        "course.toml:24",
        "images/cell.svg",
    ]
    assert "“author” is not known here" in found[1]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"course.toml": None}, "There is no file “course.toml”."),
        ({"images/cell.svg": None}, "01-genome.md:9: The image “images/cell.svg” is missing."),
        (
            {"04-genome.md": folder.SECOND},
            "04-genome.md: “01-genome.md” has the same key “genome”.",
        ),
        (
            {"02-reading.md": folder.SECOND + "A claim [@NOPE].\n"},
            "02-reading.md:6: There is no source “NOPE” in course.toml.",
        ),
        (
            {"02-reading.md": folder.SECOND.replace('"start"', '"middle"')},
            "02-reading.md:3: There is no module “middle” in course.toml.",
        ),
        (
            {"02-reading.md": "No front matter."},
            "02-reading.md:1: A lesson starts with its facts between two lines “+++”.",
        ),
        (
            {"02-reading.md": folder.SECOND + "\n![x](http://example.org/a.png)\n"},
            "02-reading.md:7: Put images into a “::: figure” block, with a description and a credit.",
        ),
        (
            {"02-reading.md": folder.SECOND + "\n# Big\n"},
            "02-reading.md:7: Headings start at “##”: the title of the step is the only “#”.",
        ),
        (
            {"02-reading.md": folder.SECOND + "\n::: case A man\nText\n"},
            "02-reading.md:7: This block (case) is not closed with “:::”.",
        ),
        (
            {"02-reading.md": folder.SECOND + "\nText\n:::\n"},
            "02-reading.md:8: “:::” closes a block, but none is open.",
        ),
        (
            {"notes.docx": b"x"},
            "notes.docx: This file is not part of a course: steps are called like"
            " “01-what-is-a-genome.md” or “07-final-quiz.quiz.toml”, images are in “images/”.",
        ),
        (
            {"03-final.quiz.toml": folder.QUIZ.replace("dna-101-junk", "dna-101-size")},
            "03-final.quiz.toml:23: The question key “dna-101-size” is used twice.",
        ),
        (
            {"03-final.quiz.toml": "draw = 3\n" + folder.QUIZ},
            "03-final.quiz.toml:1: 3 questions are to be drawn, but there are only 2.",
        ),
        (
            {"images/cell.svg": folder.SVG.replace(b"<rect", b"<rect onclick='x()'")},
            "images/cell.svg: This SVG has a script, a link to elsewhere or another active part;"
            " save it as plain SVG.",
        ),
        (
            {"images/a.png": b"GIF89a"},
            "images/a.png: This file is not an image of the kind its name says.",
        ),
        (
            {"02-reading.md": folder.SECOND + "word " * 10_001},
            "02-reading.md:5: This text is longer than 50000 characters; make blocks of it.",
        ),
        (
            {"02-reading.md": folder.SECOND + "bell \x07\n"},
            "02-reading.md:6: This line has a control character.",
        ),
    ],
)
def test_each_mistake_has_its_sentence(changes, expected):
    assert problems(**changes) == [expected]


@pytest.mark.parametrize(
    "part",
    [
        b"<script>alert(1)</script>",
        b'<image href="https://example.org/x.png"/>',
        b'<use href="//example.org/x.svg#a"/>',
        b'<a href="javascript:alert(1)"><text>x</text></a>',
        b"<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>",
        b'<set attributeName="href" to="javascript:alert(1)"/>',
        b"<style>@import url(//example.org/x.css);</style>",
        b'<rect style="fill:url(https://example.org/x)"/>',
        b'<rect fill="u\\72l(https://example.org/x)"/>',
    ],
)
def test_active_drawings_are_refused(part):
    drawing = folder.SVG.replace(b"</svg>", part + b"</svg>")
    assert len(problems(**{"images/cell.svg": drawing})) == 1


def test_entities_in_drawings_are_refused():
    bomb = b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + folder.SVG
    found = problems(**{"images/cell.svg": bomb})
    assert found == [
        "images/cell.svg: This SVG has a document type or entities; save it as plain SVG."
    ]


def test_broken_toml_is_named_with_its_line():
    [found] = problems(**{"03-final.quiz.toml": folder.QUIZ + "x = = 1\n"})
    assert found.startswith("03-final.quiz.toml:29: This is not valid TOML: ")


def test_notes_for_people_are_passed_over():
    course, found = parse(folder.files(**{"README.md": "Hello", "REVIEW.md": b"\xff"}), VOCABULARY)
    assert found == []
    assert course.key == "dna-101"


def test_old_line_ends_and_a_byte_order_mark_change_nothing():
    plain, _ = parse(folder.files(), VOCABULARY)
    windows = b"\xef\xbb\xbf" + folder.LESSON.replace("\n", "\r\n").encode()
    course, found = parse(folder.files(**{"01-genome.md": windows}), VOCABULARY)
    assert found == []
    assert course == plain
