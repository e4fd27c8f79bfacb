"""`switch`: verify, prewarm, canary steps, move and bake of one colour; at a breach everything back.

What a killed pod needs is on the route before it is needed: the annotation `leanvibe.dev/before` is written in the same step
as the first weights, and removed when all is done.
"""

from __future__ import annotations

import time

from .ledger import Ledger
from .outcome import Refused
from .prewarm import Prewarm
from .route import PREFIX, Annotations, Before, Route, Routes, Weights, describe, gets_everything, gets_traffic
from .settings import Settings, named
from .termination import shielded
from .verify import verify
from .walk import everything, stages
from .watch import Breach, Scraper, watch
from .world import World

# Seconds for which the way back is tried: nothing is gained by giving up on it.
PATIENCE_OF_THE_WAY_BACK = 900.0


def switch(settings: Settings, world: World) -> str:
    """Walks the release to its end and returns the last line; raises Refused after a breach, too."""
    return _Switch(settings, world).run()


class _Switch:
    def __init__(self, settings: Settings, world: World) -> None:
        self.settings, self.world = settings, world
        self.colour, self.identity = settings.colour, settings.identity
        self.routes, self.prewarm = Routes(settings, world), Prewarm(settings, world)
        self.began = time.monotonic()

    def run(self) -> str:
        ledger = Ledger(self.settings, self.world)
        try:
            verdict = self._walk(ledger, self.routes.read())
        except Refused:
            self.prewarm.lower_minimum()
            raise
        self.prewarm.lower_minimum()
        return f"{verdict} ({time.monotonic() - self.began:.1f} s)"

    def _walk(self, ledger: Ledger, route: Route | None) -> str:
        before = self._unfinished(route)
        reason = before and (before.breach or (ledger.condemned() and "condemned while it was watched"))
        if before and reason:
            self.world.log("an earlier pod of this release ended on the way back: finishing that")
            raise self._gone_back(ledger, before, reason)
        ledger.refuse_condemned()
        if route is None:
            return self._first_installation(ledger)
        self._refuse_older(route)
        known = ledger.is_good()
        if known and gets_everything(route.weights, self.colour):
            if route.before:
                self.routes.write(route, route.weights, self._final(route.annotations), None)
            return f"{self.colour} {self.identity} has all traffic and is known good: nothing to do"
        if before:
            self.world.log(
                f"an earlier pod of this release was ended at {describe(route.weights)}: going on from there"
            )
        else:
            if known:
                self.world.log(f"{self.colour} {self.identity} is known good: no verify, no canary, no bake")
            else:
                verify(self.settings, self.world)
            if not gets_everything(route.weights, self.colour):
                self.prewarm.raise_minimum()
            before = Before(self.colour, self.identity, route.weights, route.annotations)
        if known:
            self._unmoved(route.weights)
            self.routes.write(
                route, everything(self.colour, self.settings.workloads), self._final(route.annotations), None
            )
            return f"{self.colour} {self.identity} has all traffic"
        try:
            return self._try(ledger, route, before)
        except Breach as breach:
            raise self._gone_back(ledger, before, str(breach)) from None

    def _unfinished(self, route: Route | None) -> Before | None:
        """What this very switch left on the route. Another's is not gone back to: its colours may have changed since."""
        before = route.before if route else None
        return before if before and (before.colour, before.identity) == (self.colour, self.identity) else None

    def _refuse_older(self, route: Route) -> None:
        """Raises Refused when the cluster has seen a newer generation: somebody's configuration is out of date."""
        reached = route.annotations.get(f"{PREFIX}generation", "")
        if reached.isdecimal() and int(reached) > self.settings.generation:
            raise Refused(
                f"The cluster is at generation {reached}, and this configuration says {self.settings.generation}, so it is older: "
                "get the newest one (`git pull`) and run `pulumi up` again. The weights are as they were."
            )

    def _first_installation(self, ledger: Ledger) -> str:
        if not ledger.is_good():
            verify(self.settings, self.world)
        self.prewarm.raise_minimum()
        # There is nothing to go back to, so nothing is baked; and the next release must be able to come back here at once.
        ledger.remember_good()
        return f"{self.colour} {self.identity} is ready for the first installation: the program makes the route"

    def _try(self, ledger: Ledger, route: Route, before: Before) -> str:
        settings = self.settings
        scraper = Scraper(settings, self.world, self.colour)
        if not gets_traffic(route.weights, self.colour):
            self._refuse_unwatchable(scraper)
        # With all traffic already there is nothing to go back to, so nothing to remember either.
        kept = None if gets_everything(before.weights, self.colour) else before
        for stage in stages(
            route.weights,
            self.colour,
            settings.workloads,
            settings.canary_steps,
            settings.canary_seconds,
            settings.bake_seconds,
        ):
            annotations = (
                self._final(route.annotations)
                if stage.last
                else {**route.annotations, f"{PREFIX}{self.colour}": self.identity}
            )
            route = self._unmoved(route.weights)
            # Before the move, so that the first sample after it already counts.
            scraper.sample()
            route = self.routes.write(route, stage.weights, annotations, kept)
            self.world.log(f"weights: {describe(stage.weights)}")
            if stage.seconds:
                watch(settings, self.world, scraper, stage.seconds, stage.name)
        route = self._unmoved(route.weights)
        ledger.remember_good()
        self.routes.write(route, route.weights, self._final(route.annotations), None)
        return f"{self.colour} {self.identity} has all traffic and is good"

    def _refuse_unwatchable(self, scraper: Scraper) -> None:
        """Refuses to move traffic to pods that could not be watched then: that is no fault of the version, so none is condemned."""
        deadline = time.monotonic() + self.settings.verify.settle_seconds
        while scraper.sample().pods == 0:
            if time.monotonic() > deadline:
                watch = self.settings.watch
                raise Refused(
                    f"The pods of {self.colour} cannot be watched: none answers {watch.path} with 200 at the addresses of "
                    f"{named(watch.service, self.colour)}:{watch.port}; the traffic was not moved. Look at that headless Service, the "
                    "NetworkPolicies and the application's metrics, then run `pulumi up` again."
                )
            time.sleep(0.2)

    def _final(self, annotations: Annotations) -> Annotations:
        """The annotations that the program writes, so that it finds no difference."""
        identities = {f"{PREFIX}{colour}": identity for colour, identity in self.settings.identities.items()}
        return {
            **annotations,
            f"{PREFIX}live": self.colour,
            **identities,
            f"{PREFIX}generation": str(self.settings.generation),
        }

    def _unmoved(self, expected: Weights) -> Route:
        """The route, read anew; raises Refused when somebody else moved the weights, whose decision is left as it is."""
        route = self.routes.read()
        if route is None:
            raise Refused(
                f"HTTPRoute {self.settings.route} was deleted meanwhile: run `pulumi up --refresh`, which makes it again."
            )
        if route.weights != expected:
            if route.before:
                self.routes.write(route, route.weights, route.annotations, None)
            raise Refused(
                f"The weights were changed from outside to {describe(route.weights)} while {self.colour} {self.identity} was watched: they "
                "stay so, and it is not known good. Run `pulumi up` again when nobody else changes them."
            )
        return route

    def _gone_back(self, ledger: Ledger, before: Before, reason: str) -> Refused:
        """Weights and annotations first, then the ledger; gives what is to be said of it."""
        if gets_everything(before.weights, self.colour):
            return Refused(
                f"{self.colour} {self.identity} is in breach ({reason}), and had all traffic before this Job began: there is nothing to go "
                f"back to. The weights are as they were; run `npm run release -- --stack {self.settings.stack} rollback`, or release another version."
            )
        self.world.log(f"BREACH of {self.colour} {self.identity}: {reason}")
        began, patience = time.monotonic(), self.world.api.patience
        self.world.api.patience = max(patience, PATIENCE_OF_THE_WAY_BACK)
        failure = ""
        with shielded():
            try:
                done = self._put_back(before._replace(breach=reason))
                self.world.log(f"{done} in {time.monotonic() - began:.2f} s")
            except Refused as refusal:
                done = failure = f"the weights could NOT be put back ({refusal})"
            if ledger.condemned() is None:
                ledger.condemn(reason)
            self.world.log(f"ledger: {self.identity} is condemned")
            route = self.routes.read()
            if not failure and route and route.before:
                self.routes.write(route, route.weights, route.annotations, None)
        self.world.api.patience = patience
        return Refused(
            f"{self.colour} {self.identity} was in breach: {reason}; {done}, and this version is refused from now on. Run "
            f"`npm run release -- --stack {self.settings.stack} rollback` to write down what is live, or release another version."
        )

    def _put_back(self, before: Before) -> str:
        route = self.routes.read()
        if route is None:
            return f"HTTPRoute {self.settings.route} is gone"
        if not gets_traffic(route.weights, self.colour) and not gets_traffic(before.weights, self.colour):
            # Done by an earlier pod, or by a person meanwhile.
            return f"the weights are {describe(route.weights)}"
        self.routes.write(route, before.weights, before.annotations, before)
        return f"the weights are back to {describe(before.weights)}"
