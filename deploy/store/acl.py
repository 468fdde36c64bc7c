#!/usr/bin/env python3
"""Writes a store engine's ACL file from users.toml.

deploy/store/acl.py --engine valkey --passwords FOLDER > users.acl

FOLDER has a file for each user, with its password. --generate creates the missing ones. The ACL file holds hashes only.
--url HOST:PORT prints `<user>=<STORE_URL>` of each user instead: the environment file of a Secret."""
import argparse
import hashlib
import os
import secrets
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Engine:
    """How an engine's ACL file differs from the others'."""
    keyword: str = "user"
    on: str = "on"
    # Nobody can be this user, which is off. Its permissions are for the server itself: Valkey and Redis replay the transactions of their log with
    # them, and would throw away at a restart what they do not permit.
    default: str = "off resetpass ~* &* +@all"
    subcommands: bool = True
    # of users.toml, that the engine does not know: it would refuse the whole file
    unknown: frozenset[str] = frozenset()


ENGINES = {
    "valkey": Engine(),
    # `CLIENT SETINFO` came with 7.2
    "redis-7.0": Engine(unknown=frozenset({"client|setinfo"})),
    # read in Dragonfly's sources: upper-case keywords, one password, no selectors, no subcommands. ACL, LATENCY and MEMORY would be granted whole: left out
    "dragonfly": Engine("USER", "ON", "OFF -ALL resetkeys resetchannels", False,
                        frozenset({"acl|load", "acl|log", "acl|whoami", "latency|latest", "memory|usage", "slowlog|get", "slowlog|len"})),
}


@dataclass(frozen=True)
class User:
    name: str
    about: str
    commands: tuple[str, ...]
    keys: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    password: bool = True
    feast: str = field(default="")

    def rules(self, engine: Engine, feast_project: str | None) -> Iterator[str]:
        """Yields the words behind the password."""
        patterns = {"keys": list(self.keys), "read": list(self.read), "write": list(self.write)}
        if feast_project and self.feast:
            patterns[self.feast].append(f"*{feast_project}")  # the key of an entity in Feast's layout ends in its project
        yield from (f"~{pattern}" for pattern in patterns["keys"])
        yield from (f"%R~{pattern}" for pattern in patterns["read"])
        yield from (f"%W~{pattern}" for pattern in patterns["write"])
        yield "resetchannels"
        yield from (f"&{channel}" for channel in self.channels)
        yield from (f"+{command}" for command in granted(self.commands, engine))


def granted(commands: tuple[str, ...], engine: Engine) -> list[str]:
    known = [command for command in commands if command not in engine.unknown]
    if engine.subcommands:
        return known
    return list(dict.fromkeys(command.split("|")[0].upper() for command in known))


def read_users(path: Path = FOLDER / "users.toml") -> list[User]:
    document = tomllib.loads(path.read_text())
    users = []
    for name, fields in document["users"].items():
        sets = fields.pop("command_sets", [])
        if unknown := [name for name in sets if name not in document["command_sets"]]:
            raise ValueError(f"{path.name}: users.{name}.command_sets: expected one of {', '.join(document['command_sets'])}, got {', '.join(unknown)}")
        commands = [command for each in sets for command in document["command_sets"][each]] + fields.pop("commands", [])
        lists = {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}
        users.append(User(name, commands=tuple(sorted(set(commands))), **lists))
    return users


def password_of(user: User, folder: Path, generate: bool) -> str:
    file = folder / user.name
    if not file.exists():
        if not generate:
            raise ValueError(f"--passwords: expected a file {file}, got none; --generate creates it")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_hex(24))  # hexadecimal: nothing to encode in a URL
    password = file.read_text().strip()
    if len(password) < 16:
        raise ValueError(f"{file}: expected a password of 16 characters or more, got {len(password)}")
    return password


def acl_file(engine: Engine, passwords: dict[str, str], feast_project: str | None = None) -> str:
    """Returns the file: a line for each user, and none for connections that name no user."""
    lines = [f"{engine.keyword} default {engine.default}"]
    for user in read_users():
        secret = "#" + hashlib.sha256(passwords[user.name].encode()).hexdigest() if user.password else "nopass"
        lines.append(" ".join([engine.keyword, user.name, engine.on, secret, "resetkeys", *user.rules(engine, feast_project)]))
    return "\n".join(lines) + "\n"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=ENGINES, default="valkey")
    parser.add_argument("--passwords", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--generate", action="store_true", help="creates passwords that are missing")
    parser.add_argument("--feast-project", metavar="NAME", help="also grants the keys of this project in Feast's layout")
    parser.add_argument("--url", metavar="HOST:PORT", help="prints the users' STORE_URL")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    try:
        passwords = {user.name: password_of(user, options.passwords, options.generate) for user in read_users() if user.password}
    except ValueError as error:
        print(f"acl.py: {error}", file=sys.stderr)
        return 2
    if options.url:
        for name, password in passwords.items():
            print(f"{name}=rediss://{name}:{password}@{options.url}")
    else:
        print(acl_file(ENGINES[options.engine], passwords, options.feast_project), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
