"""Links between pages, and mentions of pages in the code: each must lead somewhere."""

import re
import subprocess
from pathlib import Path

LINK = re.compile(r"(?<!\\)\[[^\]]*\]\(([^)\s]+)\)")
IMAGE = re.compile(r"""(?:src|srcset)=["']([^"']+)["']""")
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")
MENTION = re.compile(r"(?<![\w/.-])docs/[\w/.-]*\w\.(?:md|proto|jsonl|json|csv|svg)\b")
EXTERNAL = ("http://", "https://", "mailto:")


def tracked(root: Path, *patterns: str) -> list[Path]:
    """Returns the files that git knows or would add."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=root, check=True, capture_output=True, text=True, timeout=30).stdout
    return sorted({Path(name) for name in names.split("\0") if name and (root / name).is_file()})


def problems(root: Path) -> list[str]:
    pages = tracked(root, "*.md")
    anchors = {page: anchors_of((root / page).read_text(encoding="utf-8")) for page in pages}
    found = [problem for page in pages for problem in _of_page(root, page, anchors)]
    for file in tracked(root):
        if file.suffix not in (".jar", ".onnx", ".db", ".jsonl", ".csv", ".png"):
            found += _mentions(root, file)
    return found


def _of_page(root: Path, page: Path, anchors: dict[Path, set[str]]) -> list[str]:
    found = []
    for number, line in enumerate(prose((root / page).read_text(encoding="utf-8")), 1):
        for target in LINK.findall(line) + IMAGE.findall(line):
            if target.startswith(EXTERNAL):
                continue
            path, _, anchor = target.partition("#")
            file = (root / page.parent / path).resolve() if path else (root / page).resolve()
            if not file.exists():
                found.append(f"{page}:{number}: {target}: nothing is there")
            elif anchor and file.suffix == ".md" and anchor not in anchors.get(file.relative_to(root), set()):
                found.append(f"{page}:{number}: {target}: no such heading")
    return found


def _mentions(root: Path, file: Path) -> list[str]:
    try:
        text = (root / file).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return []
    return [
        f"{file}: mentions {mention}, which is not there"
        for mention in sorted(set(MENTION.findall(text)))
        if not (root / mention).exists()
    ]


def prose(text: str) -> list[str]:
    """Returns the lines of a page without what stands in fenced blocks and in code."""
    lines, fenced = [], False
    for line in text.splitlines():
        if line.lstrip().startswith("```"):
            fenced = not fenced
            line = ""
        lines.append("" if fenced else re.sub(r"`[^`]*`", lambda code: code.group().replace("[", " ").replace("(", " "), line))
    return lines


def anchors_of(text: str) -> set[str]:
    """Returns the anchors that GitHub makes of a page's headings."""
    seen: dict[str, int] = {}
    anchors = set()
    fenced = False
    for line in text.splitlines():
        fenced ^= line.lstrip().startswith("```")
        heading = None if fenced else HEADING.match(line)
        if heading:
            plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading.group(1))
            slug = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
            count = seen.get(slug, 0)
            seen[slug] = count + 1
            anchors.add(slug if count == 0 else f"{slug}-{count}")
    return anchors
