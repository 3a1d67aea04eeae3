"""The embedded broker under several readers and writers at once."""

import threading
from collections import Counter

import pytest
from kombu import Connection

import lms.celery  # noqa: F401 - names the transport
from lms import broker

MANY, HANDS = 300, 4


@pytest.fixture
def connect(tmp_path):
    folders = {
        "in": tmp_path / "queue",
        "control": tmp_path / "control",
        "processed": tmp_path / "taken",
    }
    for folder in folders.values():
        folder.mkdir()

    def connection():
        return Connection(
            "folder://localhost",
            transport_options={
                "data_folder_in": str(folders["in"]),
                "data_folder_out": str(folders["in"]),
                "control_folder": str(folders["control"]),
                "processed_folder": str(folders["processed"]),
            },
        )

    connection.folders = folders
    return connection


def test_every_message_is_taken_whole_and_once(connect):
    taken, sent = Counter(), threading.Barrier(HANDS * 2)
    errors = []

    def write(hand):
        channel = connect().channel()
        sent.wait()
        for number in range(MANY):
            channel._put("work", {"number": hand * MANY + number, "text": "x" * 2000})

    def read():
        channel = connect().channel()
        sent.wait()
        idle = 0
        while idle < 2000:
            try:
                taken[channel._get("work")["number"]] += 1
                idle = 0
            except broker.Empty:
                idle += 1
            except ValueError as error:
                errors.append(error)

    hands = [threading.Thread(target=write, args=(hand,)) for hand in range(HANDS)]
    hands += [threading.Thread(target=read) for _ in range(HANDS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert errors == []
    assert taken == Counter(range(HANDS * MANY))
    assert [list(folder.iterdir()) for folder in connect.folders.values()] == [[], [], []]


def test_messages_come_in_the_order_they_were_put(connect):
    channel = connect().channel()
    for number in range(20):
        channel._put("work", {"number": number})
    assert [channel._get("work")["number"] for _ in range(20)] == list(range(20))
    with pytest.raises(broker.Empty):
        channel._get("work")


def test_a_queue_does_not_take_from_another(connect):
    channel = connect().channel()
    channel._put("other", {"number": 1})
    with pytest.raises(broker.Empty):
        channel._get("work")
