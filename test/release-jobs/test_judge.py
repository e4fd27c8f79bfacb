from __future__ import annotations

import json
import math
import random
import unittest

from leanvibe_release.breach import Judge, Sample
from leanvibe_release.metrics import Totals
from leanvibe_release.settings import read
from support.documents import document


def judge(**changes: object) -> Judge:
    return Judge(read(json.dumps(document({f"watch.{name}": value for name, value in changes.items()}))).watch)


def sample(requests: int, errors: int = 0, slow: int = 0, pods: int = 2) -> Sample:
    return Sample(pods, Totals(requests, errors, ((0.1, requests - slow), (1.0, requests), (math.inf, requests))))


class TheJudge(unittest.TestCase):
    def test_calls_it_a_breach_after_so_many_bad_samples_in_a_row_and_not_before(self) -> None:
        one = judge(breachSamples=3)
        self.assertEqual([bool(one.see(sample(10, 10))) for _ in range(3)], [False, False, True])
        one = judge(breachSamples=2)
        self.assertEqual([bool(one.see(sample(10, errors))) for errors in (10, 0, 10, 0, 10, 10)], [False] * 5 + [True])

    def test_names_the_measured_value_and_the_allowed_one(self) -> None:
        self.assertEqual(
            judge(breachSamples=1).see(sample(20, 3)), "5xx ratio 0.15 of 20 requests (allowed 0.05), 1 sample in a row"
        )
        self.assertEqual(
            judge(breachSamples=1, maxP95Milliseconds=200).see(sample(20, slow=20)),
            "p95 955 ms over 20 requests (allowed 200 ms), 1 sample in a row",
        )
        self.assertEqual(
            judge(breachSamples=1).see(Sample(0, Totals())), "no pod of it could be read, 1 sample in a row"
        )

    def test_lets_the_allowed_ratio_itself_pass(self) -> None:
        self.assertIsNone(judge(breachSamples=1).see(sample(20, 1)))

    def test_adds_up_samples_that_are_too_small_to_judge(self) -> None:
        one = judge(breachSamples=2, minRequests=5)
        self.assertEqual([bool(one.see(sample(2, 2))) for _ in range(6)], [False, False, False, False, False, True])

    def test_is_not_told_otherwise_by_samples_without_requests(self) -> None:
        one = judge(breachSamples=2)
        self.assertEqual(
            [bool(one.see(sample(*counts))) for counts in ((9, 9), (0, 0), (0, 0), (9, 9))], [False, False, False, True]
        )
        self.assertTrue(judge().undecided is False)

    def test_counts_lost_samples_only_when_no_pod_at_all_could_be_read(self) -> None:
        one = judge(breachSamples=2)
        seen = [one.see(Sample(pods, Totals())) for pods in (0, 1, 0, 0)]
        self.assertEqual([bool(reason) for reason in seen], [False, False, False, True])

    def test_is_undecided_while_the_last_sample_was_bad(self) -> None:
        one = judge(breachSamples=3)
        one.see(sample(9, 9))
        self.assertTrue(one.undecided)
        one.see(sample(9))
        self.assertFalse(one.undecided)

    def test_never_condemns_right_answers_and_always_wrong_ones_however_they_are_spread(self) -> None:
        chance = random.Random(4)
        for _ in range(500):
            counts = [chance.randint(0, 12) for _ in range(chance.randint(5, 40))]
            least, row = chance.randint(1, 9), chance.randint(1, 4)
            good, bad = judge(breachSamples=row, minRequests=least), judge(breachSamples=row, minRequests=least)
            self.assertFalse(any(good.see(sample(count)) for count in counts))
            # So many requests make enough judged samples, whatever the cut: none takes more than least - 1 + 12.
            if sum(counts) >= row * (least + 12):
                self.assertTrue(any(bad.see(sample(count, count)) for count in counts))
