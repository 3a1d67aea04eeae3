"""Every kind of question on real pages: asked, saved, handed in, explained."""

from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils import timezone

from assessments import attempts, queries
from assessments.questions import KINDS, kind_for
from tests.assessments import quizzes
from tests.assessments.questions.samples import question


class Controls(HTMLParser):
    """What a browser would post, and which controls have no name for a screen reader."""

    def __init__(self, html: str):
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.names: set[str] = set()
        self.select = ""
        self.labelled: set[str] = set()
        self.unlabelled: list[str] = []
        self.open_labels = 0
        self.waiting: list[str] = []
        self.feed(html)
        self.unlabelled += [one for one in self.waiting if one not in self.labelled]

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        name = found.get("name", "")
        if tag == "label":
            self.open_labels += 1
            self.labelled.add(found.get("for", ""))
        if tag in ("input", "select", "textarea") and "." in name:
            self.names.add(name)
            if not self.open_labels:
                self.waiting.append(found.get("id", name))
        if tag == "select":
            self.select = name
        if tag == "option" and "selected" in found:
            self.fields.setdefault(self.select, []).append(found["value"])
        if tag == "input" and "." in name and (found.get("type") == "text" or "checked" in found):
            self.fields.setdefault(name, []).append(found.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "label":
            self.open_labels -= 1


@pytest.mark.parametrize("sure", [False, True], ids=["plain", "confidence"])
@pytest.mark.parametrize("name", KINDS)
def test_a_kind_goes_through_the_pages(name, sure, ann, module):
    changes = {"confidence": True} if sure and name in ("single-choice", "kprim") else {}
    now = timezone.now()
    page = quizzes.quiz(module, now=now, questions=[question(name, **changes)], show_key="always")
    client = Client()
    client.force_login(ann)
    attempt = attempts.start(user=ann, page=page, now=now)
    url = f"/en/quiz/attempt/{attempt.pk}/"
    assert Controls(client.get(url).content.decode()).unlabelled == []

    if name == "written":  # no machine knows a key: test_marking.py goes on from here
        return
    [asked] = queries.asked(attempt)
    key = kind_for(asked.kind, asked.body).key(asked.body, asked.seed)
    attempts.save(attempt=attempt, answers={asked.item: key}, now=now)
    shown = Controls(client.get(url).content.decode())
    assert client.post(url + "submit/", shown.fields).status_code == 302
    attempts.mark(pk=attempt.pk, now=now)
    attempt.refresh_from_db()
    assert attempt.percent == 100
    result = client.get(url)
    assert result.status_code == 200
    assert "You passed." in result.content.decode()
