"""One pod of the application: answers well, wrongly or slowly, and counts what it answered as Prometheus text."""

from __future__ import annotations

import threading
import time

from support.server import Handler, Server
import contextlib

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class _Pod(Handler):
    def do_GET(self) -> None:
        pod: Application = self.owner
        began = time.monotonic()
        if self.path == "/metrics":
            pod.scrapes += 1
            self.answer(pod.metrics_status, pod.metrics().encode())
            return
        probe = self.path in ("/health", "/ready")
        status = pod.probe_status(self.path) if probe else pod.status
        time.sleep(pod.probe_seconds if probe else pod.seconds)
        pod.count(self.path, status, time.monotonic() - began)
        with contextlib.suppress(OSError):
            self.answer(status, b"{}")


class Application(Server):
    """`status` and `seconds` are the answer to users; `probe_status` and `probe_seconds` the answer to /health and /ready."""

    handler = _Pod

    def __init__(self) -> None:
        self.status, self.seconds = 200, 0.0
        self.probe_status, self.probe_seconds = (lambda _path: 200), 0.0
        self.metrics_status, self.scrapes = 200, 0
        self.lock = threading.Lock()
        self.reset()
        super().__init__()

    def reset(self) -> None:
        """Counters as a process has them that has just begun."""
        with self.lock:
            self.requests: dict[tuple[str, int], int] = {}
            self.durations: dict[str, list[int]] = {}

    def count(self, path: str, status: int, seconds: float) -> None:
        with self.lock:
            self.requests[path, status] = self.requests.get((path, status), 0) + 1
            counts = self.durations.setdefault(path, [0] * (len(BOUNDS) + 1))
            for index, bound in enumerate((*BOUNDS, float("inf"))):
                counts[index] += seconds <= bound

    def users(self) -> int:
        """Requests that were no probe."""
        with self.lock:
            return sum(count for (path, _), count in self.requests.items() if path.startswith("/api"))

    def metrics(self) -> str:
        name, histogram = "leanvibe_http_requests_total", "leanvibe_http_request_duration_seconds"
        with self.lock:
            lines = [f"# HELP {name} Requests.", f"# TYPE {name} counter"]
            for (path, status), count in self.requests.items():
                lines.append(f'{name}{{method="GET",path="{path}",status="{status}"}} {count}.0')
            lines.append(f"# TYPE {histogram} histogram")
            for path, counts in self.durations.items():
                for bound, count in zip((*map(str, BOUNDS), "+Inf"), counts, strict=True):
                    lines.append(f'{histogram}_bucket{{method="GET",path="{path}",le="{bound}"}} {count}.0')
            return "\n".join(lines) + "\n"
