"""Quiz activities written by form: plain text in, parameters of a task type out. No foreign code is needed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from h5p import activities, html, libraries
from h5p.dependencies import load_order, mentioned
from h5p.manifest import Version
from h5p.models import Activity, ActivityVersion, Library
from h5p.semantics import Filter

KINDS = (
    "MultiChoice", "TrueFalse", "Blanks", "DragText", "MarkTheWords", "SingleChoiceSet", "Summary",
    "QuestionSet",
)  # fmt: skip
ASKED = ("question", "taskDescription", "text", "intro")
Fields = dict[str, Any]


def version_of(kind: str) -> Version:
    return Version(f"GenLit.{kind}", 1, 0)


def paragraphs(text: str) -> str:
    """Plain text as HTML: an empty line starts a new paragraph."""
    parts = [p.strip() for p in text.replace("\r\n", "\n").split("\n\n") if p.strip()]
    return "".join(f"<p>{html.plain(p).replace(chr(10), '<br>')}</p>" for p in parts)


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def option(line: str) -> dict[str, Any]:
    """`* text | feedback`: the asterisk marks a right option."""
    text, _bar, feedback = line.partition("|")
    return {
        "text": html.plain(text.strip().removeprefix("*").strip()),
        "correct": text.strip().startswith("*"),
        "tipsAndFeedback": {"chosenFeedback": feedback.strip()},
    }


def _multichoice(fields: Fields) -> dict[str, Any]:
    answers = [option(line) for line in lines(fields["options"])]
    return {"question": paragraphs(fields["question"]), "answers": answers}


def _truefalse(fields: Fields) -> dict[str, Any]:
    return {
        "question": paragraphs(fields["question"]),
        "correct": fields["correct"],
        "behaviour": {
            "feedbackOnCorrect": fields.get("right", ""),
            "feedbackOnWrong": fields.get("wrong", ""),
        },
    }


def _blanks(fields: Fields) -> dict[str, Any]:
    texts = [f"<p>{html.plain(line)}</p>" for line in lines(fields["text"])]
    return {"text": html.plain(fields["question"]), "questions": texts}


def _dragtext(fields: Fields) -> dict[str, Any]:
    return {
        "taskDescription": html.plain(fields["question"]),
        "textField": "\n".join(lines(fields["text"])),
        "distractors": " ".join(f"*{word.strip('*')}*" for word in lines(fields.get("extra", ""))),
    }


def _markthewords(fields: Fields) -> dict[str, Any]:
    return {
        "taskDescription": html.plain(fields["question"]),
        "textField": paragraphs(fields["text"]),
    }


def blocks(text: str) -> list[list[str]]:
    """Lines in groups; an empty line ends a group."""
    return [found for part in text.replace("\r\n", "\n").split("\n\n") if (found := lines(part))]


def _singlechoiceset(fields: Fields) -> dict[str, Any]:
    groups = [[html.plain(line) for line in block] for block in blocks(fields["text"])]
    return {"choices": [{"question": first, "answers": rest} for first, *rest in groups]}


def _summary(fields: Fields) -> dict[str, Any]:
    groups = [[html.plain(line) for line in block] for block in blocks(fields["text"])]
    rows = [{"summary": statements} for statements in groups]
    return {"intro": paragraphs(fields["question"]), "summaries": rows}


def _questionset(fields: Fields) -> dict[str, Any]:
    params: dict[str, Any] = {
        "questions": [
            {
                "library": str(one.current.library.version),
                "params": one.current.params,
                "metadata": {"title": one.title},
            }
            for one in fields["tasks"]
        ],
        "passPercentage": fields.get("pass_mark") or 50,
        "randomQuestions": bool(fields.get("shuffle")),
    }
    return params | ({"poolSize": fields["draw"]} if fields.get("draw") else {})


BUILDERS: dict[str, Callable[[Fields], dict[str, Any]]] = {
    "MultiChoice": _multichoice, "TrueFalse": _truefalse, "Blanks": _blanks,
    "DragText": _dragtext, "MarkTheWords": _markthewords, "SingleChoiceSet": _singlechoiceset, "Summary": _summary,
    "QuestionSet": _questionset,
}  # fmt: skip


def spoken(kind: str) -> dict[str, str]:
    """What the task says, in the language of the activity."""
    if kind == "QuestionSet":
        return {
            "previous": _("Previous"), "next": _("Next"), "finish": _("Finish"),
            "progress": _("Question @number of @total"),
            "score": _("You got @score of @total points."),
        }  # fmt: skip
    return {
        "check": _("Check"), "retry": _("Try again"), "right": _("right"), "wrong": _("wrong"),
        "tip": _("Tip"), "score": _("You got @score of @total points."), "trueText": _("True"),
        "falseText": _("False"), "blank": _("Blank @number of @total"),
        "place": _("Place @number"),
    }  # fmt: skip


def spoken_in(kind: str, language: str) -> dict[str, str]:
    with translation.override(language):
        return spoken(kind)


def params_of(kind: str, fields: Fields, language: str) -> dict[str, Any]:
    """Complete parameters: filtered by the type's semantics, defaults filled in."""
    with translation.override(language):
        given = BUILDERS[kind](fields) | {"l10n": spoken(kind)}

    def semantics(version: Version) -> list[Any] | None:
        found = libraries.in_force(version)
        return found.semantics if found else None

    # the ids of a set's tasks follow from the content, so that saving twice gives the same
    return Filter(semantics, seed=f"{kind}/{fields['title']}").run(given, version_of(kind)).params


@transaction.atomic
def save(
    *, kind: str, fields: Fields, language: str, activity: Activity | None, user: User | None
) -> ActivityVersion:
    """A new version from a form. Saving what is there already changes nothing."""
    libraries.install_bundled()
    params = params_of(kind, fields, language)
    main = libraries.in_force(version_of(kind))
    if main is None:
        raise Library.DoesNotExist(kind)
    about = About(
        fields["title"], fields.get("description", ""), language, fields.get("licence", "")
    )
    return store(main=main, params=params, about=about, activity=activity, user=user)


@dataclass(frozen=True)
class About:
    """What is said about an activity beside its tasks."""

    title: str
    description: str
    language: str
    licence: str = ""


@transaction.atomic
def store(
    *,
    main: Library,
    params: dict[str, Any],
    about: About,
    activity: Activity | None,
    user: User | None,
    files: activities.Files = (),
) -> ActivityVersion:
    """Filtered parameters as a new version, with the code in force. What is there already stays as it is."""
    current = activity.current if activity else None
    if activity:
        Activity.objects.filter(pk=activity.pk).update(
            title=about.title, description=about.description
        )
    if current and (current.params, current.language, current.library_id) == (
        params, about.language, main.pk,
    ):  # fmt: skip
        return current
    version = activities.add_version(
        activity=activity, title=about.title, libraries=used_by(main, params), main=main,
        params=params, files=files, metadata={"title": html.plain(about.title)},
        language=about.language, licence=about.licence, made_by=user, note=_("written by form"),
    )  # fmt: skip
    Activity.objects.filter(pk=version.activity_id).update(description=about.description)
    return version


def used_by(main: Library, params: dict[str, Any]) -> list[Library]:
    """The code in force for this content, in load order."""
    order = load_order([main.version, *mentioned(params)], _manifest)
    return [one for one in map(libraries.in_force, (m.version for m in order)) if one]


def _manifest(version: Version) -> Any:
    library = libraries.in_force(version)
    return libraries.manifest_of(library) if library else None


def kind_of(activity: Activity) -> str:
    """The form that can edit it, or ''."""
    name = activity.current.library.name if activity.current else ""
    kind = name.removeprefix("GenLit.")
    return kind if name.startswith("GenLit.") and kind in KINDS else ""


def fields_of(activity: Activity) -> Fields:
    """What the form shows for an activity that it wrote."""
    version = activity.current
    params = version.params if version else {}
    fields: Fields = {"title": activity.title, "description": activity.description}
    fields["language"] = version.language if version else "en"
    asked = next((params[name] for name in ASKED if params.get(name)), "")
    fields["question"] = text_of(asked)
    fields["options"] = "\n".join(_option_line(row) for row in params.get("answers", []))
    fields["correct"] = params.get("correct", "true")
    behaviour = params.get("behaviour", {})
    fields["right"] = text_of(behaviour.get("feedbackOnCorrect", ""))
    fields["wrong"] = text_of(behaviour.get("feedbackOnWrong", ""))
    texts = params.get("questions") or [params.get("textField", "")]
    if all(isinstance(text, str) for text in texts):
        fields["text"] = "\n".join(text_of(text) for text in texts)
    groups = [[row["question"], *row["answers"]] for row in params.get("choices", [])]
    groups += [row["summary"] for row in params.get("summaries", [])]
    if groups:
        fields["text"] = "\n\n".join("\n".join(map(text_of, group)) for group in groups)
    fields["extra"] = "\n".join(text_of(params.get("distractors", "")).replace("*", "").split())
    fields |= {
        "draw": params.get("poolSize"), "shuffle": params.get("randomQuestions", False),
        "pass_mark": params.get("passPercentage", 60), "tasks": _copied_from(params),
    }  # fmt: skip
    return fields


def _copied_from(params: dict[str, Any]) -> list[Activity]:
    """The activities that still are what the set's tasks were copied from."""
    copies = [q["params"] for q in params.get("questions", []) if isinstance(q, dict)]
    names = [f"GenLit.{kind}" for kind in KINDS if kind != "QuestionSet"]
    found = Activity.objects.filter(current__library__name__in=names).select_related("current")
    return [one for one in found if one.current and one.current.params in copies] if copies else []


def _option_line(row: dict[str, Any]) -> str:
    feedback = (row.get("tipsAndFeedback") or {}).get("chosenFeedback", "")
    mark = "* " if row.get("correct") else ""
    return mark + text_of(row.get("text", "")) + (f" | {text_of(feedback)}" if feedback else "")


def text_of(value: str) -> str:
    return html.text(value)
