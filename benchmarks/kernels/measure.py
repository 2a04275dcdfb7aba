"""Runs a kernel until its meter has seen nothing else."""

import time
from dataclasses import dataclass

from card import CardError, Sampler, next_tick

BURST_SECONDS = 0.01  # Calls between two looks at the counter.
MOST_CALLS = 20000


@dataclass(frozen=True)
class Measured:
    """What was measured of a kernel."""

    source: str
    seconds_a_call: float
    watts: float  # By the counter, between two of its steps.
    sampled_watts: float  # By the power that the card tells: to compare.
    seconds: float
    calls: int


def measure(kernel, card, seconds):
    """Measures a kernel on this machine's card.

    Latency by events of the card around bursts of calls; energy by the counter between two of its steps, the kernel running all the time.
    """
    import torch

    import kernels

    calls = kernels.build(kernel)
    for _ in range(3):
        calls.run(1)
    torch.cuda.synchronize()
    burst = max(1, min(MOST_CALLS, int(BURST_SECONDS / max(1e-7, _timed(torch, calls, 10)))))
    calls.capture(burst)
    latencies = []
    ran = 0

    def run():
        nonlocal ran
        latencies.append(_timed(torch, calls, burst))
        ran += burst

    # What the card told of the kernel before has to be gone: a third of the time is warm-up.
    end = time.perf_counter() + seconds / 3
    while time.perf_counter() < end:
        run()
    latencies.clear()
    ran = 0
    with Sampler(card) as sampler:
        start_joules, start = next_tick(card, run)
        while time.perf_counter() - start < seconds * 2 / 3:
            run()
        joules, stop = next_tick(card, run)
    if joules <= start_joules:
        raise CardError("the counter of energy went back: the driver was started again")
    latencies.sort()
    return Measured(calls.source, latencies[len(latencies) // 2], (joules - start_joules) / (stop - start), sampler.mean(), stop - start,
                    ran)


def _timed(torch, calls, count):
    start, stop = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    start.record()
    calls.run(count)
    stop.record()
    stop.synchronize()
    return start.elapsed_time(stop) / 1000 / count


def invent(kernel, card, seconds):
    """What an invented card of 4.8 TB/s, 989 TFLOP/s and 700 W would take: for dry runs, where nothing is measured."""
    peak = 989e12 * (2 if kernel.types == "fp8" else 1)
    compute, memory = kernel.flops / peak, kernel.bytes / 4.8e12
    latency = 3e-6 + max(compute, memory)
    watts = min(card.limit_watts, 110 + 520 * compute / latency + 300 * memory / latency)
    return Measured("invented", latency, watts, watts * 1.01, seconds, int(seconds / latency))
