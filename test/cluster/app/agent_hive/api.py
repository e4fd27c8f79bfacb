"""The API: `uvicorn agent_hive.api:app`."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated
from uuid import UUID

import psycopg
import redis
from fastapi import FastAPI, HTTPException, Query, Request, Response, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from psycopg_pool import PoolTimeout
from pydantic import BaseModel, Field

from .backends import Backends
from .embedding import DIMENSIONS, embed, literal
from .metrics import AGENT_CAPACITY, AGENT_RESPONSE, COORDINATION_EVENTS, TASKS
from .middleware import RequestMiddleware
from .settings import read_settings
from .sockets import Sockets
from .streams import STREAM

settings = read_settings()
backends = Backends(settings)
sockets = Sockets()
AGENT_CAPACITY.set(settings.agent_capacity)
IDENTITY = {"version": settings.version, "colour": settings.colour, "pod": settings.pod, "build": settings.build}


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    async with backends:
        yield


app = FastAPI(title="LeanVibe Agent Hive, a sample", version=settings.version, lifespan=lifespan)
app.add_middleware(
    RequestMiddleware,
    headers={"x-leanvibe-version": settings.version, "x-leanvibe-colour": settings.colour},
    faults=lambda: backends.faults,
    draining=lambda: sockets.draining,
)


class Event(BaseModel):
    """Something that an agent reports. The client gives the id, so that it may send the same event again."""

    id: UUID
    body: str = Field(min_length=1, max_length=4096)
    embedding: list[float] | None = Field(default=None, min_length=DIMENSIONS, max_length=DIMENSIONS)


class Task(BaseModel):
    payload: str = Field(min_length=1, max_length=4096)


@app.exception_handler(psycopg.OperationalError)
@app.exception_handler(PoolTimeout)
@app.exception_handler(redis.RedisError)
async def unavailable(_: Request, error: Exception) -> JSONResponse:
    """A database or Redis that is away is no bug of a version, and worth another try: 503."""
    return JSONResponse({"detail": f"{type(error).__name__}: try again"}, 503)


@app.get("/health")
async def health() -> dict[str, str]:
    """The process answers. What it depends on is /ready's matter: restarting a pod mends no database."""
    return {"status": "ok"}


@app.get("/ready")
async def ready() -> JSONResponse:
    problem = await backends.problem()
    return JSONResponse({"status": problem or "ok"}, 503 if problem else 200)


@app.get("/metrics")
async def metrics() -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


@app.post("/drain")
async def drain(request: Request, seconds: Annotated[float, Query(ge=0, le=600)] = 0) -> dict[str, int]:
    """Tells agents to connect elsewhere, at once; answers after that many seconds. Requests are served meanwhile."""
    if request.client is None or request.client.host not in ("127.0.0.1", "::1"):
        raise HTTPException(403, "only the pod itself, by its preStop hook, may drain it")
    return {"closed": await sockets.drain(seconds)}


@app.get("/api/version")
async def version() -> dict[str, str]:
    return IDENTITY


@app.post("/api/events", status_code=201)
async def write_event(event: Event, response: Response) -> dict[str, str | bool]:
    """Answers after the commit: 201 when it is new, 200 when the same id was there already."""
    vector = literal(event.embedding or embed(event.body))
    async with backends.database.connection() as connection:
        cursor = await connection.execute(
            "INSERT INTO events (id, body, embedding) VALUES (%s, %s, %s::vector) ON CONFLICT (id) DO NOTHING",
            (event.id, event.body, vector),
        )
    created = cursor.rowcount == 1
    if created:
        COORDINATION_EVENTS.inc()
    else:
        response.status_code = 200
    return {"id": str(event.id), "created": created}


@app.get("/api/events/{id}")
async def read_event(id: UUID) -> dict[str, str]:
    async with backends.database.connection() as connection:
        row = await (await connection.execute("SELECT body FROM events WHERE id = %s", (id,))).fetchone()
    if row is None:
        raise HTTPException(404, f"there is no event {id}")
    return {"id": str(id), "body": row[0]}


@app.post("/api/events/missing")
async def missing_events(ids: Annotated[list[UUID], Field(max_length=5000)]) -> dict[str, list[UUID]]:
    """Those of the ids that are not in the database: how a test looks for lost writes."""
    async with backends.database.connection() as connection:
        cursor = await connection.execute("SELECT id FROM events WHERE id = ANY(%s)", (ids,))
        found = {row[0] for row in await cursor.fetchall()}
    return {"missing": [id for id in ids if id not in found]}


@app.get("/api/similar")
async def similar(
    text: Annotated[str, Query(min_length=1, max_length=4096)], limit: Annotated[int, Query(ge=1, le=50)] = 5
) -> dict[str, list[dict[str, str | float]]]:
    """The events nearest in meaning, by pgvector's Euclidean distance."""
    vector = literal(embed(text))
    async with backends.database.connection() as connection:
        cursor = await connection.execute(
            "SELECT id, embedding <-> %s::vector AS distance FROM events ORDER BY distance LIMIT %s", (vector, limit)
        )
        return {"events": [{"id": str(row[0]), "distance": row[1]} for row in await cursor.fetchall()]}


@app.post("/api/tasks", status_code=202)
async def add_task(task: Task) -> dict[str, str]:
    """Puts an entry into the stream that the workers consume, and answers its id."""
    id = await backends.redis.xadd(STREAM, {"payload": task.payload, "accepted": f"{time.time():.6f}"})
    TASKS.labels("accepted").inc()
    return {"id": id}


@app.post("/api/tasks/missing")
async def missing_tasks(ids: Annotated[list[str], Field(max_length=5000)]) -> dict[str, list[str] | int]:
    """Those of the stream ids without a result, and how often the others were delivered more than once."""
    async with backends.database.connection() as connection:
        cursor = await connection.execute("SELECT stream_id, deliveries FROM task_results WHERE stream_id = ANY(%s)", (ids,))
        found = dict(await cursor.fetchall())
    return {"missing": [id for id in ids if id not in found], "duplicates": sum(found.values()) - len(found)}


@app.websocket("/ws")
async def echo(socket: WebSocket) -> None:
    """Answers each text message with itself and with who answers."""
    await socket.accept()
    sockets.add(socket)
    try:
        while True:
            text = await socket.receive_text()
            with AGENT_RESPONSE.time():
                await socket.send_json({**IDENTITY, "echo": text})
    except (WebSocketDisconnect, RuntimeError):
        # RuntimeError: a drain has closed it while a message came in.
        pass
    finally:
        sockets.remove(socket)
