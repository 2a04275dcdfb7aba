"""How long `jouletree inspect` takes for large ONNX files, and how much memory.

    onnx_inspect.py JOULETREE [FOLDER]

JOULETREE is the published command. Writes into FOLDER (default: a temporary one) three seeded files, with nothing but Python's own library:
100,000 nodes with an exporter's scopes in their names, 100,000 without any names, and 500 MiB of weights. Prints the median of five runs each, warm.
"""
import os
import random
import statistics
import sys
import tempfile
import time

RUNS = 5


def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def field(number, payload):
    """A field of protobuf's wire format: text and bytes with their length, integers as they are."""
    if isinstance(payload, int):
        return varint(number << 3) + varint(payload)
    payload = payload.encode() if isinstance(payload, str) else payload
    return varint(number << 3 | 2) + varint(len(payload)) + payload


def node(op, name, inputs, outputs):
    return b"".join([field(1, value) for value in inputs] + [field(2, value) for value in outputs] + [field(3, name), field(4, op)])


def value(name, sizes):
    shape = b"".join(field(1, field(1, size)) for size in sizes)
    return field(1, name) + field(2, field(1, field(1, 1) + field(2, shape)))


def head(name, sizes):
    return b"".join(field(1, size) for size in sizes) + field(2, 1) + field(8, name)


def write(path, nodes, tensors, width):
    """tensors: name, sizes and number of bytes; the bytes follow a seeded pattern."""
    with open(path, "wb") as file:
        parts = [field(1, one) for one in nodes] + [field(2, "large")] + [field(11, value("x", [1, width]))] + [field(12, value("y", [1, width]))]
        length = sum(map(len, parts))
        starts = []
        for name, sizes, count in tensors:
            start = head(name, sizes) + varint(9 << 3 | 2) + varint(count)
            start = varint(5 << 3 | 2) + varint(len(start) + count) + start
            starts.append(start)
            length += len(start) + count
        file.write(field(1, 8) + field(8, field(1, "") + field(2, 17)))
        file.write(varint(7 << 3 | 2) + varint(length))
        for part in parts:
            file.write(part)
        block = random.Random(0).randbytes(1 << 20)
        for start, (_, _, count) in zip(starts, tensors):
            file.write(start)
            for offset in range(0, count, len(block)):
                file.write(block[: min(len(block), count - offset)])


def chain(layers, named):
    """Linear layers with a residual, in five nodes each."""
    nodes, last = [], "x"
    for layer in range(layers):
        scope = f"/blocks.{layer // 100}/layers.{layer % 100}" if named else None
        out = "y" if layer == layers - 1 else f"h{layer}"
        for op, own, inputs, made in [
            ("MatMul", "fc", [last, "w"], f"a{layer}"), ("Add", "fc", [f"a{layer}", "b"], f"c{layer}"), ("Relu", "act", [f"c{layer}"], f"d{layer}"),
            ("Mul", "", [f"d{layer}", f"c{layer}"], f"e{layer}"), ("Add", "", [last, f"e{layer}"], out)]:
            name = "" if scope is None else f"{scope}/{own}/{op}" if own else f"{scope}/{op}"
            nodes.append(node(op, name, inputs, [made]))
        last = out
    return nodes


def measure(command):
    times, peak = [], 0
    for run in range(RUNS + 1):
        start = time.monotonic()
        child = os.posix_spawn(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
        _, status, usage = os.wait4(child, 0)
        if status != 0:
            sys.exit(f"{' '.join(command)} failed")
        if run > 0:  # the first one warms the file cache
            times.append(time.monotonic() - start)
            peak = max(peak, usage.ru_maxrss)
    return statistics.median(times), peak / 1024


def main(jouletree, folder):
    width = 64
    small = [("w", [width, width], 4 * width * width), ("b", [width], 4 * width)]
    write(os.path.join(folder, "nodes.onnx"), chain(20000, True), small, width)
    write(os.path.join(folder, "unnamed.onnx"), chain(20000, False), small, width)
    wide = 1024
    count = 125
    names = ["x"] + [f"h{index}" for index in range(count - 1)] + ["y"]
    nodes = [node("MatMul", f"/layers.{index}/MatMul", [names[index], f"w{index}"], [names[index + 1]]) for index in range(count)]
    write(os.path.join(folder, "weights.onnx"), nodes, [(f"w{index}", [wide, wide], 4 * wide * wide) for index in range(count)], wide)
    for name in ("nodes.onnx", "unnamed.onnx", "weights.onnx"):
        path = os.path.join(folder, name)
        seconds, mib = measure([jouletree, "inspect", path, "--depth", "1"])
        print(f"{name}: {os.path.getsize(path) / 2**20:.0f} MiB file, {seconds:.2f} s, {mib:.0f} MiB")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        main(sys.argv[1], sys.argv[2])
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(sys.argv[1], temporary)
