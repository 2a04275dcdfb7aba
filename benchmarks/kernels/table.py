"""Rows in the columns of AIConfigurator's tables, which `jouletree devices make --kind kernels` reads (docs/kernels.md)."""

import csv
import os

COMMON = ("version", "device", "kernel_source")
MEASURED = ("latency", "power", "power_limit", "power_sampled", "seconds", "calls", "caches")
SHAPES = {
    "gemm": ("gemm_dtype", "m", "n", "k"),
    "genattn": ("batch_size", "isl", "num_heads", "num_key_value_heads", "head_dim", "beam_width", "attn_dtype", "kv_cache_dtype",
                "step", "window_size"),
    "elementwise": ("op", "dtype", "elements", "bytes"),
}
SHAPES["ctxattn"] = SHAPES["genattn"]


def row(kernel, measured, version, device, limit):
    """One row: the kernel's shape and what was measured of it. Milliseconds, watts, seconds."""
    values = dict(kernel.shape)
    values.update(version=version, device=device, kernel_source=measured.source, latency=f"{1e3 * measured.seconds_a_call:.6g}",
                  power=f"{measured.watts:.6g}", power_limit=f"{limit:.6g}", power_sampled=f"{measured.sampled_watts:.6g}",
                  seconds=f"{measured.seconds:.6g}", calls=measured.calls, caches="cold" if kernel.cold else "warm")
    if kernel.kind == "gemm":
        values["gemm_dtype"] = kernel.types
    elif kernel.kind == "elementwise":
        values.update(dtype=kernel.types, bytes=kernel.bytes)
    else:
        values.update(attn_dtype=kernel.types, kv_cache_dtype=kernel.types, beam_width=1, window_size=0)
    return [values[column] for column in columns(kernel.kind)]


def columns(kind):
    """Columns of a kind's table."""
    return COMMON + SHAPES[kind] + MEASURED


def write(folder, name, kind, rows):
    """Writes a table, whole or not at all."""
    path = os.path.join(folder, name)
    with open(path + ".part", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns(kind))
        writer.writerows(rows)
    os.replace(path + ".part", path)
    return path
