//! `cargo bench --bench reduce`: how small findings become and how long that takes: 50 findings of faults that are put
//! in on purpose, in generated programs of 100 to 400 lines, each beside the smallest program by hand.

#[path = "../tests/reduce/faults.rs"]
mod faults;

use faults::{FAULTS, by_hand, measure};
use lockstep::r#gen::Profile;

/// Findings for each fault.
const EACH: usize = 5;

fn main() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(256 << 20).build();
    pool.expect("a thread").install(table);
}

fn table() {
    let (mut above, mut seconds, mut kept) = (Vec::new(), Vec::new(), 0);
    println!("tokens before and after; calls; seconds; class; program");
    for fault in FAULTS {
        let hand = by_hand(fault);
        println!("{}; by hand {hand}: {}", fault.name, fault.smallest);
        for source in fault.findings(Profile::MIXED, 100..=400).take(EACH) {
            let row = measure(fault, &source);
            println!("{row}");
            above.push(row.tokens as f64 - hand as f64);
            seconds.push(row.seconds);
            kept += usize::from(row.kept);
        }
    }
    println!(
        "{} findings: median {} tokens above the smallest by hand, median {:.2} s, class kept in {kept}",
        above.len(),
        median(&above),
        median(&seconds)
    );
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}
