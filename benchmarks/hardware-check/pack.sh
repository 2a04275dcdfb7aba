#!/usr/bin/env bash
# Packs the check as one archive that needs nothing of the machine that it runs on, and checks that it stays under 60 MB.
#   benchmarks/hardware-check/pack.sh linux-x64 OUT       OUT/hardware-check-linux-x64.tar.gz
# On the other machine: tar xf hardware-check-linux-x64.tar.gz && ./hardware-check/run.sh
set -euo pipefail
platform=${1:?expected a platform such as linux-x64, linux-arm64, osx-arm64 or win-x64} out=${2:?expected a folder for the archive}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet publish "$here/JouleTree.HardwareCheck.csproj" -c Release -r "$platform" --self-contained -o "$work/hardware-check" \
  -p:PublishSingleFile=true -p:EnableCompressionInSingleFile=true -p:DebugType=none -p:PublishReferencesDocumentationFiles=false
cp "$here/run.sh" "$work/hardware-check/"
mkdir -p "$out"
archive="$out/hardware-check-$platform.tar.gz"
tar czf "$archive" -C "$work" hardware-check
bytes=$(wc -c < "$archive")
echo "$archive: $bytes bytes"
((bytes < 60000000)) || { echo "the archive is over 60 MB" >&2; exit 1; }
