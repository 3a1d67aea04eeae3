from dataclasses import asdict
from datetime import timedelta

import pytest
from django.test import Client

from assessments import flagging, tasks
from assessments.models import Item, ItemFlag, ItemStatistics
from assessments.statistics import Tally
from authoring import staff


def filled(item, times=10) -> None:
    """Everybody in the upper third chooses "b"; the key is "a"."""
    tally = Tally()
    for place in range(9):
        for _ in range(times):
            right = place < 6
            tally.add(float(right), place / 8, [("", "a" if right else "b")], {})
    ItemStatistics.objects.update_or_create(
        item=item, epoch=item.epoch, defaults={"sums": asdict(tally)}
    )


@pytest.fixture
def item(quiz) -> Item:
    found = Item.objects.get(key="genome-size")
    filled(found)
    return found


def test_a_key_that_the_best_do_not_choose_is_suspected_once(item):
    tasks.raise_flags()
    tasks.raise_flags()
    reasons = sorted(ItemFlag.objects.values_list("reason", flat=True))
    assert reasons == ["key-suspected", "negative-discrimination"]


def test_after_a_decision_only_new_evidence_raises_it_again(item, tom, now):
    flagging.raise_all(now=now)
    for flag in ItemFlag.objects.all():
        flagging.decide(flag=flag, decision="keep", because="It is new.", by=tom, now=now)
    assert flagging.raise_all(now=now) == 0
    filled(item, times=14)
    assert flagging.raise_all(now=now) == 0
    filled(item, times=15)
    assert flagging.raise_all(now=now) == 2


def test_a_review_that_was_due_is_asked_for_once_for_each_day(item, tom, now):
    Item.objects.filter(pk=item.pk).update(review_due=now.date())
    later = now + timedelta(days=1)
    ItemStatistics.objects.all().delete()
    assert [flagging.raise_all(now=now), flagging.raise_all(now=later)] == [0, 1]
    flag = ItemFlag.objects.get()
    flagging.decide(flag=flag, decision="keep", because="Reviewed.", by=tom, now=later)
    assert flagging.raise_all(now=later) == 0
    Item.objects.filter(pk=item.pk).update(review_due=later.date() + timedelta(days=1))
    assert flagging.raise_all(now=later + timedelta(days=3)) == 1


def test_a_decision_needs_a_reason_and_is_taken_once(item, tom, now):
    flagging.raise_all(now=now)
    flag = ItemFlag.objects.first()
    facts = {"flag": flag, "decision": "retire", "by": tom, "now": now}
    with pytest.raises(flagging.NoReason):
        flagging.decide(**facts, because=" ")
    flagging.decide(**facts, because="Wrong key.")
    with pytest.raises(flagging.DecidedAlready):
        flagging.decide(**facts, because="Again.")
    item.refresh_from_db()
    assert item.retired_at == now


def test_a_wrong_answer_that_many_of_the_best_choose_is_told():
    tally = Tally()
    for place in range(9):
        for number in range(10):
            right = number < 7
            tally.add(float(right), place / 8, [("", "a" if right else "b")], {})
    assert flagging.suspicions(tally, {"": "a"}) == ["best-choose-wrong"]
    assert flagging.suspicions(tally, {}) == []


def test_authors_decide_in_the_inbox_and_learners_do_not_see_it(item, tom, ann, now):
    staff.build()
    flagging.raise_all(now=now)
    client = Client()
    client.force_login(tom)
    text = client.get("/cms/questions/flags/").content.decode()
    assert "The best prefer another answer: is the key right?" in text
    flag = ItemFlag.objects.get(reason="key-suspected")
    answer = client.post(f"/cms/questions/flags/{flag.pk}/", {"decision": "keep"})
    assert "Say why; it stays with the question." in answer.content.decode()
    client.post(f"/cms/questions/flags/{flag.pk}/", {"decision": "keep", "because": "Checked."})
    assert "Checked." in client.get("/cms/questions/flags/?decided").content.decode()
    client.force_login(ann)
    assert client.get("/cms/questions/flags/").status_code == 302
