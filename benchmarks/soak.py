#!/usr/bin/env python3
"""Sends mixed requests, good and bad, to a running `jouletree serve`, and watches its memory.

soak.py URL PID [REQUESTS]: answers are counted by status; a request without an answer is lost. The fourth column is the
resident memory of process PID in MB. Ten times a peak of large sweeps comes at once. Once all is done and nobody has asked for a
while, the memory must be back within 50 MB of what it was after the first thousand requests. In every hundred requests one is given up by its client before the answer, and in every
five hundred one is sent slowly, a piece every fifth of a second; the slow ones must be answered like any other.
"""
import collections, http.client, json, random, socket, sys, threading, time, urllib.parse

url, pid, total = urllib.parse.urlparse(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 100_000
MODELS = ["bert-base-uncased", "gpt2", "distilgpt2", "roberta-base", "squeezenet1_1", "google/bert_uncased_L-2_H-128_A-2"]
lock, counts, lost, wrong = threading.Lock(), collections.Counter(), [], []
left, peaks = [0], []
WARM, QUIET_S, BACK_MB = min(1000, total // 10), 12, 50


def resident():
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmRSS"))


def request(rng):
    kind = rng.randrange(20)
    model, batch, length = rng.choice(MODELS), rng.randint(1, 64), rng.randint(1, 256)
    size = f"model={model}&batch_size={batch}" + ("" if model.startswith("squeeze") else f"&seq_len={length}")
    if kind < 7:
        return "GET", f"/tree?{size}", None, 200
    if kind < 9:
        return "GET", f"/breakdown?{size}&by={rng.choice(['type', 'module', 'scope'])}", None, 200
    if kind == 9:
        return "GET", rng.choice(["/sweep?model=distilgpt2&seq_len=32&batch_size=1,2,4,8", f"/advice?{size}&kind=batch,length,layers"]), None, 200
    if kind == 10:
        return "GET", rng.choice(["/models", "/devices", "/files", "/status", "/openapi.json"]), None, 200
    if kind == 11:
        return "POST", "/compare", json.dumps({"a": {"model": "gpt2", "batch_size": batch}, "b": {"model": "gpt2", "batch_size": 8}}), 200
    if kind == 12:
        return "GET", f"/tree?model={model}&batch_size={rng.choice(['0', '-1', 'x', '1e9'])}", None, 400
    if kind == 13:
        return "GET", f"/tree?model=no-such-{rng.randrange(99)}", None, 404
    if kind == 14:
        return "GET", "/tree?file=" + urllib.parse.quote("../" * rng.randint(1, 6) + "etc/passwd"), None, 404
    if kind == 15:
        return "POST", "/uploads", rng.randbytes(rng.randint(1, 4000)), 400
    if kind == 16:
        return "POST", "/uploads?name=t.jsonl", tree(rng), 201
    if kind == 17:
        return "POST", "/compare", "{" * rng.randint(1, 50), 400
    if kind == 18:
        return "GET", f"/nowhere/{rng.randrange(99)}", None, 404
    return "DELETE", "/tree", None, 405


def tree(rng):
    leaf = lambda i: {"id": str(i), "scope": f"root.m{i}", "instance_type": "Linear", "type": "ml", "ground_truth_energy": rng.random(), "child_nodes_obj": []}
    root = {"id": "0", "scope": "root", "instance_type": "Net", "type": "model", "ground_truth_energy": 99.0, "child_nodes_obj": [leaf(i) for i in range(1, rng.randint(2, 60))]}
    return json.dumps({"model_name": "soak", "batch_size": 1, "seq_len": 8, "frontend_tree": root})


def leave(path):
    with socket.create_connection((url.hostname, url.port), timeout=60) as connection:
        connection.sendall(f"GET /api/v1{path} HTTP/1.1\r\nHost: {url.netloc}\r\n\r\n".encode())


def peak(n):
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=120)
    batches = ",".join(str(64 * n + one) for one in range(1, 9))
    try:
        connection.request("GET", f"/api/v1/sweep?model=bert-large-uncased&set=num_hidden_layers%3D100&seq_len=64&batch_size={batches}")
        status = connection.getresponse()
        status.read()
        with lock:
            counts[f"peak {status.status}"] += 1
            if status.status not in (200, 503):
                wrong.append(f"peak: {status.status}, expected 200, or 503 on a slow machine")
    except Exception as error:  # whatever it is, the request has no answer
        with lock:
            lost.append(f"peak: {error!r}")


def slow(rng):
    body = tree(rng).encode()
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=60)
    connection.putrequest("POST", "/api/v1/uploads?name=slow.jsonl")
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders()
    for part in range(5):
        connection.send(body[part * len(body) // 5:(part + 1) * len(body) // 5])
        time.sleep(0.2)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def work(seed):
    rng = random.Random(seed)
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=60)
    while True:
        with lock:
            if left[0] == 0:
                return
            left[0] -= 1
            done = total - left[0]
        if peaks and done % (total // 10) == 0 and total > done:
            for each in [threading.Thread(target=peak, args=(n,)) for n in range(8)]:
                each.start()
        if done % (total // 10) == 0:
            print(f"{done:7} of {total}: {resident():5} MB, lost {len(lost)}, unexpected {len(wrong)}", flush=True)
        method, path, body, expected = request(rng)
        try:
            if done % 100 == 50:
                leave(f"/sweep?model=bert-base-uncased&seq_len={rng.randint(1, 256)}&batch_size=1,2,3,4,5,6,7,8")
                with lock:
                    counts["given up"] += 1
                continue
            if done % 500 == 0:
                status = slow(rng)
                with lock:
                    counts[f"slow {status}"] += 1
                    if status != 201:
                        wrong.append(f"slow upload: {status}, expected 201")
                continue
            connection.request(method, "/api/v1" + path, body)
            answer = connection.getresponse()
            answer.read()
            with lock:
                counts[answer.status] += 1
                if answer.status != expected:
                    wrong.append(f"{method} {path}: {answer.status}, expected {expected}")
        except Exception as error:  # whatever it is, the request has no answer
            with lock:
                lost.append(f"{method} {path}: {error!r}")
            connection.close()


def run(first, requests):
    left[0] = requests
    threads = [threading.Thread(target=work, args=(first + seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


total, all_of_them = WARM, total
run(0, WARM)
total = all_of_them
time.sleep(QUIET_S)
start = resident()
print(f"{0:7} of {total}: {start:5} MB, warm and quiet", flush=True)
peaks.append(True)
run(8, total)
for each in threading.enumerate():
    if each is not threading.current_thread():
        each.join()
time.sleep(QUIET_S)
end = resident()
print(f"quiet again: {end} MB, {end - start:+} MB")
print("answers by status:", dict(sorted(counts.items(), key=str)))
for line in (lost + wrong)[:10]:
    print(line)
sys.exit(1 if lost or wrong or end - start > BACK_MB else 0)
