"""Ordinary traffic: subscribers who call their contacts at the fitted rhythm, numbers seen once, and unusual habits that are not fraud."""
import numpy as np

from .calls import HOME, INSIDE, SHORT_CODES, Call, NumberPlan, neighbour

DAY, HOUR = 86_400, 3600
WEEKEND = (5, 6)


class OrdinaryTraffic:
    def __init__(self, rng, profile, subscribers, trunks, days):
        self.rng = rng
        self.profile = profile
        self.plan = NumberPlan(rng)
        self.trunks = [f"trunk-{i:02d}" for i in range(trunks)]
        # A few trunks carry most calls; every sixth starts service during the period.
        weights = 1 / np.arange(1, trunks + 1) ** 0.8
        self.trunk_weights = np.cumsum(weights / weights.sum())
        self.trunk_from = [0 if i % 6 != 5 else int(rng.integers(0, days)) for i in range(trunks)]
        self.regions = [self.plan.home() if rng.random() < 0.75 else self.plan.anywhere() for _ in range(subscribers)]
        self.regions[: subscribers // 7] = [INSIDE] * (subscribers // 7)
        self.numbers = [self.plan.of(region) for region in self.regions]
        self.members = {}
        for number, region in zip(self.numbers, self.regions):
            self.members.setdefault(region, []).append(number)
        self.extensions = [str(n) for n in range(200, 200 + max(20, subscribers // 16))]
        self.hours = np.cumsum(np.array(profile.hour_weights) / sum(profile.hour_weights))

    def calls(self, first_day, days):
        """Generates all ordinary calls from midnight of first_day (seconds) on."""
        calls = []
        for i in range(len(self.numbers)):
            calls += self.subscriber(i, first_day, days)
        for extension in self.extensions:
            calls += self.extension(extension, first_day, days)
        for i in range(max(10, len(self.numbers) // 26)):
            calls += self.desk(("centre", "reminders", "list", "survey", "dispatch")[i % 5], first_day, days)
        for day in range(days):
            calls += self.strangers(first_day, day)
            if self.weekday(first_day, day) in WEEKEND and self.rng.random() < 0.5:
                calls += self.televote(first_day, day)
        return calls

    def subscriber(self, index, first_day, days):
        rng = self.rng
        caller, region = self.numbers[index], self.regions[index]
        kind = rng.choice(["plain", "night_worker", "diaspora", "traveller", "talker"], p=[0.9, 0.03, 0.03, 0.02, 0.02])
        contacts, weights = self.contacts(kind, caller, region)
        trunk = self.trunk(0)
        shift = HOME.get(region, (0, int(rng.integers(-11, 12))))[1] + (11 if kind == "night_worker" else 0)
        joins, leaves = self.membership(days)
        much = 8.0 if kind == "talker" else 1.0
        calls = []
        for day in range(joins, leaves):
            busy = (0.8 if self.weekday(first_day, day) in WEEKEND else 1.08) * much
            away = int(rng.integers(-9, 10)) if kind == "traveller" and day % 14 > 9 else 0
            for _ in range(self.calls_today(busy)):
                callee = self.somebody(region) if rng.random() < 0.1 else contacts[int(np.searchsorted(weights, rng.random()))]
                on = trunk if rng.random() < 0.92 else self.trunk(day)
                calls.append(Call(caller, callee, on, self.moment(first_day, day, shift + away), self.duration(0.14)))
        return calls

    def membership(self, days):
        """Returns the days between which a number is in use: two of three all the time, the others join or leave on any day."""
        roll = self.rng.random()
        if roll < 0.66:
            return 0, days
        day = int(self.rng.integers(0, days))
        return (day, days) if roll < 0.86 else (0, day) if roll < 0.94 else (day, min(days, day + int(self.rng.integers(1, 15))))

    def contacts(self, kind, caller, region):
        """Returns contacts, called by a power law whose head has the fitted share."""
        rng = self.rng
        deciles = self.profile.contacts_deciles
        low = rng.integers(0, 10)
        size = max(2, min(int(rng.integers(deciles[low], deciles[low + 1] + 1)), 25))
        contacts = [neighbour(caller, int(rng.integers(1, 9000))) if rng.random() < 0.1 else self.somebody(region) for _ in range(size)]
        if kind == "diaspora":
            contacts[0] = self.plan.of(self.plan.anywhere() if rng.random() < 0.5 else ["CU", "MD", "LV", "BA", "RS", "TN"][rng.integers(6)])
        if kind == "traveller" or rng.random() < 0.05:
            contacts[-1] = self.plan.of(self.plan.anywhere())
        rest = (1 - self.profile.top_contact_share) / (size - 1)
        return contacts, np.cumsum([self.profile.top_contact_share] + [rest] * (size - 2) + [1.0])

    def calls_today(self, busy):
        mean, variance = self.profile.calls_per_day_mean * busy, self.profile.calls_per_day_variance * busy
        if variance <= mean:
            return int(self.rng.poisson(mean))
        shape = mean * mean / (variance - mean)
        return int(self.rng.poisson(self.rng.gamma(shape, mean / shape)))

    def strangers(self, first_day, day):
        """Generates calls from numbers of other networks that call once or a few times: about one call in eight."""
        rng = self.rng
        calls = []
        for _ in range(rng.poisson(len(self.numbers) * 0.3)):
            caller = self.plan.of(self.plan.anywhere()) if rng.random() < 0.96 else self.plan.toll_free()
            trunk, callee = self.trunk(day), self.numbers[rng.integers(len(self.numbers))]
            if rng.random() < 0.06:
                callee = neighbour(caller, int(rng.integers(1, 9000)))
            moment = first_day + day * DAY + int(rng.integers(DAY)) if rng.random() < 0.4 else self.moment(first_day, day)
            for attempt in range(1 + int(rng.random() < 0.25) + int(rng.random() < 0.1)):
                calls.append(Call(caller, callee, trunk, moment + attempt * int(rng.integers(40, 4000)), self.duration(0.2)))
        return calls

    def extension(self, extension, first_day, days):
        """Generates phones behind a PBX: short numbers, office hours, mostly calling each other."""
        rng = self.rng
        calls = []
        for day in range(days):
            if self.weekday(first_day, day) in WEEKEND:
                continue
            for _ in range(rng.poisson(3)):
                inside = rng.random() < 0.7
                callee = self.extensions[rng.integers(len(self.extensions))] if inside else self.somebody("US")
                calls.append(Call(extension, callee, f"pbx-{int(extension) % 4:02d}", self.office(first_day, day), self.duration(0.1)))
        return calls

    def desk(self, kind, first_day, days):
        """Generates a number that calls many others: a call centre, appointment reminders, a list called in order, a survey, a dispatcher."""
        rng = self.rng
        region = INSIDE if rng.random() < 0.15 else self.plan.home()
        caller = self.plan.toll_free() if rng.random() < 0.3 and region != INSIDE else self.plan.of(region, "fixed_line")
        trunk = self.trunk(0)
        every_day = kind == "dispatch" or rng.random() < 0.3
        joins = int(rng.integers(0, days)) if rng.random() < 0.7 else 0
        leaves = min(days, joins + int(rng.integers(1, 15))) if rng.random() < 0.4 else days
        much = rng.choice([0.1, 0.2, 0.4, 1.0], p=[0.3, 0.3, 0.25, 0.15])
        calls = []
        for day in range(joins, leaves):
            if self.weekday(first_day, day) in WEEKEND and not every_day:
                continue
            listed, step = self.somebody(region), int(rng.integers(1, 30))
            for i in range(rng.poisson(much * {"centre": 130, "reminders": 80, "list": 50, "survey": 150, "dispatch": 80}[kind])):
                callee = neighbour(listed, i * step + int(rng.integers(0, 3))) if kind == "list" else self.somebody(region)
                moment = self.moment(first_day, day) if kind == "dispatch" else self.office(first_day, day)
                if kind == "list":
                    moment = first_day + day * DAY + 9 * HOUR + i * int(rng.integers(30, 240))
                calls.append(Call(caller, callee, trunk, moment, self.desk_duration(kind)))
        return calls

    def desk_duration(self, kind):
        rng = self.rng
        if kind == "reminders" and rng.random() > 0.2:
            return int(rng.integers(12, 50))
        if kind == "survey":
            return 0 if rng.random() < 0.4 else int(rng.integers(4, 30)) if rng.random() < 0.5 else self.duration(0)
        return self.duration(0.28 if kind != "dispatch" else 0.1)

    def televote(self, first_day, day):
        """Generates an evening on which many subscribers call one expensive number for a few seconds."""
        rng = self.rng
        number, start = self.plan.of("GB", "premium_rate"), first_day + day * DAY + 20 * HOUR
        return [Call(self.numbers[rng.integers(len(self.numbers))], number, self.trunk(day), start + int(rng.integers(2 * HOUR)),
                     int(rng.integers(5, 30))) for _ in range(rng.poisson(60))]

    def somebody(self, region):
        """Returns a callee: mostly a subscriber of the same region; sometimes a stranger, a toll-free or short number, someone abroad, an expensive number."""
        rng, roll = self.rng, self.rng.random()
        if roll < 0.03:
            return self.plan.toll_free()
        if roll < 0.04:
            return SHORT_CODES[rng.integers(len(SHORT_CODES))]
        if roll < 0.06:
            return self.plan.of(self.plan.anywhere())
        if roll < 0.065:
            return self.plan.costly()
        if roll < 0.2:
            return self.plan.of(region)
        among = self.members.get(region, self.numbers) if roll < 0.85 else self.numbers
        return among[rng.integers(len(among))]

    def trunk(self, day):
        """Returns a trunk in service on that day; one call in thirty has none."""
        if self.rng.random() < 1 / 30:
            return ""
        i = int(np.searchsorted(self.trunk_weights, self.rng.random()))
        return self.trunks[i if self.trunk_from[i] <= day else 0]

    def moment(self, first_day, day, shift=0):
        """Returns a second of the day by the fitted rhythm, `shift` hours later."""
        hour = (int(np.searchsorted(self.hours, self.rng.random())) + shift) % 24
        return first_day + day * DAY + hour * HOUR + int(self.rng.integers(HOUR))

    def office(self, first_day, day):
        return first_day + day * DAY + int(self.rng.integers(8 * HOUR, 18 * HOUR))

    @staticmethod
    def weekday(first_day, day):
        """Returns the weekday, 0 for Monday."""
        return (first_day // DAY + day + 3) % 7

    def duration(self, unanswered):
        """Returns the duration in seconds: 0 for no answer, or lognormal."""
        if self.rng.random() < unanswered:
            return 0
        return int(min(7200, max(3, self.rng.lognormal(4.9, 1.15))))
