"""A regrade killed half-way goes on where it was and ends with the ledger it would have had."""

import os

ATTEMPTS = int(os.environ.get("REGRADED_ATTEMPTS", "3000"))
SEEN = "SELECT seen FROM assessments_regrade"
DONE = "SELECT count(*) FROM assessments_regrade WHERE done_at IS NOT NULL"
LEDGER = """
    SELECT attempt.id, attempt.percent, attempt.passed FROM assessments_attempt attempt
    JOIN assessments_attemptevent event ON event.attempt_id = attempt.id AND event.kind = 'regraded'
    ORDER BY attempt.id"""
PASSES = "SELECT count(*) FROM assessments_attempt WHERE passed"
STEPS = "SELECT count(*) FROM courses_stepcompletion"


def test_a_regrade_killed_half_way_ends_with_the_same_ledger(stage):
    stage.play("marked_papers", ATTEMPTS)
    wanted = stage.play("wanted_ledger")
    passed_before = stage.number(PASSES)
    stage.send("assessments.tasks.resume_regrades")
    worker = stage.worker()
    stage.wait_for(SEEN, 1)
    worker.kill()
    assert 0 < stage.number(SEEN) < ATTEMPTS
    assert stage.number(DONE) == 0
    stage.worker()
    stage.send("assessments.tasks.resume_regrades")
    stage.send("assessments.tasks.resume_regrades")  # both workers would like to
    stage.wait_for(DONE, 1)
    assert [[pk, float(mark), bool(passed)] for pk, mark, passed in stage.rows(LEDGER)] == wanted
    assert stage.number(SEEN) == ATTEMPTS
    assert stage.number(STEPS) == stage.number(PASSES) - passed_before > 0
