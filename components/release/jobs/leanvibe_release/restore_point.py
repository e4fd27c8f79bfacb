"""The restore point: before the schema changes, point-in-time recovery of the database must be current.

Asks RDS with the credentials of the pod (EKS Pod Identity:
https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html).
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

from .outcome import Refused, Unavailable
from .settings import RestorePoint
from .sigv4 import Credentials, signed
from .world import World

# Seconds for which RDS and the credentials' agent are asked again when they do not answer or have too much to do.
PATIENCE = 60.0
_LATER = ("Throttling", "ThrottlingException", "RequestLimitExceeded", "ServiceUnavailable", "InternalFailure")
# Where a plain http:// agent may be: loopback, EKS' and ECS' own addresses, as AWS's SDKs allow them.
_AGENTS = ("127.0.0.1", "localhost", "::1", "169.254.170.23", "fd00:ec2::23", "169.254.170.2")


class _Later(Exception):
    """Not answered; ask again."""


def check_restore_point(point: RestorePoint, world: World) -> None:
    """Raises Refused when the latest restorable time is too old, or there is none."""
    if point.kind == "none":
        world.log("no restore point is asked for")
        return
    deadline, pause = time.monotonic() + PATIENCE, 0.5
    while True:
        try:
            latest = _latest_restorable_time(point, world.environment)
            break
        except (_Later, OSError, http.client.HTTPException) as error:
            if time.monotonic() + pause > deadline:
                raise Unavailable(
                    f"RDS could not be asked for the restore point of {point.instance}: {error}"
                ) from None
            world.log(f"RDS does not answer ({error}): asking again")
            time.sleep(pause)
            pause = min(pause * 2, 5)
    if latest is None:
        raise Refused(
            f"Database {point.instance} has no restorable time: automated backups are off (retention 0) or the first one is not done. The "
            "migration did not begin; give it a backup retention, wait for the first backup, and run `pulumi up` again."
        )
    age = (datetime.now(UTC) - latest).total_seconds() / 60
    if age > point.max_age_minutes:
        raise Refused(
            f"Database {point.instance} can be restored to {latest:%Y-%m-%d %H:%M:%S} UTC at the latest, {age:.0f} minutes ago (allowed "
            f"{point.max_age_minutes:g}). The migration did not begin; see why its automated backups are behind, and run `pulumi up` again."
        )
    world.log(
        f"restore point: {point.instance} can be restored to {latest:%Y-%m-%d %H:%M:%S} UTC, {max(age, 0):.1f} minutes ago"
    )


def _ask(url: str, method: str, headers: Mapping[str, str], body: bytes = b"") -> tuple[int, bytes]:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=10)
    try:
        connection.request(
            method, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, dict(headers)
        )
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def _credentials(environment: Mapping[str, str]) -> Credentials:
    uri, file = (
        environment.get("AWS_CONTAINER_CREDENTIALS_FULL_URI"),
        environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"),
    )
    if not uri:
        raise Refused(
            "The restore point cannot be checked: the pod has no credentials of AWS (AWS_CONTAINER_CREDENTIALS_FULL_URI is not set). Its "
            "service account needs a Pod Identity association with a role that allows rds:DescribeDBInstances."
        )
    parts = urlsplit(uri)
    if parts.scheme != "https" and parts.hostname not in _AGENTS:
        raise Refused(
            "AWS_CONTAINER_CREDENTIALS_FULL_URI names an http:// address that is no agent of AWS: no token is sent there."
        )
    headers = {}
    if file:
        try:
            with open(file, encoding="ascii") as token:
                headers["Authorization"] = token.read().strip()
        except OSError as error:
            raise Refused(f"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE cannot be read: {error.strerror}.") from None
    status, answer = _ask(uri, "GET", headers)
    if status >= 500 or status == 429:
        raise _Later(f"the agent of credentials says {status}")
    try:
        value = json.loads(answer)
        return Credentials(value["AccessKeyId"], value["SecretAccessKey"], value.get("Token") or "")
    except (ValueError, KeyError, TypeError):
        raise Refused(
            f"The agent of credentials gave none ({status}): the pod's service account needs a Pod Identity association with a role that "
            "allows rds:DescribeDBInstances."
        ) from None


def _latest_restorable_time(point: RestorePoint, environment: Mapping[str, str]) -> datetime | None:
    from xml.etree import ElementTree

    domain = "amazonaws.com.cn" if point.region.startswith("cn-") else "amazonaws.com"
    url = environment.get("AWS_ENDPOINT_URL_RDS") or f"https://rds.{point.region}.{domain}/"
    question = {"Action": "DescribeDBInstances", "Version": "2014-10-31", "DBInstanceIdentifier": point.instance}
    body = urlencode(question).encode()
    headers = {
        "Host": urlsplit(url).netloc,
        "X-Amz-Date": datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
    }
    path = urlsplit(url).path or "/"
    signed_headers = signed(_credentials(environment), "POST", headers, point.region, "rds", body=body, path=path)
    status, answer = _ask(url, "POST", signed_headers, body)
    try:
        document = ElementTree.fromstring(answer)
    except ElementTree.ParseError:
        raise _Later(f"RDS says {status}, which is no XML") from None
    if status != 200:
        code, message = (document.findtext(f".//{{*}}{name}") or "" for name in ("Code", "Message"))
        if status >= 500 or code in _LATER:
            raise _Later(f"RDS says {status} {code}")
        raise Refused(
            f"RDS does not tell the restore point of {point.instance} ({code}: {message}). The migration did not begin; the role of the pod "
            "needs rds:DescribeDBInstances on this database, and migration.restorePoint must name it and its region."
        )
    found = document.findtext(".//{*}DBInstance/{*}LatestRestorableTime")
    return datetime.fromisoformat(found.replace("Z", "+00:00")) if found else None
