//! Coverage of the contract, as functional coverage in hardware verification: which executions of each opcode have been
//! seen.
//!
//! The [points](CoverPoint) are computed from the contract table: opcode × operand kinds × counts × path (plain, coercion,
//! metamethod, error) × branch × how numbers of values were adjusted. A [`Map`] counts them; [`execute`] runs a program on
//! our VM and counts what it meets. Invariant: the layout of a map depends on the table alone.

mod observe;
mod space;

use serde::{Deserialize, Serialize};

pub(crate) use observe::Covering;
pub use space::{Aspect, Axis, Class, CoverPoint, InstrField, Space};

use crate::engine::{Options, Ours, Outcome, Program};
use crate::vm::trace::VmLoop;

/// More counters than any map has: the size of an array that is to hold them all.
pub const CAPACITY: usize = 2048;

/// How often each point was met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<u32>", into = "Vec<u32>")]
pub struct Map(Vec<u32>);

impl Default for Map {
    fn default() -> Map {
        Map(vec![0; Space::get().slots])
    }
}

impl From<Map> for Vec<u32> {
    fn from(map: Map) -> Vec<u32> {
        map.0
    }
}

/// Counters of another contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found} coverage counters, but the contract has {expected}")]
pub struct CounterError {
    /// Counters there are.
    pub found: usize,
    /// Counters there have to be: one for each cover point.
    pub expected: usize,
}

impl TryFrom<Vec<u32>> for Map {
    type Error = CounterError;

    fn try_from(counters: Vec<u32>) -> Result<Map, CounterError> {
        let expected = Space::get().slots;
        match counters.len() {
            n if n == expected => Ok(Map(counters)),
            found => Err(CounterError { found, expected }),
        }
    }
}

/// Numbers of points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Points that were met.
    pub covered: usize,
    /// Points that compiled code can reach.
    pub reachable: usize,
    /// Points that no program can meet.
    pub unreachable: usize,
}

impl Summary {
    /// Covered points of 100 reachable ones.
    pub fn percent(&self) -> f64 {
        100.0 * self.covered as f64 / self.reachable.max(1) as f64
    }

    fn add(&mut self, point: &CoverPoint, count: u32) {
        match point.unreachable {
            None => {
                self.reachable += 1;
                self.covered += usize::from(count > 0);
            }
            Some(_) => self.unreachable += 1,
        }
    }
}

impl Map {
    fn hit(&mut self, slot: usize) {
        self.0[slot] = self.0[slot].saturating_add(1);
    }

    /// How often the point was met.
    pub fn count(&self, point: &CoverPoint) -> u32 {
        self.0[point.slot]
    }

    /// The counters, by slot.
    pub fn counters(&self) -> &[u32] {
        &self.0
    }

    /// Adds the counters of another map. True if it met points that this one had not.
    pub fn merge(&mut self, other: &Map) -> bool {
        let mut new = false;
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            new |= *own == 0 && *other > 0;
            *own = own.saturating_add(*other);
        }
        new
    }

    /// All points.
    pub fn summary(&self) -> Summary {
        self.summary_of(|_| true)
    }

    /// The points that `wanted` picks, those of an opcode for example.
    pub fn summary_of(&self, wanted: impl Fn(&CoverPoint) -> bool) -> Summary {
        let mut summary = Summary::default();
        for point in Space::get().points.iter().filter(|p| wanted(p)) {
            summary.add(point, self.count(point));
        }
        summary
    }

    /// Reachable points that were not met.
    pub fn missing(&self) -> impl Iterator<Item = &'static CoverPoint> {
        Space::get().points.iter().filter(|p| p.unreachable.is_none() && self.count(p) == 0)
    }

    /// Points that were met although they are ruled out for compiled code; only other bytecode may do that.
    pub fn contradictions(&self) -> impl Iterator<Item = &'static CoverPoint> {
        Space::get().points.iter().filter(|p| p.unreachable.is_some() && self.count(p) > 0)
    }
}

/// Executes a program as [`Ours`] does, and counts what it meets.
pub fn execute(program: &Program<'_>, options: &Options, map: &mut Map) -> Outcome {
    Ours.execute_observed(program, options, VmLoop::General, &mut Covering::new(map))
}
