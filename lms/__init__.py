"""The roof: settings, urls, Celery, and the few pages about one person across rooms."""

from lms.celery import app as celery_app

__all__ = ["celery_app"]
