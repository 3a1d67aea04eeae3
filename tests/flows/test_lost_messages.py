"""The database is the queue of record: a killed worker or a lost broker costs minutes, never an answer."""

from tests.flows.stage import Stage

PEOPLE = 40
MARKED = "SELECT count(*) FROM assessments_attempt WHERE status = 'marked'"
CERTIFICATES = "SELECT count(*) FROM certificates_certificate"
MARKS_PER_ATTEMPT = (
    "SELECT count(*) FROM assessments_attemptevent WHERE kind = 'marked' GROUP BY attempt_id"
)
CERTIFICATES_PER_COMPLETION = "SELECT count(*) FROM certificates_certificate GROUP BY completion_id"
COMPLETIONS = "SELECT count(*) FROM courses_coursecompletion"


def make_old(stage: Stage) -> None:
    """The sweeps leave alone what may still be on its way; here half an hour goes by."""
    stage.rows("UPDATE assessments_attempt SET submitted_at = '2026-01-01 00:00:00+00:00'")
    stage.rows("UPDATE courses_coursecompletion SET completed_at = '2026-01-01 00:00:00+00:00'")


def sweep(stage: Stage, number: int) -> None:
    make_old(stage)
    stage.send("assessments.tasks.mark_waiting")
    stage.wait_for(MARKED, number)
    make_old(stage)
    stage.send("certificates.tasks.issue_missing")
    stage.wait_for(CERTIFICATES, number)


def check_everything_is_there_once(stage: Stage, number: int) -> None:
    assert stage.rows(MARKS_PER_ATTEMPT) == [(1,)] * number
    assert stage.number(COMPLETIONS) == number
    assert stage.rows(CERTIFICATES_PER_COMPLETION) == [(1,)] * number


def test_a_worker_killed_while_marking_loses_and_doubles_nothing(stage):
    attempts = stage.play("open_papers", PEOPLE)
    stage.play("hand_in", *attempts)
    for share in (5, 20):
        worker = stage.worker()
        stage.wait_for(MARKED, share)
        worker.kill()
        assert stage.number(MARKED) < PEOPLE
    stage.worker()
    sweep(stage, PEOPLE)
    stage.send("assessments.tasks.mark_waiting")  # once more, for nothing
    stage.send("certificates.tasks.issue_missing")
    check_everything_is_there_once(stage, PEOPLE)


def test_handing_in_while_the_broker_is_gone_is_marked_when_it_is_back(embedded):
    attempts = embedded.play("open_papers", 3)
    heading = "Your answers are being marked"
    assert embedded.play("hand_in_without_file_broker", *attempts) == [heading] * 3
    assert embedded.number(MARKED) == 0
    embedded.worker()
    sweep(embedded, 3)
    check_everything_is_there_once(embedded, 3)


def test_handing_in_while_redis_is_killed_is_marked_when_another_is_there(real):
    attempts = real.play("open_papers", 3)
    real.redis.kill()
    assert real.play("hand_in", *attempts) == ["Your answers are being marked"] * 3
    assert real.number(MARKED) == 0
    real.redis.start()
    real.worker()
    sweep(real, 3)
    check_everything_is_there_once(real, 3)
