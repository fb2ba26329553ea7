#!/usr/bin/env bash
# What tracing costs a run that is not traced: instructions, counted by valgrind's callgrind, of the same Lua programs in
# a build without the code for tracing and in one with it. Prints both counts and their ratio.
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v valgrind > /dev/null || { echo "valgrind is needed: apt-get install valgrind" >&2; exit 2; }

built() {
  cargo bench --no-run --bench "$1" 2>&1 | sed -n 's/.*Executable.*(\(.*\))/\1/p'
}

count() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 | sed -n 's/.*Collected : //p'
}

without=$(built untraced)
with=$(built traced)
printf '%-8s %14s %14s %8s\n' program "compiled out" "compiled in" ratio
for program in fib loops sieve field calls; do
  a=$(count "$without" "$program")
  b=$(count "$with" "$program")
  printf '%-8s %14s %14s %8s\n' "$program" "$a" "$b" "$(awk "BEGIN { printf \"%.4f\", $b / $a }")"
done
