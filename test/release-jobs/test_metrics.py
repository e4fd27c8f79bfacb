from __future__ import annotations

import math
import random
import unittest

from leanvibe_release.metrics import Totals, add, increase, parse, quantile

TEXT = r"""# HELP leanvibe_http_requests_total Requests.
# TYPE leanvibe_http_requests_total counter
leanvibe_http_requests_total{method="GET",path="/api/tasks",status="200"} 90.0
leanvibe_http_requests_total{method="POST",path="/api/{id}/\"odd}\"",status="500"} 7 1700000000000
leanvibe_http_requests_total{status="503", path="/api/x"} 3
leanvibe_http_requests_total{method="GET",path="/health",status="200"} 5000
leanvibe_http_requests_total{method="GET",path="/metrics",status="500"} 1
leanvibe_http_requests_total_created{status="500"} 1.7e9
leanvibe_http_request_duration_seconds_bucket{path="/api/tasks",le="0.1"} 60
leanvibe_http_request_duration_seconds_bucket{path="/api/tasks",le="0.5"} 99
leanvibe_http_request_duration_seconds_bucket{path="/api/tasks",le="+Inf"} 100 # {trace_id="x"} 0.67
leanvibe_http_request_duration_seconds_bucket{path="/ready",le="0.1"} 9000
leanvibe_http_request_duration_seconds_sum 12.5
other_total{status="500"} 77
"""
NAMES = ("leanvibe_http_requests_total", "leanvibe_http_request_duration_seconds")


def histogram(chance: random.Random) -> tuple[tuple[float, float], ...]:
    bounds = sorted(chance.sample(range(1, 5000), chance.randint(1, 8)))
    count, made = 0, []
    for bound in [*(bound / 1000 for bound in bounds), math.inf]:
        count += chance.choice((0, 0, chance.randint(0, 50)))
        made.append((bound, float(count)))
    return tuple(made)


class TheMetrics(unittest.TestCase):
    def test_are_counted_over_methods_paths_and_statuses_but_not_for_probes(self) -> None:
        self.assertEqual(parse(TEXT, *NAMES), Totals(100, 10, ((0.1, 60), (0.5, 99), (math.inf, 100))))

    def test_of_a_process_that_has_answered_nobody_yet_are_nothing(self) -> None:
        self.assertEqual(parse("# nothing\n", *NAMES), Totals())

    def test_increase_by_what_came_in_between_and_by_everything_after_a_restart(self) -> None:
        before, now = Totals(10, 2, ((1.0, 8), (math.inf, 10))), Totals(15, 3, ((1.0, 9), (math.inf, 15)))
        self.assertEqual(increase(before, now), Totals(5, 1, ((1.0, 1), (math.inf, 5))))
        self.assertEqual(increase(now, before), before)

    def test_add_up_whatever_the_pods(self) -> None:
        chance = random.Random(1)
        for _ in range(300):
            one, other = (Totals(chance.randint(0, 9), chance.randint(0, 9), histogram(chance)) for _ in range(2))
            both = add(one, other)
            self.assertEqual((both.requests, both.errors), (one.requests + other.requests, one.errors + other.errors))
            self.assertEqual(both, add(other, one))

    def test_have_no_quantile_without_requests(self) -> None:
        self.assertIsNone(quantile(0.95, ()))
        self.assertIsNone(quantile(0.95, ((1.0, 0.0), (math.inf, 0.0))))

    def test_have_the_quantile_that_prometheus_would_give(self) -> None:
        buckets = ((0.1, 50.0), (0.5, 90.0), (1.0, 100.0), (math.inf, 100.0))
        self.assertAlmostEqual(quantile(0.95, buckets) or 0, 0.75)
        self.assertAlmostEqual(quantile(0.25, buckets) or 0, 0.05)

    def test_say_of_a_quantile_above_the_largest_bound_that_it_is_more_than_that(self) -> None:
        found = quantile(0.95, ((0.5, 10.0), (1.0, 10.0), (math.inf, 100.0)))
        self.assertEqual(found, math.nextafter(1.0, 2))

    def test_have_quantiles_that_never_fall_with_the_share_and_stay_within_their_bucket(self) -> None:
        chance = random.Random(2)
        for _ in range(2000):
            buckets = histogram(chance)
            low, high = sorted((chance.random(), chance.random()))
            one, other = quantile(low, buckets), quantile(high, buckets)
            if one is None or other is None:
                self.assertEqual(buckets[-1][1], 0)
                continue
            self.assertLessEqual(one, other)
            inside = [bound for bound, count in buckets if count >= high * buckets[-1][1]]
            self.assertTrue(other <= inside[0] or math.isinf(inside[0]))

    def test_have_a_quantile_that_never_falls_when_slow_requests_come_in(self) -> None:
        chance = random.Random(3)
        for _ in range(1000):
            buckets = histogram(chance)
            more = tuple((bound, count + (20 if math.isinf(bound) else 0)) for bound, count in buckets)
            self.assertGreaterEqual(quantile(0.95, more) or 0, quantile(0.95, buckets) or 0)
