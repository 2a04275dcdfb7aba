#!/usr/bin/env bash
# Measures a model as two revisions have it, one after the other on this machine, and writes energy.md: what a comment on a pull request says.
#
#   samples/ci/energy.sh BASE HEAD MODEL [OPTIONS OF PROFILE]
#
# MODEL is a path within the repository, of whatever jouletree takes. ENERGY_BUDGET is how long each is measured (60s),
# ENERGY_FAIL_ABOVE what HEAD may cost more (5%), ENERGY_OUT where files go (this folder), JOULETREE the command.
# Ends with 4 where HEAD costs more than that and not by uncertainty alone; else as jouletree does.
set -euo pipefail

if (($# < 3)); then
  echo "usage: energy.sh BASE HEAD MODEL [OPTIONS OF PROFILE]" >&2
  exit 2
fi
base=$1 head=$2 model=$3
shift 3
read -ra jouletree <<<"${JOULETREE:-jouletree}"
budget=${ENERGY_BUDGET:-60s}
above=${ENERGY_FAIL_ABOVE:-5%}
out=$(mkdir -p "${ENERGY_OUT:-.}" && cd "${ENERGY_OUT:-.}" && pwd)

trees=$(mktemp -d)
cleanup() {
  for side in base head; do git worktree remove --force "$trees/$side" 2>/dev/null || true; done
  rm -rf "$trees"
}
trap cleanup EXIT

# A checkout of each, so that files beside the model, and those that Git keeps elsewhere, are there, too.
for side in base head; do
  git worktree add --quiet --detach "$trees/$side" "${!side}"
  if [[ ! -e $trees/$side/$model ]]; then
    echo "energy.sh: ${!side} has no $model: nothing to compare" >&2
    exit 2
  fi
done
for side in base head; do
  "${jouletree[@]}" profile "$trees/$side/$model" --budget "$budget" -o "$out/energy.$side.jsonl" --quiet "$@" >&2
done

"${jouletree[@]}" compare "$out/energy.base.jsonl" "$out/energy.head.jsonl" --depth 1 --quiet >"$trees/table"
"${jouletree[@]}" compare "$out/energy.base.jsonl" "$out/energy.head.jsonl" --quiet --format csv >"$trees/csv"
# The whole model's joules, from the end of the line, since names may hold commas: column, a, b, relative, significant.
code=$(awk -F, -v above="${above%\%}" '
  $(NF - 13) == "model" && $(NF - 11) == "energy_j" { dearer = 100 * $(NF - 1) > above && $NF != "false" ? 4 : 0 }
  END { print dearer + 0 }' "$trees/csv")
{
  if ((code == 4)); then
    echo "### :warning: Energy of \`$model\`: more than $above above $base"
  else
    echo "### Energy of \`$model\`: within $above of $base"
  fi
  printf '\n```\n'
  cat "$trees/table"
  printf '```\n'
} >"$out/energy.md"
exit "$code"
