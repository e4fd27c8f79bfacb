from __future__ import annotations

import json
import random
import unittest

from leanvibe_release.route import gets_everything, gets_traffic
from leanvibe_release.settings import read
from leanvibe_release.walk import Stage, stages
from support.documents import document

WORKLOADS = read(json.dumps(document())).workloads


def share(blue: int) -> dict[str, int]:
    return {"blue": blue, "green": 100 - blue}


def walk(api: int, frontend: int, colour: str, steps: list[int]) -> list[Stage]:
    return stages({"api": share(api), "frontend": share(frontend)}, colour, WORKLOADS, steps, 5, 12)


class TheWalk(unittest.TestCase):
    def test_takes_the_steps_on_the_api_and_then_moves_everything(self) -> None:
        seen = [
            (stage.name, stage.weights["api"]["green"], stage.weights["frontend"]["green"], stage.seconds)
            for stage in walk(100, 100, "green", [5, 25])
        ]
        self.assertEqual(seen, [("canary 5 %", 5, 0, 5), ("canary 25 %", 25, 0, 5), ("bake", 100, 100, 12)])

    def test_goes_on_from_the_step_that_was_reached(self) -> None:
        self.assertEqual(
            [stage.name for stage in walk(75, 100, "green", [5, 25, 50])], ["canary 25 %", "canary 50 %", "bake"]
        )
        self.assertEqual([stage.name for stage in walk(0, 0, "green", [5, 25])], ["bake"])

    def test_always_names_both_colours_with_weights_that_sum_to_100_never_falls_and_ends_with_everything(self) -> None:
        chance = random.Random(5)
        for _ in range(2000):
            steps = sorted(chance.sample(range(1, 100), chance.randint(0, 6)))
            colour = chance.choice(("blue", "green"))
            api = chance.choice((0, 100, chance.randint(0, 100)))
            now = share(api)[colour]
            found = walk(api, chance.choice((0, 100)), colour, steps)
            for stage in found:
                self.assertEqual(sorted(stage.weights), ["api", "frontend"])
                for weights in stage.weights.values():
                    self.assertEqual(sorted(weights), ["blue", "green"])
                    self.assertEqual(sum(weights.values()), 100)
                    self.assertTrue(all(weight >= 0 for weight in weights.values()))
                self.assertGreaterEqual(stage.weights["api"][colour], now)
                self.assertTrue(gets_traffic(stage.weights, colour))
                now = stage.weights["api"][colour]
            self.assertEqual([stage.last for stage in found], [False] * (len(found) - 1) + [True])
            self.assertTrue(gets_everything(found[-1].weights, colour))
