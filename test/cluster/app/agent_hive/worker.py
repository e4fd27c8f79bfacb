"""The worker: `python3 -m agent_hive.worker`. Consumes the stream; /health, /ready and /metrics on port 8001."""

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from .backends import Backends
from .settings import read_settings
from .streams import Consumer

# A consumer that has made no round for so long hangs, and only a restart helps.
STALLED_AFTER_SECONDS = 60


def create_app() -> FastAPI:
    """The worker's web server; the consumer runs between its start and its end."""
    backends = Backends(read_settings())
    consumer = Consumer(backends)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with backends:
            running = asyncio.create_task(consumer.run())
            # A consumer that dies by a bug takes the process along, so that the kubelet notices.
            running.add_done_callback(_end_if_failed)
            yield
            consumer.stop()
            await running

    app = FastAPI(title="LeanVibe Agent Hive, a sample worker", lifespan=lifespan)

    @app.get("/health")
    async def health() -> JSONResponse:
        silent = time.monotonic() - consumer.beat
        if silent < STALLED_AFTER_SECONDS:
            return JSONResponse({"status": "ok"})
        return JSONResponse({"status": f"no round for {silent:.0f} s"}, 503)

    @app.get("/ready")
    async def ready() -> JSONResponse:
        problem = await backends.problem()
        return JSONResponse({"status": problem or "ok"}, 503 if problem else 200)

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return app


def _end_if_failed(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception():
        logging.getLogger("agent_hive").critical("The consumer failed", exc_info=task.exception())
        os._exit(1)


if __name__ == "__main__":
    logging.basicConfig(level=os.environ.get("LOG_LEVEL", "INFO"), format="%(levelname)s %(name)s: %(message)s")
    port = int(os.environ.get("WORKER_PORT", "8001"))
    uvicorn.run(create_app(), host="0.0.0.0", port=port, access_log=False, log_level="warning")
