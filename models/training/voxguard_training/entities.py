"""State of callers, callees and trunks, and the rows of their views. The columns are those of models/feature-views."""
from . import numbers
from .windows import Window

MINUTE, HOUR, DAY = 60, 3600, 86_400
SHORT_S = 10


class CallerState:
    views = ("caller_velocity", "caller_geography", "caller_rhythm", "caller_history")

    def __init__(self):
        self.updated_at = None
        self.first_seen = None
        self.last_callee = None
        self.minute = Window(MINUTE)
        self.five_minutes = Window(5 * MINUTE)
        self.hour = Window(HOUR, counted=(0,), summed=(1,))  # callee, sequential
        self.day = Window(DAY, counted=(0, 1, 2), summed=(3, 4))  # callee, prefix, trunk, international, costly
        self.week = Window(7 * DAY, counted=(0, 1), summed=(2, 3))  # hour, callee, night, costly
        self.ended_hour = Window(HOUR, summed=(0,))  # unanswered
        self.ended_day = Window(DAY, summed=(0, 1))  # duration, short

    def started(self, call):
        t = call.started_at
        callee = numbers.digits(call.callee)
        sequential = self.last_callee is not None and 0 < abs(int(callee) - int(self.last_callee)) <= 10
        self.last_callee = callee
        self.minute.add(t)
        self.five_minutes.add(t)
        self.hour.add(t, call.callee, int(sequential))
        costly = int(numbers.category(call.callee) in numbers.COSTLY)
        self.day.add(t, call.callee, callee[:3], call.trunk or None, int(numbers.is_international(call.caller, call.callee)), costly)
        hour = t // HOUR % 24
        self.week.add(t, hour, call.callee, int(hour < 6), costly)
        if self.first_seen is None:
            self.first_seen = t
        self.updated_at = t

    def ended(self, call, t):
        self.ended_hour.add(t, int(call.duration_s == 0))
        self.ended_day.add(t, call.duration_s, int(call.duration_s < SHORT_S))
        self.updated_at = t

    def rows(self):
        t = self.updated_at
        for window in (self.minute, self.five_minutes, self.hour, self.day, self.week, self.ended_hour, self.ended_day):
            window.forget(t)
        hour, day = self.hour, self.day
        pairs = len(hour) - 1
        gap = (hour.items[-1][0] - hour.items[0][0]) / pairs if pairs > 0 else None
        sequential = (hour.sum(1) - hour.items[0][1][1]) / pairs if pairs > 0 else None
        same_prefix = max(day.counts[1].values()) / len(day) if len(day) else None
        repeat = 1 - day.distinct(0) / len(day) if len(day) > 1 else None
        return {
            "caller_velocity": [len(self.minute), len(self.five_minutes), len(hour), hour.distinct(0), self.ended_hour.share(0), gap],
            "caller_geography": [day.distinct(2), day.distinct(1), day.share(3), day.share(4), same_prefix, sequential],
            "caller_rhythm": [self.ended_day.share(0), self.ended_day.share(1), self.week.share(2), self.week.distinct(0), len(day), repeat],
            "caller_history": self.history(t),
        }

    def history(self, t):
        known, week = t - self.first_seen, self.week
        days_observed = min(7.0, max(1.0, known / DAY))
        hours_observed = min(24, known // HOUR + 1)
        return [known // DAY, len(week) / days_observed, min(1.0, week.distinct(0) / hours_observed),
                1 - week.distinct(1) / len(week) if len(week) > 1 else None, week.share(3)]


class CalleeState:
    views = ("callee_profile",)

    def __init__(self):
        self.updated_at = None
        self.hour = Window(HOUR, counted=(0,))
        self.day = Window(DAY, counted=(0,))
        self.ended_day = Window(DAY, summed=(0, 1))

    def started(self, call):
        self.hour.add(call.started_at, call.caller)
        self.day.add(call.started_at, call.caller)
        self.updated_at = call.started_at

    def ended(self, call, t):
        self.ended_day.add(t, call.duration_s, int(call.duration_s < SHORT_S))
        self.updated_at = t

    def rows(self):
        t = self.updated_at
        for window in (self.hour, self.day, self.ended_day):
            window.forget(t)
        return {"callee_profile": [len(self.hour), self.hour.distinct(0), len(self.day), self.day.distinct(0), self.ended_day.share(0),
                                   self.ended_day.share(1)]}


class TrunkState:
    views = ("trunk_load",)

    def __init__(self):
        self.updated_at = None
        self.active = 0
        self.five_minutes = Window(5 * MINUTE)
        self.hour = Window(HOUR, counted=(0,), summed=(1,))  # caller, international
        self.ended_hour = Window(HOUR, summed=(0,))  # short

    def started(self, call):
        self.active += 1
        self.five_minutes.add(call.started_at)
        self.hour.add(call.started_at, call.caller, int(numbers.is_international(call.caller, call.callee)))
        self.updated_at = call.started_at

    def ended(self, call, t):
        self.active -= 1
        self.ended_hour.add(t, int(call.duration_s < SHORT_S))
        self.updated_at = t

    def rows(self):
        t = self.updated_at
        for window in (self.five_minutes, self.hour, self.ended_hour):
            window.forget(t)
        per_caller = len(self.hour) / self.hour.distinct(0) if len(self.hour) else None
        return {"trunk_load": [self.active, len(self.five_minutes), len(self.hour), self.hour.distinct(0), per_caller,
                               self.ended_hour.share(0), self.hour.share(1)]}
