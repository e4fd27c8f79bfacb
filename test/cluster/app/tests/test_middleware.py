import unittest

from starlette.types import Message, Receive, Scope, Send

from agent_hive.faults import Faults
from agent_hive.metrics import REQUESTS
from agent_hive.middleware import RequestMiddleware

BROKEN = Faults(errorRatio=1)


async def application(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def ask(path: str, faults: Faults = Faults(), draining: bool = False, headers: tuple[tuple[bytes, bytes], ...] = ()) -> Message:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    middleware = RequestMiddleware(application, {"x-leanvibe-version": "2.0.0"}, lambda: faults, lambda: draining)
    await middleware({"type": "http", "method": "GET", "path": path, "headers": list(headers)}, receive, send)
    return sent[0]


def counted(status: str) -> float:
    return REQUESTS.labels("GET", "unmatched", status)._value.get()


class TheMiddleware(unittest.IsolatedAsyncioTestCase):
    async def test_says_who_answers_and_asks_for_new_connections_while_draining(self) -> None:
        self.assertEqual((await ask("/api/x"))["headers"], [(b"x-leanvibe-version", b"2.0.0")])
        self.assertIn((b"connection", b"close"), (await ask("/api/x", draining=True))["headers"])

    async def test_breaks_the_share_of_requests_under_api_that_it_is_told(self) -> None:
        self.assertEqual((await ask("/api/x", BROKEN))["status"], 500)
        self.assertEqual((await ask("/health", BROKEN))["status"], 204)
        statuses = [(await ask("/api/x", Faults(errorRatio=0.5)))["status"] for _ in range(200)]
        self.assertTrue(50 < statuses.count(500) < 150, statuses.count(500))

    async def test_spares_what_does_not_come_through_the_gateway_when_told_so(self) -> None:
        faults = Faults(errorRatio=1, onlyThroughGateway=True)
        self.assertEqual((await ask("/api/x", faults))["status"], 204)
        self.assertEqual((await ask("/api/x", faults, headers=((b"x-forwarded-for", b"1.2.3.4"),)))["status"], 500)

    async def test_counts_requests_by_status_but_no_probes_and_scrapes(self) -> None:
        good, bad = counted("204"), counted("500")
        for path in ("/health", "/ready", "/metrics", "/drain", "/api/x"):
            await ask(path)
        await ask("/api/x", BROKEN)
        self.assertEqual((counted("204") - good, counted("500") - bad), (1, 1))
