"""Points recomputed from what was answered. The browser's own number is never used."""

from h5p.scoring.contract import BadResponse, NotScorable, Score
from h5p.scoring.tree import (
    SCORING_VERSION,
    Outcome,
    UnknownPart,
    can_seal,
    draw,
    grade,
    is_quiz,
    maximum,
    seal,
    tasks,
)  # fmt: skip

__all__ = [
    "SCORING_VERSION", "BadResponse", "NotScorable", "Outcome", "Score", "UnknownPart", "can_seal",
    "draw", "grade", "is_quiz", "maximum", "seal", "tasks",
]  # fmt: skip
