"""Windows of tiles over events, as docs/wire/feature-definitions.md has them: they move on tile by tile, and hold totals of the tiles in them.

A window's count and its parts are kept up to date by each event, and by each tile that leaves; reading them is cheap.
"""
import math
import operator

from .events import RADIUS, TIME

"""Number of tiles and length of a tile in milliseconds. All times lie in one tile of `ever`."""
WINDOWS = {"1m": (12, 5_000), "5m": (10, 30_000), "1h": (12, 300_000), "24h": (24, 3_600_000), "7d": (28, 21_600_000), "ever": (1, 1 << 62)}
NULL = math.nan
UNITS_PER_KM, HOUR_MS, LEAST_MS = 100, 3_600_000, 60_000
MOST_HASHES, MOST_COUNTS = 64, 32
REGISTERS, BUCKETS = 256, 64


class Window:
    """Events in the last tiles. parts: constructors and positions of the facts that they total."""

    __slots__ = ("tiles", "tile_ms", "newest", "oldest", "counts", "count", "parts")

    def __init__(self, name, parts=()):
        self.tiles, self.tile_ms = WINDOWS[name]
        self.newest = -1
        self.oldest = math.inf  # first tile with an event
        self.counts = {}
        self.count = 0
        self.parts = [make(position) for make, position in parts]

    def add(self, event):
        """Adds an event unless its tile has left the window."""
        tile = event[TIME] // self.tile_ms
        if tile > self.newest:
            self.move_to(tile)
        elif tile <= self.newest - self.tiles:
            return
        if tile in self.counts:
            self.counts[tile] += 1
        else:
            self.counts[tile] = 1
            self.oldest = min(self.oldest, tile)
        self.count += 1
        for part in self.parts:
            part.add(tile, event)

    def move_to(self, tile):
        """Makes a tile the newest one, and removes those that leave the window."""
        self.newest = tile
        if self.oldest > tile - self.tiles:
            return
        for left in [known for known in self.counts if known <= tile - self.tiles]:
            self.count -= self.counts.pop(left)
            for part in self.parts:
                part.remove(left)
        self.oldest = min(self.counts, default=math.inf)

    def move_on(self, time_ms):
        """Removes the tiles that have left the window at a time, which is not before that of any event in it."""
        tile = time_ms // self.tile_ms
        if tile > self.newest:
            self.move_to(tile)


class Sum:
    """Sum of a number, or number of events with a flag."""

    __slots__ = ("position", "sums", "total")

    def __init__(self, position):
        self.position = position
        self.sums = {}
        self.total = 0

    def add(self, tile, event):
        value = event[self.position]
        if value:
            self.sums[tile] = self.sums.get(tile, 0) + value
            self.total += value

    def remove(self, tile):
        self.total -= self.sums.pop(tile, 0)


class Moments:
    """Sum of a number, and sum of its squares."""

    __slots__ = ("position", "sums", "total", "squares")

    def __init__(self, position):
        self.position = position
        self.sums = {}
        self.total = self.squares = 0

    def add(self, tile, event):
        value = event[self.position]
        square = value * value
        total, squares = self.sums.get(tile, (0, 0))
        self.sums[tile] = total + value, squares + square
        self.total += value
        self.squares += square

    def remove(self, tile):
        total, squares = self.sums.pop(tile)
        self.total -= total
        self.squares -= squares


class Times:
    """Times of the earliest and the latest event, in milliseconds; of no meaning without events."""

    __slots__ = ("firsts", "first", "last")

    def __init__(self, _):
        self.firsts = {}
        self.first, self.last = math.inf, -math.inf

    def add(self, tile, event):
        time = event[TIME]
        if time < self.firsts.get(tile, math.inf):
            self.firsts[tile] = time
            self.first = min(self.first, time)
        if time > self.last:
            self.last = time

    def remove(self, tile):
        """Forgets the tile. The latest event is in the last tile to leave, so it stays the latest."""
        del self.firsts[tile]
        self.first = min(self.firsts.values(), default=math.inf)


class PositionSums:
    """Number of positions, sums of their coordinates, and of the squares of their distances from the centre less that of the radius."""

    __slots__ = ("position", "sums", "total")

    def __init__(self, position):
        self.position = position
        self.sums = {}
        self.total = (0, 0, 0, 0, 0)

    def add(self, tile, event):
        if event[self.position] is None:
            return
        x, y, z = event[self.position]
        more = (1, x, y, z, x * x + y * y + z * z - RADIUS * RADIUS)
        self.sums[tile] = tuple(map(operator.add, self.sums.get(tile, (0, 0, 0, 0, 0)), more))
        self.total = tuple(map(operator.add, self.total, more))

    def remove(self, tile):
        if tile in self.sums:
            self.total = tuple(map(operator.sub, self.total, self.sums.pop(tile)))

    def spread(self):
        """Returns the root mean square distance from the mean in km; null without positions."""
        count, *sums, excess = self.total
        if not count:
            return NULL
        x, y, z = (total / count for total in sums)
        return math.sqrt(max(0.0, float(RADIUS) * RADIUS + excess / count - (x * x + y * y + z * z))) / UNITS_PER_KM


class PositionEnds:
    """Earliest and latest position of each tile, with their times."""

    __slots__ = ("position", "ends")

    def __init__(self, position):
        self.position = position
        self.ends = {}  # by tile: one, or the first and the last

    def add(self, tile, event):
        if event[self.position] is not None:
            known = self.ends.get(tile, ())
            at = (event[TIME], event[self.position])
            self.ends[tile] = (min(at, known[0]), max(at, known[-1])) if known else (at,)

    def remove(self, tile):
        self.ends.pop(tile, None)

    def jump_speed(self):
        """Returns the highest speed from one position to the next in km/h; null with fewer than two."""
        path = [end for tile in sorted(self.ends) for end in self.ends[tile]]
        return max((_speed(*a, *b) for a, b in zip(path, path[1:])), default=NULL)


def _speed(from_ms, start, to_ms, end):
    chord = math.sqrt(sum((a - b) ** 2 for a, b in zip(start, end)))
    km = 2 * RADIUS * math.asin(min(1.0, chord / (2 * RADIUS))) / UNITS_PER_KM
    return km * HOUR_MS / max(LEAST_MS, to_ms - from_ms)


class Distinct:
    """Number of different values. A tile is a set of hashes, or a sketch if it has too many of them."""

    __slots__ = ("position", "sets", "tiles_with", "sketches", "merged")

    def __init__(self, position):
        self.position = position
        self.sets = {}
        self.tiles_with = {}  # by hash: in how many sets it is
        self.sketches = {}
        self.merged = None  # sketch of the whole window, made when it is read

    def add(self, tile, event):
        value = event[self.position]
        if value is None:
            return
        if tile in self.sketches:
            self.sketches[tile].add(value)
        else:
            values = self.sets.setdefault(tile, set())
            if value in values:
                return
            values.add(value)
            self.tiles_with[value] = self.tiles_with.get(value, 0) + 1
            if len(values) > MOST_HASHES:
                self.sketches[tile] = Sketch.of(values)
                self._remove_set(tile)
        if self.merged is not None:
            self.merged.add(value)

    def remove(self, tile):
        self.merged = None
        if self.sketches.pop(tile, None) is None:
            self._remove_set(tile)

    def _remove_set(self, tile):
        for value in self.sets.pop(tile, ()):
            if self.tiles_with[value] == 1:
                del self.tiles_with[value]
            else:
                self.tiles_with[value] -= 1

    def value(self):
        if not self.sketches:
            return len(self.tiles_with)
        if self.merged is None:
            self.merged = Sketch.of(self.tiles_with, *self.sketches.values())
        return self.merged.estimate()


class Sketch:
    """HyperLogLog of 256 registers."""

    __slots__ = ("ranks", "scaled")

    def __init__(self, ranks):
        self.ranks = ranks
        self.scaled = sum(1 << 33 - rank for rank in ranks)  # 2^33 times the sum of 2^-rank: whole, so exact in any order

    @staticmethod
    def of(values, *sketches):
        merged = Sketch(bytearray(map(max, bytes(REGISTERS), bytes(REGISTERS), *(sketch.ranks for sketch in sketches))))
        for value in values:
            merged.add(value)
        return merged

    def add(self, value):
        register, rank = value >> 32, 33 - (value & 0xFFFFFFFF).bit_length()
        before = self.ranks[register]
        if rank > before:
            self.ranks[register] = rank
            self.scaled -= (1 << 33 - before) - (1 << 33 - rank)

    def estimate(self):
        m, zeros = REGISTERS, self.ranks.count(0)
        estimate = 0.7213 / (1 + 1.079 / m) * m * m / (self.scaled / (1 << 33))
        if estimate <= 2.5 * m and zeros:
            estimate = m * math.log(m / zeros)
        return math.floor(estimate + 0.5)


class Frequencies:
    """How often each value occurs. A tile is a count by hash, or by the upper bits of the hash if it has too many of them."""

    __slots__ = ("position", "counts", "totals", "buckets", "merged")

    def __init__(self, position):
        self.position = position
        self.counts = {}
        self.totals = {}  # by hash, over the tiles in `counts`
        self.buckets = {}
        self.merged = None  # buckets of the whole window, made when it is read

    def add(self, tile, event):
        value = event[self.position]
        if value is None:
            return
        if self.merged is not None:
            self.merged[value >> 34] += 1
        if tile in self.buckets:
            self.buckets[tile][value >> 34] += 1
            return
        counts = self.counts.setdefault(tile, {})
        counts[value] = counts.get(value, 0) + 1
        self.totals[value] = self.totals.get(value, 0) + 1
        if len(counts) > MOST_COUNTS:
            self.buckets[tile] = _bucketed(counts)
            self._remove_counts(tile)

    def remove(self, tile):
        if self.buckets.pop(tile, None) is None:
            self._remove_counts(tile)
        self.merged = None

    def _remove_counts(self, tile):
        for value, count in self.counts.pop(tile, {}).items():
            if self.totals[value] == count:
                del self.totals[value]
            else:
                self.totals[value] -= count

    def _occurrences(self):
        if not self.buckets:
            return self.totals.values()
        if self.merged is None:
            self.merged = [sum(of) for of in zip(_bucketed(self.totals), *self.buckets.values())]
        return self.merged

    def most(self):
        return max(self._occurrences(), default=0)

    def entropy(self):
        """Returns the entropy in bits, summed in ascending order of the counts; null without values."""
        counts = sorted(count for count in self._occurrences() if count)
        total, entropy = sum(counts), 0.0
        for count in counts:
            share = count / total
            entropy -= share * (math.log(share) / math.log(2))
        return entropy if counts else NULL


def _bucketed(counts):
    buckets = [0] * BUCKETS
    for value, count in counts.items():
        buckets[value >> 34] += count
    return buckets
