from __future__ import annotations

import json
import unittest

from leanvibe_release.outcome import BrokenSettings
from leanvibe_release.settings import read
from support.documents import document


class TheSettings(unittest.TestCase):
    def mistake(self, changes: dict[str, object], command: str = "switch") -> str:
        with self.assertRaises(BrokenSettings) as caught:
            read(json.dumps(document(changes)), command)
        return str(caught.exception)

    def test_are_only_what_a_command_needs(self) -> None:
        switch_only = {"verify": ..., "prewarm": ..., "canary": ..., "watch": ..., "bake": ..., "generation": ...}
        less = {**switch_only, "identities": {"green": "2.1.0"}, "workloads.0.minReplicas": ..., "workloads.1.port": ...}
        settings = read(json.dumps(document(less)), "migrate")
        self.assertEqual((settings.identity, settings.migration.directory != ""), ("2.1.0", True))
        self.assertEqual(read(json.dumps(document({"migration": ...}))).migration.command, ())
        self.assertIn("migration is missing", self.mistake({"migration": ...}, "migrate"))
        self.assertIn("identities.blue is missing", self.mistake({"identities": {"green": "2.1.0"}}))

    def test_are_read_as_values_with_names(self) -> None:
        settings = read(json.dumps(document({"canary.steps": [5, 25]})))
        self.assertEqual((settings.identity, settings.other, settings.canary_steps), ("2.1.0", "blue", (5, 25)))
        self.assertEqual([one.name for one in settings.workloads], ["api", "frontend"])
        self.assertEqual(settings.stack, "STACK")

    def test_tell_every_mistake_at_once_with_key_value_and_what_is_allowed(self) -> None:
        changes = {
            "colour": "red",
            "verify.paths": ["health"],
            "workloads.0.minReplicas": 0,
            "route": ...,
        }
        self.assertEqual(
            self.mistake(changes),
            'RELEASE_SETTINGS: colour is "red": give blue or green; route is missing: give a text; workloads[0].minReplicas is 0: give '
            'a whole number from 1; verify.paths is ["health"]: give a list of one or more texts that begin with /.',
        )

    def test_refuse_what_would_make_a_watch_or_a_walk_senseless(self) -> None:
        for key, value, allowed in (
            ("watch.breachSamples", 0, "a whole number from 1"),
            ("watch.intervalSeconds", 0, "a number above 0"),
            ("watch.maxErrorRatio", 5, "a number from 0 to 1"),
            ("watch.minRequests", True, "a whole number from 1"),
            ("watch.service", "leanvibe-api-pods", "a text that holds {colour}"),
            ("canary.steps", [25, 5], "a list of rising whole numbers from 1 to 99, or an empty one"),
            ("canary.steps", [100], "a list of rising whole numbers from 1 to 99, or an empty one"),
            ("workloads.0.maxReplicas", 1, "a whole number from 2"),
            ("workloads", [], "a list of one or more objects"),
            ("verify.workload", "worker", "the name of one of the workloads"),
        ):
            with self.subTest(key=key):
                self.assertTrue(self.mistake({key: value}).endswith(f": give {allowed}."), self.mistake({key: value}))

    def test_refuse_a_migration_that_is_not_described(self) -> None:
        for key, value, allowed in (
            ("migration.contract", "no", "true or false"),
            ("migration.restorePoint", {"kind": "snapshot"}, "none or point-in-time"),
        ):
            with self.subTest(key=key):
                said = self.mistake({key: value}, "migrate")
                self.assertTrue(said.endswith(f": give {allowed}."), said)

    def test_that_are_missing_or_no_json_are_one_clear_error(self) -> None:
        for text, said in (
            (None, "is not set"),
            ("", "is not set"),
            ("{", "is not JSON"),
            ("[]", "the document is []: give an object"),
        ):
            with self.subTest(text=text), self.assertRaises(BrokenSettings) as caught:
                read(text)
            self.assertIn(said, str(caught.exception))

    def test_with_an_object_missing_name_the_object_and_not_all_that_it_would_hold(self) -> None:
        self.assertEqual(self.mistake({"watch": ...}), "RELEASE_SETTINGS: watch is missing: give an object.")
