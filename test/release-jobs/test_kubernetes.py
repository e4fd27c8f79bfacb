from __future__ import annotations

import shutil
import ssl
import subprocess
import tempfile
import unittest
from pathlib import Path

from leanvibe_release.kubernetes import Api, ApiRefusal, in_cluster
from leanvibe_release.outcome import BrokenSettings, Unavailable
from support.cluster import LEDGER, ROUTE, Cluster
from support.scene import route_object


class TheClient(unittest.TestCase):
    def setUp(self) -> None:
        self.cluster = Cluster()
        self.addCleanup(self.cluster.stop)
        self.cluster.objects[LEDGER] = {"metadata": {}, "data": {"a": "1"}}
        self.lines: list[str] = []

    def api(self, patience: float = 10) -> Api:
        return Api(self.cluster.url, self.lines.append, lambda: "the-token", patience=patience, longest_pause=0.1)

    def fail(self, times: int, status: int, body: object = None) -> list[str]:
        """Answers so many times with a status; gives the list of what was asked."""
        asked: list[str] = []

        def interfere(method: str, path: str) -> tuple[int, object] | None:
            asked.append(method)
            return (status, body or {"message": "not now"}) if len(asked) <= times else None

        self.cluster.interfere = interfere
        return asked

    def test_sends_the_token_of_the_service_account(self) -> None:
        self.assertEqual((self.api().get(LEDGER) or {})["data"], {"a": "1"})
        self.assertEqual(self.cluster.tokens, ["Bearer the-token"])

    def test_says_that_there_is_no_object_of_a_name(self) -> None:
        self.assertIsNone(self.api().get(ROUTE))

    def test_does_not_take_a_server_that_does_not_know_its_custom_resources_yet_for_one_without_a_route(self) -> None:
        self.cluster.objects[ROUTE] = route_object()
        self.fail(3, 404, b"404 page not found\n")
        self.assertEqual((self.api().get(ROUTE) or {})["kind"], "HTTPRoute")

    def test_asks_again_after_errors_of_the_server_too_many_requests_and_a_token_not_known_yet(self) -> None:
        for status in (500, 503, 504, 429, 401):
            with self.subTest(status=status):
                asked = self.fail(3, status)
                self.api().merge_patch(LEDGER, {"data": {"b": str(status)}})
                self.assertEqual(asked, ["PATCH"] * 4)
                self.assertEqual(self.cluster.objects[LEDGER]["data"], {"a": "1", "b": str(status)})

    def test_takes_a_refusal_for_an_answer_and_asks_once(self) -> None:
        for status in (400, 403, 409, 422):
            with self.subTest(status=status):
                asked = self.fail(99, status, {"message": "no, because"})
                with self.assertRaisesRegex(
                    ApiRefusal, rf"the API server refused PATCH {LEDGER} \({status}\): no, because"
                ):
                    self.api().merge_patch(LEDGER, {"data": {}})
                self.assertEqual(asked, ["PATCH"])

    def test_waits_out_a_restart_with_connections_refused(self) -> None:
        api = self.api()
        api.get(LEDGER)
        self.cluster.outage(0.8)
        self.assertIsNotNone(api.get(LEDGER))
        self.assertRegex("\n".join(self.lines), r"(?s)ConnectionRefusedError.*answers again after \d\.\d s")

    def test_does_not_wait_for_a_kept_alive_connection_that_the_server_closed(self) -> None:
        api = self.api()
        api.get(LEDGER)
        self.cluster.stop()
        self.cluster.start()
        self.assertIsNotNone(api.get(LEDGER))
        self.assertEqual(self.lines, [])

    def test_gives_up_without_a_verdict_when_its_patience_is_over(self) -> None:
        self.fail(9999, 503)
        with self.assertRaisesRegex(Unavailable, r"the API server could not do GET .* for \d s: 503 not now"):
            self.api(patience=0.3).get(LEDGER)

    def test_has_a_minute_and_more_of_patience_by_default(self) -> None:
        self.assertGreaterEqual(Api(self.cluster.url, print).patience, 60)

    def test_applies_a_whole_object_as_the_given_manager_and_takes_over_what_others_own(self) -> None:
        self.cluster.objects[ROUTE] = {"metadata": {}, "spec": {}}
        route = route_object()
        self.api().merge_patch(ROUTE, {"spec": route["spec"]})
        route["spec"]["rules"][0]["backendRefs"][1]["weight"] = 7
        self.api().apply(ROUTE, route, "pulumi-release")
        self.assertEqual(self.cluster.weight("api", "green"), 7)
        self.assertEqual(self.cluster.owners[ROUTE]["spec"], {"pulumi-release"})


@unittest.skipIf(shutil.which("openssl") is None, "there is no openssl on PATH to make a certificate with")
class TheClientOfAPod(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.certificate("ca")
        (self.folder / "token").write_text("a-token\n")

    def certificate(self, name: str) -> None:
        files = ["-keyout", str(self.folder / f"{name}.key"), "-out", str(self.folder / f"{name}.crt")]
        names = ["-subj", "/CN=kubernetes", "-addext", "subjectAltName=IP:127.0.0.1"]
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *files, *names],
            check=True,
            capture_output=True,
        )

    def cluster(self, certificate: str) -> Cluster:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(self.folder / f"{certificate}.crt", self.folder / f"{certificate}.key")

        class Secure(Cluster):
            pass

        Secure.tls = tls
        made = Secure()
        self.addCleanup(made.stop)
        made.objects[LEDGER] = {"metadata": {}, "data": {}}
        return made

    def environment(self, cluster: Cluster) -> dict[str, str]:
        return {"KUBERNETES_SERVICE_HOST": "127.0.0.1", "KUBERNETES_SERVICE_PORT": str(cluster.port)}

    def test_trusts_the_clusters_own_authority_and_reads_a_token_that_was_replaced(self) -> None:
        cluster = self.cluster("ca")
        api = in_cluster(self.environment(cluster), lambda _line: None, str(self.folder))
        api.get(LEDGER)
        (self.folder / "token").write_text("another\n")
        api.get(LEDGER)
        self.assertEqual(cluster.tokens, ["Bearer a-token", "Bearer another"])

    def test_sends_no_token_to_a_server_that_another_authority_vouches_for(self) -> None:
        self.certificate("other")
        cluster = self.cluster("other")
        api = in_cluster(self.environment(cluster), lambda _line: None, str(self.folder))
        api.patience = 0.2
        with self.assertRaisesRegex(Unavailable, "CERTIFICATE_VERIFY_FAILED"):
            api.get(LEDGER)
        self.assertEqual(cluster.tokens, [])

    def test_says_that_it_needs_a_pod_and_a_token(self) -> None:
        with self.assertRaisesRegex(BrokenSettings, "KUBERNETES_SERVICE_HOST is not set"):
            in_cluster({}, print, str(self.folder))
        with self.assertRaisesRegex(BrokenSettings, "automountServiceAccountToken"):
            in_cluster({"KUBERNETES_SERVICE_HOST": "127.0.0.1"}, print, str(self.folder / "none"))
