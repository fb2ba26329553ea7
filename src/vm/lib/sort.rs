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
    cx.set_nargs(2 + HELD.len());
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

/// Arguments, after the table and the function, that keep alive what is held across a comparison.
const HELD: [usize; 3] = [2, 3, 4];

/// Compares the items `x` and `y`, read at `i` and `j`, and swaps them if they are the wrong way round, writing `t[i]` first.
fn order<O: Order>(
    cx: &mut Cx<'_>,
    by: &mut O,
    t: Gc<Table>,
    (i, x): (i64, Value),
    (j, y): (i64, Value),
) -> Result<bool, Thrown> {
    cx.set_arg(HELD[0], x);
    cx.set_arg(HELD[1], y);
    let swap = if i < j { by.less(cx.vm, y, x)? } else { by.less(cx.vm, x, y)? };
    if swap {
        set(cx, t, i, y);
        set(cx, t, j, x);
    }
    Ok(swap)
}

/// Splits `low..=high` (whose ends and middle are in order) at the pivot in the middle; gives its new place.
fn split<O: Order>(
    cx: &mut Cx<'_>,
    by: &mut O,
    t: Gc<Table>,
    (low, middle, high): (i64, i64, i64),
) -> Result<i64, Thrown> {
    let pivot = get(t, middle);
    cx.set_arg(HELD[0], pivot);
    let before_last = get(t, high - 1);
    set(cx, t, middle, before_last);
    set(cx, t, high - 1, pivot);
    let (mut i, mut j) = (low, high - 1);
    loop {
        let left = loop {
            i += 1;
            let left = get(t, i);
            cx.set_arg(HELD[1], left);
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
            cx.set_arg(HELD[2], right);
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

/// Sorts `low..=high`.
fn quicksort<O: Order>(cx: &mut Cx<'_>, by: &mut O, t: Gc<Table>, mut low: i64, mut high: i64) -> Result<(), Thrown> {
    while low < high {
        let at = |i| (i, get(t, i));
        order(cx, by, t, at(low), at(high))?;
        if high - low == 1 {
            break;
        }
        let middle = (low + high) / 2;
        // Read once for both comparisons, whatever the first does to the table.
        let in_the_middle = at(middle);
        if !order(cx, by, t, in_the_middle, at(low))? {
            order(cx, by, t, in_the_middle, at(high))?;
        }
        if high - low == 2 {
            break;
        }
        let i = split(cx, by, t, (low, middle, high))?;
        // The larger part stays in this loop, so that the depth is at most log2 of the size.
        if i - low < high - i {
            quicksort(cx, by, t, low, i - 1)?;
            low = i + 1;
        } else {
            quicksort(cx, by, t, i + 1, high)?;
            high = i - 1;
        }
    }
    Ok(())
}
