#!/usr/bin/env bash
# Fuzzes the readers of files with coverage: afl++ changes the files of benchmarks/fuzz-corpus/TARGET and keeps what reaches new code.
#
#   benchmarks/fuzz.sh [TARGET|all] [MINUTES]   all targets and ten minutes each, where nothing is said
#   benchmarks/fuzz.sh --keep TARGET FOLDER     adds to the corpus what a run in FOLDER found, small inputs that reach what it does not
#
# Installs afl++ (as root, Debian) and SharpFuzz's tool (.config/dotnet-tools.json) where they lack, instruments a copy of the build,
# and prints for each target executions, inputs that reached new code, and crashes. What crashed a reader lies in the folder that is
# named at the end, made small, with the exception beside it. Fails where there is any. FUZZ_OUT names that folder beforehand.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
corpus=$root/benchmarks/fuzz-corpus
built=$root/benchmarks/JouleTree.Fuzzing/bin/Release/net10.0
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# What containers do not have is not wanted: a processor at full clock, core dumps given to afl-fuzz, a core of its own, machine code
# that is instrumented.
export AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_SKIP_BIN_CHECK=1 AFL_NO_AFFINITY=1 AFL_NO_UI=1
export AFL_FORKSRV_INIT_TMOUT=120000 AFL_ALLOW_TMP=1
# A reader that wants gigabytes crashes.
export DOTNET_GCHeapHardLimit=0x60000000 DOTNET_gcConcurrent=0 DOTNET_TieredPGO=0
instrumented=(JouleTree.Core JouleTree.Graphs JouleTree.Application JouleTree.Measurement JouleTree.Metering JouleTree.Tables
  CsvHelper Parquet Apache.Arrow YamlDotNet)

prepare() {
  if ! command -v afl-fuzz >/dev/null; then
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends afl++ >/dev/null
  fi
  (cd "$root" && dotnet tool restore >/dev/null && dotnet build benchmarks/JouleTree.Fuzzing -c Release --nologo -v q >/dev/null)
  [[ -d $out/bin ]] && return
  mkdir -p "$out"
  cp -r "$built" "$out/bin.new"
  local name
  for name in "${instrumented[@]}"; do (cd "$root" && dotnet sharpfuzz "$out/bin.new/$name.dll"); done
  mv "$out/bin.new" "$out/bin"
}

# The program that reads, for tools of afl++: they start it once, and it reads again and again.
reader() { printf '%s\n' "$(command -v dotnet)" "$out/bin/JouleTree.Fuzzing.dll" "$1"; }

stat_of() { awk -F' *: *' -v name="$2" '$1 == name { print $2 }' "$1/fuzzer_stats"; }

# Copies what crashed, one file a defect: where two end in an exception of one kind at one place, the smaller.
explain() {
  local target=$1 run=$2 file text key kept
  mkdir -p "$out/crashes"
  for file in $(find "$run/crashes" "$run/hangs" -name 'id:*' -printf '%s %p\n' 2>/dev/null | sort -n | cut -d' ' -f2-); do
    text=$(timeout 60 dotnet "$built/JouleTree.Fuzzing.dll" "$target" "$file" 2>&1) && code=0 || code=$?
    text=${text#"$file: "}
    ((code == 0)) && text="ended well when read alone: ${text:0:200}"
    ((code == 124)) && text="took longer than a minute"
    key=$(awk 'NR == 1 { print $1 } /^   at JouleTree/ && ++frames <= 3 { sub(/\(.*/, ""); print }' <<<"$text" | cksum | cut -d' ' -f1)
    kept=$out/crashes/$target-$key
    [[ -e $kept ]] && continue
    cp "$file" "$kept"
    printf '%s\n' "$text" >"$kept.txt"
    mapfile -t program < <(reader "$target")
    # Smaller, if it still crashes then.
    ((code == 0 || code == 124)) ||
      timeout 120 afl-tmin -m none -t 5000 -i "$file" -o "$kept.min" -- "${program[@]}" >/dev/null 2>&1 || true
    [[ -s $kept.min ]] && mv "$kept.min" "$kept" || rm -f "$kept.min"
    printf '  %s (%s bytes): %s\n' "$kept" "$(stat -c %s "$kept")" "$(head -1 <<<"$text" | cut -c1-160)"
  done
}

fuzz() {
  local target=$1 minutes=$2 run=$out/$1/default
  mapfile -t program < <(reader "$target")
  rm -rf "${out:?}/$target"
  afl-fuzz -i "$corpus/$target" -o "$out/$target" -V $((minutes * 60)) -t 5000 -m none -- "${program[@]}" \
    >"$out/$target.log" 2>&1 || {
    tail -20 "$out/$target.log" >&2
    return 1
  }
  printf '%-15s %9d executions in %d s, %d new paths (%s of the map), %d crashes, %d hangs\n' "$target" "$(stat_of "$run" execs_done)" \
    "$(stat_of "$run" run_time)" "$(stat_of "$run" corpus_found)" "$(stat_of "$run" bitmap_cvg)" "$(stat_of "$run" saved_crashes)" \
    "$(stat_of "$run" saved_hangs)"
  explain "$target" "$run"
}

# Of the inputs of a run those that the corpus lacks, the small ones only: they are read by a test each time.
keep() {
  local target=$1 small all
  prepare
  mapfile -t program < <(reader "$target")
  small=$(mktemp -d) all=$(mktemp -d)
  cp "$corpus/$target"/* "$all"
  find "$out/$target/default/queue" -name 'id:*' -size -4k -not -name '*orig:*' | while read -r file; do
    cp "$file" "$all/$(sha1sum "$file" | cut -c1-12)"
  done
  afl-cmin -e -m none -t 5000 -i "$all" -o "$small/kept" -- "${program[@]}" >"$out/$target.cmin.log" 2>&1
  for file in "$small/kept"/*; do [[ -e $corpus/$target/${file##*/} ]] || cp "$file" "$corpus/$target/"; done
  rm -rf "$small" "$all"
  du -sh --apparent-size "$corpus/$target"
}

main() {
  if [[ ${1:-} == --keep ]]; then
    out=$(cd "${3:?usage: benchmarks/fuzz.sh --keep TARGET FOLDER}" && pwd)
    keep "$2"
    return
  fi
  local target=${1:-all} minutes=${2:-10} targets
  out=${FUZZ_OUT:-$(mktemp -d "${TMPDIR:-/tmp}/fuzz.XXXXXX")}
  prepare
  targets=("$target")
  [[ $target != all ]] || mapfile -t targets < <(dotnet "$built/JouleTree.Fuzzing.dll")
  for target in "${targets[@]}"; do fuzz "$target" "$minutes"; done
  echo "runs: $out"
  [[ -z $(ls -A "$out/crashes" 2>/dev/null) ]]
}

main "$@"
