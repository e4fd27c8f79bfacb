"""Reads the Prometheus text format: a counter of requests by status, a histogram of durations. Pure.

The format: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import NamedTuple

# What kubelet, load balancer and this program ask themselves. It is no traffic: at a canary step of a few per cent its many
# fast right answers would hide the users' wrong ones.
PROBES = frozenset({"/health", "/ready", "/metrics", "/drain"})
_LABEL = re.compile(r'(\w+)\s*=\s*"((?:[^"\\]|\\.)*)"')
_LABELS = r'(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})?'


class Totals(NamedTuple):
    """Requests, those among them that were answered with 5xx, and cumulative counts by upper bound in seconds."""

    requests: float = 0
    errors: float = 0
    buckets: tuple[tuple[float, float], ...] = ()


def parse(text: str, requests_metric: str, duration_metric: str) -> Totals:
    """The totals of one pod, over all methods, paths (but those of probes) and statuses."""
    requests = errors = 0.0
    buckets: dict[float, float] = {}
    for labels, value in _series(text, requests_metric):
        requests += value
        errors += value if labels.get("status", "").startswith("5") else 0
    for labels, value in _series(text, f"{duration_metric}_bucket"):
        bound = float(labels.get("le", "inf"))
        buckets[bound] = buckets.get(bound, 0) + value
    return Totals(requests, errors, tuple(sorted(buckets.items())))


def _series(text: str, name: str) -> Iterable[tuple[dict[str, str], float]]:
    for found in re.finditer(rf"^{re.escape(name)}{_LABELS}[ \t]+(\S+)", text, re.MULTILINE):
        labels = dict(_LABEL.findall(found[1] or ""))
        value = float(found[2])
        if labels.get("path") not in PROBES and math.isfinite(value):
            yield labels, value


def increase(before: Totals, now: Totals) -> Totals:
    """What came in between. Counters that fell belong to a process that began anew: then all that it counted is new."""
    old = dict(before.buckets)
    fell = now.requests < before.requests or now.errors < before.errors
    if fell or any(count < old.get(bound, 0) for bound, count in now.buckets):
        return now
    buckets = tuple((bound, count - old.get(bound, 0)) for bound, count in now.buckets)
    return Totals(now.requests - before.requests, now.errors - before.errors, buckets)


def add(one: Totals, other: Totals) -> Totals:
    """The totals of two pods, or of two intervals."""
    buckets = dict(one.buckets)
    for bound, count in other.buckets:
        buckets[bound] = buckets.get(bound, 0) + count
    return Totals(one.requests + other.requests, one.errors + other.errors, tuple(sorted(buckets.items())))


def quantile(share: float, buckets: tuple[tuple[float, float], ...]) -> float | None:
    """A quantile in seconds, interpolated within its bucket as Prometheus' histogram_quantile does; None without requests.

    Above the largest bound nothing is known but that it is more: the answer is then the next number after that bound.
    """
    if not buckets or buckets[-1][1] <= 0:
        return None
    rank = share * buckets[-1][1]
    low, below = 0.0, 0.0
    for bound, count in buckets:
        if count >= rank and count > below:
            if math.isinf(bound):
                return math.nextafter(low, math.inf)
            return low + (bound - low) * (rank - below) / (count - below)
        low, below = (low if math.isinf(bound) else bound), max(below, count)
    return math.nextafter(low, math.inf)
