"""What a browser may post, what comes of it, and what it cannot change."""

import json
from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from courses.models import StepCompletion
from h5p import player, results
from h5p.models import ActivityAttempt, ActivityPage, ActivityResult
from tests import factories
from tests.h5p import mini

RIGHT = "0[,]1"


@pytest.fixture
def step(course, install):
    def make(kind="MultiChoice", **fields):
        activity = install(mini.small(kind))
        module = course.get_children().first()
        page = ActivityPage(title="T", slug="t", key="t", activity=activity, **fields)
        return factories.publish(module, page)

    return make


def begin(client, page, **more):
    answer = client.post(reverse("h5p_start"), {"step": page.pk, **more})
    assert answer.status_code == 200
    return answer.json()


def tree(response, raw=0, maximum=2):
    score = {"raw": raw, "max": maximum}
    return {
        "statement": {
            "object": {"id": "http://x/y"},
            "result": {"response": response, "score": score},
        }
    }


def post(client, launch, response=RIGHT, why="finished", **more):
    data = {"launch": launch, "why": why, "tree": tree(response), **more}
    return client.post(reverse("h5p_report"), json.dumps(data), "application/json")


def done():
    return StepCompletion.objects.count()


def test_a_right_answer_is_graded_by_the_server_and_completes_the_step(client, ann, step):
    client.force_login(ann)
    answer = post(client, begin(client, step())["launch"])
    assert answer.json()["raw"] == 2
    assert answer.json()["passed"] is True
    assert done() == 1
    result = ActivityResult.objects.get()
    assert (result.trust, result.raw, result.maximum, result.reported_raw) == ("regraded", 2, 2, 0)
    assert result.statements[0]["actor"]["account"]["name"] == str(ann.pseudonym)
    assert ann.email not in json.dumps(result.statements)


def test_a_forged_score_changes_nothing(client, ann, step):
    client.force_login(ann)
    launch = begin(client, step())["launch"]
    forged = tree("2", raw=100, maximum=100)
    forged["statement"]["verb"] = {"id": "http://adlnet.gov/expapi/verbs/completed"}
    answer = post(client, launch, tree=forged)
    assert answer.json()["raw"] == 0
    assert done() == 0


def test_a_practice_type_never_completes_anything(client, ann, step, monkeypatch):
    client.force_login(ann)
    page = step()
    launch = begin(client, page)["launch"]
    monkeypatch.setitem(results.scoring.tree.LEAVES, "GenLit.MultiChoice", None)
    assert (
        post(client, launch, tree=tree(RIGHT, 100, 100)).json()["message"]
        == "Recorded as practice."
    )
    assert ActivityResult.objects.get().trust == "reported"
    assert done() == 0


@pytest.mark.parametrize(
    "bad",
    [
        "tree", [], {"statement": 1}, {"statement": {}, "children": 5},
        tree("9"), tree({"a": 1}), tree("x" * 100_001), tree(["0"]),
        {"statement": {"object": {"id": "http://x?subContentId=no"}, "result": {}}},
        {"statement": {"object": {"id": "http://x?subContentId=00000000-0000-4000-8000-000000000009"}}},
    ],
)  # fmt: skip
def test_a_report_of_the_wrong_shape_is_refused_and_nothing_is_stored(client, ann, step, bad):
    client.force_login(ann)
    launch = begin(client, step())["launch"]
    answer = post(client, launch, tree=bad if bad else {"children": []})
    assert answer.status_code == 400
    assert ActivityResult.objects.count() == 0


def test_a_numeric_response_is_read_as_written(client, ann, step):
    client.force_login(ann)
    assert post(client, begin(client, step())["launch"], tree=tree(0)).json()["raw"] == 1


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"x" * 1_000_000, b'{"launch": 5}'])
def test_a_post_that_is_no_report_is_refused(client, ann, step, body):
    client.force_login(ann)
    begin(client, step())
    answer = client.post(reverse("h5p_report"), body, "application/json")
    assert answer.status_code in (400, 403)


def test_nobody_reports_for_somebody_else(client, ann, bo, step):
    client.force_login(ann)
    launch = begin(client, step())["launch"]
    client.force_login(bo)
    assert post(client, launch).status_code == 403
    client.logout()
    assert post(client, launch).status_code == 302
    assert ActivityResult.objects.count() == 0


def test_a_launch_token_is_neither_forged_nor_old(client, ann, step, settings):
    client.force_login(ann)
    page = step()
    launch = begin(client, page)["launch"]
    assert post(client, launch[:-2] + "xx").status_code == 403
    attempt = ActivityAttempt.objects.get()
    other = signing.dumps(
        [ann.pk, attempt.pk, attempt.version_id, "0" * 32], salt=player.LAUNCH_SALT
    )
    assert post(client, other).status_code == 403
    assert (
        post(client, player.frame_token(attempt.version, attempt, sealed=False)).status_code == 403
    )


def test_the_same_report_twice_is_one_result(client, ann, step):
    client.force_login(ann)
    launch = begin(client, step())["launch"]
    assert post(client, launch).json() == post(client, launch).json()
    assert ActivityResult.objects.count() == 1


def test_where_attempts_are_limited_only_finished_ones_count(client, ann, step):
    client.force_login(ann)
    page = step(attempts=2)
    launch = begin(client, page)["launch"]
    assert post(client, launch, RIGHT, why="progress").json()["passed"] is False
    assert results.standing(user=ann, step=page).raw is None
    assert done() == 0


def test_attempts_run_out(client, ann, step):
    client.force_login(ann)
    page = step(attempts=2, policy="last")
    launch = begin(client, page)["launch"]
    assert post(client, launch, "2").status_code == 200
    assert post(client, launch, "0").status_code == 200
    assert post(client, launch, RIGHT).status_code == 409
    assert results.standing(user=ann, step=page).raw == 1


@pytest.mark.parametrize(("policy", "raw"), [("best", 2), ("first", 0), ("last", 1)])
def test_the_policy_says_which_attempt_counts(policy, raw, client, ann, step):
    client.force_login(ann)
    page = step(policy=policy)
    launch = begin(client, page)["launch"]
    for response in ("2", RIGHT, "0"):
        post(client, launch, response)
    assert results.standing(user=ann, step=page).raw == raw


def test_a_sealed_attempt_is_handed_in_once(client, ann, step):
    client.force_login(ann)
    page = step(sealed=True)
    launch = begin(client, page)["launch"]
    assert post(client, launch, why="progress").json() == {"stored": "state"}
    assert post(client, launch, "0", why="submit").json()["raw"] == 1
    assert post(client, launch, RIGHT, why="submit").status_code == 409
    again = begin(client, page)["launch"]
    assert post(client, again, RIGHT, why="submit").json()["raw"] == 2
    assert set(ActivityResult.objects.values_list("trust", flat=True)) == {"sealed"}


def test_where_she_was_is_kept_for_her_other_device(client, ann, step):
    client.force_login(ann)
    page = step()
    first = begin(client, page)
    state = {"launch": first["launch"], "why": "state", "state": '{"response":"1"}'}
    client.post(reverse("h5p_report"), json.dumps(state), "application/json")
    frame = client.get(begin(client, page)["frame"]).content.decode()
    assert '{\\"response\\":\\"1\\"}' in frame


def test_a_new_version_starts_a_new_attempt(client, ann, step):
    from h5p import activities

    client.force_login(ann)
    page = step()
    launch = begin(client, page)["launch"]
    activities.roll_back(version=page.activity.current, made_by=ann)
    assert post(client, launch).status_code == 409
    assert post(client, begin(client, page)["launch"]).status_code == 200


def test_too_many_reports_in_a_minute_are_refused(client, ann, step, monkeypatch):
    monkeypatch.setattr(results, "PER_MINUTE", 2)
    client.force_login(ann)
    launch = begin(client, step())["launch"]
    codes = [post(client, launch, response).status_code for response in ("0", "1", "2")]
    assert codes == [200, 200, 400]


def test_the_frame_is_strict_and_expires(client, ann, step, monkeypatch):
    client.force_login(ann)
    address = begin(client, step())["frame"]
    policy = client.get(address)["Content-Security-Policy"]
    assert "sandbox allow-scripts" in policy
    assert "'unsafe-eval'" not in policy
    assert "script-src http://testserver/h5p/core/ http://testserver/h5p/lib/;" in policy
    monkeypatch.setattr(player, "LASTS", -1)
    assert client.get(address).status_code == 410


def test_library_files_are_for_everybody_and_for_ever_but_without_rights(client, step):
    library = step().activity.current.library
    answer = client.get(f"/h5p/lib/{library.digest}/multichoice.js")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer["Cache-Control"]
    assert "sandbox" in answer["Content-Security-Policy"]
    b"".join(answer.streaming_content)
    assert client.get(f"/h5p/lib/{library.digest}/../secret").status_code == 404


def test_an_activity_that_cannot_be_graded_cannot_be_required(step, monkeypatch):
    from django.core.exceptions import ValidationError

    page = step()
    page.activity.current.maximum = None
    page.required = True
    with pytest.raises(ValidationError):
        page.clean()
    page.required, page.sealed = False, True
    page.activity.current.sealable = False
    with pytest.raises(ValidationError):
        page.clean()


def test_queries_of_the_page_and_the_frame_do_not_grow(
    client, ann, step, django_assert_max_num_queries
):
    client.force_login(ann)
    page = step("QuestionSet")
    frame = begin(client, page)["frame"]
    client.get(page.url)
    with django_assert_max_num_queries(6):
        client.get(frame)
    with django_assert_max_num_queries(30):
        client.get(page.url)


def test_an_address_of_media_lasts_until_tomorrow_night(step):
    version = step().activity.current
    today = timezone.now().date()
    token = player.media_token(version, today)
    assert player.read_media_token(token, today + timedelta(days=1)) == version.pk
    with pytest.raises(signing.BadSignature):
        player.read_media_token(token, today + timedelta(days=2))
