"""Ordinary traffic: subscribers who ring their contacts by the fitted rhythm, and people whose habits look odd without being fraud."""
import numpy as np

from .calls import (ABROAD_PREFIXES, COSTLY_PREFIXES, HOME_PREFIXES, MOBILE_ABROAD_PREFIXES, MOBILE_PREFIXES, TOLL_FREE_PREFIXES, Call,
                    number)

DAY = 86_400


class OrdinaryTraffic:
    def __init__(self, rng, profile, subscribers, trunks):
        self.rng = rng
        self.profile = profile
        self.trunks = [f"trunk-{i:02d}" for i in range(trunks)]
        self.numbers = [number(rng, HOME_PREFIXES + MOBILE_PREFIXES, 12) for _ in range(subscribers)]
        self.extensions = [str(n) for n in range(200, 200 + max(20, subscribers // 12))]
        hours = np.array(profile.hour_weights)
        self.hours = hours / hours.sum()

    def calls(self, first_day, days):
        """All ordinary calls from midnight of first_day (seconds) on."""
        calls = []
        for caller in self.numbers:
            calls += self.subscriber(caller, first_day, days)
        for extension in self.extensions:
            calls += self.extension(extension, first_day, days)
        centres = max(2, len(self.numbers) // 350)
        for i in range(centres):
            calls += self.call_centre(first_day, days, reminders=i % 3 == 2)
        return calls

    def subscriber(self, caller, first_day, days):
        rng = self.rng
        kind = rng.choice(["plain", "night_worker", "diaspora", "traveller"], p=[0.92, 0.03, 0.03, 0.02])
        contacts, weights = self.contacts(kind)
        trunk = self.trunks[rng.integers(len(self.trunks))]
        shift = 11 if kind == "night_worker" else 7 if kind == "traveller" else 0
        calls = []
        for day in range(days):
            weekday = (first_day // DAY + day + 3) % 7
            busy = 0.8 if weekday >= 5 else 1.08
            for _ in range(self.calls_today(busy)):
                if rng.random() < 0.08:
                    callee = self.somebody()
                else:
                    callee = contacts[rng.choice(len(contacts), p=weights)]
                on = trunk if rng.random() < 0.93 else self.trunks[rng.integers(len(self.trunks))]
                calls.append(Call(caller, callee, on, self.moment(first_day, day, shift), self.duration(0.14)))
        return calls

    def contacts(self, kind):
        """A handful of numbers, rung by a power law whose head has the fitted share."""
        rng = self.rng
        deciles = self.profile.contacts_deciles
        low = rng.integers(0, 10)
        size = int(rng.integers(deciles[low], deciles[low + 1] + 1))
        size = max(2, min(size, 25))
        contacts = [self.somebody() for _ in range(size)]
        if kind == "diaspora":
            contacts[0] = number(rng, COSTLY_PREFIXES[:8])
        if kind == "traveller" or rng.random() < 0.05:
            contacts[-1] = number(rng, ABROAD_PREFIXES + MOBILE_ABROAD_PREFIXES)
        rest = (1 - self.profile.top_contact_share) / (size - 1)
        weights = np.array([self.profile.top_contact_share] + [rest] * (size - 1))
        return contacts, weights / weights.sum()

    def calls_today(self, busy):
        mean, variance = self.profile.calls_per_day_mean * busy, self.profile.calls_per_day_variance * busy
        if variance <= mean:
            return int(self.rng.poisson(mean))
        shape = mean * mean / (variance - mean)
        return int(self.rng.poisson(self.rng.gamma(shape, mean / shape)))

    def extension(self, extension, first_day, days):
        """Phones behind a PBX: short numbers, office hours, mostly to each other."""
        rng = self.rng
        calls = []
        for day in range(days):
            if (first_day // DAY + day + 3) % 7 >= 5:
                continue
            for _ in range(rng.poisson(3)):
                inside = rng.random() < 0.7
                callee = self.extensions[rng.integers(len(self.extensions))] if inside else self.somebody()
                trunk = f"pbx-{int(extension) % 4:02d}"
                calls.append(Call(extension, callee, trunk, self.office(first_day, day), self.duration(0.1)))
        return calls

    def call_centre(self, first_day, days, reminders):
        """Many calls to many numbers, in office hours: an outbound centre, or a clinic that reminds of appointments."""
        rng = self.rng
        caller = number(rng, TOLL_FREE_PREFIXES if rng.random() < 0.5 else HOME_PREFIXES)
        trunk = self.trunks[rng.integers(len(self.trunks))]
        calls = []
        for day in range(days):
            if (first_day // DAY + day + 3) % 7 >= 5:
                continue
            for _ in range(rng.poisson(60 if reminders else 110)):
                duration = int(rng.integers(12, 50)) if reminders and rng.random() > 0.2 else self.duration(0.28)
                calls.append(Call(caller, self.somebody(), trunk, self.office(first_day, day), duration))
        return calls

    def somebody(self):
        """A subscriber; sometimes a toll-free number, or someone abroad."""
        roll = self.rng.random()
        if roll < 0.03:
            return number(self.rng, TOLL_FREE_PREFIXES)
        if roll < 0.045:
            return number(self.rng, ABROAD_PREFIXES + MOBILE_ABROAD_PREFIXES)
        if roll < 0.05:
            return number(self.rng, COSTLY_PREFIXES)
        return self.numbers[self.rng.integers(len(self.numbers))]

    def moment(self, first_day, day, shift=0):
        hour = (int(self.rng.choice(24, p=self.hours)) + shift) % 24
        return first_day + day * DAY + hour * 3600 + int(self.rng.integers(3600))

    def office(self, first_day, day):
        return first_day + day * DAY + int(self.rng.integers(8 * 3600, 18 * 3600))

    def duration(self, unanswered):
        """Seconds: nobody answers, or a lognormal talk."""
        if self.rng.random() < unanswered:
            return 0
        return int(min(7200, max(3, self.rng.lognormal(4.9, 1.15))))
