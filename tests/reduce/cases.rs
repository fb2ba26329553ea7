//! Reducing whole programs: small results in few calls, the same for any number of jobs, nothing left to do.
//!
//! The predicates of the five cases run on our own engine, so that no other Lua is needed.

use lockstep::engine::{Compile, End, Execute, Limits, Options, Ours, Program, Reference};
use lockstep::r#gen::{Profile, random};
use lockstep::reduce::predicate::DivergenceProblem;
use lockstep::reduce::{self, Problem, ReduceOptions, Reduction};

/// Output and whether the run came to its end.
fn run(prelude: &str, text: &[u8]) -> (Vec<u8>, bool) {
    let source = [prelude.as_bytes(), b"\n", text].concat();
    let limits = Limits { instructions: 1_000_000, memory: 64 << 20, output: 64 << 10 };
    let options = Options { limits, skip_globals: true, ..Options::default() };
    let outcome = Ours.execute(&Program::text(&source, b"=case"), &options);
    (outcome.output, matches!(outcome.end, End::Returned(_)))
}

fn contains(text: &[u8], what: &str) -> bool {
    text.windows(what.len()).any(|w| w == what.as_bytes())
}

/// Both runs end well, and print different things that are no addresses.
fn differs(prelude: &str, text: &[u8]) -> bool {
    let (a, fine) = run("", text);
    let (b, also_fine) = run(prelude, text);
    fine && also_fine && a != b && ![&a, &b].iter().any(|o| contains(o, "0x") || contains(o, "nan"))
}

const XPCALL: &str = "do local x = xpcall; xpcall = function(f, h, ...) local a, n = {...}, select('#', ...)
  return x(function() return f(unpack(a, 1, n)) end, h) end end";
const SELECT: &str = "do local sel = select; select = function(n, ...)
  if n ~= '#' and tonumber(n) and tonumber(n) < 0 and sel('#', ...) >= 3 then return sel(n - 1, ...) end
  return sel(n, ...) end end";
const PCALL: &str = "do local pc, gi, cr = pcall, debug.getinfo, coroutine.running
  pcall = function(fn, ...)
    if cr() and type(fn) == 'function' then
      local i = gi(fn, 'Su') if i.what == 'Lua' and i.nups >= 2 then print('crashed') end
    end
    return pc(fn, ...) end end";
const INDEX: &str = "do local sm, gm = setmetatable, getmetatable
  setmetatable = function(t, m) local d, x = 0, m
    while type(x) == 'table' and type(rawget(x, '__index')) == 'table' do
      d = d + 1 if d > 9 then break end x = gm(rawget(x, '__index')) end
    if d >= 3 then local n = {} for k, v in next, m do n[k] = v end n.__index = nil return sm(t, n) end
    return sm(t, m) end end";

fn reduced(source: &[u8], problem: &dyn Problem, jobs: usize) -> Reduction {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).stack_size(256 << 20).build().expect("threads");
    let limits = reduce::Budget { calls: Some(1500), ..reduce::Budget::default() };
    pool.install(|| {
        let config = ReduceOptions { limits, jobs, screen: true, progress: &mut |_, _| {} };
        reduce::reduce(source, problem, config).expect("reduces")
    })
}

/// Reduces a case and holds the result against what a person reached.
fn case(name: &str, most: usize, problem: impl Problem) {
    let path = format!("{}/tests/reduce/cases/{name}.lua", env!("CARGO_MANIFEST_DIR"));
    let source = std::fs::read(path).expect("the case");
    let reduction = reduced(&source, &problem, 1);
    let text = String::from_utf8_lossy(&reduction.text).into_owned();
    println!("{name}: {} tokens, {} calls\n{text}", reduction.tokens, reduction.calls);
    assert!(reduction.tokens <= most, "{} tokens left:\n{text}", reduction.tokens);
    assert!(problem.interesting(&reduction.text).expect("an answer"));
    assert!(Reference.compile(&reduction.text, b"=case").is_ok());
}

#[test]
fn a_yield_across_pcall() {
    case("c01", 26, |text: &[u8]| {
        let (output, fine) = run("", text);
        fine && contains(&output, "attempt to yield across metamethod")
    });
}

#[test]
fn arguments_of_xpcall() {
    case("c02", 16, |text: &[u8]| differs(XPCALL, text));
}

#[test]
fn a_negative_select() {
    case("c06", 18, |text: &[u8]| differs(SELECT, text));
}

#[test]
fn a_pcall_in_a_coroutine() {
    case("c08", 30, |text: &[u8]| {
        let (a, fine) = run("", text);
        let (b, _) = run(PCALL, text);
        fine && !contains(&a, "crashed") && contains(&b, "crashed")
    });
}

#[test]
fn a_chain_of_metatables() {
    case("c10", 45, |text: &[u8]| differs(INDEX, text));
}

const PROGRAM: &str = "
local Stack = {}
Stack.__index = Stack
function Stack.new(...) return setmetatable({items = {...}, top = select('#', ...)}, Stack) end
function Stack:push(x) self.top = self.top + 1 self.items[self.top] = x return self end
function Stack:pop() local x = self.items[self.top] self.items[self.top] = nil self.top = self.top - 1 return x end
local s = Stack.new(1, 2, 3)
for i = 4, 9 do s:push(i * i) if i % 2 == 0 then s:pop() end end
while s.top > 2 do print(s:pop()) end
print(s.top, pcall(function(...) local a, b = ... return a .. b.c end, 'x', {}))
";

#[test]
fn any_number_of_jobs_and_twice_give_the_same() {
    let problem = |text: &[u8]| contains(&run("", text).0, "attempt to concatenate field 'c' (a nil value)");
    let one = reduced(PROGRAM.as_bytes(), &problem, 1);
    assert!(!one.stopped, "{} calls", one.calls);
    for jobs in [2, 4] {
        let other = reduced(PROGRAM.as_bytes(), &problem, jobs);
        assert_eq!((&one.text, one.calls), (&other.text, other.calls), "{jobs} jobs");
    }
    let again = reduced(&one.text, &problem, 1);
    assert_eq!(String::from_utf8_lossy(&again.text), String::from_utf8_lossy(&one.text));
}

/// An answer that depends on nothing but the text, and on that in no way that makes sense.
fn arbitrary(text: &[u8], seed: u64) -> bool {
    let mut state = text.iter().fold(seed, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x100_0000_01b3));
    random::step(&mut state).is_multiple_of(4)
}

#[test]
fn generated_programs_keep_every_promise() {
    let smoke = Profile::by_name("smoke").expect("a profile");
    for seed in 0..10 {
        let source = lockstep::syntax::print::print(&lockstep::r#gen::from_seed(random::nth_seed(11, seed), smoke));
        let words: Vec<&[u8]> =
            source.split(|b| !b.is_ascii_alphabetic()).filter(|w| w.len() > 3 && w.is_ascii()).collect();
        let kept = words[seed as usize * 7 % words.len()];
        // What has to stay, among programs that compile; with a coin for each text, or without.
        let problem = |text: &[u8]| {
            Reference.compile(text, b"=t").is_ok()
                && text.windows(kept.len()).any(|w| w == kept)
                && (seed % 2 == 0 || text.len() + 20 > source.len() || arbitrary(text, seed))
        };
        let reduce = |source: &[u8], jobs: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).stack_size(64 << 20).build().expect("threads");
            pool.install(|| {
                let config =
                    ReduceOptions { limits: Default::default(), jobs, screen: false, progress: &mut |_, _| {} };
                reduce::reduce(source, &problem, config)
            })
        };
        let one = match reduce(&source, 1) {
            Ok(one) => one,
            Err(error) => {
                assert!(matches!(error, reduce::ReduceError::NotReprintable), "{error}");
                continue;
            }
        };
        let text = String::from_utf8_lossy(&one.text);
        assert!(problem(&one.text), "seed {seed}: not interesting: {text}");
        assert!(one.tokens <= one.tokens_before && !one.stopped && !one.flaky, "seed {seed}");
        let again = reduce(&one.text, 1).expect("reduces again");
        assert_eq!(String::from_utf8_lossy(&again.text), text, "seed {seed}: twice");
        for jobs in [2, 4] {
            let other = reduce(&source, jobs).expect("reduces");
            assert_eq!(
                (String::from_utf8_lossy(&other.text), other.calls),
                (text.clone(), one.calls),
                "{seed}, {jobs}"
            );
        }
    }
}

#[test]
fn any_bytes_are_reduced() {
    let source = b"local t = {'caf\xe9', \"\\0\\255z\"}\nfor i = 1, #t do print(t[i]) end\nprint('done')";
    let problem = |text: &[u8]| run("", text).0.contains(&0xe9);
    let reduction = reduced(source, &problem, 1);
    assert_eq!(String::from_utf8_lossy(&reduction.text), "print\"\\233\"\n");
}

#[test]
fn the_class_of_a_divergence_is_kept_and_others_are_saved() {
    // Two bugs: one shows in programs that divide, one in programs that concatenate.
    let find = |text: &[u8], _: u64| match (contains(text, " / "), contains(text, " .. ")) {
        (true, _) => Some("division".to_string()),
        (false, true) => Some("concatenation".to_string()),
        (false, false) => None,
    };
    let source = b"local a, b = 1, 2\nprint(a .. b)\nprint(a / b)";
    let divergence = DivergenceProblem::new(find, source, None).expect("a divergence");
    assert_eq!(divergence.class, "division");
    let reduction = reduced(source, &divergence, 1);
    assert!(contains(&reduction.text, " / ") && !contains(&reduction.text, " .. "));
    let other_classes = divergence.other_classes();
    assert_eq!(other_classes.len(), 1);
    assert_eq!(
        (other_classes[0].0.as_str(), find(&other_classes[0].1, 0).as_deref()),
        ("concatenation", Some("concatenation"))
    );
    assert!(DivergenceProblem::new(find, source, Some("concatenation")).is_err());
    assert!(DivergenceProblem::new(find, b"print(1)", None).is_err());
}

#[test]
fn random_predicates_keep_their_promise() {
    // Predicates that know nothing of what a program means: some words have to stay.
    let words = ["setmetatable", "self", "while", "print", "..", "pcall", "%", "return", "select", "'x'", "\"x\""];
    for seed in 0..12_usize {
        let kept: Vec<&str> = (0..3).map(|i| words[(seed * 7 + i * 5) % words.len()]).collect();
        let problem = |text: &[u8]| kept.iter().all(|w| contains(text, w));
        if !problem(PROGRAM.as_bytes()) {
            continue;
        }
        let limits = reduce::Budget { calls: Some(400), ..reduce::Budget::default() };
        let config = ReduceOptions { limits, jobs: 1, screen: false, progress: &mut |_, _| {} };
        match reduce::reduce(PROGRAM.as_bytes(), &problem, config) {
            Ok(reduction) => {
                assert!(problem(&reduction.text));
                assert!(reduction.tokens <= reduction.tokens_before);
                assert!(Reference.compile(&reduction.text, b"=t").is_ok());
            }
            // Quotes and names are not kept when a program is printed.
            Err(error) => assert!(matches!(error, reduce::ReduceError::NotReprintable), "{error}"),
        }
    }
}

#[test]
fn a_flaky_predicate_is_said() {
    let calls = std::sync::atomic::AtomicUsize::new(0);
    let problem = |_: &[u8]| calls.fetch_add(1, std::sync::atomic::Ordering::Relaxed).is_multiple_of(2);
    let config = ReduceOptions { limits: reduce::Budget::default(), jobs: 1, screen: false, progress: &mut |_, _| {} };
    assert!(matches!(reduce::reduce(b"f()", &problem, config), Err(reduce::ReduceError::Flaky)));
}
