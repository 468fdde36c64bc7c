"""Settings that docs/configuration.md has for each part, by the name of their environment variable."""
import re
from dataclasses import dataclass
from pathlib import Path

# headings of docs/configuration.md that hold for a part
EVERY_FUNCTION = "Event functions"
SECTIONS = {
    "feature-serving": ("Feature serving",),
    "score": ("Feature serving", EVERY_FUNCTION, "score"),
    "rule-refresh": ("rule-refresh", EVERY_FUNCTION),
    "event-fanout": ("rule-refresh", EVERY_FUNCTION, "event-fanout"),
    "feature-update": ("rule-refresh", EVERY_FUNCTION, "feature-update"),
}
# the keys of rule-refresh that all functions have
SHARED_PREFIXES = ("voxguard.store.", "voxguard.shutdown.")
PLATFORM = "What the platform sets"
# of the java launcher
JAVA = {"JDK_JAVA_OPTIONS"}


@dataclass(frozen=True)
class Documented:
    """Names of variables; some are patterns, as those of a rate limit's name."""
    patterns: frozenset[str]
    required: frozenset[str]

    def has(self, name: str) -> bool:
        return any(re.fullmatch(pattern, name) for pattern in self.patterns)


def variable(key: str) -> str:
    """Returns a pattern of the variable that sets a key."""
    parts = re.split(r'"<[^>]+>"', key)
    return "_[A-Z0-9_]+_".join(re.sub(r"[^A-Z0-9]", "_", part.upper()) for part in parts)


def documented(root: Path, part: str) -> Documented:
    page = (root / "docs/configuration.md").read_text()
    sections = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", page, re.M | re.S))
    patterns, required = set(JAVA), set()
    for row in rows(sections[PLATFORM]):
        processes = row[1]
        if processes == "all" or part in re.split(r", ", processes.replace("feature serving", "feature-serving")):
            names = re.findall(r"`([A-Z_]+)`", row[0])
            patterns.update(names)
            if row[3].startswith("required"):
                required.update(names)
    for section in SECTIONS[part]:
        for row in rows(sections[section]):
            keys = re.findall(r"`(voxguard\.[^`]+)`", row[0])
            if section == "rule-refresh" != part:
                keys = [key for key in keys if key.startswith(SHARED_PREFIXES)]
            patterns.update(variable(key) for key in keys)
    # settings of Quarkus and SmallRye that a page of the documentation names
    for text in (file.read_text() for file in sorted((root / "docs").glob("*.md"))):
        patterns.update(variable(key) for key in re.findall(r"`(quarkus\.[a-z0-9.-]+)`", text))
        patterns.update(re.findall(r"`(MP_MESSAGING_[A-Z_]+)", text))
    return Documented(frozenset(patterns), frozenset(required))


def rows(section: str) -> list[list[str]]:
    """Returns the cells of a section's tables."""
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in section.splitlines() if line.startswith("| `")]


def event_types(root: Path) -> set[str]:
    """Returns the types of events that the documentation names."""
    return {name for file in sorted((root / "docs").glob("*.md")) for name in re.findall(r"io\.voxguard(?:\.[a-z]+)+\.v\d+", file.read_text())}


def secret_keys(readme: str) -> dict[str, set[str]]:
    """Returns the keys of each Secret, from the table in deploy/README.md."""
    section = re.search(r"^## Secrets\n(.*?)(?=^## |\Z)", readme, re.M | re.S)
    return {re.findall(r"`([^`]+)`", row[0])[0]: set(re.findall(r"`([^`]+)`", row[1])) for row in rows(section[1] if section else "")}
