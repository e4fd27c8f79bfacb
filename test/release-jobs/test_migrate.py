from __future__ import annotations

import os
import signal
import tempfile
import unittest
from pathlib import Path

from leanvibe_release.migrate import migrate
from leanvibe_release.outcome import Unavailable
from support.cluster import ROUTE, until
from support.scene import Scene


class TheMigration(unittest.TestCase):
    def setUp(self) -> None:
        self.scene = Scene()
        self.addCleanup(self.scene.close)
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.ran = self.folder / "ran"

    def shell(self, script: str) -> dict[str, object]:
        return {
            "migration.command": ["sh", "-c", f"touch {self.ran}; {script}"],
            "migration.directory": str(self.folder),
        }

    def assert_refused(self, verdict: str, why: str) -> None:
        self.assertRegex(verdict, f"^Refused: {why}")
        self.assertFalse(self.ran.exists())

    def test_runs_the_command_in_its_directory_with_the_applications_environment_and_shows_what_it_prints(self) -> None:
        verdict = self.scene.run(
            migrate, self.shell("echo at $(pwd) for $DATABASE_HOST"), DATABASE_HOST="db.example.com"
        )
        self.assertRegex(verdict, r"^The migration for green 2\.1\.0 is done: ran sh \(\d+\.\d s\)$")
        self.assertIn(f"| at {self.folder.resolve()} for db.example.com", self.scene.lines)

    def test_does_not_change_a_colour_that_has_traffic_with_another_version(self) -> None:
        self.scene.route(green=5)
        self.scene.cluster.annotations()["leanvibe.dev/green"] = "2.0.9"
        self.assert_refused(
            self.scene.run(migrate, self.shell("true")),
            r"green has traffic now \(api blue 95 green 5, frontend blue 95 green 5\) with 2\.0\.9, so it is not changed to 2\.1\.0: give .* blue",
        )

    def test_runs_again_for_a_colour_that_has_traffic_with_this_very_version(self) -> None:
        self.scene.route(green=100)
        self.assertRegex(self.scene.run(migrate, self.shell("true")), "is done")

    def test_does_not_change_the_colour_that_an_unfinished_switch_may_have_to_go_back_to(self) -> None:
        process = self.scene.start("switch", {"bake.seconds": 20})
        self.addCleanup(lambda: (process.kill(), process.communicate()))
        until(lambda: 100 in self.scene.cluster.weights_written())
        process.send_signal(signal.SIGKILL)
        changes = {"colour": "blue", "identities": {"blue": "2.2.0", "green": "2.1.0"}, **self.shell("true")}
        self.assert_refused(
            self.scene.run(migrate, changes),
            r"The switch to green 2\.1\.0 is not finished and may have to go back to blue",
        )

    def test_does_nothing_for_a_condemned_version_so_that_no_other_release_waits_for_it_to_leave(self) -> None:
        self.scene.cluster.ledger()["reverted.2.1.0"] = "green, slow"
        verdict = self.scene.run(migrate, self.shell("true"))
        self.assertEqual(verdict, "2.1.0 was reverted earlier (green, slow): nothing is migrated for it")
        self.assertFalse(self.ran.exists())

    def test_runs_before_the_first_installation_too(self) -> None:
        del self.scene.cluster.objects[ROUTE]
        self.assertRegex(self.scene.run(migrate, self.shell("true")), "is done")

    def test_that_fails_says_what_the_command_said_and_shows_no_credentials(self) -> None:
        said = "psycopg.OperationalError: cannot reach postgresql://app:hunter22@db:5432/x?password=hunter22 with s3cr3t-token"
        verdict = self.scene.run(migrate, self.shell(f"echo '{said}'; exit 3"), DATABASE_TOKEN="s3cr3t-token")
        self.assertRegex(
            verdict,
            r"^Refused: The migration for green 2\.1\.0 failed .*: psycopg\.OperationalError: cannot reach postgresql://app:\*\*\*@",
        )
        for line in (verdict, *self.scene.lines):
            self.assertNotRegex(line, "hunter22|s3cr3t-token")

    def test_that_takes_too_long_is_ended_with_all_of_its_children(self) -> None:
        verdict = self.scene.run(
            migrate, {**self.shell("sleep 60 & echo $! > child; wait"), "migration.timeoutSeconds": 0.5}
        )
        self.assertRegex(
            verdict, r"^Refused: The migration for green 2\.1\.0 failed .*: it took longer than 0\.5 s and was ended"
        )
        child = int((self.folder / "child").read_text())
        until(lambda: not alive(child))

    def test_whose_command_the_image_lacks_says_so(self) -> None:
        verdict = self.scene.run(migrate, {"migration.command": ["no-such-command"]})
        self.assertRegex(
            verdict,
            r"^Refused: The migration's command cannot be started \(No such file or directory: no-such-command\)",
        )

    def test_whose_command_is_killed_is_no_verdict(self) -> None:
        with self.assertRaisesRegex(Unavailable, "ended by signal 9"):
            self.scene.run(migrate, self.shell("kill -9 $$"))

    def test_whose_pod_gets_sigterm_ends_the_command_and_leaves_the_rest_to_a_new_pod(self) -> None:
        process = self.scene.start("migrate", self.shell("echo $$ > child; exec sleep 60"))
        child = self.folder / "child"
        until(lambda: child.exists() and child.read_text().strip())
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=20)
        self.assertEqual(
            (process.returncode, output.splitlines()[-1]),
            (143, "Ended by SIGTERM. No verdict: a new pod goes on from here."),
        )
        until(lambda: not alive(int(child.read_text())))

    def test_begins_only_with_a_restore_point(self) -> None:
        point = {"kind": "point-in-time", "region": "us-east-1", "instance": "leanvibe-prod", "maxAgeMinutes": 15}
        self.assert_refused(
            self.scene.run(migrate, {**self.shell("true"), "migration.restorePoint": point}),
            "The restore point cannot be checked: the pod has no credentials of AWS",
        )


def alive(process: int) -> bool:
    """Whether a process runs; a zombie, whose parent has not asked yet, does not."""
    try:
        os.kill(process, 0)
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False
