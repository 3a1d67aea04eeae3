"""A material change asks each holder once, though messages come twice and workers are killed while they ask."""

from tests.flows.stage import Stage

PEOPLE = 2_000
ASKED = "SELECT count(*) FROM certificates_recertification"
PEOPLE_ASKED = (
    "SELECT count(DISTINCT c.user_id) FROM certificates_recertification r"
    " JOIN certificates_certificate c ON c.id = r.certificate_id"
)
NOTICES = "SELECT count(*) FROM certificates_notice WHERE kind = 'asked'"
TOLD_TWICE = (
    "SELECT count(*) FROM (SELECT certificate_id FROM certificates_notice WHERE kind = 'asked'"
    " GROUP BY certificate_id HAVING count(*) > 1) AS twice"
)
SENT_TWICE = "SELECT count(*) FROM certificates_notice WHERE attempts > 1"


def test_workers_killed_while_asking_ask_everybody_once(stage: Stage):
    stage.play("holders_and_a_material_change", PEOPLE)
    for share in (1, PEOPLE // 3):
        worker = stage.worker()
        stage.send("certificates.tasks.ask_missing")
        stage.send("certificates.tasks.ask_missing")  # delivered twice
        stage.wait_for(ASKED, share)
        worker.kill()
        assert stage.number(ASKED) < PEOPLE
    stage.worker()
    stage.send("certificates.tasks.ask_missing")
    stage.wait_for(ASKED, PEOPLE, seconds=300)
    stage.send("certificates.tasks.ask_missing")  # once more, for nothing
    stage.wait_for(NOTICES, PEOPLE)
    assert stage.number(ASKED) == stage.number(PEOPLE_ASKED) == stage.number(NOTICES) == PEOPLE
    assert stage.number(TOLD_TWICE) == stage.number(SENT_TWICE) == 0
