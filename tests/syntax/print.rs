//! Printing: every tree prints as source that parses to the equal tree and compiles to the same code.

use lockstep::compiler::{CompileOptions, compile, compile_source};
use lockstep::isa::Proto;
use lockstep::syntax::ast::*;
use lockstep::syntax::print::{PrintedNumeral, print_expr, quote};
use lockstep::syntax::{SourceBytes, parse, print};
use proptest::prelude::*;

fn name() -> impl Strategy<Value = SourceBytes> {
    prop::sample::select(vec!["a", "b", "c", "x", "y", "self", "arg", "_ENV", "long_name1"])
        .prop_map(|name| SourceBytes::from(name.as_bytes()))
}

fn text() -> impl Strategy<Value = SourceBytes> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..6),
        "[a-z0-9\\\\\"'\\[\\]=\n\r\t\u{0}-]{0,8}".prop_map(String::into_bytes),
        any::<String>().prop_map(String::into_bytes),
    ]
    .prop_map(SourceBytes::from)
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        (0u32..300).prop_map(f64::from),
        any::<u64>().prop_map(f64::from_bits).prop_filter("numerals", |n| !n.is_nan()).prop_map(f64::abs),
        Just(f64::INFINITY),
        Just(0.1),
    ]
}

fn leaf() -> impl Strategy<Value = Expr> {
    prop_oneof![
        Just(ExprKind::Nil.into()),
        Just(ExprKind::True.into()),
        Just(ExprKind::False.into()),
        Just(Expr::vararg()),
        number().prop_map(|n| ExprKind::Number(n).into()),
        text().prop_map(Expr::string),
        name().prop_map(Expr::name),
        name().prop_map(Expr::name),
    ]
}

fn unary_op() -> impl Strategy<Value = UnaryOp> {
    prop::sample::select(UnaryOp::ALL.to_vec())
}

fn binary_op() -> impl Strategy<Value = BinaryOp> {
    prop::sample::select(BinaryOp::ALL.to_vec())
}

fn exprs(e: BoxedStrategy<Expr>, n: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Expr>> {
    prop::collection::vec(e, n)
}

fn field(e: BoxedStrategy<Expr>) -> impl Strategy<Value = Field> {
    let key = prop_oneof![Just(FieldKey::Item), name().prop_map(FieldKey::Name), e.clone().prop_map(FieldKey::Expr)];
    (key, e).prop_map(|(key, value)| Field { key, ..Field::from(value) })
}

/// Expressions, with statements `body` inside of functions.
fn expr(body: BoxedStrategy<Block>) -> BoxedStrategy<Expr> {
    leaf()
        .prop_recursive(5, 40, 4, move |e| {
            let e = e.boxed();
            let callee = e.clone();
            prop_oneof![
                (unary_op(), e.clone()).prop_map(|(op, e)| Expr::unary(op, e)),
                (binary_op(), e.clone(), e.clone()).prop_map(|(op, a, b)| Expr::binary(op, a, b)),
                (binary_op(), e.clone(), e.clone()).prop_map(|(op, a, b)| Expr::binary(op, a, b)),
                e.clone().prop_map(Expr::paren),
                (e.clone(), name()).prop_map(|(e, name)| Expr::field(e, name)),
                (e.clone(), e.clone()).prop_map(|(e, key)| Expr::index(e, key)),
                (callee.clone(), exprs(e.clone(), 0..4)).prop_map(|(f, args)| Expr::call(f, args)),
                (callee.clone(), text()).prop_map(|(f, text)| bare_call(f, Expr::string(text))),
                (callee.clone(), prop::collection::vec(field(e.clone()), 0..2))
                    .prop_map(|(f, fields)| bare_call(f, Expr::table(fields))),
                (callee, name(), exprs(e.clone(), 0..3)).prop_map(|(o, name, args)| Expr::method(o, name, args)),
                prop::collection::vec(field(e), 0..5).prop_map(Expr::table),
                function(body.clone()).prop_map(Expr::function),
            ]
        })
        .boxed()
}

fn bare_call(callee: Expr, arg: Expr) -> Expr {
    callee.suffixed(Suffix::Call(Args { list: vec![arg].into(), bare: true, ..Args::default() }))
}

fn function(body: BoxedStrategy<Block>) -> impl Strategy<Value = Function> {
    (prop::collection::vec(name(), 0..3), body).prop_map(|(params, body)| Function {
        params,
        vararg: true,
        body,
        ..Function::default()
    })
}

/// Statements nested to `depth`.
fn stat(depth: u32) -> BoxedStrategy<Stat> {
    let body = block(depth);
    let e = expr(if depth == 0 { Just(Block::default()).boxed() } else { body.clone() });
    let list = |n: std::ops::Range<usize>| exprs(e.clone(), n).prop_map(ExprList::from);
    let call = (e.clone(), exprs(e.clone(), 0..3)).prop_map(|(f, args)| Expr::call(f, args));
    let target = prop_oneof![
        name().prop_map(Expr::name),
        (e.clone(), name()).prop_map(|(e, name)| Expr::field(e, name)),
        (e.clone(), e.clone()).prop_map(|(e, key)| Expr::index(e, key)),
    ];
    let names = |n| prop::collection::vec(name(), n);
    let simple = prop_oneof![
        call.prop_map(StatKind::Call),
        (prop::collection::vec(target, 1..4), list(1..4))
            .prop_map(|(targets, values)| StatKind::Assign { targets, values }),
        (names(1..4), list(0..4)).prop_map(|(names, values)| StatKind::Local {
            names,
            values,
            names_end: Line::UNKNOWN
        }),
    ];
    if depth == 0 {
        return simple.prop_map(Stat::from).boxed();
    }
    let function = || function(body.clone()).prop_map(Box::new);
    let arm = (e.clone(), body.clone()).prop_map(|(cond, body)| Arm { cond, body });
    let loop_body = loop_block(depth);
    prop_oneof![
        3 => simple,
        1 => (name(), function()).prop_map(|(name, function)| StatKind::LocalFunction { name, function }),
        1 => (name(), names(0..3), prop::option::of(name()), function()).prop_map(|(base, fields, method, function)| {
            let name = FunctionName { base, fields, method, lines: Lines::default() };
            StatKind::Function { name, function }
        }),
        1 => body.clone().prop_map(StatKind::Do),
        1 => (e.clone(), loop_body.clone()).prop_map(|(cond, body)| StatKind::While { cond, body }),
        1 => (e.clone(), loop_body.clone()).prop_map(|(cond, body)| StatKind::Repeat { body, cond }),
        2 => (prop::collection::vec(arm, 1..4), prop::option::of(body.clone()))
            .prop_map(|(arms, otherwise)| StatKind::If { arms, otherwise }),
        1 => (name(), e.clone(), e.clone(), prop::option::of(e.clone()), loop_body.clone()).prop_map(
            |(var, start, limit, step, body)| {
                StatKind::NumericFor(Box::new(NumericFor { var, start, limit, step, body, do_line: Line::UNKNOWN }))
            }
        ),
        1 => (names(1..4), list(1..4), loop_body).prop_map(|(names, values, body)| {
            let (values_line, do_line) = (Line::UNKNOWN, Line::UNKNOWN);
            StatKind::GenericFor(Box::new(GenericFor { names, values, body, values_line, do_line }))
        }),
    ]
    .prop_map(Stat::from)
    .boxed()
}

fn block(depth: u32) -> BoxedStrategy<Block> {
    if depth == 0 {
        return Just(Block::default()).boxed();
    }
    let last = prop::option::weighted(0.3, exprs(leaf().boxed(), 0..3).prop_map(|e| StatKind::Return(e.into())));
    (prop::collection::vec(stat(depth - 1), 0..4), last)
        .prop_map(|(mut stats, last)| {
            stats.extend(last.map(Stat::from));
            stats.into()
        })
        .boxed()
}

fn loop_block(depth: u32) -> BoxedStrategy<Block> {
    (block(depth), any::<bool>())
        .prop_map(|(mut block, breaks)| {
            if breaks && !matches!(block.stats.last(), Some(Stat { kind: StatKind::Return(_), .. })) {
                block.stats.push(StatKind::Break.into());
            }
            block
        })
        .boxed()
}

/// The prototype without lines.
fn without_lines(mut proto: Proto) -> Proto {
    proto.lines.clear();
    (proto.line_defined, proto.last_line_defined) = (0, 0);
    proto.protos = proto.protos.into_iter().map(without_lines).collect();
    proto
}

fn check(tree: &Chunk) -> Result<(), TestCaseError> {
    let source = print(tree);
    let text = String::from_utf8_lossy(&source);
    let again = parse(&source, b"=p").map_err(|e| TestCaseError::fail(format!("{e}\n{text}")))?;
    prop_assert_eq!(&again, tree, "{}", text);
    let name = SourceBytes::from(&b"=p"[..]);
    let by_tree = compile(tree, &name, CompileOptions::default());
    let by_source = compile_source(&source, &name, CompileOptions::default());
    match (by_tree, by_source) {
        (Ok(a), Ok(b)) => prop_assert_eq!(without_lines(a.proto), without_lines(b.proto), "{}", text),
        (Err(_), Err(_)) => {}
        (a, b) => prop_assert!(false, "{:?}\n{:?}\n{}", a.err(), b.err(), text),
    }
    Ok(())
}

proptest! {
    #[test]
    fn expressions_parse_back(e in expr(Just(Block::default()).boxed())) {
        let tree = Chunk { body: vec![StatKind::Return(vec![e].into()).into()].into() };
        check(&tree)?;
    }

    #[test]
    fn programs_parse_back(body in block(3)) {
        check(&Chunk { body })?;
    }

    #[test]
    fn printed_programs_agree_with_the_reference(body in block(2)) {
        let source = print(&Chunk { body });
        let reference = crate::support::compile::Reference::new();
        prop_assert_eq!(crate::support::compile::difference(&reference, &source, "=p"), None);
    }

    #[test]
    fn numerals_and_strings_are_exact(n in number(), s in text()) {
        let source = format!("return {}", PrintedNumeral(n)).into_bytes();
        let tree = parse(&source, b"=n").unwrap();
        let expected = StatKind::Return(vec![ExprKind::Number(n).into()].into());
        prop_assert_eq!(&tree.body.stats[0].kind, &expected);
        let tree = parse(&[b"return ", &quote(&s)[..]].concat(), b"=s").unwrap();
        prop_assert_eq!(&tree.body.stats[0].kind, &StatKind::Return(vec![Expr::string(s)].into()));
    }
}

fn shown(e: Expr) -> String {
    String::from_utf8(print_expr(&e)).expect("ASCII")
}

#[test]
fn parentheses_are_minimal() {
    use BinaryOp::*;
    let n = |name: &str| Expr::name(name.as_bytes());
    let b = Expr::binary;
    assert_eq!(shown(b(Add, b(Mul, n("a"), n("b")), n("c"))), "a * b + c");
    assert_eq!(shown(b(Mul, b(Add, n("a"), n("b")), n("c"))), "(a + b) * c");
    assert_eq!(shown(b(Sub, n("a"), b(Sub, n("b"), n("c")))), "a - (b - c)");
    assert_eq!(shown(b(Concat, n("a"), b(Concat, n("b"), n("c")))), "a .. b .. c");
    assert_eq!(shown(b(Concat, b(Concat, n("a"), n("b")), n("c"))), "(a .. b) .. c");
    assert_eq!(shown(b(Pow, Expr::unary(UnaryOp::Minus, n("a")), n("b"))), "(-a) ^ b");
    assert_eq!(shown(Expr::unary(UnaryOp::Minus, b(Pow, n("a"), n("b")))), "-a ^ b");
    assert_eq!(shown(Expr::unary(UnaryOp::Minus, Expr::unary(UnaryOp::Minus, n("a")))), "- -a");
    assert_eq!(shown(Expr::number(-1.5)), "-1.5");
    assert_eq!(shown(Expr::call(Expr::string(*b"x"), vec![])), "(\"x\")()");
}

/// Trees that no source parses to still print as something of the same meaning.
#[test]
fn malformed_trees_print_well() {
    let n = |name: &str| Expr::name(name.as_bytes());
    let link = |op, operand| Link { op, line: Line::UNKNOWN, operand };
    let chain = |first, rest| Expr::from(ExprKind::Chain(Box::new(Chain { first, rest })));
    let sum = chain(n("a"), vec![link(BinaryOp::Add, n("b"))]);
    assert_eq!(shown(chain(sum.clone(), vec![link(BinaryOp::Mul, n("c"))])), "(a + b) * c");
    assert_eq!(shown(chain(n("a"), vec![link(BinaryOp::Add, n("b")), link(BinaryOp::Mul, n("c"))])), "(a + b) * c");
    assert_eq!(shown(chain(n("a"), vec![link(BinaryOp::Mul, sum.clone())])), "a * (a + b)");
    assert_eq!(shown(ExprKind::Unary(UnaryOp::Not, Box::new(sum)).into()), "not (a + b)");
    let power = chain(ExprKind::Number(-2.0).into(), vec![link(BinaryOp::Pow, n("c"))]);
    assert_eq!(shown(power), "(-2) ^ c");
    let minus = ExprKind::Unary(UnaryOp::Minus, Box::new(ExprKind::Number(-2.0).into()));
    assert_eq!(shown(minus.into()), "- -2");
    let early = Chunk {
        body: vec![StatKind::Return(ExprList::default()).into(), StatKind::Do(Block::default()).into()].into(),
    };
    assert_eq!(print(&early), b"do return end\ndo\nend\n");
}

#[test]
fn statements_do_not_run_together() {
    let source = b"f();\n(g)()\nlocal a = 1;\n(h).x = 2\n";
    let tree = parse(source, b"=s").unwrap();
    assert_eq!(print(&tree), b"f();\n(g)()\nlocal a = 1;\n(h).x = 2\n");
}
