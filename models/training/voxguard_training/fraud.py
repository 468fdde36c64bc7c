"""Campaigns of known fraud typologies. Each has its own pace; one in three imitates the ordinary rhythm, or is too small to stand out."""
from dataclasses import replace

import numpy as np

from .calls import INSIDE, Call, neighbour

HOUR, DAY = 3600, 86_400


class Campaigns:
    def __init__(self, rng, traffic):
        self.rng = rng
        self.traffic = traffic
        self.plan = traffic.plan
        self.inside = False
        self.kinds = (self.wangiri, self.revenue_share_pumping, self.sim_box, self.slow_sim_box, self.sequential_dialling, self.pbx_takeover,
                      self.account_takeover, self.cli_spoofing, self.subscriber_spoofing)

    def calls(self, first_day, days, per_day):
        """Returns the calls of per_day campaigns per typology and day, spread evenly over the days."""
        calls, campaigns = [], 0
        for day in range(days):
            for i, campaign in enumerate(self.kinds):
                phase = i / len(self.kinds)
                for _ in range(int((day + 1) * per_day + phase) - int(day * per_day + phase)):
                    self.inside = self.rng.random() < 0.12
                    campaigns += 1
                    calls += [replace(call, campaign=campaigns) for call in campaign(first_day + day * DAY, day)]
        return [call for call in calls if call.started_at < first_day + days * DAY]

    def wangiri(self, midnight, day):
        """Generates single rings from an expensive number, to provoke a call back."""
        rng = self.rng
        callers = [self.plan.costly() for _ in range(rng.integers(1, 4))]
        trunk = self.traffic.trunk(day)
        return [Call(callers[rng.integers(len(callers))], self.subscriber(), trunk, t, int(rng.integers(0, 4)), "wangiri")
                for t in self.times(midnight + self.hour(0, 24), self.size(40, 160), rng.uniform(0.5, 3) * HOUR)]

    def revenue_share_pumping(self, midnight, day):
        """Generates long calls to a few revenue-share numbers."""
        rng = self.rng
        callers = [self.number() for _ in range(rng.integers(2, 7))]
        first = self.plan.costly()
        paid = [neighbour(first, int(i)) for i in range(rng.integers(1, 6))]
        trunk = self.traffic.trunk(day)
        return [Call(callers[rng.integers(len(callers))], paid[rng.integers(len(paid))], trunk, t, int(rng.integers(120, 2400)),
                     "revenue_share_pumping") for t in self.times(midnight + self.hour(0, 24), self.size(30, 150), rng.uniform(2, 6) * HOUR)]

    def sim_box(self, midnight, day):
        """Generates mobile numbers that terminate others' calls at the local price: all day, always another callee, never called themselves."""
        trunk = self.traffic.trunk(day)
        calls = []
        for _ in range(self.rng.integers(2, 5)):
            caller = self.number("mobile")
            times = self.times(midnight + self.hour(0, 4), self.size(30, 90), self.rng.uniform(14, 20) * HOUR)
            calls += [Call(caller, self.subscriber(), trunk, t, self.traffic.duration(0.2), "sim_box") for t in times]
        return calls

    def slow_sim_box(self, midnight, day):
        """Generates a campaign over many days, with a few calls per day and card, at the ordinary rhythm."""
        rng = self.rng
        trunk = self.traffic.trunk(day)
        calls = []
        for _ in range(rng.integers(1, 3)):
            caller, region = self.number("mobile"), self.plan.home()
            for later in range(rng.integers(3, 9)):
                for _ in range(rng.poisson(rng.uniform(4, 14))):
                    callee = self.subscriber() if self.inside else self.traffic.somebody(region)
                    calls.append(Call(caller, callee, trunk, self.traffic.moment(midnight, later), self.traffic.duration(0.17), "slow_sim_box"))
        return calls

    def sequential_dialling(self, midnight, day):
        """Generates a robot that dials consecutive numbers."""
        rng = self.rng
        caller, start = self.number(), self.number()
        step, size = int(rng.integers(1, 4)), self.size(60, 220)
        pace = float(np.exp(rng.uniform(np.log(0.5), np.log(90))))  # seconds per call, from a robot with many lines to a slow one
        shuffled = rng.permutation(size) if rng.random() < 0.3 else range(size)
        times = self.times(midnight + self.hour(6, 22), size, size * pace)
        trunk = self.traffic.trunk(day)
        return [Call(caller, neighbour(start, int(i) * step), trunk, t, 0 if rng.random() < 0.4 else int(rng.integers(2, 25)),
                     "sequential_dialling") for i, t in zip(shuffled, times)]

    def pbx_takeover(self, midnight, day):
        """Generates an office phone that starts to call expensive numbers at night."""
        rng = self.rng
        if rng.random() < 0.6:
            caller = self.traffic.extensions[rng.integers(len(self.traffic.extensions))]
            trunk = f"pbx-{int(caller) % 4:02d}"
        else:
            caller, trunk = self.plan.of(self.plan.home(), "fixed_line"), f"pbx-{rng.integers(4):02d}"
        dear = [self.plan.costly() for _ in range(rng.integers(2, 12))]
        return [Call(caller, neighbour(dear[rng.integers(len(dear))], int(rng.integers(0, 40))), trunk, t, int(rng.integers(60, 1800)), "pbx_takeover")
                for t in self.times(midnight + self.hour(0, 24 if rng.random() < 0.3 else 4), self.size(20, 80), rng.uniform(1, 5) * HOUR)]

    def account_takeover(self, midnight, day):
        """Generates a subscriber with a history whose line someone else uses for a few hours: expensive numbers, or calls relayed for others."""
        rng = self.rng
        caller, trunk = self.subscriber(), self.traffic.trunk(day)
        passed_on = rng.random() < 0.5
        dear = [self.plan.costly() for _ in range(rng.integers(1, 6))]
        calls = []
        for t in self.times(midnight + self.hour(0, 24), self.size(15, 60), rng.uniform(2, 10) * HOUR):
            callee = self.plan.of(self.plan.anywhere()) if passed_on else dear[rng.integers(len(dear))]
            calls.append(Call(caller, callee, trunk, t, self.traffic.duration(0.15), "account_takeover"))
        return calls

    def cli_spoofing(self, midnight, day):
        """Generates calls each from another made-up number close to the callee's; some are not numbers at all."""
        rng = self.rng
        trunk, size = self.traffic.trunk(day), self.size(60, 180)
        calls = []
        for t in self.times(midnight + self.hour(6, 20), size, rng.uniform(0.5, 4) * HOUR):
            callee = self.subscriber()
            if rng.random() < 0.15 and callee.startswith("+"):
                caller = "+1" + "".join(str(d) for d in rng.integers(0, 10, 7)) if rng.random() < 0.5 else "+0" + callee[2:11]
            elif rng.random() < 0.6:
                caller = neighbour(callee, int(rng.integers(1, 9000)) * (1 if rng.random() < 0.5 else -1))
            else:
                caller = self.number()
            calls.append(Call(caller, callee, trunk, t, 0 if rng.random() < 0.35 else int(rng.integers(4, 60)), "cli_spoofing"))
        return calls

    def subscriber_spoofing(self, midnight, day):
        """Generates calls with the numbers of real subscribers, each used once or twice."""
        rng = self.rng
        trunk = self.traffic.trunk(day)
        return [Call(self.subscriber(), self.subscriber(), trunk, t, 0 if rng.random() < 0.35 else int(rng.integers(4, 90)), "subscriber_spoofing")
                for t in self.times(midnight + self.hour(6, 20), self.size(40, 140), rng.uniform(0.5, 4) * HOUR)]

    def size(self, low, high):
        """Returns a size mostly in the range; one campaign in four is small to avoid detection."""
        n = int(self.rng.integers(low, high))
        return max(8, n // 4) if self.rng.random() < 0.25 else n

    def times(self, start, count, length):
        """Returns times spread evenly over `length` seconds; one campaign in three takes a day or two and keeps the ordinary rhythm."""
        rng = self.rng
        if rng.random() < 0.3:
            midnight = start // DAY * DAY
            return sorted(self.traffic.moment(midnight, int(rng.integers(0, 2))) for _ in range(max(8, count // 2)))
        return sorted(int(start + offset) for offset in rng.uniform(0, length, count))

    def hour(self, low, high):
        return int(self.rng.uniform(low, high) * HOUR)

    def number(self, kind=None):
        """Returns a number of the campaign; one campaign in eight has numbers without +, as written by the inside switch."""
        if self.inside:
            return self.plan.of(INSIDE)
        return self.plan.of(self.plan.home(), kind)

    def subscriber(self):
        if self.inside:
            return self.traffic.members[INSIDE][self.rng.integers(len(self.traffic.members[INSIDE]))]
        return self.traffic.numbers[self.rng.integers(len(self.traffic.numbers))]
