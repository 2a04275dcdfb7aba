"""Products of square matrices on the card, or on the processor where there is none, for as long as is asked for.

Reads lines "SIDE SECONDS", answers with lines "OPERATIONS SECONDS"; the first line says what runs.
"""

import sys
import time

import torch

on_card = torch.cuda.is_available()
device = "cuda" if on_card else "cpu"
kind = torch.bfloat16 if on_card else torch.float32
print("torch", torch.__version__, torch.cuda.get_device_name(0).replace("\n", " ") if on_card else "cpu", flush=True)
for line in sys.stdin:
    side, seconds = int(line.split()[0]), float(line.split()[1])
    left, right = (torch.randn(side, side, device=device, dtype=kind) for _ in range(2))
    calls, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        # Bursts: what the host launches ahead would go on behind the end.
        for _ in range(max(1, int(2e9 / side**3))):
            torch.mm(left, right)
            calls += 1
        if on_card:
            torch.cuda.synchronize()
    print(2 * side**3 * calls, time.perf_counter() - start, flush=True)
