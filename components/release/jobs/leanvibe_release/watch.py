"""Watches every pod of a colour: /metrics of each, found by the addresses of the headless Service."""

from __future__ import annotations

import http.client
import threading
import time

from .breach import Judge, Sample
from .metrics import Totals, add, increase, parse
from .settings import Settings, named
from .world import Address, World


class Breach(Exception):
    """The watched colour is bad; the reason in words."""


class Scraper:
    """Reads what came in at each pod since the last time."""

    def __init__(self, settings: Settings, world: World, colour: str) -> None:
        self._watch, self._world = settings.watch, world
        self._service = named(self._watch.service, colour)
        # Longer than an interval, so that a moment's pause of a node is no lost sample; two lost ones still end in seconds.
        self._timeout = 1.5 * self._watch.interval_seconds
        self._known: list[Address] = []
        self._last: dict[Address, Totals] = {}
        self._asking: threading.Thread | None = None

    def sample(self) -> Sample:
        """Reads all pods at once. What a pod counted before it was first seen is not counted."""
        read: dict[Address, Totals] = {}
        threads = [threading.Thread(target=self._fetch, args=(one, read), daemon=True) for one in self._addresses()]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 2 * self._timeout
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        total = Totals()
        answers = dict(read)
        for address, now in answers.items():
            total = add(total, increase(self._last.get(address, now), now))
        self._last.update(answers)
        return Sample(len(answers), total)

    def _addresses(self) -> list[Address]:
        """The pods as DNS has them; when it has none or does not answer, those that it had last.

        A pod that is not ready leaves DNS and may well go on answering; DNS itself may be restarted in the middle.
        """
        if self._asking is None or not self._asking.is_alive():
            self._asking = threading.Thread(target=self._ask, daemon=True)
            self._asking.start()
        self._asking.join(self._watch.interval_seconds / 2)
        return self._known

    def _ask(self) -> None:
        try:
            found = self._world.resolve(self._service, self._watch.port)
        except OSError:
            return
        if found:
            self._known = found

    def _fetch(self, address: Address, read: dict[Address, Totals]) -> None:
        connection = http.client.HTTPConnection(*address, timeout=self._timeout)
        try:
            connection.request("GET", self._watch.path, headers={"Host": f"{self._service}:{self._watch.port}"})
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
            if response.status == 200:
                read[address] = parse(text, self._watch.requests_metric, self._watch.duration_metric)
        except (OSError, http.client.HTTPException, ValueError):
            pass
        finally:
            connection.close()


def watch(settings: Settings, world: World, scraper: Scraper, seconds: float, name: str) -> None:
    """Samples at once and then every interval, for so many seconds; raises Breach.

    It does not end on a bad sample: then it goes on for a few more, until that has become a breach or has passed.
    """
    judge, interval = Judge(settings.watch), settings.watch.interval_seconds
    began = due = time.monotonic()
    end, latest = began + seconds, began + seconds + 5 * settings.watch.breach_samples * interval
    while True:
        reason = judge.see(scraper.sample())
        now = time.monotonic()
        if reason:
            raise Breach(f"{reason}, {now - began:.1f} s after {name} began")
        if now >= end and (not judge.undecided or now >= latest):
            break
        due = max(due + interval, now)
        time.sleep(max(0.0, (min(due, end) if now < end else due) - now))
    total = judge.total
    seen = (
        f"{total.requests:.0f} requests, {total.errors:.0f} of them 5xx"
        if total.requests
        else "no request, so reachability alone"
    )
    world.log(f"{name}: {judge.samples} samples in {time.monotonic() - began:.1f} s, {seen}: within what is allowed")
