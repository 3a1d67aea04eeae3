from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import page_published

from assessments import bank
from assessments.models import QuizPage


@receiver(page_published, sender=QuizPage)
def publish_drafted_questions(instance: QuizPage, **_: Any) -> None:
    """What was drafted for a quiz goes live with it, from the editor, a schedule or an import alike."""
    bank.publish_questions(instance, now=timezone.now())
