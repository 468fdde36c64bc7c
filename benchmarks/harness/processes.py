"""Server processes: started, measured with their children, and stopped with the benchmark, even if it fails."""
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

STOP_S = 15


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def end_on_signals():
    """Turns signals into an exception, so that `ended()` runs."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit("ended"))


@contextlib.contextmanager
def ended():
    """Context that ends all processes started in it."""
    try:
        yield
    finally:
        for process in list(Process.running):
            process.stop()


class Process:
    """Process with its children, whose CPU and memory are included."""

    running = []

    def __init__(self, command, port, log=subprocess.DEVNULL, **environment):
        self.port, self.url = port, f"http://127.0.0.1:{port}"
        self.started = time.monotonic()
        self.process = subprocess.Popen(command, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        Process.running.append(self)

    def wait_until(self, ready, seconds, every_s=0.005):
        """Waits until `ready()` is true, and sets `ready_s`, the time from the start."""
        while not ready():
            if self.process.poll() is not None or time.monotonic() - self.started > seconds:
                raise SystemExit(f"did not start in {seconds} s: {' '.join(self.process.args)}")
            time.sleep(every_s)
        self.ready_s = time.monotonic() - self.started
        return self

    def cpu_seconds(self):
        """Returns the CPU time in nanoseconds, by clock_getcpuclockid(3); /proc has only hundredths of a second."""
        return sum(time.clock_gettime(~pid << 3 | 2) for pid in self.tree())

    def memory_mb(self):
        """Returns memory; pages shared by the processes are counted once."""
        return self._rollup_mb("Pss")

    def resident_mb(self):
        """Returns resident memory, as a platform counts it."""
        return self._rollup_mb("Rss")

    def _rollup_mb(self, name):
        rollups = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in self.tree()]
        return sum(int(rollup.split(f"\n{name}:")[1].split()[0]) for rollup in rollups) / 1024

    def context_switches(self):
        """Returns voluntary and involuntary context switches of the live threads."""
        return sum(int(line.split()[1]) for task in self._tasks() for line in _lines(task / "status") if "ctxt_switches" in line)

    def tree(self):
        found, todo = [], [self.process.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            with contextlib.suppress(OSError):  # a process that has just ended
                for task in Path(f"/proc/{pid}/task").iterdir():
                    todo += [int(child) for line in _lines(task / "children") for child in line.split()]
        return found

    def _tasks(self):
        return [task for pid in self.tree() for task in Path(f"/proc/{pid}/task").iterdir()]

    def stop(self):
        """Stops the process and its children, including those that outlive their parent."""
        Process.running.remove(self)
        children = list(self._held_children())
        self.process.terminate()
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(child, signal.SIGKILL)
            os.close(child)

    def _held_children(self):
        for pid in self.tree()[1:]:
            with contextlib.suppress(OSError):
                yield os.pidfd_open(pid)


def _lines(file):
    try:
        return file.read_text().splitlines()
    except OSError:  # a thread that has just ended
        return []
