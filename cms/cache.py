"""The cache on Redis as something that may be missing: pages go on without it.

While the server does not answer, each process remembers for itself, as it does where no Redis is
configured. Nothing that must be counted or must happen once may rest on a cache; that is the
database's.
"""

import logging
import time

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

PATIENCE = 0.25  # seconds that a page waits for the server before it goes on without
PAUSE = 10.0  # seconds in which a process does not ask again
SAID = 60.0  # seconds between two lines of the log


class Server:
    """What a process knows of the server; its threads share it."""

    def __init__(self) -> None:
        self.away = False
        self.ask_at = self.said_at = 0.0  # monotonic
        self.forgotten: set[str] = set()  # keys to be deleted there when it is back

    def worth_asking(self) -> bool:
        """Whether it answered last, or a pause is over; then one thread tries for all."""
        if not self.away:
            return True
        now = time.monotonic()
        if now < self.ask_at:
            return False
        self.ask_at = now + PAUSE
        return True

    def lost(self, error: RedisError) -> None:
        now = time.monotonic()
        self.away, self.ask_at = True, now + PAUSE
        if not self.said_at or now >= self.said_at + SAID:
            self.said_at = now
            logger.warning("the cache does not answer, pages go on without it: %s", error)

    def found(self) -> None:
        self.away, self.said_at = False, 0.0
        self.forgotten.clear()
        logger.warning("the cache answers again")


def _either(name: str):
    """The client's method; what the server does not answer, this process's memory does."""
    on_server = getattr(RedisCacheClient, name)

    def ask(self, *args):
        if self.server.worth_asking():
            try:
                if self.server.away:
                    self.come_back()
                return on_server(self, *args)
            except RedisError as error:
                self.server.lost(error)
        if name.startswith("delete"):
            self.server.forgotten.update(args if name == "delete" else args[0])
        return getattr(self.memory, name)(*args)

    return ask


class OptionalClient(RedisCacheClient):
    server = Server()

    def __init__(self, servers, **options) -> None:
        # A kept connection may be broken: once more, at once. Who has waited waits no second time.
        retry = Retry(NoBackoff(), 1, supported_errors=(Unreachable,))
        waits = {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE}
        super().__init__(servers, **{"retry": retry, **waits, **options})
        self.memory = LocMemCache("without-redis", {})

    def come_back(self) -> None:
        """Before anybody reads there what was to be deleted meanwhile, delete it."""
        client = self.get_client(write=True)
        client.ping()
        if self.server.forgotten:
            client.delete(*self.server.forgotten)
        self.server.found()
        self.memory.clear()

    add, get, set, touch, delete = map(_either, ("add", "get", "set", "touch", "delete"))
    get_many, set_many, delete_many = map(_either, ("get_many", "set_many", "delete_many"))
    has_key, incr, clear = map(_either, ("has_key", "incr", "clear"))


class OptionalRedisCache(RedisCache):
    """Django's backend with that client."""

    def __init__(self, server, params) -> None:
        super().__init__(server, params)
        self._class = OptionalClient

    @property
    def away(self) -> bool:
        """Whether the server did not answer when it was last asked."""
        return self._class.server.away
