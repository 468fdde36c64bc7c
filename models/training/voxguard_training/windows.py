"""Sliding windows over events: at time t, a window of length w holds t' with t - w < t' <= t."""
from collections import Counter, deque


class Window:
    """Items of the last `length` seconds, with counts of the values at chosen positions and sums of others.

    Items are tuples; `counted` and `summed` name positions in them.
    """

    def __init__(self, length, counted=(), summed=()):
        self.length = length
        self.items = deque()
        self.counts = {position: Counter() for position in counted}
        self.sums = {position: 0 for position in summed}

    def add(self, time, *values):
        self.items.append((time, values))
        for position, counter in self.counts.items():
            if values[position] is not None:
                counter[values[position]] += 1
        for position in self.sums:
            self.sums[position] += values[position]

    def forget(self, now):
        """Removes items that have left the window at `now`."""
        while self.items and self.items[0][0] <= now - self.length:
            _, values = self.items.popleft()
            for position, counter in self.counts.items():
                value = values[position]
                if value is not None:
                    counter[value] -= 1
                    if not counter[value]:
                        del counter[value]
            for position in self.sums:
                self.sums[position] -= values[position]

    def __len__(self):
        return len(self.items)

    def distinct(self, position):
        return len(self.counts[position])

    def sum(self, position):
        return self.sums[position]

    def share(self, position):
        """Returns the sum divided by the number of items; None if there are none."""
        return self.sums[position] / len(self.items) if self.items else None
