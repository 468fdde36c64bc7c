"""Waiting times of M/G/c: Erlang C for M/M/c, scaled for the variation of the service time (Lee and Longton, 1959; Allen and Cunneen)."""
import math


def erlang_c(servers: int, load: float) -> float:
    """Returns the probability that an arrival has to wait in M/M/c; load: arrival rate times mean service time, below the number of servers."""
    if not 0 <= load < servers:
        raise ValueError(f"load: expected 0 to below {servers}, got {load}")
    blocked = 1.0  # Erlang B, by its recursion: factorials would overflow
    for server in range(1, servers + 1):
        blocked = load * blocked / (server + load * blocked)
    return blocked / (1 - load / servers * (1 - blocked))


def variation_of_latencies(p50: float, p99: float) -> float:
    """Returns the squared coefficient of variation of the lognormal distribution that has these percentiles."""
    if not 0 < p50 <= p99:
        raise ValueError(f"p99: expected no less than the median {p50}, got {p99}")
    sigma = math.log(p99 / p50) / 2.3263478740408408  # the standard normal distribution's 99th percentile
    return math.exp(sigma * sigma) - 1


def waiting_time(servers: int, rate: float, service: float, variation: float, quantile: float) -> float:
    """Returns a quantile of the waiting time, in the unit of the service time; infinite if the servers cannot keep up.

    The waiting time of M/M/c has an atom at 0 and an exponential tail; that of M/G/c is taken to have the same shape and (1 + variation) / 2 times the length."""
    load = rate * service
    if load >= servers:
        return math.inf
    waits = erlang_c(servers, load)
    if waits <= 1 - quantile:
        return 0.0
    return math.log(waits / (1 - quantile)) * service / (servers - load) * (1 + variation) / 2


def mean_waiting_time(servers: int, rate: float, service: float, variation: float) -> float:
    load = rate * service
    return math.inf if load >= servers else erlang_c(servers, load) * service / (servers - load) * (1 + variation) / 2
