"""AWS's own vectors: https://github.com/awslabs/aws-c-auth/tree/main/tests/aws-signing-test-suite/v4 and the ListUsers example of
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import unittest

from leanvibe_release.sigv4 import Credentials, signed

# AWS's published example, no one's key.
EXAMPLE = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
HEADERS = {"Host": "example.amazonaws.com", "X-Amz-Date": "20150830T123600Z"}


def authorization(
    method: str = "GET", service: str = "service", headers: dict[str, str] | None = None, **rest: object
) -> str:
    return signed(EXAMPLE, method, {**HEADERS, **(headers or {})}, "us-east-1", service, **rest)["Authorization"]


class TheSignature(unittest.TestCase):
    def test_is_the_one_of_each_published_vector(self) -> None:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        vectors = {
            "get-vanilla": (authorization(), "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
            "get-vanilla-query-order-key-case": (
                authorization(query={"Param2": "value2", "Param1": "value1"}),
                "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
            ),
            "post-vanilla": (authorization("POST"), "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
            "post-x-www-form-urlencoded": (
                authorization("POST", headers=form, body=b"Param1=value1"),
                "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
            ),
            "ListUsers": (
                authorization(
                    service="iam",
                    headers={
                        "Host": "iam.amazonaws.com",
                        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
                    },
                    query={"Action": "ListUsers", "Version": "2010-05-08"},
                ),
                "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
            ),
        }
        for name, (found, signature) in vectors.items():
            with self.subTest(name):
                self.assertTrue(found.endswith(f", Signature={signature}"), found)

    def test_names_the_key_the_scope_and_the_signed_headers(self) -> None:
        self.assertTrue(
            authorization().startswith(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, "
            )
        )

    def test_covers_the_session_token_of_a_role(self) -> None:
        headers = signed(EXAMPLE._replace(token="the-session"), "GET", HEADERS, "us-east-1", "service")
        self.assertEqual(headers["X-Amz-Security-Token"], "the-session")
        self.assertIn("SignedHeaders=host;x-amz-date;x-amz-security-token", headers["Authorization"])
