from typing import Any

from django.db import models


class PointsField(models.FloatField):
    """Points: whole numbers wherever they are whole; some essays ask for a share of a point."""

    def from_db_value(self, value: Any, *_context: Any) -> int | float | None:
        return int(value) if value is not None and value == int(value) else value
