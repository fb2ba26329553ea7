#!/bin/sh
# Runs rustc; what `cargo fuzz` does not build passes through unchanged.
#
# Edges guide the fuzzer, and nothing else does: comparisons and indirect calls are not traced. Most are the interpreter's
# own, they took half of a target's time, and programs are mutated as trees, whatever they were compared with.
#
# AddressSanitizer watches the heap, where the VM keeps all that its unsafe code touches, its stacks included. Not locals: a
# quarter of the time went into poisoning those of safe code.
#
# The sanitizers are behind -Z flags, which stable Rust refuses unless RUSTC_BOOTSTRAP is set: here it is, for exactly the
# calls that ask for a sanitizer, and without letting any crate use unstable features.
case " $* " in
*" -Cpasses=sancov-module "*)
  for argument; do
    shift
    case $argument in
    -Cllvm-args=-sanitizer-coverage-trace-compares) ;;
    -Cllvm-args=-sanitizer-coverage-level=4) set -- "$@" -Cllvm-args=-sanitizer-coverage-level=3 ;;
    *) set -- "$@" "$argument" ;;
    esac
  done
  ;;
esac
case " $* " in
*" -Zsanitizer=address "*) set -- "$@" -Cllvm-args=-asan-stack=0 ;;
esac
case " $* " in
*" -Zsanitizer="*)
  case $("$1" --version) in
  *nightly*) ;;
  *)
    export RUSTC_BOOTSTRAP=1
    set -- "$@" -Zallow-features=
    ;;
  esac
  ;;
esac
exec "$@"
