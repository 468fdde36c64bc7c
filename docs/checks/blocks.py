"""Fenced blocks of a page.

    ```sh run                      run by docs/check; every HTTP status must be 2xx
    ```sh run status=409           … must be 409
    ```sh by=.ci/run:verify        not run here: that file holds that word, and runs it
    ```json reply                  what the block before must print: see replies.py
    ```json reply varies=a,b       … where only the type of the fields a and b counts
    ```text reply                  … each line is somewhere in the output
"""

import re
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

FENCE = re.compile(r"^(\s*)```(\w*)\s*(.*?)\s*$")
SHELLS = ("sh", "bash", "shell", "console")


@dataclass
class Block:
    page: Path
    line: int
    language: str
    marks: dict[str, str]
    text: str
    reply: "Block | None" = field(default=None)

    @property
    def where(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def runs(self) -> bool:
        return self.language in SHELLS and "run" in self.marks

    def marker_problems(self, root: Path) -> list[str]:
        """Says what is wrong with how the block is marked: each command is run here or names the file that runs it."""
        if self.language not in SHELLS or self.runs:
            return []
        by = self.marks.get("by")
        if by is None:
            return [f"{self.where}: expected a mark, run or by=<file>:<word>, got a command that nothing runs"]
        name, _, word = by.partition(":")
        file = root / name
        if not file.is_file():
            return [f"{self.where}: by={by}: expected a file, got nothing at {name}"]
        return [] if word in file.read_text(encoding="utf-8") else [f"{self.where}: by={by}: {name} does not hold {word}"]


def read(root: Path, page: Path) -> list[Block]:
    """Returns the blocks of a page; a reply is attached to the command before it."""
    found: list[Block] = []
    begun: tuple[int, str, str, str] | None = None
    lines: list[str] = []
    for number, line in enumerate((root / page).read_text(encoding="utf-8").splitlines(), 1):
        fence = FENCE.match(line)
        if begun is None and fence:
            begun, lines = (number, *fence.groups()), []
        elif begun is not None and line.strip() == "```":
            found.append(_block(page, begun, lines, found))
            begun = None
        elif begun is not None:
            lines.append(line)
    return [block for block in found if "reply" not in block.marks]


def _block(page: Path, begun: tuple[int, str, str, str], lines: list[str], before: list[Block]) -> Block:
    number, _, language, info = begun
    marks = dict((mark.partition("=")[0], mark.partition("=")[2]) for mark in info.split())
    block = Block(page, number, language, marks, textwrap.dedent("\n".join(lines)))
    if "reply" in marks:
        if not before or not before[-1].runs:
            raise SystemExit(f"{block.where}: expected a command that is run before a reply")
        before[-1].reply = block
    return block
