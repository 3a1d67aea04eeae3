"""Whatever comes in: no exception; whatever goes out: it comes back the same."""

import io
import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from authoring.archive import read_zip, zipped
from authoring.course import Course, Lesson, Module, Quiz, Source
from authoring.markdown import Block, join, split, tidy
from authoring.merge import interleave, keep_ids
from authoring.plan import Base, new_base, plan
from authoring.reading import VOCABULARY
from authoring.source import ROLES, parse
from authoring.writer import canonical, write
from tests.authoring import folder

NASTY = [
    ":::", "\n:::\n", "\\:::", "\n\\\\:::", "::: figure", "+++", "\n+++\n", '"""', "'''", "\\", '"', "\r\n",
    "\n\n", "\n    ", "\t", "[@T2T]", "[?check]", "```", "`", "|", "é", "ქ", "\u2028", "\x85", "\x0c", "\ufeff",
    "<b>", "<script>", "&amp;", "{% x %}", "word", " ", "1.", "- ", "*", "_",
]  # fmt: skip
texts = st.lists(st.sampled_from(NASTY), max_size=8).map("".join)
filled = texts.map(lambda text: f"a{text}")
lines = filled.map(lambda text: " ".join(text.split())[:80])
keys = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)

options = st.lists(
    st.fixed_dictionaries({"text": lines, "correct": st.booleans(), "feedback": texts}),
    min_size=2,
    max_size=3,
).map(lambda rows: [{**rows[0], "correct": True}, *rows[1:]])
terms = st.lists(
    st.fixed_dictionaries({"term": lines, "definition": filled}), min_size=1, max_size=2
)
blocks = st.one_of(
    st.builds(lambda t: Block("markdown", {"text": t}), texts),
    st.builds(lambda t: Block("rich_text", {"html": f"<p>{t}</p>"}), filled),
    st.builds(
        lambda s, t, b: Block("callout", {"style": s, "title": t, "body": b}),
        st.sampled_from(["key-point", "caution", "case"]),
        st.one_of(st.just(""), lines),
        filled,
    ),
    st.builds(lambda t, b: Block("table", {"title": t, "body": b}), lines, filled),
    st.builds(
        lambda a, c: Block(
            "figure", {"src": "images/cell.svg", "alt": a, "credit": "Own", "caption": c}
        ),
        lines,
        lines,
    ),
    st.builds(
        lambda t, s: Block("video", {"url": "https://example.org/v", "title": t, "transcript": s}),
        lines,
        filled,
    ),
    st.builds(lambda q, o: Block("check", {"question": q, "options": o}), filled, options),
    st.builds(lambda t: Block("glossary", {"terms": t}), terms),
    st.builds(lambda k: Block("sources", {"keys": k}), st.sampled_from([[], ["T2T"]])),
    st.builds(lambda v: Block("other", {"name": "h5p", "value": {"id": v}}), texts),
)
bodies = st.lists(blocks, min_size=1, max_size=5)
questions = st.builds(
    lambda key, text, right: {
        "key": key, "kind": "true-false", "text": text, "correct": right,
        "feedback_true": "Yes.", "feedback_false": text,
    },
    keys, filled, st.booleans(),
)  # fmt: skip
numbers = st.one_of(st.none(), st.integers(1, 50))


@st.composite
def steps(draw):
    facts = {
        "title": draw(lines),
        "module": draw(st.sampled_from(["start", "end"])),
        "minutes": draw(st.integers(1, 600)),
        "required": draw(st.booleans()),
        "key": draw(keys),
    }
    if draw(st.booleans()):
        body = [Block("markdown", {"text": "Text."}), *draw(bodies)]
        return Lesson(**facts, blocks=tuple(body))
    asked = draw(st.lists(questions, min_size=1, max_size=3, unique_by=lambda q: q["key"]))
    return Quiz(
        **facts,
        pass_mark=draw(st.integers(0, 100)),
        draw=None,
        shuffle=draw(st.booleans()),
        attempts=draw(numbers),
        wait_hours=draw(st.integers(0, 100)),
        time_limit_minutes=draw(numbers),
        counts=draw(st.booleans()),
        show_key=draw(st.sampled_from(["passed", "always", "last", "date", "never"])),
        show_score=draw(st.sampled_from(["always", "last", "date"])),
        show_feedback=draw(st.sampled_from(["always", "last", "date"])),
        shown_from="2026-12-31",
        pretest_of="",
        intro=draw(texts),
        questions=tuple(asked),
    )


@st.composite
def courses(draw):
    made = draw(st.lists(steps(), max_size=4, unique_by=lambda step: step.key))
    seen = set()
    for position, step in enumerate(made):
        if isinstance(step, Quiz):
            fresh = tuple(q for q in step.questions if q["key"] not in seen)
            seen |= {q["key"] for q in fresh}
            made[position] = replace(step, questions=fresh)
    made = [step for step in made if not isinstance(step, Quiz) or step.questions]
    course = Course(
        key=draw(keys),
        language=draw(st.sampled_from(["en", "fr", "de", "ru"])),
        title=draw(lines),
        summary=draw(filled),
        level=draw(st.integers(1, 3)),
        cadres=draw(st.sampled_from([(), ("2211", "2221")])),
        competencies=draw(st.sampled_from([(), ("GLF1.1",)])),
        objectives=tuple(draw(st.lists(lines, max_size=2))),
        validity_months=draw(st.integers(1, 120)),
        licence="CC-BY-4.0",
        reviewed=draw(st.one_of(st.just(""), lines)),
        modules=(Module("start", draw(lines)), Module("end", "End", draw(st.sampled_from(ROLES)))),
        sources=(Source("T2T", draw(lines), "", draw(st.one_of(st.none(), st.just(2022)))),),
        steps=tuple(made),
    )
    shown = any(b.kind == "figure" for s in made for b in getattr(s, "blocks", ()))
    return canonical(replace(course, images={"images/cell.svg": folder.SVG} if shown else {}))


@settings(max_examples=150, deadline=None)
@given(courses())
def test_what_is_written_is_read_as_the_same_course(course):
    again, problems = parse(write(course), VOCABULARY)
    assert [str(problem) for problem in problems] == []
    assert canonical(again) == course
    assert write(canonical(again)) == write(course)


@settings(max_examples=300, deadline=None)
@given(bodies)
def test_blocks_survive_the_file(body):
    tidied = tidy(body)
    again, problems = split(join(tidied), "x.md")
    assert problems == []
    assert again == tidied


@settings(max_examples=100, deadline=None)
@given(courses(), courses())
def test_a_course_that_was_imported_is_the_same_ever_after(course, other):
    first = plan(course, None, Base())
    base = new_base(first, Base(), first.to_write())
    assert plan(course, first.course, base).changes_nothing
    changed = plan(replace(other, key=course.key), first.course, base)
    assert not any(item.state == "conflict" for item in changed.items)
    edited = plan(course, other, base)
    assert not any(item.state == "changed" for item in edited.items)


@given(st.lists(keys, unique=True), st.lists(keys, unique=True))
def test_two_orders_become_one_that_keeps_the_first(first, other):
    result = interleave(first, other)
    assert [key for key in result if key in first] == first
    assert sorted(result) == sorted({*first, *other})


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_no_id_is_given_twice(old, new):
    before = [{"type": "markdown", "value": v, "id": str(n)} for n, v in enumerate(old)]
    after = keep_ids([{"type": "markdown", "value": v} for v in new], before)
    given_ids = [block["id"] for block in after if "id" in block]
    assert len(given_ids) == len(set(given_ids)) <= len(old)
    assert [block["value"] for block in after] == new
    if old == new:
        assert after == before


def test_ten_thousand_damaged_folders_raise_nothing():
    chance = random.Random(3)
    good = {name: data for name, data in folder.files().items() if not name.startswith("images/")}
    words = [word.encode() for word in NASTY] + [
        b"\xff",
        b"\0",
        b"[[",
        b"]",
        b"=",
        b"key = 1\n",
        b"{}",
    ]
    kinds = set()
    for _ in range(10_000):
        name = chance.choice(list(good))
        damaged = _damaged(good[name], words, chance)
        course, problems = parse({**folder.files(), name: damaged}, VOCABULARY)
        assert (course is None) == bool(problems)
        kinds |= {problem.message for problem in problems}
        for problem in problems:
            assert problem.line <= damaged.count(b"\n") + damaged.count(b"\r") + 1
            assert problem.sentence()
    assert len(kinds) > 30


def test_damaged_zips_of_damaged_folders_raise_nothing():
    chance = random.Random(4)
    for _ in range(300):
        content = _damaged(zipped(folder.files(), "dna-101"), [b"\xff", b"PK\x03\x04"], chance)
        files, problems = read_zip(io.BytesIO(content))
        if not problems:
            parse(files, VOCABULARY)


def _damaged(content: bytes, words: list[bytes], chance: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(data) + 1)
        match chance.randrange(4):
            case 0:
                data[place:place] = chance.choice(words)
            case 1:
                del data[place : place + chance.randint(1, 40)]
            case 2:
                start = chance.randrange(len(data) + 1)
                data[place:place] = data[start : start + chance.randint(1, 200)]
            case 3 if data:
                data[min(place, len(data) - 1)] = chance.randrange(256)
    return bytes(data)
