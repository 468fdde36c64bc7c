"""What is killed, restarted and paused during a run, and when."""
import random
import threading
import time

from .servers import pause, resume

_STEP_S = 0.05


class Fault:
    def __init__(self, kind, progress, delay_s, down_s, victim):
        self.kind, self.progress, self.delay_s, self.down_s, self.victim = kind, progress, delay_s, down_s, victim


def schedule(seed, counts, replicas):
    """
    Returns the faults of a run in their order, drawn from the seed. They fall at random points of the run's progress (0 to 1), not of its time: all happen.

    counts: how many of each kind
    """
    draw = random.Random(seed + 1)
    faults = [Fault(kind, draw.uniform(0.02, 0.9), draw.random(), draw.uniform(0, 1.5), draw.randrange(replicas))
              for kind, count in counts.items() for _ in range(count)]
    return sorted(faults, key=lambda fault: fault.progress)


class FaultInjector(threading.Thread):
    """
    Carries out the schedule: kinds that end with "pause" stop a process for a while, all others kill it and start it again. A fault does not wait for the end of the one
    before it, unless both are of one process.

    victims: for each kind, the processes that it may happen to
    """

    def __init__(self, faults, progress, victims, pause_s, log):
        super().__init__(name="faults", daemon=True)
        self._faults, self._progress, self._victims, self._pause_s, self._log = faults, progress, victims, pause_s, log
        self._locks = {process: threading.Lock() for processes in victims.values() for process in processes}
        self._running = []
        self._wanted = {kind: sum(fault.kind == kind for fault in faults) for kind in victims}
        self.done = dict.fromkeys(victims, 0)
        self.failure = None
        self.stopped = threading.Event()

    def missing(self):
        """Returns kinds of faults that happened less often than scheduled, in the words of a verdict."""
        return [f"{kind}: expected {count}, got {self.done[kind]}" for kind, count in self._wanted.items() if self.done[kind] < count]

    def end(self):
        """Ends the injection, so that no process is started any more."""
        self.stopped.set()
        for injection in (self, *self._running):
            if injection.is_alive():
                injection.join(60)

    def run(self):
        try:
            self._inject_all()
        except Exception as failure:  # shown in the verdict
            self.failure = failure

    def _inject_all(self):
        for fault in self._faults:
            while self._progress() < fault.progress:
                if self.stopped.wait(_STEP_S):
                    return
            if self.stopped.wait(fault.delay_s):
                return
            injection = threading.Thread(target=self._inject, args=(fault,), daemon=True)
            self._running.append(injection)
            injection.start()
        for injection in self._running:
            injection.join()

    def _inject(self, fault):
        try:
            victims = self._victims[fault.kind]
            process = victims[fault.victim % len(victims)]
            with self._locks[process]:
                self._log(f"{fault.kind} at {self._progress():.0%}")
                if fault.kind.endswith("pause"):
                    pause(process)
                    time.sleep(self._pause_s)
                    resume(process)
                else:
                    process.kill()
                    if self.stopped.wait(fault.down_s):
                        return
                    process.start()
                self.done[fault.kind] += 1
        except Exception as failure:  # shown in the verdict
            self.failure = failure
