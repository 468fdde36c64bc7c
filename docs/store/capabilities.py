"""Makes capabilities.md from what the store suite recorded: python3 docs/store/capabilities.py, after ./mvnw verify."""
import csv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
engines, rows, commands = [], {}, set()
for file in sorted((ROOT / "libs/store/client/target/store-suite").glob("*.csv")):
    (_, version), *results = list(csv.reader(file.open()))
    engines.append(version)
    for name, result in results:
        if name == "commands sent":
            commands |= set(result.replace("CLIENT ", "CLIENT_").replace("XGROUP ", "XGROUP_").replace("XINFO ", "XINFO_").split())
        else:
            rows.setdefault(name, {})[version] = result
lines = [
    "# What each store can do",
    "",
    "What the store suite (`libs/store/client`, package `suite`) found, on real servers; made by `docs/store/capabilities.py`. DragonflyDB and KeyDB were not run: that DragonflyDB has every command",
    "([dragonfly-commands.csv](dragonfly-commands.csv)) is checked by the suite on each engine.",
    "",
    "| | " + " | ".join(engines) + " |",
    "|---|" + "---|" * len(engines),
]
lines += [f"| {name} | " + " | ".join(found.get(engine, "not run") for engine in engines) + " |" for name, found in sorted(rows.items())]
quirks = (ROOT / "libs/store/client/target/store-quirks/rows.md").read_text().splitlines()
lines += [
    "",
    "## Differences that the client knows",
    "",
    "From the enum `Quirk` of the client, which has one constant for each. Those of DragonflyDB and KeyDB were found on such servers, not by this suite. An engine is asked for its name whenever a connection is made; an unknown one gets the treatment that suits all.",
    "",
    "| difference | engines | what the client does |",
    "|---|---|---|",
    *quirks,
]
lines += ["", "## Commands", "", "Commands sent: " + ", ".join(f"`{command.replace('_', ' ')}`" for command in sorted(commands)) + "; in scripts `DEL`, `EXISTS`, `GET`, `HGET`, `HINCRBY`, `HSET`, `INCR`, `PEXPIRE`, `SET`, `XACK`, `XADD`, `XGROUP CREATE`, `XGROUP DESTROY`, `ZADD`, `ZCARD`, `ZCOUNT`, `ZREM`, `ZREMRANGEBYRANK`, `ZREMRANGEBYSCORE`, `ZSCORE`.", ""]
(ROOT / "docs/store/capabilities.md").write_text("\n".join(lines))
