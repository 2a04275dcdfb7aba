#!/usr/bin/env bash
# Times the commands that predict without running: medians of wall seconds and peak memory of five runs after a warm-up.
#   benchmarks/estimates.sh JOULETREE [DATA.jsonl]
# JOULETREE is the published command (docs/installing.md). With measured trees also training and nested cross-validation.
# Needs GNU time (Debian: apt-get install time).
set -euo pipefail
jouletree=${1:?usage: benchmarks/estimates.sh JOULETREE [DATA.jsonl]}
data=${2:-}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

measure() {
  local name=$1 runs=$2; shift 2
  "$@" >/dev/null 2>&1
  for _ in $(seq "$runs"); do /usr/bin/time -f "%e %U %M" -a -o "$out/times" "$@" >/dev/null 2>"$out/stderr"; done
  median() { cut -d' ' -f"$1" "$out/times" | sort -n | sed -n "$(((runs + 1) / 2))p"; }
  printf '%-34s %6.2f s wall %6.2f s CPU %5.0f MiB\n' "$name" "$(median 1)" "$(median 2)" "$(($(median 3) / 1024))"
  rm -f "$out/times"
}

measure "estimate bert-base-uncased" 5 "$jouletree" estimate bert-base-uncased --batch-size 8 --seq-len 128 --device irene-device-1
# 50 batch sizes and 200 lengths: no two of the 10,000 workloads are alike.
measure "sweep of 10,000 workloads" 3 "$jouletree" sweep bert-base-uncased --batch-size 1:50 --seq-len 2:400:2 --device irene-device-1 --format csv -o "$out/sweep.csv"
[ "$(wc -l < "$out/sweep.csv")" = 10001 ]
if [ -n "$data" ]; then
  measure "train (calibrated, static)" 5 "$jouletree" train "$data" "$out/model" --predictor calibrated --features static -q
  measure "crossvalidate (nested, static)" 5 "$jouletree" crossvalidate "$data" "$out/cv" --predictor calibrated --features static -q
fi
