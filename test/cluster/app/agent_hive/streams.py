"""The consumer of the stream of tasks."""

import asyncio
import logging
import random
import time

import psycopg
import redis
from psycopg_pool import PoolTimeout

from .backends import Backends
from .metrics import AGENT_RESPONSE, ANTHROPIC_REQUESTS, TASKS

STREAM = "leanvibe:tasks"
GROUP = "leanvibe-workers"
log = logging.getLogger("agent_hive")

Entry = tuple[str, dict[str, str]]


class Consumer:
    """Takes entries, puts their effect into the database, and only then acknowledges them.

    An entry is thus processed at least once: what a lost worker had taken is claimed by another after `claim_idle_seconds`,
    and the row's `deliveries` counts how often.
    """

    def __init__(self, backends: Backends) -> None:
        self.backends = backends
        self.name = backends.settings.pod
        self.beat = time.monotonic()
        self._stopping = asyncio.Event()
        self._claimed_at = 0.0

    def stop(self) -> None:
        """Lets `run` end after the batch in hand."""
        self._stopping.set()

    async def run(self) -> None:
        grouped = False
        while not self._stopping.is_set():
            self.beat = time.monotonic()
            try:
                if not grouped:
                    await self._make_group()
                    grouped = True
                await self._process(await self._claim())
                await self._process(await self._take())
            except redis.ResponseError as error:
                # A Redis that came back empty has lost the group too.
                grouped = grouped and not str(error).startswith("NOGROUP")
                await self._pause(error)
            except (redis.RedisError, psycopg.OperationalError, PoolTimeout, OSError) as error:
                await self._pause(error)
        await self._leave()

    async def _pause(self, error: Exception) -> None:
        log.warning("The consumer tries again in a second: %s %s", type(error).__name__, error)
        try:
            await asyncio.wait_for(self._stopping.wait(), 1)
        except TimeoutError:
            pass

    async def _make_group(self) -> None:
        try:
            await self.backends.redis.xgroup_create(STREAM, GROUP, id="0", mkstream=True)
        except redis.ResponseError as error:
            if not str(error).startswith("BUSYGROUP"):
                raise

    async def _take(self) -> list[Entry]:
        answer = await self.backends.redis.xreadgroup(GROUP, self.name, {STREAM: ">"}, count=50, block=1000)
        return [entry for _, entries in answer or [] for entry in entries]

    async def _claim(self) -> list[Entry]:
        idle = self.backends.settings.claim_idle_seconds
        if time.monotonic() - self._claimed_at < idle / 2:
            return []
        self._claimed_at = time.monotonic()
        _, entries, *_ = await self.backends.redis.xautoclaim(STREAM, GROUP, self.name, int(idle * 1000), "0", count=50)
        if len(entries) == 50:
            # There may be more: look again in the next round.
            self._claimed_at = 0.0
        return [(id, values) for id, values in entries if values is not None]

    async def _process(self, entries: list[Entry]) -> None:
        faults = self.backends.faults
        if not entries:
            return
        if faults.latencyMilliseconds:
            await asyncio.sleep(faults.latencyMilliseconds / 1000)
        done = [entry for entry in entries if random.random() >= faults.errorRatio]
        TASKS.labels("failed").inc(len(entries) - len(done))
        if not done:
            return
        settings = self.backends.settings
        async with self.backends.database.connection() as connection:
            cursor = await connection.execute(
                "INSERT INTO task_results (stream_id, payload, worker, version)"
                " SELECT id, payload, %s, %s FROM unnest(%s::text[], %s::text[]) AS entry (id, payload)"
                " ON CONFLICT (stream_id) DO UPDATE SET deliveries = task_results.deliveries + 1 RETURNING deliveries",
                (self.name, settings.version, [id for id, _ in done], [values.get("payload", "") for _, values in done]),
            )
            deliveries = [row[0] for row in await cursor.fetchall()]
        await self.backends.redis.xack(STREAM, GROUP, *(id for id, _ in done))
        self._count(done, deliveries)

    def _count(self, done: list[Entry], deliveries: list[int]) -> None:
        duplicates = sum(1 for count in deliveries if count > 1)
        TASKS.labels("duplicate").inc(duplicates)
        TASKS.labels("completed").inc(len(done) - duplicates)
        ANTHROPIC_REQUESTS.labels("200").inc(len(done))
        now = time.time()
        for _, values in done:
            AGENT_RESPONSE.observe(max(0.0, now - float(values.get("accepted", now))))

    async def _leave(self) -> None:
        """Forgets this consumer, unless it leaves entries behind: those must stay claimable."""
        try:
            consumers = await self.backends.redis.xinfo_consumers(STREAM, GROUP)
            if any(consumer["name"] == self.name and consumer["pending"] == 0 for consumer in consumers):
                await self.backends.redis.xgroup_delconsumer(STREAM, GROUP, self.name)
        except (redis.RedisError, OSError) as error:
            log.warning("The consumer's name stays in the group: %s", error)
