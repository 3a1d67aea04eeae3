"""Workers and the broker are killed at random while many hand in: nothing is lost, nothing is marked twice.

CHAOS_ATTEMPTS and CHAOS_SEED set how many papers and which accidents.
"""

import json
import os
import random
import sys
import time

import pytest

from tests.flows.stage import Stage
from tests.flows.test_lost_messages import MARKED, MARKS_PER_ATTEMPT, make_old

ATTEMPTS = int(os.environ.get("CHAOS_ATTEMPTS", "1000"))
SEED = int(os.environ.get("CHAOS_SEED", "4"))
SUBMITTED = "SELECT count(*) FROM assessments_attemptevent WHERE kind = 'submitted'"
STEPS_TWICE = """
    SELECT count(*) FROM (SELECT 1 FROM courses_stepcompletion
    GROUP BY enrolment_id, step_key HAVING count(*) > 1) twice"""
PASSED_WITHOUT_STEP = """
    SELECT count(*) FROM assessments_attempt attempt WHERE attempt.passed AND NOT EXISTS (
      SELECT 1 FROM courses_stepcompletion step
      JOIN courses_enrolment enrolment ON enrolment.id = step.enrolment_id
      WHERE enrolment.user_id = attempt.user_id AND step.step_key = attempt.quiz_key)"""


def chaos(stage: Stage, name: str, *arguments: str) -> object:
    done = stage.python("-m", "tests.flows.chaos", name, *arguments)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def accident(stage: Stage, chance: random.Random) -> str:
    """One thing breaks, and somebody starts it again."""
    worker = stage.workers_alive.pop()
    kind = chance.choice(["worker", "broker", "both"])
    if kind != "worker":
        stage.redis.kill()
        time.sleep(chance.uniform(0.1, 0.6))
        stage.redis.start()
    if kind != "broker":
        worker.kill()
        worker = stage.worker()
    stage.workers_alive.append(worker)
    return kind


@pytest.mark.postgres
def test_a_thousand_papers_survive_killed_workers_and_brokers(real):
    assert chaos(real, "prepare", str(ATTEMPTS)) == ATTEMPTS
    chance = random.Random(SEED)
    real.workers_alive = [real.worker()]
    people = real.start([sys.executable, "-m", "tests.flows.chaos", "hand_in"])
    accidents = []
    while people.process.poll() is None:
        time.sleep(chance.uniform(1, 4))
        accidents.append(accident(real, chance))
    assert people.process.returncode == 0, people.log.read_text()[-3000:]
    assert len(accidents) >= 3
    assert real.number(SUBMITTED) == ATTEMPTS  # nothing lost, nothing twice
    for _ in range(10):
        make_old(real)
        real.send("assessments.tasks.mark_waiting")
        try:
            real.wait_for(MARKED, ATTEMPTS, seconds=12)
            break
        except TimeoutError:
            continue
    assert real.rows(MARKS_PER_ATTEMPT) == [(1,)] * ATTEMPTS
    assert chaos(real, "compare") == {"paper": 0, "answers": 0, "marks": 0}
    assert real.number(STEPS_TWICE) == 0
    assert real.number(PASSED_WITHOUT_STEP) == 0
