#!/usr/bin/env bash
# Runs the check that lies beside this script; its JSON goes into the current folder unless -o says otherwise.
exec "$(dirname "${BASH_SOURCE[0]}")/JouleTree.HardwareCheck" "$@"
