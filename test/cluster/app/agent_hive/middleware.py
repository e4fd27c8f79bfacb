"""What happens around each request: counted, marked with who answered, and hit by the faults in force."""

import asyncio
import random
import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .faults import Faults
from .metrics import DURATION, REQUESTS

# Probes and scrapes are no traffic: a release's error ratio must not be thinned out by them.
UNCOUNTED = {"/health", "/ready", "/metrics", "/drain"}


class RequestMiddleware:
    """Plain ASGI, because a wrapper that buffers answers costs as much as the rest of a small request."""

    def __init__(self, app: ASGIApp, headers: dict[str, str], faults: Callable[[], Faults], draining: Callable[[], bool]) -> None:
        self.app = app
        self.headers = [(name.encode(), value.encode()) for name, value in headers.items()]
        self.faults = faults
        self.draining = draining

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", []), *self.headers]
                if self.draining():
                    # The gateway then opens its next connection to another pod, rather than find this one closed.
                    message["headers"].append((b"connection", b"close"))
            await send(message)

        try:
            if await self._broken(scope):
                await _answer_500(send_marked)
            else:
                await self.app(scope, receive, send_marked)
        finally:
            if scope["path"] not in UNCOUNTED:
                route = scope.get("route")
                REQUESTS.labels(scope["method"], getattr(route, "path", "unmatched"), str(status)).inc()
                DURATION.observe(time.perf_counter() - started)

    async def _broken(self, scope: Scope) -> bool:
        faults = self.faults()
        if not scope["path"].startswith("/api/"):
            return False
        if faults.onlyThroughGateway and not any(name.startswith(b"x-forwarded-") for name, _ in scope["headers"]):
            return False
        if faults.latencyMilliseconds:
            await asyncio.sleep(faults.latencyMilliseconds / 1000)
        if faults.cpuMilliseconds:
            await burn(faults.cpuMilliseconds / 1000)
        return random.random() < faults.errorRatio


async def burn(seconds: float) -> None:
    """Uses the CPU for that long, in slices, so that probes are answered meanwhile."""
    left = seconds
    while left > 0:
        began = time.thread_time()
        while time.thread_time() - began < min(left, 0.002):
            pass
        left -= 0.002
        await asyncio.sleep(0)


async def _answer_500(send: Send) -> None:
    body = b'{"detail":"the fault errorRatio is on"}'
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": body})
