import unittest

from agent_hive.faults import Faults, FaultsError, effective


class TheFaults(unittest.TestCase):
    def test_are_none_unless_named(self) -> None:
        self.assertEqual(Faults.parse("{}"), Faults())
        self.assertEqual(Faults.parse('{"errorRatio": 0.5}'), Faults(errorRatio=0.5))

    def test_of_run_time_replace_the_baked_ones_until_the_key_is_gone(self) -> None:
        self.assertEqual(effective('{"notReady": true}', '{"errorRatio": 1}'), Faults(notReady=True))
        self.assertEqual(effective(None, '{"errorRatio": 1}'), Faults(errorRatio=1))

    def test_are_refused_when_one_is_unknown_or_out_of_range(self) -> None:
        for text, words in {
            '{"errors": 1}': 'no fault "errors"; there are errorRatio',
            '{"errorRatio": 1.5}': "errorRatio is 1.5, but must be a number of at least 0 and at most 1",
            '{"latencyMilliseconds": -1}': "must be a number of at least 0.",
            '{"latencyMilliseconds": true}': "must be a number",
            '{"latencyMilliseconds": NaN}': "must be a number",
            '{"notReady": 1}': "must be true or false",
            "[]": "must be a JSON object",
            "half": "must be a JSON document",
        }.items():
            with self.subTest(text), self.assertRaisesRegex(FaultsError, words):
                Faults.parse(text)
