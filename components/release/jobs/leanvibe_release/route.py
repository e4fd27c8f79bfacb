"""The HTTPRoute: reading its weights, computing new ones, writing it whole under the program's own field manager."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from .kubernetes import ApiRefusal, path_of
from .outcome import Refused
from .settings import COLOURS, Settings, Workload, named
from .world import World

PREFIX = "leanvibe.dev/"
BEFORE = f"{PREFIX}before"
# Per workload and colour, for example {"api": {"blue": 95, "green": 5}, "frontend": {"blue": 100, "green": 0}}.
Weights = dict[str, dict[str, int]]
Annotations = dict[str, str]


class Before(NamedTuple):
    """What an unfinished switch goes back to; kept on the route itself, so that no killed pod takes it along."""

    colour: str
    identity: str
    weights: Weights
    annotations: Annotations
    breach: str | None = None

    def text(self) -> str:
        """The value of the annotation."""
        return json.dumps(self._asdict(), separators=(",", ":"), sort_keys=True)


class Route(NamedTuple):
    """The route as it is now."""

    object: dict[str, Any]
    weights: Weights
    annotations: Annotations
    before: Before | None


def _backends(body: dict[str, Any], settings: Settings, workload: Workload) -> dict[str, dict[str, Any]]:
    rules = (body.get("spec") or {}).get("rules") or []
    refs = (rules[workload.rule].get("backendRefs") or []) if workload.rule < len(rules) else []
    found = {colour: [ref for ref in refs if ref.get("name") == named(workload.service, colour)] for colour in COLOURS}
    if any(len(refs) != 1 for refs in found.values()) or len(refs) != len(COLOURS):
        names = " and ".join(named(workload.service, colour) for colour in COLOURS)
        raise Refused(
            f"Rule {workload.rule} of HTTPRoute {settings.route} must name the Services {names} and no other: nothing was changed; "
            "run `pulumi up --refresh`, which writes the route anew."
        )
    return {colour: refs[0] for colour, refs in found.items()}


def _before(text: str | None) -> Before | None:
    """An annotation that cannot be read (somebody's edit) is none: the present weights are then what there is."""
    try:
        value = json.loads(text or "")
        before = Before(**value)
        whole = all(type(before.weights[name][colour]) is int for name in before.weights for colour in COLOURS)
        return before if whole and isinstance(before.annotations, dict) else None
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


class Routes:
    """The one route of a release."""

    def __init__(self, settings: Settings, world: World) -> None:
        self._settings, self._api = settings, world.api
        self._path = path_of("gateway.networking.k8s.io/v1", settings.namespace, "httproutes", settings.route)

    def read(self) -> Route | None:
        """The route, or None before the first installation has made it."""
        body = self._api.get(self._path)
        if body is None:
            return None
        weights = {
            workload.name: {
                colour: ref.get("weight", 1) for colour, ref in _backends(body, self._settings, workload).items()
            }
            for workload in self._settings.workloads
        }
        annotations = body.get("metadata", {}).get("annotations") or {}
        ours = {name: text for name, text in annotations.items() if name.startswith(PREFIX) and name != BEFORE}
        return Route(body, weights, ours, _before(annotations.get(BEFORE)))

    def write(self, route: Route, weights: Weights, annotations: Annotations, before: Before | None) -> Route:
        """Writes weights, all of our annotations, and what an unfinished switch goes back to, in one atomic step."""
        metadata, spec = route.object.get("metadata", {}), json.loads(json.dumps(route.object["spec"]))
        others = {
            name: text for name, text in (metadata.get("annotations") or {}).items() if not name.startswith(PREFIX)
        }
        body = {
            "apiVersion": "gateway.networking.k8s.io/v1",
            "kind": "HTTPRoute",
            "metadata": {
                "name": self._settings.route,
                "namespace": self._settings.namespace,
                **({"labels": metadata["labels"]} if metadata.get("labels") else {}),
                "annotations": {**others, **annotations, **({BEFORE: before.text()} if before else {})},
            },
            "spec": spec,
        }
        for workload in self._settings.workloads:
            if workload.name in weights:
                for colour, ref in _backends(body, self._settings, workload).items():
                    ref["weight"] = weights[workload.name][colour]
        try:
            self._api.apply(self._path, body, self._settings.field_manager)
        except ApiRefusal as refusal:
            raise _explained(refusal, self._settings) from None
        return Route(body, {**route.weights, **weights}, annotations, before)


def _explained(refusal: ApiRefusal, settings: Settings) -> Refused:
    if "denied request" in refusal.said:
        return Refused(
            f"The guard denied the change of HTTPRoute {settings.route}: {refusal.said}. The weights are as they were; run "
            f"`npm run release -- --stack {settings.stack} rollback`, or release another version."
        )
    if refusal.status == 403:
        return Refused(
            f"This Job may not change HTTPRoute {settings.route}: {refusal.said}. Its role needs get and patch on it."
        )
    return refusal


def describe(weights: Weights) -> str:
    """For people: `api blue 95 green 5, frontend blue 100 green 0`."""
    return ", ".join(
        f"{name} {' '.join(f'{colour} {share[colour]}' for colour in COLOURS)}" for name, share in weights.items()
    )


def gets_traffic(weights: Weights, colour: str) -> bool:
    """Whether any rule gives the colour weight."""
    return any(share[colour] > 0 for share in weights.values())


def gets_everything(weights: Weights, colour: str) -> bool:
    """Whether all rules give the colour all traffic."""
    return gets_traffic(weights, colour) and all(
        share[one] == 0 for share in weights.values() for one in COLOURS if one != colour
    )
