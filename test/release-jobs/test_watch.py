from __future__ import annotations

import json
import threading
import unittest

from leanvibe_release import settings
from leanvibe_release.watch import Breach, Scraper, watch
from support.application import Application
from support.cluster import until
from support.documents import document
from support.scene import Scene


class TheWatch(unittest.TestCase):
    def setUp(self) -> None:
        self.scene = Scene()
        self.green = self.scene.pods["green"]
        self.addCleanup(self.scene.close)
        made = document({"watch.breachSamples": 3, "watch.intervalSeconds": 0.3})
        self.settings = settings.read(json.dumps(made))
        self.scraper = Scraper(self.settings, self.scene.world(), "green")
        self.scraper.sample()

    def watch(self, seconds: float) -> None:
        watch(self.settings, self.scene.world(), self.scraper, seconds, "bake")

    def test_begins_with_a_sample_at_once_and_ends_with_one(self) -> None:
        rare = self.settings._replace(watch=self.settings.watch._replace(interval_seconds=5))
        watch(rare, self.scene.world(), self.scraper, 1, "bake")
        # The one of the setup, then at 0 and at 1 s.
        self.assertEqual(self.green[0].scrapes, 3)
        self.assertRegex(
            self.scene.lines[-1],
            r"^bake: 2 samples in \d\.\d s, no request, so reachability alone: within what is allowed$",
        )

    def test_goes_on_reading_the_pods_that_dns_had_last_when_it_has_none_any_more(self) -> None:
        self.scene.pods["green"] = []
        for _ in range(2):
            self.assertEqual(self.scraper.sample().pods, 2)

    def test_does_not_count_what_a_pod_did_before_it_was_first_seen(self) -> None:
        new = Application()
        self.scene.pods["green"] = [new]
        self.addCleanup(new.stop)
        for _ in range(9):
            new.count("/api/tasks", 500, 0.01)
        first = self.scraper.sample()
        new.count("/api/tasks", 500, 0.01)
        self.assertEqual((first.pods, first.increase.requests, self.scraper.sample().increase.errors), (1, 0, 1))

    def test_does_not_end_on_a_bad_sample(self) -> None:
        def errors_at_the_end() -> None:
            until(lambda: self.green[0].scrapes >= 3)
            while not done.is_set():
                for _ in range(10):
                    self.green[0].count("/api/tasks", 500, 0.01)
                done.wait(0.02)

        done = threading.Event()
        threading.Thread(target=errors_at_the_end, daemon=True).start()
        self.addCleanup(done.set)
        with self.assertRaisesRegex(
            Breach, r"5xx ratio 1 of \d+ requests .*, 3 samples in a row, \d\.\d s after bake began"
        ):
            self.watch(0.6)

    def test_reads_the_pods_at_the_same_time(self) -> None:
        reached = threading.Barrier(2, timeout=5)
        for pod in self.green:
            metrics = pod.metrics
            pod.metrics = lambda metrics=metrics: (reached.wait(), metrics())[1]
        self.assertEqual(self.scraper.sample().pods, 2)

    def test_goes_on_with_the_pods_that_it_can_read_when_one_does_not_answer(self) -> None:
        hung = threading.Event()
        self.addCleanup(hung.set)
        self.green[0].metrics = lambda: (hung.wait(10), "")[1]
        for _ in range(7):
            self.green[1].count("/api/tasks", 200, 0.01)
        sample = self.scraper.sample()
        self.assertEqual((sample.pods, sample.increase.requests), (1, 7))
