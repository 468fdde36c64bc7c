"""TCP connections of a process, from /proc."""
from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

_ESTABLISHED = "01"


@dataclass(frozen=True)
class Connection:
    """Established connection; its inode is its identity."""
    local_port: int
    remote_port: int
    inode: str


def established(pid: int) -> set[Connection]:
    """Returns the established connections of a process; those of other processes are left out."""
    own = _sockets(pid)
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            local, remote, state, inode = fields[1], fields[2], fields[3], fields[9]
            if state == _ESTABLISHED and inode in own:
                found.add(Connection(_port(local), _port(remote), inode))
    return found


def _port(address: str) -> int:
    return int(address.rpartition(":")[2], 16)


def _sockets(pid: int) -> set[str]:
    inodes = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = os.readlink(descriptor)
        except OSError:  # closed since it was listed
            continue
        if match := re.fullmatch(r"socket:\[(\d+)]", target):
            inodes.add(match.group(1))
    return inodes
