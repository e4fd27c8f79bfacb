"""RELEASE_SETTINGS, one JSON document, as typed values. All mistakes are told at once, in one error."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from .outcome import BrokenSettings

COLOURS = ("blue", "green")
# So many mistakes are told in one error: Kubernetes shows about 2,000 characters of it.
MOST = 12


class Workload(NamedTuple):
    """Something that the route sends traffic to. `{colour}` in a name stands for a colour."""

    name: str
    rule: int
    service: str
    port: int
    deployment: str
    autoscaler: str
    min_replicas: int
    max_replicas: int


class Verify(NamedTuple):
    """The test of the idle colour before it gets traffic. Seconds, milliseconds, and a ratio from 0 to 1."""

    workload: str = ""
    paths: tuple[str, ...] = ()
    settle_in_a_row: int = 0
    settle_seconds: float = 0
    requests: int = 0
    concurrency: int = 0
    max_error_ratio: float = 0
    max_p95_milliseconds: float = 0
    timeout_seconds: float = 0


class Watch(NamedTuple):
    """What is a breach, and where it is read."""

    service: str = ""
    port: int = 0
    path: str = ""
    interval_seconds: float = 0
    requests_metric: str = ""
    duration_metric: str = ""
    max_error_ratio: float = 0
    max_p95_milliseconds: float = 0
    breach_samples: int = 0
    min_requests: int = 0


class RestorePoint(NamedTuple):
    """What must be there to go back to before the schema changes: nothing, or current point-in-time recovery."""

    kind: str = "none"
    region: str = ""
    instance: str = ""
    max_age_minutes: float = 0


class Migration(NamedTuple):
    """The command that changes the schema, and what it may do."""

    command: tuple[str, ...] = ()
    directory: str = ""
    timeout_seconds: float = 0
    contract: bool = False
    snapshot: str | None = None
    restore_point: RestorePoint = RestorePoint()


class Settings(NamedTuple):
    """One release, as the program that makes the Jobs describes it."""

    namespace: str
    route: str
    ledger: str
    field_manager: str
    colour: str
    identities: dict[str, str]
    generation: int
    workloads: tuple[Workload, ...]
    verify: Verify
    prewarm_seconds: float
    canary_steps: tuple[int, ...]
    canary_seconds: float
    watch: Watch
    bake_seconds: float
    migration: Migration
    stack: str

    @property
    def identity(self) -> str:
        """The version that this Job is about."""
        return self.identities[self.colour]

    @property
    def other(self) -> str:
        """The colour that this Job is not about."""
        return COLOURS[1 - COLOURS.index(self.colour)]


def named(template: str, colour: str) -> str:
    """A name with its colour: ("leanvibe-api-{colour}", "blue") is leanvibe-api-blue."""
    return template.replace("{colour}", colour)


class _Reader:
    """Takes values out of one JSON object, and writes down what is wrong with them."""

    def __init__(self, value: Any, path: str, mistakes: list[str]) -> None:
        self.path, self.mistakes = path, mistakes
        self.value: dict[str, Any] = value if isinstance(value, dict) else {}
        if not isinstance(value, dict):
            self._wrong("", value, "an object")
            # What a missing object does not hold is not told again.
            self.mistakes = []

    def _wrong(self, key: str, value: Any, allowed: str) -> None:
        name = ".".join(part for part in (self.path, key) if part) or "the document"
        given = "is missing" if value is None else f"is {json.dumps(value)[:80]}"
        self.mistakes.append(f"{name} {given}: give {allowed}")

    def text(self, key: str, default: str | None = None) -> str:
        value = self.value.get(key, default)
        if not isinstance(value, str) or not value:
            self._wrong(key, value, "a text")
            return ""
        return value

    def template(self, key: str) -> str:
        value = self.value.get(key)
        if not isinstance(value, str) or "{colour}" not in value:
            self._wrong(key, value, "a text that holds {colour}")
            return "{colour}"
        return value

    def texts(self, key: str, start: str = "") -> tuple[str, ...]:
        value = self.value.get(key)
        if (
            not isinstance(value, list)
            or not value
            or not all(isinstance(one, str) and one.startswith(start) for one in value)
        ):
            self._wrong(key, value, f"a list of one or more texts{f' that begin with {start}' if start else ''}")
            return ()
        return tuple(value)

    def choice(self, key: str, allowed: tuple[str, ...]) -> str:
        value = self.value.get(key)
        if value not in allowed:
            self._wrong(key, value, " or ".join(allowed))
            return allowed[0]
        return str(value)

    def number(self, key: str, least: float = 0, most: float = float("inf"), above: bool = False) -> float:
        value = self.value.get(key)
        if (
            isinstance(value, bool)
            or not isinstance(value, (int, float))
            or not least <= value <= most
            or (above and value == least)
        ):
            limit = f"above {least:g}" if above else f"from {least:g}"
            self._wrong(key, value, f"a number {limit}{'' if most == float('inf') else f' to {most:g}'}")
            return max(least, 1.0)
        return value

    def whole(self, key: str, least: int = 0, most: float = float("inf")) -> int:
        value = self.value.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self._wrong(key, value, f"a whole number from {least}{'' if most == float('inf') else f' to {most:g}'}")
            return least
        return value

    def flag(self, key: str) -> bool:
        value = self.value.get(key)
        if not isinstance(value, bool):
            self._wrong(key, value, "true or false")
        return value is True

    def steps(self, key: str) -> tuple[int, ...]:
        value = self.value.get(key)
        good = isinstance(value, list) and all(type(one) is int and 1 <= one <= 99 for one in value)
        if not good or any(low >= high for low, high in zip(value, value[1:], strict=False)):  # type: ignore[index,arg-type]
            self._wrong(key, value, "a list of rising whole numbers from 1 to 99, or an empty one")
            return ()
        return tuple(value)  # type: ignore[arg-type]

    def child(self, key: str) -> _Reader:
        return _Reader(self.value.get(key), f"{self.path}.{key}" if self.path else key, self.mistakes)

    def children(self, key: str) -> list[_Reader]:
        value = self.value.get(key)
        if not isinstance(value, list) or not value:
            self._wrong(key, value, "a list of one or more objects")
            return []
        return [_Reader(one, f"{key}[{index}]", self.mistakes) for index, one in enumerate(value)]


def _restore_point(read: _Reader) -> RestorePoint:
    if read.choice("kind", ("none", "point-in-time")) == "none":
        return RestorePoint("none")
    return RestorePoint(
        "point-in-time", read.text("region"), read.text("instance"), read.number("maxAgeMinutes", above=True)
    )


def _workload(read: _Reader, scales: bool) -> Workload:
    """What the route names; and what scales it, for the command that does so."""
    name, rule, service = read.text("name"), read.whole("rule"), read.template("service")
    if not scales:
        return Workload(name, rule, service, 0, "", "", 0, 0)
    least = read.whole("minReplicas", 1)
    names = (read.whole("port", 1, 65535), read.template("deployment"), read.template("autoscaler"))
    return Workload(name, rule, service, *names, least, read.whole("maxReplicas", least))


def _verify(read: _Reader) -> Verify:
    return Verify(
        read.text("workload"),
        read.texts("paths", "/"),
        read.whole("settleInARow", 1),
        read.number("settleSeconds"),
        read.whole("requests", 1),
        read.whole("concurrency", 1, 64),
        read.number("maxErrorRatio", 0, 1),
        read.number("maxP95Milliseconds", above=True),
        read.number("timeoutSeconds", above=True),
    )


def _watch(read: _Reader) -> Watch:
    return Watch(
        read.template("service"),
        read.whole("port", 1, 65535),
        read.text("path"),
        read.number("intervalSeconds", above=True),
        read.text("requestsMetric"),
        read.text("durationMetric"),
        read.number("maxErrorRatio", 0, 1),
        read.number("maxP95Milliseconds", above=True),
        read.whole("breachSamples", 1),
        read.whole("minRequests", 1),
    )


def _migration(read: _Reader) -> Migration:
    snapshot = read.value.get("snapshot")
    return Migration(
        read.texts("command"),
        read.text("directory"),
        read.number("timeoutSeconds", above=True),
        read.flag("contract"),
        None if snapshot is None else read.text("snapshot"),
        _restore_point(read.child("restorePoint")),
    )


def read(document: str | None, command: str = "switch") -> Settings:
    """Reads what one command needs; the rest is empty. A Job's name changes with its settings, so it is told no more than that.

    Keys that are not known are left alone; each known one, except `stack`, must be there. `migrate` is told the version of its
    own colour; what the other one has, the route knows.
    """
    try:
        value = json.loads(document or "")
    except ValueError as error:
        given = "is not set" if not document else f"is not JSON ({error})"
        raise BrokenSettings(
            f"RELEASE_SETTINGS {given}: the program that makes this Job must give it one JSON document."
        ) from None
    mistakes: list[str] = []
    top = _Reader(value, "", mistakes)
    switches = command == "switch"
    names = top.child("identities")
    colour = top.choice("colour", COLOURS)
    settings = Settings(
        namespace=top.text("namespace"),
        route=top.text("route"),
        ledger=top.text("ledger"),
        field_manager=top.text("fieldManager"),
        colour=colour,
        identities={one: names.text(one) for one in (COLOURS if switches else (colour,))},
        generation=top.whole("generation") if switches else 0,
        workloads=tuple(_workload(one, switches) for one in top.children("workloads")),
        verify=_verify(top.child("verify")) if switches else Verify(),
        prewarm_seconds=top.child("prewarm").number("timeoutSeconds", above=True) if switches else 0,
        canary_steps=top.child("canary").steps("steps") if switches else (),
        canary_seconds=top.child("canary").number("stepSeconds") if switches else 0,
        watch=_watch(top.child("watch")) if switches else Watch(),
        bake_seconds=top.child("bake").number("seconds") if switches else 0,
        migration=Migration() if switches else _migration(top.child("migration")),
        stack=top.text("stack", "STACK"),
    )
    if switches and not mistakes and settings.verify.workload not in [one.name for one in settings.workloads]:
        mistakes.append(
            f"verify.workload is {json.dumps(settings.verify.workload)}: give the name of one of the workloads"
        )
    if mistakes:
        more = f"; and {len(mistakes) - MOST} more" if len(mistakes) > MOST else ""
        raise BrokenSettings(f"RELEASE_SETTINGS: {'; '.join(mistakes[:MOST])}{more}.")
    return settings
