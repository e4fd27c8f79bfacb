"""PostgreSQL, Redis and the faults in force, as one object that lives as long as the process."""

import asyncio
import logging
import time
from contextlib import AsyncExitStack

import redis.asyncio
from psycopg_pool import AsyncConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff

from .faults import Faults, FaultsError, effective, redis_key
from .settings import Settings

log = logging.getLogger("agent_hive")


def _redis_pool(settings: Settings) -> redis.asyncio.BlockingConnectionPool:
    """A few connections for which requests wait: without a bound, each of a burst would open its own, and a TLS handshake costs more
    CPU time than what it is opened for."""
    arguments = settings.redis()
    connection = redis.asyncio.SSLConnection if arguments.pop("ssl", False) else redis.asyncio.Connection
    return redis.asyncio.BlockingConnectionPool(
        max_connections=8,
        timeout=5,
        connection_class=connection,
        retry=Retry(ExponentialBackoff(cap=0.5, base=0.05), 3),
        **arguments,
    )


class Backends:
    """Connections that come back by themselves after a failover. Use as an async context manager."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.faults = effective(None, settings.baked_faults)
        # Up to 10 pods of both colours share PostgreSQL's default of 100 connections.
        # Autocommit: each statement is a transaction, and its answer means that it is committed.
        self.database = AsyncConnectionPool(
            kwargs=settings.database() | {"autocommit": True, "options": "-c statement_timeout=5000"},
            min_size=1,
            max_size=4,
            timeout=5,
            check=AsyncConnectionPool.check_connection,
            open=False,
        )
        self.redis = redis.asyncio.Redis.from_pool(_redis_pool(settings))
        self._ballast = bytearray()
        self._checked_at = -1.0
        self._problem: str | None = None
        self._check = asyncio.Lock()
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> "Backends":
        await self.database.open(wait=False)
        self._stack.push_async_callback(self.database.close)
        self._stack.push_async_callback(self.redis.aclose)
        watcher = asyncio.create_task(self._watch_faults())
        self._stack.callback(watcher.cancel)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def problem(self) -> str | None:
        """Why the pod is not ready, or None. Kept for a second, so that many probes cost one look."""
        async with self._check:
            if time.monotonic() - self._checked_at >= 1:
                self._problem = await self._look()
                self._checked_at = time.monotonic()
        return "the fault notReady is on" if self.faults.notReady else self._problem

    async def _look(self) -> str | None:
        try:
            async with asyncio.timeout(2), self.database.connection() as connection:
                await connection.execute("SELECT 1")
        except Exception as error:
            return f"the database does not answer: {_reason(error)}"
        try:
            async with asyncio.timeout(2):
                await self.redis.ping()
        except Exception as error:
            return f"Redis does not answer: {_reason(error)}"
        return None

    async def _watch_faults(self) -> None:
        """Follows the key of faults, twice a second. While Redis is away the last known ones stay."""
        while True:
            try:
                self._take(effective(await self.redis.get(redis_key(self.settings.build)), self.settings.baked_faults))
            except FaultsError as error:
                log.error("Faults in Redis are ignored: %s", error)
            except (redis.RedisError, OSError):
                pass
            await asyncio.sleep(0.5)

    def _take(self, faults: Faults) -> None:
        if faults != self.faults:
            log.warning("Faults in force: %s", faults)
        self.faults = faults
        wanted = int(faults.memoryMegabytes * 1024 * 1024)
        if len(self._ballast) != wanted:
            # Written, not only reserved: memory counts once it is touched.
            self._ballast = bytearray(b"\x01") * wanted


def _reason(error: BaseException) -> str:
    return f"{type(error).__name__} {error}".strip().splitlines()[0]
