"""Called by deploy/store/check."""
import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

import acl

from . import denied, files, restart, roads
from .servers import CheckFailed, Store, expect

ENGINES = {"valkey": "valkey", "redis": "redis-7.0"}


def binary(engine: str) -> str:
    found = os.environ.get("VALKEY_SERVER") if engine == "valkey" else shutil.which("redis-server")
    expect(found, f"no {engine}-server: install one")
    assert found
    return found


def users(folder: Path, engine: str) -> str:
    store = Store(folder, ENGINES[engine], binary(engine)).start()
    try:
        with roads.running(folder, store) as parts:
            done = roads.call_all(parts)
            refused = store.denials()
            expect(not refused, "expected nothing to be refused, got:\n" + "\n".join(refused))
            unused = unused_commands(store, engine)
        refused = store.denials()  # also while they stopped
        expect(not refused, "expected nothing to be refused at the end, got:\n" + "\n".join(refused))
        count = denied.check(store)
        expect(store.denials(), "expected refusals in ACL LOG")
    finally:
        store.stop()
    return f"{engine}: {', '.join(done)}: nothing refused; {count} commands that users must not run were\n  granted and not run by this check: {', '.join(unused)}"


def unused_commands(store: Store, engine: str) -> list[str]:
    with store.client("inspector") as inspector:
        run = {name.removeprefix("cmdstat_") for name in inspector.info("commandstats")}
    names = {command for user in acl.read_users() for command in acl.granted(user.commands, acl.ENGINES[ENGINES[engine]])}
    return sorted(names - run)


def main() -> int:
    parser = argparse.ArgumentParser(prog="deploy/store/check")
    parser.add_argument("--engines", default="valkey", help="valkey, redis, or both with a comma between")
    parser.add_argument("--only", choices=("files", "users", "restart"))
    parser.add_argument("--keep", action="store_true", help="keeps the folder with the logs")
    parser.add_argument("--markdown", action="store_true", help="prints the tables of the restart in Markdown")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="voxguard-store-"))
    try:
        if options.only in (None, "files"):
            print(files.check())
        for engine in options.engines.split(","):
            expect(engine in ENGINES, f"--engines: expected {' or '.join(ENGINES)}, got {engine}")
            for name, part in (("users", users), ("restart", restart.check)):
                if options.only in (None, name):
                    place = folder / f"{engine}-{name}"
                    place.mkdir()
                    print(part(place, engine) if part is users else part(place, ENGINES[engine], binary(engine), options.markdown), flush=True)
    except CheckFailed as fault:
        print(f"deploy/store/check: {fault}\n(logs: {folder})", file=sys.stderr)
        return 1
    if not options.keep:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
