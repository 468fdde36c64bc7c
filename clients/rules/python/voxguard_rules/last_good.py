"""The last good rule set on disk: one file with its pointer and its blob as they were read."""
import hashlib
import os
from pathlib import Path

_FORMAT = b"voxguard.rules.disk.v1"
_OWNER_ONLY = 0o700


class LastGoodError(Exception):
    """File that is corrupt or cannot be read or written."""


class LastGood:
    """File of a set, `<set>.rules`. folder: created if it does not exist."""

    def __init__(self, folder, rule_set):
        folder = Path(folder)
        try:
            folder.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
        except OSError as error:
            raise LastGoodError(f"state_dir: expected a folder that can be created, got {error}") from error
        self.path = folder / f"{rule_set}.rules"

    def load(self):
        """Returns the raw pointer and the blob, or None if there is no file. Raises LastGoodError."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise LastGoodError(f"{self.path}: {error}") from error
        head, _, rest = content.partition(b"\n")
        # The blob has its own hash, but without public keys only this detects a changed revision in the pointer.
        if head != _head(rest):
            raise LastGoodError(f"{self.path}: expected the bytes that were written, got different ones")
        raw, _, blob = rest.partition(b"\n")
        return raw, blob

    def save(self, raw, blob):
        """Replaces the file atomically; on failure the old one is untouched. Raises LastGoodError."""
        rest = raw + b"\n" + blob
        fresh = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            with open(fresh, "wb") as file:
                file.write(_head(rest) + b"\n")
                file.write(rest)
                file.flush()
                os.fsync(file.fileno())
            os.replace(fresh, self.path)
            _flush_folder(self.path.parent)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            raise LastGoodError(f"{self.path}: {error}") from error


def _head(rest):
    return _FORMAT + b" " + hashlib.sha256(rest).hexdigest().encode()


def _flush_folder(folder):
    """Flushes a folder: a rename survives a power failure only after that."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
