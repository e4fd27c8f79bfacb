"""When a watched colour is bad enough to lose its traffic. Pure."""

from __future__ import annotations

from typing import NamedTuple

from .metrics import Totals, add, quantile
from .settings import Watch


class Sample(NamedTuple):
    """What the readable pods answered since the last sample; `pods` is how many could be read."""

    pods: int
    increase: Totals


class Judge:
    """Sees one sample after the other. A breach is `breachSamples` bad ones in a row.

    A sample with too few requests says nothing: its requests count for the next one, so that little traffic is judged later
    but is judged. A pod that cannot be read is nothing by itself; when none can be, the sample is lost, which is as bad.
    """

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._carried = Totals()
        self._bad = self._lost = 0
        self.samples = 0
        self.total = Totals()

    @property
    def undecided(self) -> bool:
        """Whether the last that was seen was bad, but not yet often enough."""
        return self._bad > 0 or self._lost > 0

    def see(self, sample: Sample) -> str | None:
        """Why this is a breach, in words with the measured value and what is allowed; None when it is not."""
        self.samples += 1
        if sample.pods == 0:
            self._lost += 1
            return self._enough(self._lost, "no pod of it could be read")
        self._lost = 0
        self.total = add(self.total, sample.increase)
        seen = add(self._carried, sample.increase)
        if seen.requests < self._watch.min_requests:
            self._carried = seen
            return None
        self._carried = Totals()
        reason = self._wrong(seen)
        self._bad = self._bad + 1 if reason else 0
        return self._enough(self._bad, reason) if reason else None

    def _wrong(self, seen: Totals) -> str | None:
        ratio = seen.errors / seen.requests
        if ratio > self._watch.max_error_ratio:
            return f"5xx ratio {ratio:.3g} of {seen.requests:.0f} requests (allowed {self._watch.max_error_ratio:g})"
        p95 = quantile(0.95, seen.buckets)
        if (
            p95 is not None
            and seen.buckets[-1][1] >= self._watch.min_requests
            and p95 * 1000 > self._watch.max_p95_milliseconds
        ):
            return f"p95 {p95 * 1000:.0f} ms over {seen.requests:.0f} requests (allowed {self._watch.max_p95_milliseconds:g} ms)"
        return None

    def _enough(self, times: int, reason: str) -> str | None:
        return (
            f"{reason}, {times} sample{'s' if times > 1 else ''} in a row"
            if times >= self._watch.breach_samples
            else None
        )
