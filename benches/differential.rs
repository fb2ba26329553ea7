//! `cargo bench --bench differential`: what one comparison of a small generated program costs, in all and by its parts.

use divan::{Bencher, black_box};
use lockstep::engine::{Compile, Execute, Limits, Options, Ours, Program, Reference};
use lockstep::oracle::differential;
use lockstep::oracle::verdict::Verdict;

fn main() {
    divan::main();
}

const NAME: &[u8] = b"@generated.lua";

const PROGRAMS: [&str; 8] = [
    include_str!("differential/1.lua"),
    include_str!("differential/2.lua"),
    include_str!("differential/3.lua"),
    include_str!("differential/4.lua"),
    include_str!("differential/5.lua"),
    include_str!("differential/6.lua"),
    include_str!("differential/7.lua"),
    include_str!("differential/8.lua"),
];

fn options() -> Options {
    let limits = Limits { instructions: 2_000_000, memory: 64 << 20, output: 4 << 20 };
    Options { limits, ..Options::default() }
}

fn each(b: Bencher, f: impl Fn(&str)) {
    b.counter(divan::counter::ItemsCount::new(PROGRAMS.len())).bench_local(|| PROGRAMS.iter().for_each(|p| f(p)));
}

#[divan::bench]
fn whole(b: Bencher) {
    let options = options();
    each(b, |p| {
        let checked = differential::check(&Reference, &Ours, p.as_bytes(), NAME, &options);
        assert_eq!(checked.verdict, Verdict::Agree, "{p}");
    });
}

#[divan::bench]
fn compile_ours(b: Bencher) {
    each(b, |p| drop(black_box(Ours.compile(p.as_bytes(), NAME))));
}

#[divan::bench]
fn compile_puc(b: Bencher) {
    each(b, |p| drop(black_box(Reference.compile(p.as_bytes(), NAME))));
}

#[divan::bench]
fn nothing_ours(b: Bencher) {
    let options = options();
    each(b, |_| drop(black_box(Ours.execute(&Program::text(b"", NAME), &options))));
}

#[divan::bench]
fn nothing_puc(b: Bencher) {
    let options = options();
    each(b, |_| drop(black_box(Reference.execute(&Program::text(b"", NAME), &options))));
}
