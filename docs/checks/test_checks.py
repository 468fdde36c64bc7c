"""The checks themselves: each must find what it is there for."""

import tempfile
import unittest
from pathlib import Path

from checks import blocks, links, replies

NONE: frozenset[str] = frozenset()


class Replies(unittest.TestCase):
    def same(self, expected: str, printed: str, varies: frozenset[str] = NONE) -> None:
        self.assertIsNone(replies.difference("json", expected, varies, printed))

    def other(self, expected: str, printed: str, varies: frozenset[str] = NONE) -> None:
        self.assertIsNotNone(replies.difference("json", expected, varies, printed))

    def test_shown_fields_must_be_equal(self):
        self.same('{"a":1,"b":{"c":"x"}}', '{"a":1,"b":{"c":"x","d":2},"e":3}')
        self.other('{"a":1}', '{"a":2}')
        self.other('{"a":1}', '{"b":1}')
        self.other('{"a":true}', '{"a":1}')

    def test_lists_are_whole_unless_dots_say_otherwise(self):
        self.other('{"a":[1]}', '{"a":[1,2]}')
        self.other('{"a":[1,2]}', '{"a":[1]}')
        self.same('{"a":[1,…]}', '{"a":[1,2]}')
        self.same('{"a":[…]}', '{"a":[]}')
        self.same('{"a":1,…,"b":2,…}', '{"a":1,"x":0,"b":2}')

    def test_dots_within_a_text_stand_for_anything(self):
        self.same('{"a":"one of x, …"}', '{"a":"one of x, y"}')
        self.other('{"a":"one of x, …"}', '{"a":"none of x, y"}')

    def test_of_varying_fields_the_type_counts(self):
        self.same('{"a":1.5,"t":{"x":1}}', '{"a":2,"t":{"x":9}}', frozenset({"a", "t"}))
        self.other('{"a":1.5}', '{"a":"2"}', frozenset({"a"}))
        self.other('{"t":{"x":1}}', '{"t":{"y":1}}', frozenset({"t"}))

    def test_text_is_found_line_by_line(self):
        self.assertIsNone(replies.difference("text", "a\nc…e", NONE, "xcde\na"))
        self.assertIsNotNone(replies.difference("text", "a\nb", NONE, "a"))

    def test_what_is_not_json_differs(self):
        self.other('{"a":1}', "<html>")


class Pages(unittest.TestCase):
    def page(self, text: str) -> Path:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        (Path(folder.name) / "page.md").write_text(text, encoding="utf-8")
        return Path(folder.name)

    def test_blocks_have_marks_and_replies(self):
        root = self.page("1. x\n   ```sh run status=409\n   a\n   ```\n   ```json reply varies=x,y\n   {}\n   ```\n```yaml\nb\n```\n")
        first, second = blocks.read(root, Path("page.md"))
        self.assertEqual(("a", {"run": "", "status": "409"}), (first.text, first.marks))
        self.assertEqual("{}", first.reply.text)
        self.assertFalse(second.runs)

    def test_a_command_that_nothing_runs_is_a_problem(self):
        root = self.page("```sh\na\n```\n```sh by=page.md:zebra\nb\n```\n```sh by=nowhere:x\nc\n```\n")
        found = [problem for block in blocks.read(root, Path("page.md")) for problem in block.marker_problems(root)]
        self.assertEqual(2, len(found), found)

    def test_links_lead_to_headings(self):
        self.assertEqual({"a-b-c", "x", "x-1"}, links.anchors_of("# A `b`: c\n## [x](y)\n```sh\n# no\n```\n## x\n"))

    def test_prose_has_no_code(self):
        self.assertEqual(["", "", "", "see `[a] b)`".replace("[", " ")], links.prose("```\n[a](b)\n```\nsee `[a](b)`".replace("](", "] ")))


if __name__ == "__main__":
    unittest.main()
