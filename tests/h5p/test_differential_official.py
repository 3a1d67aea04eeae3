"""Official types against the server, beyond what test_differential.py plays with our own: tasks whose packages exist only where
H5P_PACKAGES names a folder of them, and collections of tasks."""

import os
import random
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from h5p import scoring, xapi
from h5p.manifest import reference
from h5p.models import Library
from tests.h5p.test_differential import PLAY, frame_of, truefalse
from tests.h5p.test_differential import multichoice as ours
from tests.h5p.test_player_in_chromium import step

FOLDER = os.environ.get("H5P_PACKAGES", "")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not FOLDER, reason="H5P_PACKAGES names no folder"),
]
TRIALS = 120
TEXT = "gene genes Gene exon exons intron 50% CNV, SV and gnee; exno's allele 🧬 gene/allele codon"
# These two forget what was clicked when they are resumed; what was clicked is put where clicks would have put it.
SAID = ("SingleChoiceSet", "Summary")
CLICKED = PLAY.replace("{ previousState: state });", "{}); Object.assign(task, state);")
STORY = """async (trials) => {
  const wait = (true_) => new Promise((done, fail) => {
    const until = Date.now() + 3000;
    const look = () => { const found = true_(); if (found) done(found); else if (Date.now() > until) fail(new Error('stuck')); else setTimeout(look, 5); };
    look();
  });
  document.querySelector('.h5p-content').innerHTML = ''; // the type looks for its own parts in the whole document
  const found = [];
  for (const { library, params, choices } of trials) {
    const place = H5P.jQuery('<div>').appendTo(document.body);
    const task = H5P.newRunnable({ library, params, subContentId: H5P.createUUID(), metadata: { title: 't' } }, 1, place, true, {});
    const content = params.branchingScenario.content;
    const left = [...choices];
    (await wait(() => document.querySelector('.h5p-start-button'))).click();
    await new Promise((done) => setTimeout(done, 700));
    for (let steps = 0; !task.currentEndScreen && steps < 40; steps++) {
      const at = task.currentId;
      const node = content[at];
      if (node.type.library.startsWith('H5P.BranchingQuestion')) {
        const choice = left.shift();
        const button = await wait(() => [...document.querySelectorAll('.h5p-branching-question-alternative')].find((b) => b.dataset.id === String(choice)));
        button.click();
      } else {
        Object.assign(task, { navigating: false, proceedButtonInProgress: false }); // it waits for an animation
        (await wait(() => [...document.querySelectorAll('.h5p-proceed-button')].find((b) => b.offsetParent && !b.disabled))).click();
      }
      await wait(() => task.currentEndScreen || task.currentId !== at);
      await new Promise((done) => setTimeout(done, 700));
    }
    found.push(JSON.parse(JSON.stringify(task.getXAPIData())));
    place.remove();
  }
  return found;
}"""


def singlechoiceset(dice, params):
    count = dice.randint(1, 4)
    rows = [
        {"subContentId": f"00000000-0000-4000-8000-00000000000{i}", "question": f"<p>{i}</p>", "answers": ["<p>a</p>", "<p>b</p>", "<p>c</p>"]}
        for i in range(count)
    ]  # fmt: skip
    said = [dice.randint(0, 2) for _ in rows]
    return params | {"choices": rows}, {
        "userResponses": said,
        "userAnswerIndex": said,
        "results": {"corrects": said.count(0), "wrongs": count - said.count(0)},
    }


def summary(dice, params):
    panels = [
        {"subContentId": f"00000000-0000-4000-8000-00000000000{i}", "tip": "", "summary": ["<p>a</p>", "<p>b</p>", "<p>c</p>"]}
        for i in range(dice.randint(1, 4))
    ]  # fmt: skip
    answers = []
    for _panel in panels:
        wrong = dice.sample([1, 2], dice.randint(0, 2))
        answers.append([*wrong, 0])
    return params | {"summaries": panels}, {"userResponses": answers}


def sortparagraphs(dice, params):
    count = dice.randint(2, 6)
    texts = [f"<p>{dice.choice('abc') if dice.random() < 0.4 else i}</p>" for i in range(count)]
    order = list(range(count))
    dice.shuffle(order)
    behaviour = params["behaviour"] | {
        "scoringMode": dice.choice(["transitions", "positions"]),
        "applyPenalties": dice.random() < 0.5, "duplicatesInterchangeable": dice.random() < 0.5,
    }  # fmt: skip
    return params | {"paragraphs": texts, "behaviour": behaviour}, {"order": order, "viewState": 0}


def multimediachoice(dice, params):
    options = [dict(option, correct=dice.random() < 0.5) for option in params["options"]]
    behaviour = params["behaviour"] | {
        "questionType": dice.choice(["auto", "single", "multiple"]),
        "singlePoint": dice.random() < 0.5, "passPercentage": dice.choice([0, 50, 67, 100]),
    }  # fmt: skip
    changed = params | {"options": options, "behaviour": behaviour}
    single = scoring.multimediachoice.is_single(changed)
    picked = dice.sample(range(len(options)), dice.randint(0, 1 if single else len(options)))
    return changed, {"answers": picked}


def dragquestion(dice, params):
    zones, elements = dice.randint(1, 3), dice.randint(1, 4)
    task = params["question"]["task"]
    rows = [
        task["elements"][0] | {
            "dropZones": [str(z) for z in range(zones) if dice.random() < 0.8], "multiple": dice.random() < 0.3,
        }
        for _ in range(elements)
    ]  # fmt: skip
    places = [
        task["dropZones"][0]
        | {
            "correctElements": [str(e) for e in range(elements) if dice.random() < 0.4],
            "single": False,
        }
        for _ in range(zones)
    ]
    answers = []
    for row in rows:
        allowed = [int(zone) for zone in row["dropZones"]]
        dice.shuffle(allowed)
        chosen = allowed[: dice.randint(0, len(allowed) if row["multiple"] else 1)]
        answers.append([{"x": 30 + 20 * zone, "y": 30, "dz": zone} for zone in chosen] or None)
    behaviour = params["behaviour"] | {
        "singlePoint": dice.random() < 0.3, "applyPenalties": dice.random() < 0.5,
    }  # fmt: skip
    question = params["question"] | {"task": {"elements": rows, "dropZones": places}}
    state = {"answers": [one if one else [] for one in answers]}
    return params | {"question": question, "behaviour": behaviour}, state


WORDS = ["gene", "exon*", "*", "ge*e", "/g[a-z]+e/", "/\\*/", "CNV", "50%", "gene/allele", "exon's", "codon", "🧬", "intronic", "transcription"]  # fmt: skip


def essay(dice, params):
    def keyword():
        options = {
            "points": dice.choice([0, 1, 2, 5]), "occurrences": dice.randint(1, 3),
            "caseSensitive": dice.random() < 0.5, "forgiveMistakes": dice.random() < 0.5,
        }  # fmt: skip
        more = dice.sample(WORDS, dice.randint(0, 2))
        return {"keyword": dice.choice(WORDS), "alternatives": more, "options": options}

    behaviour = params["behaviour"] | {
        "linebreakReplacement": dice.choice([" ", "\n"]), "ignoreScoring": dice.random() < 0.1,
    }  # fmt: skip
    for name in ("overrideCaseSensitive", "overrideForgiveMistakes"):
        if dice.random() < 0.4:
            behaviour[name] = dice.choice(["on", "off"])
    if dice.random() < 0.3:
        behaviour["percentageMastering"] = dice.choice([25, 50, 80, 100])
    text = "".join(
        dice.choice([*TEXT.split(" "), "transcriptoin", "trascription"]) + dice.choice([" ", "  ", ", ", "\n", ". ", ""])
        for _ in range(dice.randint(0, 14))
    )  # fmt: skip
    changed = params | {"keywords": [keyword() for _ in range(dice.randint(1, 4))]}
    return changed | {"behaviour": behaviour}, {"inputField": text}


def multichoice(dice, params):
    changed, state, _response = ours(dice, params)
    return changed, state


MAKERS = {
    "MultiChoice": multichoice, "SingleChoiceSet": singlechoiceset, "Summary": summary, "SortParagraphs": sortparagraphs,
    "MultiMediaChoice": multimediachoice, "DragQuestion": dragquestion, "Essay": essay,
}  # fmt: skip


def package_of(kind):
    """The newest package of a type in the folder."""
    found = []
    for file in Path(FOLDER).glob("*.h5p"):
        try:
            with zipfile.ZipFile(file) as archive:
                names = archive.namelist()
        except zipfile.BadZipFile:
            continue
        if kind in file.stem.replace("-", ".").split(".") or file.stem.endswith(f"__{kind}"):
            found += [(name, file) for name in names if name.startswith(f"H5P.{kind}-")][:1]
    return max(found, default=(None, None))[1]


def opened(kind, visit, install, course, ann):
    file = package_of(kind)
    if file is None:
        pytest.skip(f"no package of H5P.{kind}")
    with file.open("rb") as package:
        activity = install(package)
    Library.objects.filter(name="EmbeddedJS").update(policy={"script-src": ["'unsafe-eval'"]})
    return activity.current, frame_of(visit(step(course, activity, required=False).url, ann))


def differences(version, trials, trees):
    """What differs, and how many answers earned something."""
    found, earned = [], 0
    for trial, tree in zip(trials, trees, strict=True):
        said = xapi.read_tree(tree)
        answer = replace(said, sub_id="")
        try:
            score = scoring.grade(version, trial["params"], answer)
        except scoring.NotScorable as reason:
            found.append((trial, tree, f"not scored: {reason}"))
            continue
        earned += score.raw > 0
        # a type that has nothing to count says so by leaving the points out
        if (score.raw, score.maximum) != (said.reported_raw or 0, said.reported_max or 0):
            found.append(
                (
                    trial,
                    [
                        (a.sub_id[-4:], a.response, a.reported_raw, a.reported_max)
                        for a in said.walk()
                    ],
                    [(t[0][-4:], t[2].raw, t[2].maximum) for t in score.tasks],
                )
            )
    return found, earned


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_an_official_task_and_the_server_agree(kind, visit, install, course, ann):
    version, frame = opened(kind, visit, install, course, ann)
    library, dice = version.library.version, random.Random(kind)
    trials = []
    for _ in range(TRIALS):
        params, state = MAKERS[kind](dice, version.params)
        trials.append({"library": str(library), "params": params, "state": state})
    found, earned = differences(
        library, trials, frame.evaluate(CLICKED if kind in SAID else PLAY, trials)
    )
    assert found == []
    assert earned > TRIALS / 10


def random_story(dice, params):
    """Questions and texts in a row with jumps forwards; every node can be reached."""
    count = dice.randint(2, 6)
    base = params["branchingScenario"]
    asked = next(c for c in base["content"] if "BranchingQuestion" in c["type"]["library"])
    text = next(c for c in base["content"] if "AdvancedText" in c["type"]["library"])

    def feedback():
        return {"title": "", "subtitle": ""} | (
            {"endScreenScore": dice.randint(0, 9)} if dice.random() < 0.7 else {}
        )

    def target(at):
        return dice.choice([*range(at + 1, count), -1])

    content, choices = [], []
    for at in range(count):
        source = asked if at and dice.random() < 0.6 else text
        kind = source["type"] | {"subContentId": f"00000000-0000-4000-8000-00000000000{at}"}
        node = source | {"type": kind, "feedback": feedback(), "nextContentId": target(at)}
        if source is asked:
            alternatives = [
                {"text": str(i), "nextContentId": target(at), "feedback": feedback()}
                for i in range(3)
            ]
            kind["params"] = kind["params"] | {
                "branchingQuestion": {"question": "q", "alternatives": alternatives}
            }
            node.pop("nextContentId")
            choices.append(dice.randint(0, 2))
        content.append(node)
    option = {
        "scoringOption": dice.choice(["static-end-score", "dynamic-score"]),
        "includeInteractionsScores": dice.random() < 0.5,
    }
    end = base["endScreens"][0] | {"endScreenScore": dice.randint(0, 9)}
    changed = base | {"content": content, "scoringOptionGroup": option, "endScreens": [end]}
    return {"branchingScenario": changed}, choices


def test_a_branching_scenario_and_the_server_agree(visit, install, course, ann):
    version, frame = opened("BranchingScenario", visit, install, course, ann)
    library, dice = version.library.version, random.Random(7)
    trials = []
    for _ in range(15):
        params, choices = random_story(dice, version.params)
        trials.append({"library": str(library), "params": params, "choices": choices})
    found, earned = differences(library, trials, frame.evaluate(STORY, trials))
    assert found == []
    assert earned > 5


def question(dice, number, version):
    """A random child of a collection with the state in which it was left."""
    kinds = [(truefalse, "H5P.TrueFalse"), (ours, "H5P.MultiChoice")]
    # before 1.16, a restored choice counts only once it is on the screen
    old = any(v.name == "H5P.MultiChoice" and v.minor < 16 for v in version)
    make, name = kinds[0] if old else dice.choice(kinds)
    library = next(str(v) for v in version if v.name == name)
    params, state, _response = make(dice, CHILD[name])
    if "behaviour" in params:  # a collection may make its parts twice, and shuffle them twice
        params["behaviour"]["randomAnswers"] = False
    part = {"library": library, "params": params, "metadata": {"title": "t"}}
    return part | {"subContentId": f"00000000-0000-4000-8000-{number:012d}"}, state


CHILD = {
    "H5P.MultiChoice": {"question": "<p>q</p>", "answers": [], "behaviour": {}},
    "H5P.TrueFalse": {"question": "<p>q</p>", "correct": "true"},
}


def column(dice, params, make):
    parts = [make(dice, n) for n in range(dice.randint(1, 4))]
    content = [{"content": part, "useSeparator": "auto"} for part, _ in parts]
    return params | {"content": content}, {"instances": [state for _, state in parts]}


def questionset(dice, params, make):
    parts = [make(dice, n) for n in range(dice.randint(1, 4))]
    changed = params | {"questions": [part for part, _ in parts]}
    return changed, {"progress": 0, "answers": [state for _, state in parts]}


def interactivebook(dice, params, make):
    chapters, states = [], []
    for number in range(dice.randint(1, 3)):
        parts = [make(dice, 10 * number + n) for n in range(dice.randint(1, 3))]
        content = [{"content": part, "useSeparator": "auto"} for part, _ in parts]
        chapters.append(
            params["chapters"][0]
            | {
                "params": {"content": content},
                "subContentId": f"00000000-0000-4000-8000-0000000009{number:02d}",
            }
        )
        states.append(
            {
                "completed": False,
                "sections": [{"taskDone": False} for _ in parts],
                "state": {"instances": [s for _, s in parts]},
            }
        )
    return params | {"chapters": chapters}, {"urlFragments": {}, "chapters": states}


def coursepresentation(dice, params, make):
    slides, states = [], []
    for number in range(dice.randint(1, 3)):
        parts = [make(dice, 10 * number + n) for n in range(dice.randint(1, 2))]
        where = {"x": 5, "y": 5, "width": 60, "height": 60}
        slides.append(
            {
                "elements": [where | {"action": part} for part, _ in parts],
                "slideBackgroundSelector": {},
            }
        )
        states.append([state for _, state in parts])
    changed = params | {"presentation": params["presentation"] | {"slides": slides}}
    return changed, {"progress": 0, "answers": states}


def interactivevideo(dice, params, make):
    parts = [make(dice, n) for n in range(dice.randint(1, 4))]
    rows = [
        {"x": 5, "y": 5, "width": 10, "height": 10, "duration": {"from": n, "to": n + 5}, "displayType": "button",
         "pause": False, "action": part, "label": "", "adaptivity": {}}
        for n, (part, _) in enumerate(parts)
    ]  # fmt: skip
    inner = params["interactiveVideo"]
    assets = inner["assets"] | {"interactions": rows}
    changed = params | {"interactiveVideo": inner | {"assets": assets}}
    return changed, {"progress": 0, "answers": [state for _, state in parts]}


COLLECTIONS = {
    "Column": column, "QuestionSet": questionset, "InteractiveBook": interactivebook,
    "CoursePresentation": coursepresentation, "InteractiveVideo": interactivevideo,
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(COLLECTIONS))
def test_a_collection_and_the_server_agree(kind, visit, install, course, ann):
    version, frame = opened(kind, visit, install, course, ann)
    library, dice = version.library.version, random.Random(kind)
    here = [one.version for one in Library.objects.filter(digest__in=version.libraries)]
    if not {"H5P.MultiChoice", "H5P.TrueFalse"} <= {one.name for one in here}:
        pytest.skip("the package has not both kinds of question")
    trials = []
    for _ in range(40):
        params, state = COLLECTIONS[kind](
            dice, version.params, lambda dice, n: question(dice, n, here)
        )
        trials.append({"library": str(reference(str(library))), "params": params, "state": state})
    found, earned = differences(library, trials, frame.evaluate(PLAY, trials))
    assert found == []
    assert earned > 10
