"""The weights that a switch goes through. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .route import Weights
from .settings import COLOURS, Workload


class Stage(NamedTuple):
    """Weights, how long they are watched (0: not at all), and what the log calls it."""

    name: str
    weights: Weights
    seconds: float
    last: bool


def _share(colour: str, weight: int) -> dict[str, int]:
    return {one: weight if one == colour else 100 - weight for one in COLOURS}


def everything(colour: str, workloads: Sequence[Workload]) -> Weights:
    """All traffic of all workloads to one colour."""
    return {workload.name: _share(colour, 100) for workload in workloads}


def stages(
    now: Weights,
    colour: str,
    workloads: Sequence[Workload],
    steps: Sequence[int],
    step_seconds: float,
    bake_seconds: float,
) -> list[Stage]:
    """Canary steps on the workloads of rule 0, then the move of everything, which is baked.

    The front end moves at once, because either colour serves both colours' hashed files. A step that the colour has passed is
    left out and one that it stands on is watched again, so that a new pod goes on where another was killed.
    """
    moving = [workload for workload in workloads if workload.rule == 0]
    rest = {name: dict(share) for name, share in now.items() if name not in {workload.name for workload in moving}}
    reached = max((now[workload.name][colour] for workload in moving), default=0)
    walk = [
        Stage(
            f"canary {step} %",
            {**{workload.name: _share(colour, step) for workload in moving}, **rest},
            step_seconds,
            False,
        )
        for step in steps
        if step >= reached
    ]
    return [*walk, Stage("bake", everything(colour, workloads), bake_seconds, True)]
