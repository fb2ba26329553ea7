//! `table.sort` (manual, section 5.5): quicksort, median of three, the smaller part by recursion.
//!
//! Invariant: the comparisons, reads and writes are those of PUC 5.1 in the same order, because a comparison
//! function sees them, and because an inconsistent one decides what the result is.

use crate::vm::cx::{Cx, NativeResult};
use crate::vm::object::{Str, Table};
use crate::vm::state::{Thrown, Vm};
use crate::vm::text;
use crate::vm::value::{Gc, Value};

pub(super) fn sort(cx: &mut Cx<'_>) -> NativeResult {
    let t = cx.check_table(0)?;
    let n = super::table::length(t);
    if !cx.is_none_or_nil(1) {
        cx.check_function(1)?;
    }
    // The slots above the arguments hold the pivots of the parts being sorted.
    cx.set_nargs(2);
    let f = cx.arg(1);
    if f.is_nil() {
        let mut by = Natural;
        quicksort(cx, &mut by, t, 1, i64::from(n))?;
    } else {
        let mut by = ByFunction(f);
        quicksort(cx, &mut by, t, 1, i64::from(n))?;
    }
    cx.ret0()
}

trait Order {
    fn less(&mut self, vm: &mut Vm, a: Value, b: Value) -> Result<bool, Thrown>;
}

/// The `<` operator.
struct Natural;

impl Order for Natural {
    #[inline(always)]
    fn less(&mut self, vm: &mut Vm, a: Value, b: Value) -> Result<bool, Thrown> {
        if let (Some(a), Some(b)) = (a.as_number(), b.as_number()) {
            return Ok(a < b);
        }
        if let (Some(a), Some(b)) = (a.as_string(), b.as_string()) {
            return Ok(less_strings(a, b));
        }
        vm.less_than(a, b)
    }
}

#[inline]
fn less_strings(a: Gc<Str>, b: Gc<Str>) -> bool {
    a != b && text::compare(a.bytes(), b.bytes()).is_lt()
}

struct ByFunction(Value);

impl Order for ByFunction {
    #[inline(always)]
    fn less(&mut self, vm: &mut Vm, a: Value, b: Value) -> Result<bool, Thrown> {
        Ok(vm.call1(self.0, &[a, b])?.truthy())
    }
}

#[inline(always)]
fn get(t: Gc<Table>, i: i64) -> Value {
    t.get_int(i)
}

#[inline(always)]
fn set(cx: &mut Cx<'_>, t: Gc<Table>, i: i64, v: Value) {
    t.set_int(cx.vm.heap(), i, v);
}

/// A part being sorted: three stack slots that keep what is held across comparisons.
struct Part {
    slots: usize,
}

impl Part {
    const PIVOT: usize = 0;
    const LEFT: usize = 1;
    const RIGHT: usize = 2;

    #[inline(always)]
    fn keep(&self, cx: &mut Cx<'_>, slot: usize, v: Value) {
        cx.set_arg(self.slots + slot, v);
    }

    /// If `x`, read at `t[a]`, is less than `y`, read at `t[b]`, swaps them, `t[first]` (one of the two) being written first.
    fn order<O: Order>(
        &self,
        cx: &mut Cx<'_>,
        by: &mut O,
        t: Gc<Table>,
        ((a, x), (b, y)): ((i64, Value), (i64, Value)),
        first: i64,
    ) -> Result<bool, Thrown> {
        self.keep(cx, Part::LEFT, x);
        self.keep(cx, Part::RIGHT, y);
        let swap = by.less(cx.vm, x, y)?;
        if swap {
            if first == a {
                set(cx, t, a, y);
                set(cx, t, b, x);
            } else {
                set(cx, t, b, x);
                set(cx, t, a, y);
            }
        }
        Ok(swap)
    }

    /// Splits `low..=high` (whose ends and middle are in order) at the pivot in the middle; gives its new place.
    fn split<O: Order>(
        &self,
        cx: &mut Cx<'_>,
        by: &mut O,
        t: Gc<Table>,
        (low, middle, high): (i64, i64, i64),
    ) -> Result<i64, Thrown> {
        let pivot = get(t, middle);
        self.keep(cx, Part::PIVOT, pivot);
        let before_last = get(t, high - 1);
        set(cx, t, middle, before_last);
        set(cx, t, high - 1, pivot);
        let (mut i, mut j) = (low, high - 1);
        loop {
            let left = loop {
                i += 1;
                let left = get(t, i);
                self.keep(cx, Part::LEFT, left);
                if !by.less(cx.vm, left, pivot)? {
                    break left;
                }
                if i > high {
                    return Err(cx.error("invalid order function for sorting"));
                }
            };
            let right = loop {
                j -= 1;
                let right = get(t, j);
                self.keep(cx, Part::RIGHT, right);
                if !by.less(cx.vm, pivot, right)? {
                    break right;
                }
                if j < low {
                    return Err(cx.error("invalid order function for sorting"));
                }
            };
            if j < i {
                break;
            }
            set(cx, t, i, right);
            set(cx, t, j, left);
        }
        let (last, here) = (get(t, high - 1), get(t, i));
        set(cx, t, high - 1, here);
        set(cx, t, i, last);
        Ok(i)
    }
}

/// Sorts `low..=high`.
fn quicksort<O: Order>(cx: &mut Cx<'_>, by: &mut O, t: Gc<Table>, mut low: i64, mut high: i64) -> Result<(), Thrown> {
    let part = Part { slots: cx.nargs() };
    cx.set_nargs(part.slots + 3);
    while low < high {
        let at = |i| (i, get(t, i));
        part.order(cx, by, t, (at(high), at(low)), low)?;
        if high - low == 1 {
            break;
        }
        let middle = (low + high) / 2;
        // Read once for both comparisons, whatever the first does to the table.
        let in_the_middle = at(middle);
        if !part.order(cx, by, t, (in_the_middle, at(low)), middle)? {
            part.order(cx, by, t, (at(high), in_the_middle), middle)?;
        }
        if high - low == 2 {
            break;
        }
        let i = part.split(cx, by, t, (low, middle, high))?;
        // The larger part stays in this loop, so that the depth is at most log2 of the size.
        if i - low < high - i {
            quicksort(cx, by, t, low, i - 1)?;
            low = i + 1;
        } else {
            quicksort(cx, by, t, i + 1, high)?;
            high = i - 1;
        }
    }
    cx.set_nargs(part.slots);
    Ok(())
}
