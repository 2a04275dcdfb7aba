#!/usr/bin/env bash
# Times answers of the API under load: the server on core 0, the generator on core 1 (load.py).
#   benchmarks/serve-load.sh JOULETREE [RATE] [SECONDS]
# JOULETREE is the published command (docs/installing.md). Needs two cores and python3.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
jouletree=${1:?usage: benchmarks/serve-load.sh JOULETREE [RATE] [SECONDS]}
rate=${2:-200}; seconds=${3:-15}
log=$(mktemp)
taskset -c 0 "$jouletree" serve --urls http://127.0.0.1:0 2>"$log" &
server=$!
trap 'kill $server; wait $server 2>/dev/null || true; rm -f "$log"' EXIT
until url=$(grep -o 'http://[0-9.:]*' "$log"); do sleep 0.1; done
failed=0
# One tree asked for again and again; 25 sizes in turn, as sliders make; and a new workload with every request.
for workloads in 1 25 $((rate * (seconds + 5))); do
  taskset -c 1 python3 "$here/load.py" "$url" --rate "$rate" --seconds "$seconds" --workloads "$workloads" || failed=1
done
grep -E 'VmHWM|VmRSS' "/proc/$server/status"
exit $failed
