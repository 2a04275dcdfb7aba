#!/usr/bin/env python3
"""Time and energy of single kernels on this machine's NVIDIA card, in tables that `jouletree devices make --kind kernels` reads.

    python3 sweep.py -o rows                     4 minutes on the first card
    python3 sweep.py -o rows --dry-run           the same tables with invented numbers, without a card and without PyTorch
"""

import argparse
import json
import os
import sys
import time

import measure
import table
from card import CardError, NvmlCard
from design import design

OVERHEAD_SECONDS = 0.15  # Of each kernel, to make its operands.
LEAST_SECONDS = 0.5  # Counters move every 20 to 100 ms: less is not seen by them.
AGREEMENT = 0.03  # Counter and sampled power; beyond, the window is too short (docs/kernels.md).


class InventedCard:
    """The card of a dry run."""

    name, limit_watts, cache_bytes, memory_bytes, version = "NVIDIA H200", 700.0, 50 << 20, 141 << 30, "dry run"


def number(least, most, kind):
    """A parser of an argument within bounds."""
    def parse(text):
        try:
            value = kind(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"'{text}' is no number, expected one from {least} to {most}") from None
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text} is out of range, expected {least} to {most}")
        return value
    return parse


def arguments(words):
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", required=True, metavar="FOLDER", help="folder for the tables; it is made")
    parser.add_argument("--minutes", type=number(0.5, 60, float), default=4.0, help="time for all kernels, 0.5 to 60 (default 4)")
    parser.add_argument("--gpu", type=number(0, 1023, int), default=0, help="number of the card as PyTorch counts (default 0)")
    parser.add_argument("--seed", type=number(0, 2**31 - 1, int), default=1, help="seed of the order (default 1)")
    parser.add_argument("--dry-run", action="store_true", help="invent the numbers: no card, no PyTorch; tables say so")
    return parser.parse_args(words)


def this_card(index):
    """The card and what PyTorch tells of it."""
    try:
        import torch
    except ImportError as error:
        raise CardError(f"PyTorch is not here ({error}): install it, or look at the tables with --dry-run") from error
    if not torch.cuda.is_available():
        raise CardError("PyTorch sees no NVIDIA card: install its build for CUDA, or look at the tables with --dry-run")
    if index >= torch.cuda.device_count():
        raise CardError(f"there is no card {index}, PyTorch sees {torch.cuda.device_count()}")
    torch.cuda.set_device(index)
    properties = torch.cuda.get_device_properties(index)
    card = NvmlCard(f"GPU-{properties.uuid}")
    card.cache_bytes, card.memory_bytes = properties.L2_cache_size, properties.total_memory
    card.version = f"torch {torch.__version__}"
    return card


def main(words):
    """Measures, and writes a table of each kind and a summary. Returns the exit code."""
    said = arguments(words)
    card = InventedCard() if said.dry_run else this_card(said.gpu)
    kernels = design(said.seed, card.cache_bytes, card.memory_bytes // 2)
    seconds = said.minutes * 60 / len(kernels) - OVERHEAD_SECONDS
    if seconds < LEAST_SECONDS:
        kernels = kernels[:int(said.minutes * 60 / (LEAST_SECONDS + OVERHEAD_SECONDS))]
        seconds = LEAST_SECONDS
    os.makedirs(said.output, exist_ok=True)
    rows, failed, apart, start = {}, [], [], time.perf_counter()
    for index, kernel in enumerate(kernels):
        try:
            found = (measure.invent if said.dry_run else measure.measure)(kernel, card, seconds)
        except RuntimeError as error:  # A card may lack a type, or a library a shape: the rest still counts.
            failed.append(f"{kernel.kind} {kernel.types} {dict(kernel.shape)}: {str(error).splitlines()[0]}")
            continue
        rows.setdefault((kernel.file, kernel.kind), []).append(table.row(kernel, found, card.version, card.name, card.limit_watts))
        apart.append(found.sampled_watts / found.watts - 1)
        if sys.stderr.isatty():
            print(f"\r{index + 1} of {len(kernels)}", end="", file=sys.stderr)
    if not rows:
        raise CardError(f"no kernel ran; the first said: {failed[0]}")
    for (name, kind), lines in sorted(rows.items()):
        print(table.write(said.output, name, kind, lines), len(lines), "rows")
    apart.sort(key=abs)
    summary = {
        "device": card.name, "version": card.version, "dry_run": said.dry_run, "seed": said.seed, "kernels": len(kernels),
        "seconds_a_kernel": seconds, "seconds": time.perf_counter() - start, "failed": failed,
        "sampled_over_counter_median": apart[len(apart) // 2], "sampled_over_counter_worst": apart[-1],
        "beyond_3_percent": sum(abs(one) > AGREEMENT for one in apart),
    }
    path = os.path.join(said.output, "sweep.json")
    with open(path + ".part", "w", encoding="utf-8") as file:
        json.dump(summary, file, indent=2)
        file.write("\n")
    os.replace(path + ".part", path)
    print(path, f"{len(failed)} kernels failed" if failed else "all kernels ran")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (CardError, OSError) as problem:
        print(f"sweep: {problem}", file=sys.stderr)
        sys.exit(2)
