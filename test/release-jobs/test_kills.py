from __future__ import annotations

import json
import signal
import threading
import time
import unittest

from leanvibe_release import termination
from leanvibe_release.outcome import Terminated
from leanvibe_release.switch import switch
from support.cluster import LEDGER, ROUTE, until
from support.scene import Scene, route_object
from support.traffic import Traffic


class AKilledPod(unittest.TestCase):
    def setUp(self) -> None:
        self.scene = Scene()
        self.cluster = self.scene.cluster
        self.addCleanup(self.scene.close)

    def kill_when(self, condition: object, changes: dict[str, object], number: int = signal.SIGKILL) -> tuple[int, str]:
        """Starts the program, sends it a signal at that moment, and gives exit code and output."""
        process = self.scene.start("switch", changes)
        try:
            until(condition)
            process.send_signal(number)
            output, _ = process.communicate(timeout=20)
        finally:
            process.kill()
        return process.returncode, output

    def wrong_from_now(self) -> None:
        for pod in self.scene.pods["green"]:
            pod.status = 500

    def weight(self, weight: int) -> object:
        return lambda: weight in self.cluster.weights_written()

    def assert_good(self, verdict: str) -> None:
        self.assertRegex(verdict, "green 2.1.0 has all traffic and is good")
        self.assertEqual(self.cluster.annotations(), route_object(green=100)["metadata"]["annotations"])
        self.assertEqual(self.cluster.ledger()["green.2.1.0"], "good")

    def assert_back(self, verdict: str) -> None:
        self.assertRegex(verdict, "^Refused: green 2.1.0 was in breach")
        self.assertEqual(self.cluster.objects[ROUTE]["spec"], route_object()["spec"])
        self.assertEqual(self.cluster.annotations(), route_object()["metadata"]["annotations"])
        self.assertIn("reverted.2.1.0", self.cluster.ledger())

    def test_in_the_verify_is_followed_by_one_that_begins_anew(self) -> None:
        green = self.scene.pods["green"][0]
        green.probe_seconds = 0.2
        self.kill_when(lambda: green.requests, {})
        green.probe_seconds = 0
        self.assertEqual(self.cluster.history, [])
        self.assert_good(self.scene.run(switch))

    def test_in_the_canary_is_followed_by_one_that_goes_on_there_and_verifies_nothing(self) -> None:
        self.kill_when(self.weight(5), {"canary.steps": [5, 50], "canary.stepSeconds": 20})
        before = json.loads(self.cluster.annotations()["leanvibe.dev/before"])
        self.assertEqual(before["weights"]["api"], {"blue": 100, "green": 0})
        self.assertEqual(self.cluster.annotations()["leanvibe.dev/green"], "2.1.0")
        # A verify would fail now, as /ready may while users are served.
        self.scene.pods["green"][0].probe_status = lambda _path: 503
        self.assert_good(self.scene.run(switch, {"canary.steps": [5, 50], "canary.stepSeconds": 0.4}))
        self.assertEqual(self.cluster.weights_written(), [5, 50, 100])

    def test_in_the_canary_is_followed_by_one_that_notices_the_breach_and_goes_back_to_before_the_first(self) -> None:
        self.kill_when(self.weight(5), {"canary.stepSeconds": 20})
        self.wrong_from_now()
        with Traffic(self.scene, rate=240):
            verdict = self.scene.run(switch, {"canary.stepSeconds": 20, "watch.minRequests": 2})
        self.assert_back(verdict)
        self.assertEqual(self.cluster.weights_written(), [5, 0])

    def test_in_the_bake_is_followed_by_one_that_bakes(self) -> None:
        self.kill_when(self.weight(100), {"bake.seconds": 20})
        self.assertNotIn("green.2.1.0", self.cluster.ledger())
        self.assert_good(self.scene.run(switch))
        self.assertIn("bake", [line.split(":")[0] for line in self.scene.lines])

    def test_in_the_bake_is_followed_by_one_that_notices_the_breach_and_goes_back(self) -> None:
        self.kill_when(self.weight(100), {"bake.seconds": 20})
        self.wrong_from_now()
        with Traffic(self.scene):
            verdict = self.scene.run(switch, {"bake.seconds": 20})
        self.assert_back(verdict)

    def test_between_the_weights_back_and_the_ledger_is_followed_by_one_that_condemns_and_moves_nothing_again(
        self,
    ) -> None:
        self.wrong_from_now()
        held = threading.Event()

        def hold(method: str, path: str) -> None:
            if (method, path) == ("PATCH", LEDGER):
                held.wait()

        self.cluster.interfere = hold
        with Traffic(self.scene):
            self.kill_when(lambda: self.cluster.weights_written()[-1:] == [0], {"canary.steps": [], "bake.seconds": 20})
        self.cluster.interfere = lambda _method, _path: None
        # What the killed one had asked for must not be done in its name.
        held_history = len(self.cluster.history)
        self.assertEqual(self.cluster.weight("api", "green"), 0)
        self.assertNotIn("reverted.2.1.0", self.cluster.ledger())
        self.assert_back(self.scene.run(switch, {"canary.steps": []}))
        self.assertNotIn("weights", [line.split(":")[0] for line in self.scene.lines])
        self.assertTrue(
            all(
                path != ROUTE or "100" not in str(body["spec"]["rules"][0]["backendRefs"][1]["weight"])
                for path, body in self.cluster.history[held_history:]
            )
        )
        held.set()

    def test_between_the_ledger_and_the_end_is_followed_by_one_that_only_tidies_up(self) -> None:
        self.scene.route(green=100)
        self.cluster.ledger()["green.2.1.0"] = "good"
        left = {"colour": "green", "identity": "2.1.0", "weights": {}, "annotations": {}, "breach": None}
        self.scene.annotate("leanvibe.dev/before", json.dumps(left))
        self.assertRegex(self.scene.run(switch), "nothing to do")
        self.assertEqual(self.cluster.annotations(), route_object(green=100)["metadata"]["annotations"])
        self.assertEqual(self.cluster.weights_written(), [100])

    def test_that_got_sigterm_ends_at_once_with_143_and_leaves_what_the_next_one_needs(self) -> None:
        code, output = self.kill_when(self.weight(100), {"bake.seconds": 20}, signal.SIGTERM)
        self.assertEqual(code, 143)
        self.assertEqual(output.splitlines()[-1], "Ended by SIGTERM. No verdict: a new pod goes on from here.")
        self.assert_good(self.scene.run(switch))

    def test_that_got_sigterm_on_the_way_back_finishes_that_first(self) -> None:
        self.wrong_from_now()
        held = threading.Event()

        def hold(method: str, path: str) -> None:
            if (method, path) == ("PATCH", ROUTE) and 100 in self.cluster.weights_written() and not held.is_set():
                held.set()
                time.sleep(0.5)

        self.cluster.interfere = hold
        with Traffic(self.scene):
            code, output = self.kill_when(held.is_set, {"canary.steps": [], "bake.seconds": 20}, signal.SIGTERM)
        self.assertEqual(code, 1)
        self.assert_back("Refused: " + output.splitlines()[-1])


class Sigterm(unittest.TestCase):
    def setUp(self) -> None:
        self.addCleanup(setattr, termination, "_state", dict(termination._state))
        self.addCleanup(signal.signal, signal.SIGTERM, signal.getsignal(signal.SIGTERM))
        termination.install()

    def test_ends_the_program_wherever_it_is(self) -> None:
        with self.assertRaises(Terminated):
            signal.raise_signal(signal.SIGTERM)

    def test_that_is_deferred_ends_it_after_what_must_not_be_cut(self) -> None:
        done = []
        with self.assertRaises(Terminated), termination.deferred():
            signal.raise_signal(signal.SIGTERM)
            done.append("this")
        self.assertEqual(done, ["this"])


class TheProgram(unittest.TestCase):
    def setUp(self) -> None:
        self.scene = Scene()
        self.addCleanup(self.scene.close)

    def ends(
        self, changes: dict[str, object] | None = None, command: str = "switch", **environment: str
    ) -> tuple[int, list[str]]:
        process = self.scene.start(command, changes, **environment)
        output, _ = process.communicate(timeout=30)
        return process.returncode, output.splitlines()

    def test_ends_with_0_and_the_verdict_as_its_last_line(self) -> None:
        code, lines = self.ends()
        self.assertEqual(code, 0)
        self.assertRegex(lines[-1], r"^green 2\.1\.0 has all traffic and is good \(")
        self.assertRegex(lines[0], r"^ +\d+\.\d s  switch green 2\.1\.0, generation 7$")

    def test_ends_with_1_when_it_refuses(self) -> None:
        self.scene.cluster.ledger()["reverted.2.1.0"] = "green, slow"
        code, lines = self.ends()
        self.assertEqual(code, 1)
        self.assertRegex(lines[-1], r"^2\.1\.0 was reverted earlier \(green, slow\)")

    def test_ends_with_2_and_one_line_when_its_settings_are_broken(self) -> None:
        code, lines = self.ends({"watch.breachSamples": 0})
        self.assertEqual(
            (code, lines), (2, ["RELEASE_SETTINGS: watch.breachSamples is 0: give a whole number from 1."])
        )
        self.assertEqual(self.ends(command="wait"), (2, ["usage: python3 -m leanvibe_release <migrate|switch>"]))

    def test_ends_with_3_which_is_no_verdict_when_it_fails_itself(self) -> None:
        self.scene.cluster.objects[LEDGER]["data"] = ["not", "a", "map"]
        code, lines = self.ends()
        self.assertEqual(code, 3)
        self.assertRegex(
            lines[-1],
            r"^The release's program itself failed \(AttributeError: .*\)\. No verdict: a new pod tries again\.$",
        )


if __name__ == "__main__":
    unittest.main()
