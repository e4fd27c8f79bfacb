from __future__ import annotations

import json
import unittest

from leanvibe_release import settings
from leanvibe_release.outcome import Refused
from leanvibe_release.verify import nearest_rank, verify
from support.documents import document
from support.scene import Scene


class TheVerify(unittest.TestCase):
    def setUp(self) -> None:
        self.scene = Scene()
        self.green = self.scene.pods["green"][0]
        self.addCleanup(self.scene.close)
        self.asked = 0

    def verify(self, changes: dict[str, object] | None = None) -> str:
        try:
            verify(settings.read(json.dumps(document(changes))), self.scene.world())
        except Refused as refused:
            return str(refused)
        return self.scene.lines[-1]

    def answer(self, status: object) -> None:
        """Answers probes by how many were asked before."""

        def next_status(_path: str) -> int:
            self.asked += 1
            return status(self.asked)

        self.green.probe_status = next_status

    def test_waits_for_right_answers_in_a_row_and_counts_strictly_from_then_on(self) -> None:
        # Two right ones between wrong ones are no row of three.
        self.answer(lambda asked: 503 if asked in (1, 4, 5) else 200)
        self.assertRegex(
            self.verify({"verify.settleSeconds": 5}),
            r"^verify: green 2\.1\.0 is right: .* 30 requests with 0 wrong and p95 \d+ ms",
        )
        self.assertEqual(self.asked, 5 + 3 + 30)

    def test_fails_on_one_wrong_answer_after_it_has_settled(self) -> None:
        self.answer(lambda asked: 500 if asked == 20 else 200)
        self.assertRegex(
            self.verify(),
            r"failed: 1 of 30 answers were wrong \(ratio 0\.0333, allowed 0\), first GET /(health|ready): 500; it got no",
        )

    def test_lets_as_many_wrong_answers_pass_as_are_allowed(self) -> None:
        self.answer(lambda asked: 500 if asked == 20 else 200)
        self.assertRegex(self.verify({"verify.maxErrorRatio": 0.04}), "is right: .* with 1 wrong")

    def test_fails_when_the_answers_are_too_slow(self) -> None:
        self.green.probe_seconds = 0.06
        self.assertRegex(
            self.verify({"verify.maxP95Milliseconds": 50}), r"failed: p95 was \d+ ms over 30 requests \(allowed 50 ms\)"
        )

    def test_takes_no_answer_within_the_time_for_a_wrong_one(self) -> None:
        self.green.probe_seconds = 0.5
        said = self.verify({"verify.timeoutSeconds": 0.2, "verify.settleSeconds": 0.3})
        self.assertRegex(said, r"no 3 right answers in a row within 0\.3 s, last GET /\w+: no answer within 0\.2 s")

    def test_says_that_the_service_has_no_address(self) -> None:
        self.scene.pods["green"] = []
        self.assertRegex(self.verify(), "last GET /(health|ready): no address for leanvibe-api-green")

    def test_keeps_its_connections_alive(self) -> None:
        opened = []
        setup = type(self.green).handler.setup

        def counted(handler: object) -> None:
            opened.append(handler)
            setup(handler)

        self.addCleanup(setattr, type(self.green).handler, "setup", setup)
        type(self.green).handler.setup = counted
        self.verify()
        # One to settle, and one for each of three threads.
        self.assertLessEqual(len(opened), 4)

    def test_takes_the_nearest_rank_for_a_quantile(self) -> None:
        values = [float(value) for value in range(1, 101)]
        self.assertEqual([nearest_rank(share, values) for share in (0.0, 0.5, 0.95, 1.0)], [1, 50, 95, 100])
        self.assertEqual(nearest_rank(0.95, []), 0)
