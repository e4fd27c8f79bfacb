"""What the environment says, read once and refused in one sentence when it is wrong."""

import json
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

BUILD_FILE = Path(__file__).resolve().parent.parent / "build.json"


class SettingsError(Exception):
    """A setting that cannot be used; the message says what is allowed."""


@dataclass(frozen=True)
class Settings:
    """One pod's settings.

    `version` is what the release calls this copy (RELEASE_VERSION), `build` what was baked into the image: they
    differ only when the wrong image runs. Passwords are optional: the local database and Redis want none.
    """

    database_host: str
    database_port: int
    database_name: str
    database_user: str
    database_password: str | None
    database_tls: bool
    database_ca_file: str | None
    redis_host: str
    redis_port: int
    redis_user: str | None
    redis_password: str | None
    redis_tls: bool
    redis_ca_file: str | None
    version: str
    build: str
    colour: str
    environment: str
    pod: str
    agent_capacity: int
    claim_idle_seconds: float
    baked_faults: str

    def database(self) -> dict[str, str | int]:
        """Connection parameters of libpq (and so of psycopg)."""
        parameters: dict[str, str | int] = {
            "host": self.database_host,
            "port": self.database_port,
            "dbname": self.database_name,
            "user": self.database_user,
            "connect_timeout": 3,
            "application_name": f"leanvibe {self.version} {self.pod}"[:63],
            "sslmode": "disable",
        }
        if self.database_tls:
            # A certificate is judged only when an authority is given: the local one signs itself.
            parameters["sslmode"] = "verify-full" if self.database_ca_file else "require"
        if self.database_ca_file:
            parameters["sslrootcert"] = self.database_ca_file
        if self.database_password:
            parameters["password"] = self.database_password
        return parameters

    def redis(self) -> dict[str, str | int | bool | None]:
        """Arguments of redis.Redis and redis.asyncio.Redis."""
        arguments: dict[str, str | int | bool | None] = {
            "host": self.redis_host,
            "port": self.redis_port,
            "decode_responses": True,
            "socket_connect_timeout": 2,
            "socket_timeout": 3,
            "client_name": self.pod.replace(" ", "-"),
        }
        if self.redis_tls:
            arguments |= {
                "ssl": True,
                "ssl_cert_reqs": "required" if self.redis_ca_file else "none",
                "ssl_check_hostname": bool(self.redis_ca_file),
                "ssl_ca_certs": self.redis_ca_file,
            }
        if self.redis_password:
            # A user name alone would be sent as a login with an empty password, which Redis without users refuses.
            arguments |= {"username": self.redis_user, "password": self.redis_password}
        return arguments


def read_settings(env: Mapping[str, str] | None = None, build_file: Path = BUILD_FILE) -> Settings:
    """The settings of this process; raises SettingsError."""
    env = os.environ if env is None else env
    baked = json.loads(build_file.read_text()) if build_file.exists() else {}
    build = str(baked.get("version", "development"))
    return Settings(
        database_host=env.get("DATABASE_HOST", "127.0.0.1"),
        database_port=_number(env, "DATABASE_PORT", 5432),
        database_name=env.get("DATABASE_NAME", "leanvibe"),
        database_user=env.get("DATABASE_USER", "leanvibe"),
        database_password=env.get("DATABASE_PASSWORD"),
        database_tls=_switch(env, "DATABASE_TLS"),
        database_ca_file=env.get("DATABASE_CA_FILE"),
        redis_host=env.get("REDIS_HOST", "127.0.0.1"),
        redis_port=_number(env, "REDIS_PORT", 6379),
        redis_user=env.get("REDIS_USER"),
        redis_password=env.get("REDIS_PASSWORD"),
        redis_tls=_switch(env, "REDIS_TLS"),
        redis_ca_file=env.get("REDIS_CA_FILE"),
        version=env.get("RELEASE_VERSION", build),
        build=build,
        colour=env.get("RELEASE_COLOUR", "none"),
        environment=env.get("ENVIRONMENT", "dev"),
        pod=env.get("POD_NAME") or socket.gethostname(),
        agent_capacity=_number(env, "AGENT_CAPACITY", 1000),
        claim_idle_seconds=_number(env, "WORKER_CLAIM_IDLE_SECONDS", 15),
        baked_faults=env.get("FAULTS") or json.dumps(baked.get("faults", {})),
    )


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, str(default))
    if not text.isdigit():
        raise SettingsError(f'{name} is "{text}", but must be a whole number: set it to one, or leave it out for {default}.')
    return int(text)


def _switch(env: Mapping[str, str], name: str) -> bool:
    text = env.get(name, "false")
    if text not in ("true", "false"):
        raise SettingsError(f'{name} is "{text}", but must be "true" or "false".')
    return text == "true"
