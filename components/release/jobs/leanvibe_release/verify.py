"""Tests the idle colour through its Service before it gets traffic: a smoke test, then a short load."""

from __future__ import annotations

import http.client
import math
import threading
import time

from .outcome import Refused
from .settings import Settings, Workload, named
from .world import World


class Caller:
    """One kept-alive connection to a Service, made anew after each failure."""

    def __init__(self, world: World, service: str, port: int, timeout: float) -> None:
        self._world, self._service, self._port, self._timeout = world, service, port, timeout
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> str | None:
        """What was wrong with the answer, in a few words; None for a right one (2xx)."""
        try:
            if self._connection is None:
                addresses = self._world.resolve(self._service, self._port)
                if not addresses:
                    return f"GET {path}: no address for {self._service}"
                self._connection = http.client.HTTPConnection(*addresses[0], timeout=self._timeout)
            self._connection.request("GET", path, headers={"Host": f"{self._service}:{self._port}"})
            response = self._connection.getresponse()
            response.read()
            return None if 200 <= response.status < 300 else f"GET {path}: {response.status}"
        except TimeoutError:
            self.close()
            return f"GET {path}: no answer within {self._timeout:g} s"
        except (OSError, http.client.HTTPException) as error:
            self.close()
            return f"GET {path}: {error or type(error).__name__}"

    def close(self) -> None:
        """Ends the connection; the next call makes another."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def nearest_rank(share: float, values: list[float]) -> float:
    """A quantile of measured values: the smallest one that at least this share of them does not exceed; 0 of none."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)] if values else 0.0


def verify(settings: Settings, world: World) -> None:
    """Raises Refused when the idle colour does not answer as it must."""
    check, began = settings.verify, time.monotonic()
    workload = next(one for one in settings.workloads if one.name == check.workload)
    _settle(settings, world, workload)
    settled = time.monotonic() - began
    wrong, seconds = _load(settings, world, workload)
    ratio, p95 = len(wrong) / check.requests, nearest_rank(0.95, seconds) * 1000
    if ratio > check.max_error_ratio:
        raise _failed(
            settings,
            f"{len(wrong)} of {check.requests} answers were wrong (ratio {ratio:.3g}, allowed {check.max_error_ratio:g}), first {wrong[0]}",
        )
    if p95 > check.max_p95_milliseconds:
        raise _failed(
            settings, f"p95 was {p95:.0f} ms over {check.requests} requests (allowed {check.max_p95_milliseconds:g} ms)"
        )
    world.log(
        f"verify: {settings.colour} {settings.identity} is right: settled in {settled:.1f} s, {check.requests} requests with "
        f"{len(wrong)} wrong and p95 {p95:.0f} ms, {time.monotonic() - began:.1f} s in all"
    )


def _settle(settings: Settings, world: World, workload: Workload) -> None:
    """Waits for right answers in a row: a node's rules for a new Service may be a second late, which is no fault of the version."""
    check = settings.verify
    caller = Caller(world, named(workload.service, settings.colour), workload.port, check.timeout_seconds)
    deadline, row, asked, last = time.monotonic() + check.settle_seconds, 0, 0, "nothing was wrong yet"
    while row < check.settle_in_a_row:
        wrong = caller.get(check.paths[asked % len(check.paths)])
        asked, row = asked + 1, 0 if wrong else row + 1
        if wrong:
            last = wrong
            time.sleep(min(0.2, check.settle_seconds / 10))
        if row < check.settle_in_a_row and time.monotonic() > deadline:
            raise _failed(
                settings,
                f"no {check.settle_in_a_row} right answers in a row within {check.settle_seconds:g} s, last {last}",
            )
    caller.close()


def _load(settings: Settings, world: World, workload: Workload) -> tuple[list[str], list[float]]:
    check = settings.verify
    wrong: list[str] = []
    seconds: list[float] = []
    left = iter(range(check.requests))
    lock = threading.Lock()

    def work() -> None:
        caller = Caller(world, named(workload.service, settings.colour), workload.port, check.timeout_seconds)
        while True:
            with lock:
                number = next(left, None)
            if number is None:
                break
            began = time.monotonic()
            answer = caller.get(check.paths[number % len(check.paths)])
            with lock:
                seconds.append(time.monotonic() - began)
                if answer:
                    wrong.append(answer)
        caller.close()

    threads = [threading.Thread(target=work, daemon=True) for _ in range(min(check.concurrency, check.requests))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong, seconds


def _failed(settings: Settings, what: str) -> Refused:
    return Refused(
        f"Verify of {settings.colour} {settings.identity} failed: {what}; it got no traffic. Fix it and release another version, or run "
        "`pulumi up` again if the cause was elsewhere."
    )
