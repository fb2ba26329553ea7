#!/usr/bin/env bash
# Fuzz targets, seed corpora and dictionaries, as ClusterFuzzLite and OSS-Fuzz expect them in $OUT. It needs nothing of
# the container but $SRC and $OUT, so that .ci/run can exercise it outside.
set -euo pipefail
: "${SRC:?the folder above the sources}" "${OUT:?where the fuzzers go}"
sources=$SRC/lockstep
[ -d "$sources/fuzz" ] || { echo "$sources: not the sources of lockstep" >&2; exit 2; }
cd "$sources"

case "${SANITIZER:-address}" in
  address | none) sanitizer=${SANITIZER:-address} ;;
  *) echo "SANITIZER=$SANITIZER: address or none" >&2; exit 2 ;;
esac
# The engine comes with libfuzzer-sys; the flags that the container sets for C are not for it.
unset CFLAGS CXXFLAGS LIB_FUZZING_ENGINE || true
cargo fuzz build -O --sanitizer "$sanitizer"

for source in fuzz/fuzz_targets/*.rs; do
  target=$(basename "$source" .rs)
  cp "fuzz/target/x86_64-unknown-linux-gnu/release/$target" "$OUT/"
  # A target that is given its own corpus folder first fills it with its seeds.
  mkdir -p "fuzz/corpus/$target"
  "$OUT/$target" -runs=0 "fuzz/corpus/$target" > /dev/null 2>&1
  rm -f "$OUT/${target}_seed_corpus.zip"
  (cd "fuzz/corpus/$target" && find . -type f -print | LC_ALL=C sort | zip -q -@ "$OUT/${target}_seed_corpus.zip")
  cp fuzz/lua.dict "$OUT/$target.dict"
done
