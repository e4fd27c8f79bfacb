from __future__ import annotations

import json
import threading
import unittest

from leanvibe_release.switch import switch
from support.cluster import LEDGER, ROUTE, autoscaler, deployment, until
from support.scene import Scene, route_object
from support.traffic import Traffic

MINIMUMS = [autoscaler(workload, "green") for workload in ("api", "frontend")]


class TheSwitch(unittest.TestCase):
    def setUp(self) -> None:
        self.scene = Scene()
        self.cluster = self.scene.cluster
        self.addCleanup(self.scene.close)

    def test_of_an_older_generation_than_the_clusters_is_refused_and_moves_nothing(self) -> None:
        self.scene.cluster.annotations()["leanvibe.dev/generation"] = "8"
        verdict = self.scene.run(switch)
        self.assertRegex(verdict, "^Refused: The cluster is at generation 8, and this configuration says 7, so it is older: get")
        self.assertEqual(self.scene.cluster.weights_written(), [])

    def test_goes_by_a_canary_step_of_the_api_to_all_traffic_and_remembers_the_version_as_good(self) -> None:
        with Traffic(self.scene) as traffic:
            verdict = self.scene.run(switch)
        self.assertRegex(verdict, r"^green 2\.1\.0 has all traffic and is good \(\d+\.\d s\)$")
        self.assertEqual(self.cluster.weights_written("api"), [5, 100])
        self.assertEqual(self.cluster.weights_written("frontend"), [0, 100])
        self.assertEqual(self.cluster.ledger(), {"blue.2.0.0": "good", "green.2.1.0": "good"})
        self.assertEqual(traffic.wrong, [])
        self.assertGreater(len(traffic.of("green")), 0)
        steps = [line.split(":")[0] for line in self.scene.lines]
        self.assertEqual(steps, ["verify", "prewarm", "weights", "canary 5 %", "weights", "bake"])

    def test_leaves_a_route_on_which_the_program_finds_no_difference_and_meets_no_conflict(self) -> None:
        self.scene.run(switch)
        made = route_object(green=100)
        self.assertEqual(self.cluster.objects[ROUTE]["spec"], made["spec"])
        self.assertEqual(self.cluster.objects[ROUTE]["metadata"]["labels"], made["metadata"]["labels"])
        self.assertEqual(self.cluster.annotations(), made["metadata"]["annotations"])
        made["spec"]["rules"][0]["backendRefs"][0]["weight"] = 1
        self.assertIsNone(self.cluster._apply(ROUTE, made, "pulumi-release", force=False))

    def test_gives_no_traffic_to_a_version_that_fails_its_verify(self) -> None:
        self.scene.pods["green"][0].probe_status = lambda path: 503 if path == "/ready" else 200
        with Traffic(self.scene) as traffic:
            verdict = self.scene.run(switch)
        self.assertRegex(
            verdict, r"^Refused: Verify of green 2\.1\.0 failed: .*last GET /ready: 503; it got no traffic\."
        )
        self.assertEqual(self.cluster.history, [])
        self.assertEqual((traffic.of("green"), self.scene.pods["green"][0].users()), ([], 0))

    def test_moves_a_version_that_is_known_good_in_one_step_without_verify_canary_and_bake(self) -> None:
        self.cluster.ledger()["green.2.1.0"] = "good"
        self.scene.pods["green"][0].probe_status = lambda _path: 503
        verdict = self.scene.run(switch)
        self.assertRegex(verdict, "^green 2.1.0 has all traffic ")
        self.assertEqual(self.cluster.weights_written(), [100])
        self.assertEqual(self.cluster.annotations(), route_object(green=100)["metadata"]["annotations"])
        self.assertEqual([pod.scrapes for pod in self.scene.pods["green"]], [0, 0])

    def test_changes_nothing_but_raised_minimums_when_all_traffic_is_there_and_the_version_is_known_good(self) -> None:
        self.scene.route(green=100)
        self.cluster.ledger()["green.2.1.0"] = "good"
        self.cluster.objects[MINIMUMS[0]]["spec"]["minReplicas"] = 5
        self.assertRegex(self.scene.run(switch), "nothing to do")
        self.assertEqual(self.cluster.history, [(MINIMUMS[0], {"spec": {"minReplicas": 2}})])

    def test_of_the_first_installation_verifies_and_leaves_the_route_to_the_program(self) -> None:
        del self.cluster.objects[ROUTE]
        self.assertRegex(
            self.scene.run(switch), "^green 2.1.0 is ready for the first installation: the program makes the route"
        )
        self.assertEqual(self.cluster.history, [(LEDGER, {"data": {"green.2.1.0": "good"}})])

    def test_of_the_first_installation_refuses_a_version_that_fails_its_verify(self) -> None:
        del self.cluster.objects[ROUTE]
        self.scene.pods["green"][0].stop()
        self.assertRegex(self.scene.run(switch), "^Refused: Verify of green 2.1.0 failed: .*refused")
        self.assertEqual(self.cluster.history, [])

    def test_refuses_a_condemned_version_in_either_colour_and_names_the_command(self) -> None:
        self.cluster.ledger()["reverted.2.1.0"] = "blue, 5xx ratio 1"
        verdict = self.scene.run(switch, {"stack": "prod"})
        self.assertRegex(verdict, r"^Refused: 2\.1\.0 was reverted earlier \(blue, 5xx ratio 1\)")
        self.assertIn("`npm run release -- --stack prod rollback`", verdict)
        self.assertEqual(self.cluster.history, [])

    def test_says_clearly_that_the_guard_denied_it_and_lowers_the_minimums_again(self) -> None:
        self.cluster.objects[deployment("api", "blue")]["status"]["readyReplicas"] = 3

        def deny(method: str, path: str) -> tuple[int, dict[str, str]] | None:
            denial = {
                "message": "ValidatingAdmissionPolicy 'guard' with binding 'guard' denied request: 2.1.0 was reverted"
            }
            return (422, denial) if (method, path) == ("PATCH", ROUTE) else None

        self.cluster.interfere = deny
        self.assertRegex(
            self.scene.run(switch),
            "^Refused: The guard denied the change of HTTPRoute leanvibe: .* was reverted. The weights are",
        )
        self.assertEqual(self.cluster.weight("api", "green"), 0)
        self.assertEqual(self.cluster.objects[MINIMUMS[0]]["spec"]["minReplicas"], 2)
        self.assertNotIn("green.2.1.0", self.cluster.ledger())

    def test_waits_for_an_api_server_that_restarts_in_the_middle(self) -> None:
        restart = threading.Thread(
            target=lambda: (until(lambda: self.cluster.weights_written() == [5]), self.cluster.outage(1.2).join()),
            daemon=True,
        )
        restart.start()
        with Traffic(self.scene) as traffic:
            verdict = self.scene.run(switch)
        restart.join()
        self.assertRegex(verdict, "has all traffic and is good")
        self.assertIn("the API server answers again", "\n".join(self.scene.lines))
        self.assertEqual(traffic.wrong, [])

    def test_leaves_weights_that_somebody_else_changed_and_does_not_call_the_version_good(self) -> None:
        def meddle() -> None:
            until(lambda: self.cluster.weights_written()[-1:] == [100])
            self.cluster.objects[ROUTE]["spec"] = route_object()["spec"]

        threading.Thread(target=meddle, daemon=True).start()
        verdict = self.scene.run(switch)
        self.assertRegex(
            verdict,
            "^Refused: The weights were changed from outside to api blue 100 green 0, frontend blue 100 green 0 ",
        )
        self.assertEqual(self.cluster.weight("api", "green"), 0)
        self.assertNotIn("leanvibe.dev/before", self.cluster.annotations())
        self.assertEqual(self.cluster.ledger(), {"blue.2.0.0": "good"})

    def test_refuses_to_begin_without_a_ledger(self) -> None:
        del self.cluster.objects[LEDGER]
        self.assertRegex(
            self.scene.run(switch), r"^Refused: The ledger \(ConfigMap leanvibe-release-ledger in leanvibe\) is missing"
        )

    def test_refuses_a_route_that_does_not_name_both_services_or_names_a_third(self) -> None:
        refs = self.cluster.objects[ROUTE]["spec"]["rules"][1]["backendRefs"]
        for wrong in (refs[:1], [*refs, {"name": "somebody-elses", "weight": 1}]):
            self.cluster.objects[ROUTE]["spec"]["rules"][1]["backendRefs"] = wrong
            verdict = self.scene.run(switch)
            self.assertRegex(
                verdict, "^Refused: Rule 1 of HTTPRoute leanvibe must name the Services leanvibe-frontend-blue and"
            )
        self.assertEqual(self.cluster.history, [])

    def test_ends_what_another_switch_left_unfinished_when_it_goes_the_other_way(self) -> None:
        self.scene.route(green=5)
        left = {"colour": "green", "identity": "2.1.0", "weights": {}, "annotations": {}, "breach": None}
        self.scene.annotate("leanvibe.dev/before", json.dumps(left))
        self.assertRegex(self.scene.run(switch, {"colour": "blue", "generation": 8}), "^blue 2.0.0 has all traffic")
        self.assertEqual((self.cluster.weight("api", "green"), self.cluster.weight("frontend", "green")), (0, 0))
        self.assertNotIn("leanvibe.dev/before", self.cluster.annotations())
        self.assertEqual(self.cluster.annotations()["leanvibe.dev/generation"], "8")


class ThePrewarm(unittest.TestCase):
    def scene(self, live_ready: int) -> Scene:
        scene = Scene(live_ready=live_ready)
        self.addCleanup(scene.close)
        return scene

    def replicas(self, scene: Scene) -> list[int]:
        return [body["spec"]["replicas"] for path, body in scene.cluster.history if path.endswith("/scale")]

    def minimums(self, scene: Scene) -> list[int]:
        return [body["spec"]["minReplicas"] for path, body in scene.cluster.history if path == MINIMUMS[0]]

    def test_starts_the_idle_colour_with_the_live_ones_ready_pods_before_any_traffic_and_lowers_the_minimum_after(
        self,
    ) -> None:
        scene = self.scene(live_ready=5)
        scene.cluster.ready_after = 0.3
        scene.run(switch)
        self.assertEqual((self.minimums(scene), self.replicas(scene)), ([5, 2], [5]))
        paths = [path for path, _ in scene.cluster.history]
        self.assertLess(paths.index(f"{deployment('api', 'green')}/scale"), paths.index(ROUTE))
        self.assertRegex("\n".join(scene.lines), "prewarm: green has ready pods api 5, frontend 2 ")

    def test_asks_for_no_more_pods_than_the_autoscaler_may_make(self) -> None:
        scene = self.scene(live_ready=12)
        scene.run(switch)
        self.assertEqual((self.minimums(scene), self.replicas(scene)), ([10, 2], [10]))

    def test_that_gets_no_pods_moves_no_traffic_and_lowers_the_minimum(self) -> None:
        scene = self.scene(live_ready=4)
        scene.cluster.ready_after = None
        verdict = scene.run(switch, {"prewarm.timeoutSeconds": 0.4})
        self.assertRegex(
            verdict,
            r"^Refused: Prewarm of green 2\.1\.0 failed: ready pods after 0\.4 s: api 2 of 4; the traffic was not",
        )
        self.assertEqual((self.minimums(scene), scene.cluster.weights_written()), ([4, 2], []))

    def test_does_without_an_autoscaler(self) -> None:
        scene = self.scene(live_ready=2)
        del scene.cluster.objects[MINIMUMS[1]]
        self.assertRegex(scene.run(switch), "has all traffic and is good")

    def test_is_done_for_a_rollback_too(self) -> None:
        scene = self.scene(live_ready=2)
        scene.route(green=100)
        scene.cluster.objects[deployment("api", "green")]["status"]["readyReplicas"] = 6
        scene.run(switch, {"colour": "blue", "generation": 8})
        self.assertEqual(self.replicas(scene), [6])
        self.assertEqual(scene.cluster.weights_written("api", "blue"), [100])


if __name__ == "__main__":
    unittest.main()
