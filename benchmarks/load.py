#!/usr/bin/env python3
"""Asks a running `jouletree serve` for predicted trees at a constant rate, and tells how long the answers took.

load.py URL [--rate 200] [--seconds 30] [--workloads 1] [--model bert-base-uncased] [--target-ms 30]

Requests leave by the clock, whether earlier ones are answered or not; a time runs from when its request was due to the last
byte of the answer, so that a server that stalls is not spared. `--workloads N` asks for N different pairs of batch size and
length in turn (as many as requests: no tree is asked for twice). Exit code 1 where the 95th percentile misses the target or
an answer is not 200. See serve-load.sh for the whole measurement.
"""
import argparse, asyncio, collections, sys, time, urllib.parse

CONNECTIONS = 64


async def fetch(url, reader, writer, path):
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {url.netloc}\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
    if b"content-length" in fields:
        size = int(fields[b"content-length"])
        await reader.readexactly(size)
        return status, size
    size = 0
    while True:
        piece = int(await reader.readuntil(b"\r\n"), 16)
        await reader.readexactly(piece + 2)
        size += piece
        if piece == 0:
            return status, size


async def run(options):
    url = urllib.parse.urlparse(options.url)
    free = asyncio.Queue()
    for _ in range(CONNECTIONS):
        free.put_nowait(await asyncio.open_connection(url.hostname, url.port, limit=1 << 20))
    times, statuses, sizes = [], collections.Counter(), []

    def path(number):
        index = number % options.workloads
        return f"/api/v1/tree?model={options.model}&batch_size={8 + index % 25}&seq_len={32 + (index // 25) % 400}"

    async def one(number, due, note):
        connection = await free.get()
        status, size = await fetch(url, *connection, path(number))
        free.put_nowait(connection)
        if note:
            times.append(time.perf_counter() - due)
            statuses[status] += 1
            sizes.append(size)

    async def at_rate(count, first, note):
        start, pending = time.perf_counter(), []
        for number in range(count):
            due = start + number / options.rate
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            pending.append(asyncio.create_task(one(first + number, due, note)))
        await asyncio.gather(*pending)

    warm = options.rate * 5
    await at_rate(warm, 0, False)
    await at_rate(options.rate * options.seconds, warm, True)
    times.sort()
    at = lambda share: 1000 * times[min(len(times) - 1, int(share * len(times)))]
    print(f"{len(times)} requests at {options.rate}/s, {options.workloads} workload(s), {sum(sizes) / len(sizes) / 1000:.0f} kB each: "
          f"p50 {at(.5):.1f} ms, p95 {at(.95):.1f} ms, p99 {at(.99):.1f} ms, worst {at(1):.1f} ms; status {dict(statuses)}")
    return at(.95) <= options.target_ms and set(statuses) == {200}


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("url")
parser.add_argument("--rate", type=int, default=200)
parser.add_argument("--seconds", type=int, default=30)
parser.add_argument("--workloads", type=int, default=1)
parser.add_argument("--model", default="bert-base-uncased")
parser.add_argument("--target-ms", type=float, default=30)
sys.exit(0 if asyncio.run(run(parser.parse_args())) else 1)
