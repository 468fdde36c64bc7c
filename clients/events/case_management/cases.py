import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from voxguard_events import DETECTION, UnreadableEvent, read_event
from voxguard_events.event import SEVERITIES

_SCHEMA = """
CREATE TABLE IF NOT EXISTS cases (
    id INTEGER PRIMARY KEY, caller TEXT NOT NULL, opened TEXT NOT NULL, last_event TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS cases_by_caller ON cases (caller, last_event);
CREATE TABLE IF NOT EXISTS events (
    source TEXT, id TEXT, case_id INTEGER NOT NULL REFERENCES cases, severity INTEGER NOT NULL, callee TEXT NOT NULL,
    rules TEXT NOT NULL, reasons TEXT NOT NULL, event TEXT NOT NULL, PRIMARY KEY (source, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS events_by_case ON events (case_id);
CREATE TABLE IF NOT EXISTS unreadable (entry TEXT PRIMARY KEY, cause TEXT NOT NULL, record BLOB);
"""


@dataclass(frozen=True)
class Case:
    id: int
    caller: str
    opened: datetime
    last_event: datetime
    is_open: bool
    count: int
    severity: str  # the highest
    callees: list
    rules: list
    reasons: list  # names of features


class Cases:
    """
    Cases in a file. Detections of a caller belong to the same case as long as no more than the quiet time lies between one and the next; by the time of the
    events, so that the order in which they arrive, and how often, makes no difference. Several processes of one machine may share the file.
    """

    def __init__(self, path, quiet=timedelta(minutes=30)):
        self._quiet = quiet
        self._db = sqlite3.connect(path, timeout=30, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")  # acknowledged only when it is on disk
        self._db.executescript(_SCHEMA)

    def close(self):
        self._db.close()

    def add(self, entries):
        """Adds all events of the entries, in one transaction. When this returns, they are on disk and may be acknowledged."""
        self._db.execute("BEGIN IMMEDIATE")
        with self._db:
            for entry in entries:
                try:
                    event = read_event(entry.record or b"")
                    if event.type == DETECTION:
                        self._add(event, _rules(event.data), _features(event.data))
                except UnreadableEvent as error:
                    self._db.execute("INSERT OR IGNORE INTO unreadable VALUES (?, ?, ?)", (entry.id.decode(), str(error), entry.record))

    def _add(self, event, rules, reasons):
        if self._db.execute("SELECT 1 FROM events WHERE source = ? AND id = ?", event.key).fetchone():
            return
        case = self._case(event)
        self._db.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (
            *event.key, case, SEVERITIES.index(event.severity), event.callee, json.dumps(rules), json.dumps(reasons), event.text))

    def _case(self, event):
        """Returns the id of the event's case: a new one, or one that is near in time; two that it connects become one."""
        opened = last = _stored(event.time)
        near = self._db.execute("SELECT id, opened, last_event FROM cases WHERE caller = ? AND last_event >= ? AND opened <= ? ORDER BY id", (
            event.caller, _stored(event.time, -self._quiet), _stored(event.time, self._quiet))).fetchall()
        if not near:
            return self._db.execute("INSERT INTO cases (caller, opened, last_event) VALUES (?, ?, ?)", (event.caller, opened, last)).lastrowid
        kept = near[0][0]
        for other, _, _ in near[1:]:
            self._db.execute("UPDATE events SET case_id = ? WHERE case_id = ?", (kept, other))
            self._db.execute("DELETE FROM cases WHERE id = ?", (other,))
        self._db.execute("UPDATE cases SET opened = ?, last_event = ? WHERE id = ?", (
            min(opened, *(row[1] for row in near)), max(last, *(row[2] for row in near)), kept))
        return kept

    def list(self, now, limit=-1):
        """Returns the cases, those with the latest event first. A case is open until its caller has been quiet for the quiet time."""
        rows = self._db.execute("SELECT id, caller, opened, last_event FROM cases ORDER BY last_event DESC, id DESC LIMIT ?", (limit,)).fetchall()
        return [self._read(now, *row) for row in rows]

    def _read(self, now, id, caller, opened, last_event):
        events = self._db.execute("SELECT severity, callee, rules, reasons FROM events WHERE case_id = ?", (id,)).fetchall()
        last = datetime.fromisoformat(last_event)
        return Case(id, caller, datetime.fromisoformat(opened), last, now - last <= self._quiet, len(events),
                    SEVERITIES[max(row[0] for row in events)], sorted({row[1] for row in events}), _union(row[2] for row in events),
                    _union(row[3] for row in events))

    def unreadable(self):
        """Returns the number of entries that were not detection events; they are kept in the table `unreadable`."""
        return self._db.execute("SELECT count(*) FROM unreadable").fetchone()[0]


def _stored(time, shift=timedelta()):
    """Time as text that sorts as the time does."""
    try:
        time += shift
    except OverflowError:
        time = (datetime.min if shift < timedelta() else datetime.max).replace(tzinfo=timezone.utc)
    return time.isoformat(timespec="microseconds")


def _rules(data):
    """Ids of the rules that fired; `rules` is absent where the call was not held against any."""
    rules = data.get("rules", {})
    fired = rules.get("fired", []) if isinstance(rules, dict) else None
    return _checked("rules", rules, fired)


def _features(data):
    """Features among the reasons; the others are rules that fired."""
    reasons = data.get("reasons", [])
    is_list = isinstance(reasons, list) and all(isinstance(reason, dict) for reason in reasons)
    return _checked("reasons", reasons, [reason["feature"] for reason in reasons if "feature" in reason] if is_list else None)


def _checked(field, value, names):
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise UnreadableEvent(f"data.{field}: expected what docs/events has, got {json.dumps(value)[:100]}")
    return names


def _union(lists):
    return sorted({name for text in lists for name in json.loads(text)})
