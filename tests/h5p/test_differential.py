"""The server's score against what the type itself reports in Chromium, for random tasks and random answers.

The bundled types are always compared. Official types are compared where their packages are: put the folder's path into
H5P_PACKAGES (files named like H5P.Blanks.h5p).
"""

import os
import random
from pathlib import Path

import pytest

from h5p import scoring, xapi
from h5p.models import Activity, Library
from tests.h5p import mini

pytestmark = pytest.mark.browser
TRIALS = 150
FOLDER = os.environ.get("H5P_PACKAGES", "")
PLAY = """(trials) => trials.map(({ library, params, state }) => {
  const place = H5P.jQuery('<div>').appendTo(document.body);
  const task = H5P.newRunnable(
    { library, params, subContentId: H5P.createUUID(), metadata: { title: 't' } }, 1, place, true,
    { previousState: state });
  const data = JSON.parse(JSON.stringify(task.getXAPIData()));
  place.remove();
  return data;
})"""
WORDS = ["gene", "codon", "exon", "intron", "allele", "locus", "and/or", "CNV & SV"]


def multichoice(dice, params):
    count = dice.randint(2, 6)
    options = [
        {"text": f"<p>{i}</p>", "correct": dice.random() < 0.4, "tipsAndFeedback": {}}
        for i in range(count)
    ]
    behaviour = {
        "type": dice.choice(["auto", "single", "multi"]), "singlePoint": dice.random() < 0.4,
        "passPercentage": dice.choice([0, 50, 67, 100]), "randomAnswers": dice.random() < 0.5,
        "showSolutionsRequiresInput": True, "autoCheck": False,
    }  # fmt: skip
    changed = params | {"answers": options, "behaviour": params["behaviour"] | behaviour}
    single = scoring.multichoice.is_single(changed)
    picked = dice.sample(range(count), dice.randint(0, 1 if single else count))
    return changed, {"answers": picked}, "[,]".join(map(str, picked))


def truefalse(dice, params):
    value = dice.choice([True, False, None])
    changed = params | {"correct": dice.choice(["true", "false"])}
    said = "" if value is None else str(value).lower()
    return changed, {} if value is None else {"answer": value}, said


def blanks(dice, params):
    texts, typed = [], []
    for _ in range(dice.randint(1, 3)):
        words = dice.sample(WORDS[:6], 2)
        texts.append(f"<p>A *{words[0]}/{words[1]}:tip* and *{dice.choice(WORDS[:6])}*.</p>")
        typed += [dice.choice([words[0], words[1].upper(), words[0][:-1] + "x", "", "exno", " gene "]) for _ in range(2)]  # fmt: skip
    behaviour = {
        "caseSensitive": dice.random() < 0.5,
        "acceptSpellingErrors": dice.random() < 0.5,
        "autoCheck": False,
    }
    changed = params | {"questions": texts, "behaviour": params["behaviour"] | behaviour}
    return changed, typed, "[,]".join(word.strip() for word in typed)


def markthewords(dice, params):
    words = [
        f"*{w}*" if dice.random() < 0.4 else w
        for w in ("gene,", "(codon)", "exon.", "in", "allele", "a")
    ]
    text = (
        "<p>"
        + " ".join(w.replace(",*", "*,").replace(")*", "*)").replace(".*", "*.") for w in words)
        + "</p>"
    )
    changed = params | {"textField": text}
    count = len(scoring.markthewords.words(changed))
    picked = sorted(dice.sample(range(count), dice.randint(0, count)))
    return changed, picked, "[,]".join(map(str, picked))


def dragtext(dice, params):
    words = [dice.choice(WORDS) for _ in range(dice.randint(2, 4))]
    changed = params | {
        "textField": " and ".join(f"*{w.replace('&', '&amp;')}:tip*" for w in words),
        "distractors": "*codon*",
    }
    order = dice.sample(range(len(words)), dice.randint(0, len(words)))
    placed = [words[order[i]] if i < len(order) else "" for i in range(len(words))]
    state = [{"draggable": drag, "droppable": zone} for zone, drag in enumerate(order)]
    return changed, state, "[,]".join(placed)


def first_is_right(dice, params):
    name, inner = ("choices", "answers") if "choices" in params else ("summaries", "summary")
    rows, picked = [], []
    for number in range(dice.randint(1, 4)):
        count = dice.randint(2, 5)
        identity = f"00000000-0000-4000-8000-{number:012d}"
        rows.append({"subContentId": identity, "question": "<p>Q</p>", inner: ["x"] * count})
        picked.append(dice.choice(["", *map(str, range(count))]))
    return params | {name: rows}, None, "[,]".join(picked)


MAKERS = {
    "MultiChoice": multichoice, "TrueFalse": truefalse, "Blanks": blanks,
    "MarkTheWords": markthewords, "DragText": dragtext,
}  # fmt: skip


def frame_of(page):
    page.wait_for_selector("[data-h5p][data-started]")
    return next(f for f in page.frames if "/h5p/frame/" in f.url)


def compare(frame, version, params, make, own):
    """Plays all trials in one frame; returns what differs."""
    dice = random.Random(str(version))
    trials = []
    for _ in range(TRIALS):
        changed, state, response = make(dice, params)
        if own:
            changed["behaviour"]["acceptSpellingErrors"] = False
            state = {"response": response}
        trials.append({"library": str(version), "params": changed, "state": state})
    differences = []
    for trial, tree in zip(trials, frame.evaluate(PLAY, trials), strict=True):
        said = xapi.read_tree(tree)
        answer = xapi.Answer(response=said.response, children=said.children)
        score = scoring.grade(version, trial["params"], answer)
        if (score.raw, score.maximum) != (said.reported_raw, said.reported_max):
            differences.append(
                (
                    trial,
                    said.response,
                    score.raw,
                    score.maximum,
                    said.reported_raw,
                    said.reported_max,
                )
            )
    return differences


# official ones of these report clicks, not a state that could be set
OWN = MAKERS | {"SingleChoiceSet": first_is_right, "Summary": first_is_right}


@pytest.mark.parametrize("kind", sorted(OWN))
def test_the_bundled_types_and_the_server_agree(kind, visit, install, course, ann):
    from tests.h5p.test_player_in_chromium import step

    activity = install(mini.small(kind))
    frame = frame_of(visit(step(course, activity).url, ann))
    version = activity.current
    assert compare(frame, version.library.version, version.params, OWN[kind], own=True) == []


@pytest.mark.skipif(not FOLDER, reason="H5P_PACKAGES names no folder")
@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_official_types_and_the_server_agree(kind, visit, install, course, ann):
    from tests.h5p.test_player_in_chromium import step

    file = next(iter(sorted(Path(FOLDER).glob(f"*H5P.{kind}.h5p"))), None)
    if file is None:
        pytest.skip(f"no package of H5P.{kind}")
    with file.open("rb") as opened:
        activity: Activity = install(opened)
    Library.objects.filter(pk__isnull=False).update(policy={"script-src": ["'unsafe-eval'"]})
    frame = frame_of(visit(step(course, activity).url, ann))
    version = activity.current
    assert compare(frame, version.library.version, version.params, MAKERS[kind], own=False) == []


@pytest.mark.skipif(not FOLDER, reason="H5P_PACKAGES names no folder")
@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_official_types_play_sealed(kind, visit, install, course, ann):
    from tests.h5p.test_player_in_chromium import step

    file = next(iter(sorted(Path(FOLDER).glob(f"*H5P.{kind}.h5p"))), None)
    if file is None:
        pytest.skip(f"no package of H5P.{kind}")
    with file.open("rb") as opened:
        activity: Activity = install(opened)
    Library.objects.filter(pk__isnull=False).update(policy={"script-src": ["'unsafe-eval'"]})
    page = visit(step(course, activity, sealed=True).url, ann)
    frame = frame_of(page)
    assert page.get_attribute("[data-h5p]", "data-started") != "no"
    assert frame.locator("button:has-text('Check'):visible").count() == 0
    page.get_by_role("button", name="Submit answers").click()
    page.locator(".h5p-message").get_by_text(f"of {activity.current.maximum} points").wait_for()
