import json
import tempfile
import unittest
from pathlib import Path

from agent_hive.settings import SettingsError, read_settings

NO_FILE = Path("/nonexistent")


class TheSettings(unittest.TestCase):
    def test_ask_for_tls_as_they_are_told(self) -> None:
        plain = read_settings({}, NO_FILE)
        self.assertEqual(plain.database()["sslmode"], "disable")
        self.assertNotIn("ssl", plain.redis())
        tls = read_settings({"DATABASE_TLS": "true", "REDIS_TLS": "true"}, NO_FILE)
        self.assertEqual((tls.database()["sslmode"], tls.redis()["ssl"], tls.redis()["ssl_cert_reqs"]), ("require", True, "none"))

    def test_judge_certificates_once_their_authority_is_given(self) -> None:
        env = {"DATABASE_TLS": "true", "DATABASE_CA_FILE": "/d.pem", "REDIS_TLS": "true", "REDIS_CA_FILE": "/r.pem"}
        settings = read_settings(env, NO_FILE)
        self.assertEqual((settings.database()["sslmode"], settings.database()["sslrootcert"]), ("verify-full", "/d.pem"))
        redis = settings.redis()
        self.assertEqual((redis["ssl_cert_reqs"], redis["ssl_check_hostname"], redis["ssl_ca_certs"]), ("required", True, "/r.pem"))

    def test_log_in_to_redis_only_with_a_password(self) -> None:
        self.assertNotIn("username", read_settings({"REDIS_USER": "app"}, NO_FILE).redis())
        both = read_settings({"REDIS_USER": "app", "REDIS_PASSWORD": "p"}, NO_FILE).redis()
        self.assertEqual((both["username"], both["password"]), ("app", "p"))

    def test_tell_the_release_s_word_for_the_version_from_the_image_s(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "build.json"
            file.write_text(json.dumps({"version": "2.1.0", "faults": {"notReady": True}}))
            settings = read_settings({"RELEASE_VERSION": "2.1.0-abcd1234"}, file)
            self.assertEqual((settings.version, settings.build), ("2.1.0-abcd1234", "2.1.0"))
            self.assertEqual(json.loads(settings.baked_faults), {"notReady": True})
            self.assertEqual(json.loads(read_settings({"FAULTS": "{}"}, file).baked_faults), {})
            self.assertEqual(read_settings({}, file).version, "2.1.0")

    def test_are_refused_in_a_sentence(self) -> None:
        with self.assertRaisesRegex(SettingsError, 'DATABASE_PORT is "many", but must be a whole number'):
            read_settings({"DATABASE_PORT": "many"}, NO_FILE)
        with self.assertRaisesRegex(SettingsError, 'REDIS_TLS is "yes", but must be "true" or "false"'):
            read_settings({"REDIS_TLS": "yes"}, NO_FILE)
