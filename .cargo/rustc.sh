#!/bin/sh
# Runs rustc. The sanitizers of `cargo fuzz` are behind -Z flags, which stable Rust refuses unless RUSTC_BOOTSTRAP is
# set: here it is, for exactly the calls that ask for a sanitizer, and without letting any crate use unstable features.
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
