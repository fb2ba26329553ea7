//! Mathematical functions (manual, section 5.6): thin over the C library's, whose last bits programs see.

use crate::vm::call::NativeDef;
use crate::vm::cx::{Cx, NativeResult};
use crate::vm::random::Random;
use crate::vm::state::Vm;
use crate::vm::text::float::{frexp, ldexp, modf};
use crate::vm::value::Value;

use super::clib;

macro_rules! functions {
    ($($def:ident $name:literal $code:expr),* $(,)?) => {
        $(static $def: NativeDef = NativeDef { name: $name, code: $code };)*
    };
}

functions! {
    ABS "math.abs" |cx| unary(cx, f64::abs),
    ACOS "math.acos" |cx| unary(cx, f64::acos),
    ASIN "math.asin" |cx| unary(cx, f64::asin),
    ATAN "math.atan" |cx| unary(cx, f64::atan),
    ATAN2 "math.atan2" |cx| binary(cx, f64::atan2),
    CEIL "math.ceil" |cx| unary(cx, f64::ceil),
    COS "math.cos" |cx| unary(cx, f64::cos),
    COSH "math.cosh" |cx| unary(cx, f64::cosh),
    DEG "math.deg" |cx| unary(cx, |x| x / RADIANS_PER_DEGREE),
    EXP "math.exp" |cx| unary(cx, f64::exp),
    FLOOR "math.floor" |cx| unary(cx, f64::floor),
    FMOD "math.fmod" |cx| binary(cx, |x, y| x % y),
    FREXP "math.frexp" math_frexp,
    LDEXP "math.ldexp" math_ldexp,
    LOG "math.log" |cx| unary(cx, f64::ln),
    LOG10 "math.log10" |cx| unary(cx, f64::log10),
    MAX "math.max" |cx| extreme(cx, |x, best| x > best),
    MIN "math.min" |cx| extreme(cx, |x, best| x < best),
    MODF "math.modf" math_modf,
    POW "math.pow" |cx| binary(cx, f64::powf),
    RAD "math.rad" |cx| unary(cx, |x| x * RADIANS_PER_DEGREE),
    RANDOM "math.random" random,
    RANDOMSEED "math.randomseed" randomseed,
    SIN "math.sin" |cx| unary(cx, f64::sin),
    SINH "math.sinh" |cx| unary(cx, f64::sinh),
    SQRT "math.sqrt" |cx| unary(cx, f64::sqrt),
    TAN "math.tan" |cx| unary(cx, f64::tan),
    TANH "math.tanh" |cx| unary(cx, f64::tanh),
}

/// The random numbers of a sandbox.
#[derive(Default)]
pub struct MathState {
    random: Random,
}

const RADIANS_PER_DEGREE: f64 = std::f64::consts::PI / 180.0;

/// Opens the library.
pub fn open(vm: &mut Vm) {
    let t = vm.register_library(
        "math",
        &[
            &ABS,
            &ACOS,
            &ASIN,
            &ATAN2,
            &ATAN,
            &CEIL,
            &COSH,
            &COS,
            &DEG,
            &EXP,
            &FLOOR,
            &FMOD,
            &FREXP,
            &LDEXP,
            &LOG10,
            &LOG,
            &MAX,
            &MIN,
            &MODF,
            &POW,
            &RAD,
            &RANDOM,
            &RANDOMSEED,
            &SINH,
            &SIN,
            &SQRT,
            &TANH,
            &TAN,
        ],
    );
    vm.set_field(t, "pi", Value::number(std::f64::consts::PI));
    vm.set_field(t, "huge", Value::number(f64::INFINITY));
    // The name of 5.0 is the same function.
    let fmod = vm.get_field(t, "fmod");
    vm.set_field(t, "mod", fmod);
}

#[inline(always)]
fn unary(cx: &mut Cx<'_>, f: impl Fn(f64) -> f64) -> NativeResult {
    let x = cx.check_number(0)?;
    cx.ret(f(x))
}

#[inline(always)]
fn binary(cx: &mut Cx<'_>, f: impl Fn(f64, f64) -> f64) -> NativeResult {
    // PUC's check both as arguments of one C call, which compilers for x86-64 evaluate from the last one on.
    let y = cx.check_number(1)?;
    let x = cx.check_number(0)?;
    cx.ret(f(x, y))
}

/// `better` compares in this direction only: that decides what happens to NaN.
fn extreme(cx: &mut Cx<'_>, better: impl Fn(f64, f64) -> bool) -> NativeResult {
    let mut best = cx.check_number(0)?;
    for i in 1..cx.nargs() {
        let x = cx.check_number(i)?;
        if better(x, best) {
            best = x;
        }
    }
    cx.ret(best)
}

fn math_frexp(cx: &mut Cx<'_>) -> NativeResult {
    let x = cx.check_number(0)?;
    let (m, e) = frexp(x);
    cx.ret2(m, f64::from(e))
}

fn math_ldexp(cx: &mut Cx<'_>) -> NativeResult {
    // In this order: see `binary`.
    let e = cx.check_int(1)?;
    let m = cx.check_number(0)?;
    cx.ret(ldexp(m, e))
}

fn math_modf(cx: &mut Cx<'_>) -> NativeResult {
    let x = cx.check_number(0)?;
    let (whole, fraction) = modf(x);
    cx.ret2(whole, fraction)
}

/// A number of the process's random sequence, in [0, 1) because of the modulus.
fn process_draw() -> f64 {
    f64::from(clib::rand() % libc::RAND_MAX) / f64::from(libc::RAND_MAX)
}

fn random(cx: &mut Cx<'_>) -> NativeResult {
    // One draw whatever the arguments, before they are looked at.
    let sandbox = cx.vm.config().sandbox;
    let r = if sandbox { cx.vm.host().math.random.draw() } else { process_draw() };
    match cx.nargs() {
        0 => cx.ret(r),
        1 => {
            let high = cx.check_int(0)?;
            if high < 1 {
                return Err(cx.arg_error(0, "interval is empty"));
            }
            cx.ret((r * f64::from(high)).floor() + 1.0)
        }
        2 => {
            let (low, high) = (cx.check_int(0)?, cx.check_int(1)?);
            if low > high {
                return Err(cx.arg_error(1, "interval is empty"));
            }
            let width = if sandbox {
                f64::from(high) - f64::from(low) + 1.0
            } else {
                // PUC's is an `int` that wraps around.
                f64::from(high.wrapping_sub(low).wrapping_add(1))
            };
            cx.ret((r * width).floor() + f64::from(low))
        }
        _ => Err(cx.error("wrong number of arguments")),
    }
}

fn randomseed(cx: &mut Cx<'_>) -> NativeResult {
    let seed = cx.check_int(0)?;
    if cx.vm.config().sandbox {
        cx.vm.host().math.random = Random::from_seed(seed);
    } else {
        clib::srand(seed as u32);
    }
    cx.ret0()
}
