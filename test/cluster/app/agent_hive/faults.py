"""Faults that tests switch on, for one version of the application, before or while it runs.

They come from the image (build.json), from the environment (FAULTS, which replaces the image's), and at run time from the
Redis key `leanvibe:faults:<build>`, whose JSON document replaces both until the key is removed. `<build>` is the version
baked into the image.
"""

import json
import math
from dataclasses import dataclass, fields

from redis import Redis


class FaultsError(Exception):
    """A document of faults that cannot be used; the message says what is allowed."""


@dataclass(frozen=True)
class Faults:
    """All faults; the defaults are none."""

    # Share of requests under /api that are answered 500, and of stream entries that a worker leaves undone; 0 to 1.
    errorRatio: float = 0
    # Added to each request under /api and to each batch of stream entries.
    latencyMilliseconds: float = 0
    # CPU time burnt for each request under /api, to make an autoscaler act.
    cpuMilliseconds: float = 0
    # Memory held.
    memoryMegabytes: float = 0
    # /ready answers 503.
    notReady: bool = False
    # The three faults of requests hit only what comes through the gateway: a version that passes verify and breaks after it.
    onlyThroughGateway: bool = False
    # Migration 0003 fails after half of its work.
    failMigration: bool = False

    @staticmethod
    def parse(text: str) -> "Faults":
        """Faults from a JSON document; raises FaultsError."""
        try:
            document = json.loads(text)
        except ValueError as error:
            raise FaultsError(f"Faults must be a JSON document, not {text!r}.") from error
        types = {field.name: field.type for field in fields(Faults)}
        if not isinstance(document, dict):
            raise FaultsError(f"Faults must be a JSON object, not {text!r}.")
        for name, value in document.items():
            if name not in types:
                raise FaultsError(f'There is no fault "{name}"; there are {", ".join(types)}.')
            if types[name] is bool and not isinstance(value, bool):
                raise FaultsError(f"{name} is {value!r}, but must be true or false.")
            if types[name] is float and (isinstance(value, bool) or not isinstance(value, (int, float)) or not _in_range(name, value)):
                raise FaultsError(f"{name} is {value!r}, but must be a number of at least 0{' and at most 1' if name == 'errorRatio' else ''}.")
        return Faults(**document)


def _in_range(name: str, value: float) -> bool:
    return math.isfinite(value) and 0 <= value <= (1 if name == "errorRatio" else math.inf)


def redis_key(build: str) -> str:
    """The key whose document switches faults of that version on while it runs."""
    return f"leanvibe:faults:{build}"


def effective(run_time: str | None, baked: str) -> Faults:
    """The faults in force, given the key's document (if there is one) and the baked one."""
    return Faults.parse(baked if run_time is None else run_time)


def read_now(client: Redis, build: str, baked: str) -> Faults:
    """The faults in force now, for a program that runs once (a migration). A Redis that does not answer has none."""
    try:
        return effective(client.get(redis_key(build)), baked)
    except OSError:
        return effective(None, baked)
