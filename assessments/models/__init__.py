from assessments.models.accommodations import (
    Accommodation,
    AccommodationReason,
    ReasonLook,
)
from assessments.models.attempts import Attempt, AttemptEvent
from assessments.models.flags import ItemFlag
from assessments.models.items import Item, ItemVersion
from assessments.models.marking import AnswerMark, WrittenAnswer
from assessments.models.quizzes import BlueprintCell, Edition, QuizItem, QuizPage
from assessments.models.recalls import Recall, RecallAnswer
from assessments.models.regrades import Regrade, RegradeLook
from assessments.models.statistics import ItemStatistics, QuizStatistics

__all__ = [
    "Accommodation",
    "AccommodationReason",
    "AnswerMark",
    "Attempt",
    "AttemptEvent",
    "BlueprintCell",
    "Edition",
    "Item",
    "ItemFlag",
    "ItemStatistics",
    "ItemVersion",
    "QuizItem",
    "QuizPage",
    "QuizStatistics",
    "ReasonLook",
    "Recall",
    "RecallAnswer",
    "Regrade",
    "RegradeLook",
    "WrittenAnswer",
]
