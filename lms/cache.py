"""A cache that may be away. What it holds can be found again, so a lost Redis makes pages slower, never errors."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import exceptions

log = logging.getLogger(__name__)
AWAY = (exceptions.ConnectionError, exceptions.TimeoutError)


def _or(otherwise: Any, method: Callable[..., Any]) -> Callable[..., Any]:
    def call(self: "ForgivingClient", *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        except AWAY as away:
            log.warning("The cache is away: %s", away)
            return otherwise

    return call


class ForgivingClient(RedisCacheClient):
    """Without Redis nothing is found and everything counts as written."""

    add = _or(True, RedisCacheClient.add)
    set = _or(None, RedisCacheClient.set)
    touch = _or(False, RedisCacheClient.touch)
    delete = _or(False, RedisCacheClient.delete)
    has_key = _or(False, RedisCacheClient.has_key)
    set_many = _or(None, RedisCacheClient.set_many)
    delete_many = _or(None, RedisCacheClient.delete_many)
    clear = _or(False, RedisCacheClient.clear)

    def get(self, key: Any, default: Any) -> Any:
        return _or(default, RedisCacheClient.get)(self, key, default)

    def get_many(self, keys: Any) -> Any:
        return _or({}, RedisCacheClient.get_many)(self, keys)

    def incr(self, key: Any, delta: int) -> Any:
        """As for any key that is not there: ValueError."""
        try:
            return super().incr(key, delta)
        except AWAY as away:
            raise ValueError(f"The cache is away: {away}") from away


class ForgivingRedisCache(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ForgivingClient
