//! Charts of numbers: contract coverage as a heat map, growth of coverage and rate over time.

use std::collections::BTreeSet;

use maud::{Markup, PreEscaped, html};

use crate::coverage::{Class, Map, Space};
use crate::isa::Op;

/// How often each class of each opcode was seen.
#[derive(Clone, Debug, Default)]
pub struct Heat {
    pub columns: Vec<String>,
    pub rows: Vec<HeatRow>,
    /// Cover points seen.
    pub seen: usize,
    /// Cover points that can be seen.
    pub reachable: usize,
}

/// The classes of one opcode.
#[derive(Clone, Debug)]
pub struct HeatRow {
    pub opcode: String,
    /// One for each column; `None` where there is no such class.
    pub cells: Vec<Option<HeatCell>>,
}

/// Cover points of one class of one opcode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeatCell {
    /// Points that were seen.
    pub seen: u32,
    /// Points that can be seen.
    pub of: u32,
    /// How often they were seen, all together.
    pub times: u64,
}

/// What a run knew at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GrowthPoint {
    pub seconds: f64,
    /// Programs so far.
    pub programs: u64,
    /// Cover points seen so far.
    pub covered: u64,
    /// Kinds of findings so far.
    pub findings: u64,
}

/// How a run went.
#[derive(Clone, Debug, Default)]
pub struct Growth {
    pub points: Vec<GrowthPoint>,
    /// Cover points that can be reached.
    pub reachable: u64,
}

impl Heat {
    /// The map by opcode and class; points that compiled code cannot reach do not count.
    pub fn of(map: &Map) -> Heat {
        let points = || Space::get().points.iter().filter(|point| point.unreachable.is_none());
        let classes: BTreeSet<Class> = points().flat_map(|point| point.classes.iter().copied()).collect();
        let mut ops: Vec<Op> = points().map(|point| point.op).collect();
        ops.dedup();
        let cell = |op: Op, class: Class| {
            let mut spot = HeatCell::default();
            for point in points().filter(|point| point.op == op && point.classes.contains(&class)) {
                let times = map.count(point);
                spot.of += 1;
                spot.seen += u32::from(times > 0);
                spot.times += u64::from(times);
            }
            (spot.of > 0).then_some(spot)
        };
        let row = |op: Op| HeatRow {
            opcode: op.mnemonic().to_string(),
            cells: classes.iter().map(|&class| cell(op, class)).collect(),
        };
        let summary = map.summary();
        Heat {
            columns: classes.iter().map(|class| class.text().to_string()).collect(),
            rows: ops.into_iter().map(row).collect(),
            seen: summary.covered,
            reachable: summary.reachable,
        }
    }

    pub fn markup(&self) -> Markup {
        html! {
            section {
                h2 { "Contract coverage" }
                p .hint { (self.seen) " of " (self.reachable) " cover points seen, by opcode and class. Darker is more often; red is missing." }
                div .scroll tabindex="0" role="region" aria-label="Contract coverage" {
                    table .heat {
                        thead { tr { th scope="col" { "Opcode" } @for column in &self.columns { th scope="col" { span { (column) } } } } }
                        tbody {
                            @for row in &self.rows {
                                tr { th scope="row" { (row.opcode) } @for cell in &row.cells { (spot(cell.as_ref())) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn spot(spot: Option<&HeatCell>) -> Markup {
    let Some(spot) = spot else { return html! { td .none {} } };
    let level = if spot.times == 0 { 0 } else { (spot.times as f64).log10().floor() as u32 + 1 };
    let class = if spot.seen < spot.of { "missing".to_string() } else { format!("h{}", level.min(6)) };
    html! {
        td class=(class) title={ (spot.seen) " of " (spot.of) " points, " (spot.times) " times" } {
            @if spot.seen < spot.of { (spot.seen) "/" (spot.of) } @else { (spot.of) }
        }
    }
}

impl Growth {
    pub fn markup(&self) -> Markup {
        let points = &self.points;
        let curve =
            |value: &dyn Fn(&GrowthPoint) -> f64| points.iter().map(|p| (p.seconds, value(p))).collect::<Vec<_>>();
        let rates: Vec<(f64, f64)> = points
            .windows(2)
            .filter(|pair| pair[1].seconds > pair[0].seconds)
            .map(|pair| {
                let programs = pair[1].programs.saturating_sub(pair[0].programs) as f64;
                (pair[1].seconds, programs / (pair[1].seconds - pair[0].seconds))
            })
            .collect();
        html! {
            section {
                h2 { "Over time" }
                div .charts {
                    (chart(&format!("Cover points seen (of {})", self.reachable), &curve(&|p| p.covered as f64)))
                    (chart("Programs per second", &rates))
                    (chart("Kinds of findings", &curve(&|p| p.findings as f64)))
                }
            }
        }
    }
}

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 120.0;

/// A line over seconds.
fn chart(title: &str, points: &[(f64, f64)]) -> Markup {
    let right = points.iter().map(|p| p.0).fold(0.0, f64::max).max(1e-9);
    let top = points.iter().map(|p| p.1).fold(0.0, f64::max).max(1e-9);
    let at = |(x, y): &(f64, f64)| format!("{:.1},{:.1}", x / right * WIDTH, HEIGHT - y / top * HEIGHT);
    let line = points.iter().map(at).collect::<Vec<_>>().join(" ");
    let last = points.last().map_or(0.0, |p| p.1);
    let text = format!("{title}: {last:.0} at the end, {top:.0} at most, over {right:.0} s");
    html! {
        figure .chart {
            figcaption { (title) ": " strong { (format!("{last:.0}")) } }
            svg viewBox=(format!("-2 -6 {} {}", WIDTH + 4.0, HEIGHT + 26.0)) role="img" aria-label=(text) {
                (PreEscaped(format!(
                    "<line class=\"axis\" x1=\"0\" y1=\"{HEIGHT}\" x2=\"{WIDTH}\" y2=\"{HEIGHT}\"/>\
                     <polyline points=\"{line}\"/>\
                     <text x=\"0\" y=\"{y}\">0 s</text><text x=\"{WIDTH}\" y=\"{y}\" text-anchor=\"end\">{right:.0} s</text>",
                    y = HEIGHT + 16.0
                )))
            }
        }
    }
}
