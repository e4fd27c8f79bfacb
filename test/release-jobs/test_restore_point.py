from __future__ import annotations

import json
import tempfile
import unittest
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

from leanvibe_release import restore_point
from leanvibe_release.outcome import Refused, Unavailable
from leanvibe_release.restore_point import check_restore_point
from leanvibe_release.settings import RestorePoint
from leanvibe_release.sigv4 import Credentials, signed
from leanvibe_release.world import World
from support.server import Handler, Server

POINT = RestorePoint("point-in-time", "us-east-1", "leanvibe-prod", 15)
KEY = {
    "AccessKeyId": "ASIAEXAMPLE",
    "SecretAccessKey": "not-a-secret",
    "Token": "the-session",
    "Expiration": "2030-01-01T00:00:00Z",
}


class _Aws(Handler):
    def do_GET(self) -> None:
        if self.headers.get("Authorization") != "the-pods-token":
            self.answer(401, b"")
            return
        self.answer(200, json.dumps(KEY).encode())

    def do_POST(self) -> None:
        owner: Aws = self.owner
        body = self.body()
        names = self.headers["Authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
        role = Credentials(KEY["AccessKeyId"], KEY["SecretAccessKey"])
        expected = signed(role, "POST", {name: self.headers[name] for name in names}, "us-east-1", "rds", body=body)[
            "Authorization"
        ]
        owner.asked.append(parse_qs(body.decode()))
        owner.times += 1
        right = self.headers["Authorization"] == expected and self.headers["X-Amz-Security-Token"] == "the-session"
        self.answer(*(owner.reply(owner.times) if right else (403, error("SignatureDoesNotMatch", "no"))), "text/xml")


class Aws(Server):
    """RDS' query API and the agent of Pod Identity. It checks the signature."""

    handler = _Aws

    def __init__(self) -> None:
        self.asked: list[dict[str, list[str]]] = []
        self.times = 0
        self.reply = lambda _time: (200, described(1))
        super().__init__()


def described(minutes: float | None) -> bytes:
    when = "" if minutes is None else (datetime.now(UTC) - timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
    latest = f"<LatestRestorableTime>{when}</LatestRestorableTime>" if when else ""
    instance = f"<DBInstance><DBInstanceIdentifier>leanvibe-prod</DBInstanceIdentifier>{latest}</DBInstance>"
    result = f"<DescribeDBInstancesResult><DBInstances>{instance}</DBInstances></DescribeDBInstancesResult>"
    return f'<DescribeDBInstancesResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/">{result}</DescribeDBInstancesResponse>'.encode()


def error(code: str, message: str) -> bytes:
    inner = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    return f'<ErrorResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/">{inner}</ErrorResponse>'.encode()


class TheRestorePoint(unittest.TestCase):
    def setUp(self) -> None:
        self.aws = Aws()
        self.addCleanup(self.aws.stop)
        token = Path(self.enterContext(tempfile.TemporaryDirectory())) / "token"
        token.write_text("the-pods-token\n")
        self.environment = {
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"http://127.0.0.1:{self.aws.port}/v1/credentials",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": str(token),
            "AWS_ENDPOINT_URL_RDS": f"http://127.0.0.1:{self.aws.port}",
        }
        self.lines: list[str] = []

    def check(self, point: RestorePoint = POINT) -> None:
        check_restore_point(point, World(None, lambda *_: [], self.lines.append, self.environment))

    def assert_refused(self, why: str) -> None:
        with self.assertRaisesRegex(Refused, why):
            self.check()

    def test_is_good_when_it_is_recent_and_is_asked_of_rds_with_the_pods_signed_credentials(self) -> None:
        self.check()
        self.assertEqual(
            self.aws.asked,
            [{"Action": ["DescribeDBInstances"], "Version": ["2014-10-31"], "DBInstanceIdentifier": ["leanvibe-prod"]}],
        )
        self.assertRegex(self.lines[0], r"^restore point: leanvibe-prod can be restored to .* UTC, 1\.\d minutes ago$")

    def test_that_nobody_asks_for_needs_no_credentials(self) -> None:
        self.environment.clear()
        self.check(RestorePoint("none"))
        self.assertEqual(self.lines, ["no restore point is asked for"])

    def test_is_refused_when_it_is_too_old(self) -> None:
        self.aws.reply = lambda _time: (200, described(40))
        self.assert_refused(r"at the latest, 40 minutes ago \(allowed 15\)\. The migration did not begin")

    def test_is_refused_when_there_is_none(self) -> None:
        self.aws.reply = lambda _time: (200, described(None))
        self.assert_refused("Database leanvibe-prod has no restorable time: automated backups are off")

    def test_is_refused_with_what_rds_says_when_the_role_may_not_ask(self) -> None:
        self.aws.reply = lambda _time: (
            403,
            error("AccessDenied", "not authorized to perform: rds:DescribeDBInstances"),
        )
        self.assert_refused(
            r"\(AccessDenied: not authorized .*\)\. The migration did not begin; the role of the pod needs rds:Describe"
        )

    def test_is_asked_for_again_while_rds_has_too_much_to_do(self) -> None:
        answers = [(400, error("Throttling", "Rate exceeded")), (503, b"<html>"), (200, described(1))]
        self.aws.reply = lambda time: answers[time - 1]
        self.check()
        self.assertEqual(self.aws.times, 3)

    def test_that_cannot_be_asked_for_is_no_verdict(self) -> None:
        self.addCleanup(setattr, restore_point, "PATIENCE", restore_point.PATIENCE)
        restore_point.PATIENCE = 0.2
        self.environment["AWS_ENDPOINT_URL_RDS"] = "http://127.0.0.1:9"
        with self.assertRaisesRegex(Unavailable, "RDS could not be asked for the restore point of leanvibe-prod"):
            self.check()

    def test_is_refused_without_credentials_and_says_what_the_pod_lacks(self) -> None:
        Path(self.environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"]).write_text("another")
        self.assert_refused(
            r"The agent of credentials gave none \(401\): the pod's service account needs a Pod Identity association"
        )

    def test_sends_the_pods_token_to_no_address_but_an_agents(self) -> None:
        self.environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://example.com/credentials"
        self.assert_refused("names an http:// address that is no agent of AWS")
