from __future__ import annotations

import threading
import unittest

from leanvibe_release.switch import switch
from support.application import Application
from support.cluster import LEDGER, ROUTE, autoscaler, deployment, until
from support.scene import Scene, route_object
from support.traffic import Traffic

WHOLE = {"canary.steps": []}


class ABreach(unittest.TestCase):
    def setUp(self) -> None:
        self.scene = Scene()
        self.cluster, self.green = self.scene.cluster, self.scene.pods["green"]
        self.addCleanup(self.scene.close)

    def turn(self, **changes: object) -> None:
        for pod in self.green:
            for name, value in changes.items():
                setattr(pod, name, value)

    def assert_back(self, verdict: str, reason: str) -> None:
        self.assertRegex(verdict, rf"^Refused: green 2\.1\.0 was in breach: {reason}")
        self.assertRegex(
            verdict,
            "the weights are back to api blue 100 green 0, frontend blue 100 green 0, and this version is refused",
        )
        self.assertEqual(self.cluster.annotations(), route_object()["metadata"]["annotations"])
        self.assertEqual(self.cluster.objects[ROUTE]["spec"], route_object()["spec"])
        self.assertRegex(self.cluster.ledger()["reverted.2.1.0"], rf"^green, {reason}")
        self.assertNotIn("green.2.1.0", self.cluster.ledger())

    def test_in_the_canary_hurts_no_more_than_the_steps_share_of_the_requests(self) -> None:
        self.turn(status=500)
        with Traffic(self.scene, rate=240) as traffic:
            # Time for a share to show: without this the first wrong answers could be most of the answers.
            until(lambda: len(traffic.answers) > 200)
            verdict = self.scene.run(switch, {"canary.stepSeconds": 4, "watch.minRequests": 3})
        self.assert_back(
            verdict,
            r"5xx ratio 1 of \d+ requests \(allowed 0\.05\), 2 samples in a row, \d\.\d s after canary 5 % began",
        )
        self.assertEqual(self.cluster.weights_written(), [5, 0])
        self.assertGreater(len(traffic.wrong), 0)
        self.assertLess(len(traffic.wrong) / len(traffic.answers), 0.1)

    def test_at_full_weight_is_ended_within_the_samples_that_it_takes(self) -> None:
        self.turn(status=500)
        with Traffic(self.scene) as traffic:
            verdict = self.scene.run(switch, WHOLE)
        self.assert_back(verdict, "5xx ratio 1 of ")
        self.assertEqual(self.cluster.weights_written(), [100, 0])
        # One before the move, one at once, and then breachSamples of them; one more for a slow machine.
        self.assertLessEqual(self.green[0].scrapes, 5)
        self.assertEqual({answer.colour for answer in traffic.wrong}, {"green"})

    def test_that_begins_in_the_bake_is_noticed_too(self) -> None:
        def later() -> None:
            until(lambda: 100 in self.cluster.weights_written())
            self.turn(status=502)

        threading.Thread(target=later, daemon=True).start()
        with Traffic(self.scene):
            verdict = self.scene.run(switch, {"bake.seconds": 10})
        self.assert_back(verdict, "5xx ratio ")
        self.assertEqual(self.cluster.weights_written(), [5, 100, 0])

    def test_of_the_durations_counts_as_one_of_the_answers_does(self) -> None:
        self.turn(seconds=0.3)
        with Traffic(self.scene, rate=80):
            verdict = self.scene.run(switch, {**WHOLE, "bake.seconds": 5, "watch.maxP95Milliseconds": 200})
        self.assert_back(verdict, r"p95 \d+ ms over \d+ requests \(allowed 200 ms\)")

    def test_puts_weights_back_first_then_writes_the_ledger_then_lowers_the_minimum(self) -> None:
        self.cluster.objects[deployment("api", "blue")]["status"]["readyReplicas"] = 4
        self.turn(status=500)
        with Traffic(self.scene):
            self.scene.run(switch, WHOLE)
        paths = [path for path, _ in self.cluster.history]
        back = next(
            index
            for index, (path, body) in enumerate(self.cluster.history)
            if path == ROUTE and '"breach":"' in str(body)
        )
        condemned = paths.index(LEDGER)
        self.assertLess(back, condemned)
        self.assertEqual(paths[-1], autoscaler("api", "green"))
        self.assertEqual(self.cluster.objects[autoscaler("api", "green")]["spec"]["minReplicas"], 2)

    def test_is_all_pods_gone(self) -> None:
        def vanish() -> None:
            until(lambda: 100 in self.cluster.weights_written())
            for pod in self.green:
                pod.stop()
            self.scene.pods["green"] = []

        # Nobody asks meanwhile: requests to pods that are gone are no pod's to count.
        threading.Thread(target=vanish, daemon=True).start()
        self.assert_back(
            self.scene.run(switch, {**WHOLE, "bake.seconds": 10}), "no pod of it could be read, 2 samples in a row"
        )

    def test_is_that_no_pod_can_be_watched_any_more(self) -> None:
        def break_metrics() -> None:
            until(lambda: 100 in self.cluster.weights_written())
            self.turn(metrics_status=500)

        threading.Thread(target=break_metrics, daemon=True).start()
        self.assert_back(self.scene.run(switch, {**WHOLE, "bake.seconds": 10}), "no pod of it could be read")

    def test_is_not_that_no_pod_could_ever_be_watched_which_is_refused_before_any_traffic(self) -> None:
        self.turn(metrics_status=404)
        verdict = self.scene.run(switch)
        self.assertRegex(
            verdict, "^Refused: The pods of green cannot be watched: none answers /metrics with 200 at the addresses of"
        )
        self.assertEqual((self.cluster.weights_written(), self.cluster.ledger()), ([], {"blue.2.0.0": "good"}))

    def test_is_not_one_pod_of_several_gone_or_begun_anew(self) -> None:
        def disturb() -> None:
            until(lambda: 100 in self.cluster.weights_written())
            self.green[0].reset()
            until(lambda: len(self.cluster.history) > 0 and self.green[1].scrapes > 3)
            self.green[1].stop()

        disturbance = threading.Thread(target=disturb, daemon=True)
        disturbance.start()
        verdict = self.scene.run(switch, {**WHOLE, "bake.seconds": 1.5})
        disturbance.join()
        self.assertRegex(verdict, "has all traffic and is good")

    def test_is_not_what_a_pod_did_before_it_was_watched(self) -> None:
        for pod in self.green:
            for _ in range(500):
                pod.count("/api/tasks", 500, 3.0)
        with Traffic(self.scene):
            self.assertRegex(self.scene.run(switch), "has all traffic and is good")

    def test_is_that_of_a_pod_which_came_while_it_was_watched_too(self) -> None:
        def scale() -> None:
            until(lambda: 100 in self.cluster.weights_written())
            new = Application()
            new.status = 500
            self.scene.pods["green"] = [new]

        threading.Thread(target=scale, daemon=True).start()
        with Traffic(self.scene):
            self.assert_back(self.scene.run(switch, {**WHOLE, "bake.seconds": 10}), "5xx ratio ")

    def test_is_watched_for_when_dns_does_not_answer(self) -> None:
        world, resolve = self.scene.world, self.scene.resolve

        def lame(host: str, port: int) -> list[tuple[str, int]]:
            if "-pods-" in host and self.cluster.history:
                raise OSError("temporary failure in name resolution")
            return resolve(host, port)

        self.scene.world = lambda **environment: world(**environment)._replace(resolve=lame)
        self.turn(status=500)
        with Traffic(self.scene):
            self.assert_back(self.scene.run(switch, WHOLE), "5xx ratio 1 of ")

    def test_is_undone_when_the_api_server_comes_back(self) -> None:
        self.turn(status=500)
        self.scene.patience = 0.5

        def outage() -> None:
            until(lambda: 100 in self.cluster.weights_written())
            self.cluster.outage(1.5).join()

        restart = threading.Thread(target=outage, daemon=True)
        restart.start()
        with Traffic(self.scene):
            verdict = self.scene.run(switch, WHOLE)
        restart.join()
        self.assert_back(verdict, "5xx ratio 1 of ")
        self.assertIn("the API server answers again", "\n".join(self.scene.lines))

    def test_of_a_colour_that_had_all_traffic_before_condemns_nothing_because_there_is_no_way_back(self) -> None:
        self.scene.route(green=100)
        self.turn(status=500)
        with Traffic(self.scene):
            verdict = self.scene.run(switch)
        self.assertRegex(verdict, "^Refused: green 2.1.0 is in breach .* there is nothing to go back to")
        self.assertEqual(self.cluster.weight("api", "green"), 100)
        self.assertNotIn("leanvibe.dev/before", self.cluster.annotations())
        self.assertEqual(self.cluster.ledger(), {"blue.2.0.0": "good"})

    def test_whose_way_back_is_denied_says_so_and_condemns_the_version_all_the_same(self) -> None:
        self.turn(status=500)

        def deny(method: str, path: str) -> tuple[int, dict[str, str]] | None:
            moved = 100 in self.cluster.weights_written()
            return (
                (422, {"message": "policy 'x' denied request: no"})
                if moved and (method, path) == ("PATCH", ROUTE)
                else None
            )

        self.cluster.interfere = deny
        with Traffic(self.scene):
            verdict = self.scene.run(switch, WHOLE)
        self.assertRegex(verdict, "was in breach: .*; the weights could NOT be put back")
        self.assertIn("reverted.2.1.0", self.cluster.ledger())


if __name__ == "__main__":
    unittest.main()
