"""Campaigns of the field's fraud typologies. Each campaign has numbers of its own, its own pace, and is sometimes slow enough to hide."""
from .calls import COSTLY_PREFIXES, HOME_PREFIXES, MOBILE_PREFIXES, Call, neighbour, number

HOUR = 3600


class Campaigns:
    def __init__(self, rng, traffic):
        self.rng = rng
        self.traffic = traffic

    def calls(self, first_day, days, per_day):
        """About per_day campaigns of each typology a day, and one every second day in any case."""
        calls = []
        for day in range(days):
            midnight = first_day + day * 24 * HOUR
            for i, campaign in enumerate((self.wangiri, self.revenue_share_pumping, self.sim_box, self.sequential_dialling,
                                          self.pbx_takeover, self.cli_spoofing)):
                planned = (day + i) % 2
                for _ in range(planned + self.rng.poisson(max(0.0, per_day - 0.5))):
                    calls += campaign(midnight)
        return calls

    def wangiri(self, midnight):
        """One ring from an expensive number, to be rung back."""
        rng = self.rng
        callers = [number(rng, COSTLY_PREFIXES) for _ in range(rng.integers(1, 4))]
        times = self.spread(midnight + self.hour(0, 24), self.size(40, 160), rng.uniform(0.5, 3) * HOUR)
        trunk = self.trunk()
        return [Call(callers[rng.integers(len(callers))], self.subscriber(), trunk, t, int(rng.integers(0, 4)), "wangiri")
                for t in times]

    def revenue_share_pumping(self, midnight):
        """Long calls to a few numbers that pay someone a share."""
        rng = self.rng
        callers = [number(rng, HOME_PREFIXES + MOBILE_PREFIXES, 12) for _ in range(rng.integers(2, 7))]
        first = number(rng, COSTLY_PREFIXES)
        paid = [neighbour(first, int(i)) for i in range(rng.integers(1, 6))]
        times = self.spread(midnight + self.hour(0, 24), self.size(30, 150), rng.uniform(2, 6) * HOUR)
        trunk = self.trunk()
        return [Call(callers[rng.integers(len(callers))], paid[rng.integers(len(paid))], trunk, t, int(rng.integers(240, 2400)),
                     "revenue_share_pumping") for t in times]

    def sim_box(self, midnight):
        """Mobile numbers that end others' calls at the local price: all day, always someone else, never rung themselves."""
        rng = self.rng
        trunk = self.trunk()
        calls = []
        for _ in range(rng.integers(2, 5)):
            caller = number(rng, MOBILE_PREFIXES, 12)
            times = self.spread(midnight + self.hour(0, 4), self.size(30, 90), rng.uniform(14, 20) * HOUR)
            calls += [Call(caller, self.subscriber(), trunk, t, self.traffic.duration(0.2), "sim_box") for t in times]
        return calls

    def sequential_dialling(self, midnight):
        """A robot that dials number after number."""
        rng = self.rng
        caller = number(rng, HOME_PREFIXES)
        start = number(rng, HOME_PREFIXES)
        step = int(rng.integers(1, 4))
        size = self.size(80, 250)
        times = self.spread(midnight + self.hour(6, 22), size, size * rng.uniform(8, 60))
        trunk = self.trunk()
        return [Call(caller, neighbour(start, i * step), trunk, t, 0 if rng.random() < 0.4 else int(rng.integers(2, 25)),
                     "sequential_dialling") for i, t in enumerate(times)]

    def pbx_takeover(self, midnight):
        """An office's phone that starts to ring expensive numbers at night."""
        rng = self.rng
        if rng.random() < 0.5:
            caller = self.traffic.extensions[rng.integers(len(self.traffic.extensions))]
            trunk = f"pbx-{int(caller) % 4:02d}"
        else:
            caller, trunk = number(rng, HOME_PREFIXES), f"pbx-{rng.integers(4):02d}"
        prefixes = [COSTLY_PREFIXES[i] for i in rng.integers(0, len(COSTLY_PREFIXES), 3)]
        times = self.spread(midnight + self.hour(0, 3), self.size(20, 80), rng.uniform(1, 4) * HOUR)
        return [Call(caller, number(rng, prefixes), trunk, t, int(rng.integers(60, 1800)), "pbx_takeover") for t in times]

    def cli_spoofing(self, midnight):
        """Every call from another made-up number, next to the one that it rings; some are no numbers at all."""
        rng = self.rng
        trunk = self.trunk()
        size = self.size(60, 180)
        calls = []
        for t in self.spread(midnight + self.hour(8, 20), size, rng.uniform(0.5, 3) * HOUR):
            callee = self.subscriber()
            if rng.random() < 0.25:
                caller = "+" + "".join(str(d) for d in rng.integers(0, 10, 7)) if rng.random() < 0.5 else "+0" + callee[2:11]
            else:
                caller = neighbour(callee, int(rng.integers(1, 9000)) * (1 if rng.random() < 0.5 else -1))
            duration = 0 if rng.random() < 0.35 else int(rng.integers(4, 60))
            calls.append(Call(caller, callee, trunk, t, duration, "cli_spoofing"))
        return calls

    def size(self, low, high):
        """Mostly in the range; one campaign in four is small and tries to stay unseen."""
        n = int(self.rng.integers(low, high))
        return max(8, n // 4) if self.rng.random() < 0.25 else n

    def spread(self, start, count, length):
        return sorted(int(start + offset) for offset in self.rng.uniform(0, length, count))

    def hour(self, low, high):
        return int(self.rng.uniform(low, high) * HOUR)

    def subscriber(self):
        return self.traffic.numbers[self.rng.integers(len(self.traffic.numbers))]

    def trunk(self):
        return self.traffic.trunks[self.rng.integers(len(self.traffic.trunks))]
