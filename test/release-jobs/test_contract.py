from __future__ import annotations

import json
import random
import unittest

from leanvibe_release.contract import Revision, refusal
from leanvibe_release.settings import Migration, read
from leanvibe_release.versions import is_below, tag_of
from support.documents import document

REMOVES = Revision("c3", "drop the old column", "contract", "2.1.0")
ALLOWED = {"migration.contract": True, "migration.snapshot": "before-c3"}
BOTH_NEW = {"blue": ["2.1.0"], "green": ["2.2.0-0a1b2c3d"]}


def migration(changes: dict[str, object]) -> Migration:
    return read(json.dumps(document(changes)), "migrate").migration


class AContractRevision(unittest.TestCase):
    def refused(
        self, *pending: Revision, changes: dict[str, object] = ALLOWED, colours: dict[str, list[str]] = BOTH_NEW
    ) -> str:
        return refusal(pending, migration(changes), colours) or ""

    def test_runs_when_it_is_allowed_has_a_snapshot_and_no_colour_needs_what_it_removes(self) -> None:
        self.assertEqual(self.refused(Revision("a1", "add"), Revision("b2", "", "expand"), REMOVES), "")

    def test_is_refused_unless_it_is_allowed(self) -> None:
        said = self.refused(REMOVES, changes={**ALLOWED, "migration.contract": False})
        self.assertRegex(
            said,
            r"^Revision c3 \(drop the old column\) is a contract revision: .* Contract revisions are not allowed in this",
        )

    def test_is_refused_without_a_snapshot(self) -> None:
        self.assertRegex(
            self.refused(REMOVES, changes={**ALLOWED, "migration.snapshot": None}), "No snapshot is named to go back to"
        )

    def test_is_refused_while_a_colour_has_an_older_version_and_says_which(self) -> None:
        said = self.refused(REMOVES, colours={"blue": ["2.0.9-0a1b2c3d"], "green": ["2.1.0"]})
        self.assertIn(
            "the other colour may still be needed: blue has 2.0.9-0a1b2c3d, which is below 2.1.0. Release 2.1.0 or newer to both",
            said,
        )
        self.assertNotIn("green has", said)

    def test_is_refused_while_a_colour_has_a_version_that_cannot_be_compared(self) -> None:
        said = self.refused(REMOVES, colours={"blue": ["2.1.0"], "green": ["main-20260101"]})
        self.assertIn("green has main-20260101, which is no version that can be compared with 2.1.0", said)

    def test_counts_what_has_traffic_as_well_as_what_is_configured(self) -> None:
        self.assertIn(
            "blue has 2.0.0, which", self.refused(REMOVES, colours={"blue": ["2.1.0", "2.0.0"], "green": ["2.1.0"]})
        )

    def test_must_say_from_which_version_on_it_is_safe(self) -> None:
        for value in (None, "soon", 2.1):
            with self.subTest(value=value):
                self.assertRegex(
                    self.refused(REMOVES._replace(safe_from=value)), "it must name the first version that works without"
                )

    def test_is_not_taken_for_another_phase_by_a_slip_of_the_pen(self) -> None:
        self.assertRegex(
            self.refused(Revision("d4", "", "Contract", "2.1.0")), "^Revision d4 says release_phase = 'Contract': "
        )


class AVersion(unittest.TestCase):
    def test_compares_as_semver_says(self) -> None:
        rising = "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.1 1.2.0 v1.10.0 2.0.0"
        chance, order = random.Random(6), rising.split()
        for _ in range(1000):
            one, other = chance.randrange(len(order)), chance.randrange(len(order))
            self.assertEqual(is_below(order[one], order[other]), one < other, f"{order[one]} {order[other]}")

    def test_that_is_none_cannot_be_compared(self) -> None:
        for tag in ("latest", "1.2", "1.2.3.4", ""):
            self.assertIsNone(is_below(tag, "1.0.0"))

    def test_is_an_identity_without_what_stands_for_its_digests(self) -> None:
        self.assertEqual(
            [tag_of(one) for one in ("2.1.0", "2.1.0-0a1b2c3d", "2.1.0-rc.1", "2.1.0-rc.1-0a1b2c3d")],
            ["2.1.0", "2.1.0", "2.1.0-rc.1", "2.1.0-rc.1"],
        )
