"""State of callers, callees and trunks, computed by the definitions in their views."""
import math
from array import array

from .definitions import ExpressionError, parse
from .events import EVENTS, TIME
from .tiles import Window


class Layout:
    """Windows that the expressions of one kind of entity need; each event, window and total is there once."""

    def __init__(self):
        self.windows = {}  # by events and window: parts

    def place(self, events, window, part, position):
        """Returns the index of a window and that of a part in it, adding them where they are missing."""
        parts = self.windows.setdefault((events, window), [])
        if part is not None and (part, position) not in parts:
            parts.append((part, position))
        return list(self.windows).index((events, window)), parts.index((part, position)) if part is not None else None

    def make(self):
        return [Window(window, parts) for (_, window), parts in self.windows.items()]

    def of(self, kind):
        """Returns the indexes of the windows of a kind of events."""
        return [i for i, (events, _) in enumerate(self.windows) if events == kind]


class Definitions:
    """Compiled definitions of the features of all views of one kind of entity."""

    def __init__(self, views):
        """views: those of models/feature-views with their features' expressions."""
        self.layout = Layout()
        self.columns, self.features = {}, []
        for view in views:
            self.columns[view.name] = slice(len(self.features), len(self.features) + len(view.features))
            self.features += [self._compile(view.name, feature) for feature in view.features]
        self.windows_of = {kind: self.layout.of(kind) for kind in EVENTS}

    def _compile(self, view, feature):
        field = f"{view}:{feature.name}: compute"
        if feature.compute is None:
            raise ValueError(f"{field}: expected an expression, got nothing")
        try:
            return parse(feature.compute).compile(self.layout)
        except ExpressionError as refused:
            raise ValueError(f"{field}, {refused}") from refused


class EntityState:
    """Events of one caller, callee or trunk."""

    __slots__ = ("definitions", "windows", "now_ms")

    def __init__(self, definitions):
        self.definitions = definitions
        self.windows = definitions.layout.make()
        self.now_ms = None  # time of the latest event

    def add(self, kind, event):
        """Adds the facts of an event. Events may come in any order."""
        for index in self.definitions.windows_of[kind]:
            self.windows[index].add(event)
        if self.now_ms is None or event[TIME] > self.now_ms:
            self.now_ms = event[TIME]

    def rows(self):
        """Returns the features of each view as of the latest event, rounded to float; None for null and for what is not finite."""
        for window in self.windows:
            window.move_on(self.now_ms)
        rounded = array("f", [feature(self) for feature in self.definitions.features])
        values = [value if math.isfinite(value) else None for value in rounded]
        return {view: values[columns] for view, columns in self.definitions.columns.items()}
