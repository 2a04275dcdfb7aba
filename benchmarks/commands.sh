#!/usr/bin/env bash
# Times whole commands: five runs each after a warm-up, medians of wall seconds and peak memory.
#   benchmarks/commands.sh DATA.jsonl [OUT_DIR]
# needs GNU time (Debian: apt-get install time). Times the published program (ReadyToRun, this machine's platform).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
data=${1:?usage: benchmarks/commands.sh DATA.jsonl [OUT_DIR]}
out=${2:-$(mktemp -d)}
dotnet publish src/JouleTree.Cli -c Release --use-current-runtime --self-contained false -p:PublishReadyToRun=true \
  -o "$out/bin" --nologo -v q
jouletree=$out/bin/jouletree

measure() {
  local name=$1; shift
  "$@" >/dev/null 2>&1
  for _ in 1 2 3 4 5; do /usr/bin/time -f "%e %M" -a -o "$out/times.$name" "$@" >/dev/null 2>"$out/stderr"; done
  median() { cut -d' ' -f"$1" "$out/times.$name" | sort -n | sed -n 3p; }
  printf '%-16s %6.2f s %6.0f MiB\n' "$name" "$(median 1)" "$(($(median 2) / 1024))"
  rm -f "$out/times.$name"
}

measure crossvalidate "$jouletree" crossvalidate "$data" "$out/cv" -q
measure train "$jouletree" train "$data" "$out/model" -q
measure predict "$jouletree" predict "$data" "$out/predicted.jsonl" "$out/model" -q
measure evaluate "$jouletree" evaluate "$data" "$out/predicted.jsonl" -q
measure ablate "$jouletree" ablate "$data" --seeds 3 -o "$out/ablation.csv" -q
