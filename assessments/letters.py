"""Sends the letters that ask short questions: each at most once."""

from smtplib import SMTPException

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from assessments.models import Recall
from courses.models import CoursePage

TRIES = 5
ASK, STOP = "assessments.recall", "assessments.recall.stop"  # what a signature is good for


class NotDelivered(Exception):
    """The mail server did not take the letter; it will be tried again."""


def waiting() -> QuerySet[Recall]:
    return Recall.objects.filter(letter=Recall.Letter.WAITING).order_by("asked_at")


def send(*, recall: Recall) -> bool:
    """Claims the letter, then sends it. Safe to repeat: False if somebody else has or had it.

    Raises NotDelivered. A letter that is still "being sent" after a crash may have gone out and is left alone.
    """
    claimed = Recall.objects.filter(pk=recall.pk, letter=Recall.Letter.WAITING).update(
        letter=Recall.Letter.SENDING, tries=F("tries") + 1
    )
    if not claimed:
        return False
    recall.refresh_from_db()
    try:
        _mail(recall)
    except (SMTPException, OSError) as problem:
        exhausted = recall.tries >= TRIES
        _settle(recall, Recall.Letter.FAILED if exhausted else Recall.Letter.WAITING, problem)
        raise NotDelivered from problem
    _settle(recall, Recall.Letter.SENT)
    return True


def _settle(recall: Recall, letter: Recall.Letter, problem: object = "") -> None:
    Recall.objects.filter(pk=recall.pk).update(letter=letter, problem=str(problem)[:200])


def address(recall: Recall) -> str:
    """Path of the questions, in the language that is active. Whoever has it may answer: it names nobody."""
    return reverse("assessments:recall", args=[signing.dumps(recall.pk, salt=ASK)])


def stop_address(user: User) -> str:
    return reverse("assessments:stop_recalls", args=[signing.dumps(user.pk, salt=STOP)])


def _mail(recall: Recall) -> None:
    user = recall.user
    with translation.override(user.language):
        stop = settings.SITE_URL + stop_address(user)
        context = {
            "recall": recall,
            "course": _title(recall),
            "link": settings.SITE_URL + address(recall),
            "stop": stop,
            "site": settings.SITE_NAME,
        }
        text = render_to_string("assessments/mail/recall.txt", context)
        subject, _blank, body = text.strip().partition("\n\n")
        headers = {
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        EmailMessage(" ".join(subject.split()), body, None, [user.email], headers=headers).send()


def _title(recall: Recall) -> str:
    pages = CoursePage.objects.filter(translation_key=recall.course_key).select_related("locale")
    titles = {page.locale.language_code: page.title for page in pages}
    return titles.get(recall.language) or next(iter(titles.values()), "")
