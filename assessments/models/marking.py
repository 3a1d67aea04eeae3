from django.conf import settings
from django.db import models
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from assessments.models.attempts import Attempt
from assessments.models.items import Item, ItemVersion

READABLE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 and O, 1 and I


def new_code() -> str:
    """What markers call an answer instead of its author's name."""
    return get_random_string(8, READABLE)


class WrittenAnswer(models.Model):
    """A written answer that is, or was, to be marked by people. `fraction` is what they came to.

    Personal data: who wrote it, through the attempt, and the country she worked in; markers see the text and
    the code, never the name. Deleted with the attempt.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("waits to be marked")
        DISPUTED = "disputed", _("two marks differ, a third person decides")
        DONE = "done", _("marked")

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="written")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=8, unique=True, default=new_code)
    country = models.CharField(max_length=3, blank=True)
    handed_in_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    fraction = models.CharField(max_length=20, blank=True)  # exact: "5/6"
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "item"], name="one_written_answer")
        ]
        indexes = [
            models.Index(
                fields=["country", "handed_in_at"],
                condition=models.Q(done_at__isnull=True),
                name="marking_queue",
            )
        ]

    def __str__(self) -> str:
        return self.code


class AnswerMark(models.Model):
    """What one person gave. Never changed: places 1 and 2 are independent, 3 decides between them.

    Personal data: who marked (set to nobody when that account goes), and words about the answer; deleted
    with the answer.
    """

    answer = models.ForeignKey(WrittenAnswer, on_delete=models.CASCADE, related_name="marks")
    place = models.PositiveSmallIntegerField()
    marker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    levels = models.JSONField()  # {criterion id: points}
    points = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "place"], name="one_mark_per_place"),
            models.UniqueConstraint(fields=["answer", "marker"], name="one_mark_per_marker"),
        ]
