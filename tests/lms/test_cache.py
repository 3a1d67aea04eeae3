import pytest

from lms.cache import ForgivingRedisCache
from tests.services import free_port


@pytest.fixture
def away() -> ForgivingRedisCache:
    """A cache at an address where nobody listens."""
    return ForgivingRedisCache(f"redis://127.0.0.1:{free_port()}/0", {})


def test_without_redis_nothing_is_found_and_nothing_breaks(away):
    assert away.add("key", 1) is True
    assert away.set("key", 1) is None
    assert away.get("key", "default") == "default"
    assert away.get_many(["key"]) == {}
    assert away.set_many({"key": 1}) == []
    assert away.get_or_set("key", lambda: 7) == 7
    assert "key" not in away
    assert away.touch("key") is False
    assert away.delete("key") is False
    assert away.delete_many(["key"]) is None
    assert away.clear() is False


def test_without_redis_counting_on_is_refused_as_for_any_missing_key(away):
    with pytest.raises(ValueError, match="away"):
        away.incr("key")
