#!/usr/bin/env python3
"""Measures the harness by mistakes made in the real source: each patch in open/ and frozen/ is applied to a copy of the
repository, built, and looked for with the commands that a user has.

    tests/mistakes/measure.py [--half open|frozen] [--only GLOB] [--check] [--sample N] [--again] [--summary]

A patch is a header of lines `key: value`, an empty line, and a diff:
    story:    who makes this mistake, and where
    blame:    `compiler` or `vm`, perhaps followed by `fast path`
    at:       the opcodes that are right to be named, `CALL string.find` for a library function; or `any`, or none for what is
              wrong with a whole function
    symptom:  the symptoms that are true of it, in the words of `Symptom`
    check:    options of `lockstep check` without which the witness does not show it (none as a rule)
Beside it lies the witness, a program that shows the mistake.

Results are kept in target/mistakes/results, one file a patch, and not measured again unless the harness (any file in src) or
the patch has changed, or with --again. `--check` only says which patches do not apply any more (exit code 1 if there are any).
"""

import argparse, collections, fnmatch, hashlib, json, os, pathlib, re, shutil, statistics, subprocess, sys, time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORK = ROOT / "target" / "mistakes"
COPY, BUILD, RESULTS = WORK / "source", WORK / "build", WORK / "results"
LOCKSTEP = BUILD / "mistakes" / "lockstep"
SEED, PROGRAMS, STEPS = 1, 20000, (64, 448, 1536, 6144, 11808)
DEADLINE = 120


def run(command, deadline=DEADLINE, **options):
    """Exit code and output; the code is `late` if it does not end."""
    try:
        done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=deadline, **options)
    except subprocess.TimeoutExpired:
        return "late", "", ""
    return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")


def git(*arguments, check=True, **options):
    done = subprocess.run(["git", "-C", str(COPY), *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if check and done.returncode:
        sys.exit(f"git {' '.join(arguments)}: {done.stdout.decode(errors='replace')}")
    return done.returncode


class Mistake:
    def __init__(self, path):
        self.path, self.half, self.name = path, path.parent.name, path.stem
        text = path.read_bytes()
        head, _, diff = text.partition(b"\n\n")
        self.digest = hashlib.sha256(diff).hexdigest()
        self.head = dict(line.split(": ", 1) for line in head.decode().splitlines() if ": " in line)
        for key in ("story", "blame", "at", "symptom"):
            if key not in self.head:
                sys.exit(f"{path}: no line `{key}: ...` in its header")
        self.witness = path.with_suffix(".lua")
        if not self.witness.exists():
            sys.exit(f"{path}: no witness {self.witness.name} beside it")

    def listed(self, key):
        return [part.strip() for part in self.head[key].split(",") if part.strip()]

    def apply(self):
        """Whether it applies to the copy; context may have moved."""
        return git("apply", "--recount", "-C1", str(self.path), check=False) == 0


def mistakes(arguments):
    found = sorted(HERE.glob("*/*.patch"))
    chosen = [Mistake(path) for path in found]
    chosen = [m for m in chosen if arguments.half in (None, m.half) and fnmatch.fnmatch(m.name, arguments.only)]
    if arguments.sample:
        chosen = chosen[:: max(1, len(chosen) // arguments.sample)][: arguments.sample]
    return chosen


def prepare():
    """A copy of the sources as they are now, committed or not; only what changed is written, so that builds are incremental."""
    WORK.mkdir(parents=True, exist_ok=True)
    if not (COPY / ".git").exists():
        COPY.mkdir(exist_ok=True)
        git("init", "-q")
    else:
        git("checkout", "-q", "--", ".", check=False)
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", "src", "Cargo.toml", "Cargo.lock",
                             ".cargo", "benches", "tests/main.rs", "tests/mutants/main.rs", "build.rs", "README.md"],
                            stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()
    for old in [p for p in COPY.rglob("*") if p.is_file() and ".git" not in p.relative_to(COPY).parts]:
        if str(old.relative_to(COPY)) not in listed:
            old.unlink()
    digest = hashlib.sha256()
    for name in sorted(listed):
        source, target = ROOT / name, COPY / name
        if not source.is_file():
            continue
        data = source.read_bytes()
        if name.startswith("src/"):
            digest.update(name.encode() + b"\0" + data)
        if not target.exists() or target.read_bytes() != data:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        if target.stat().st_mode != source.stat().st_mode:
            shutil.copymode(source, target)
    git("add", "-A", "-f")
    git("-c", "user.name=measure", "-c", "user.email=measure@localhost", "commit", "-q", "--allow-empty", "-m", "as it is")
    return digest.hexdigest()


def build():
    environment = {**os.environ, "CARGO_TARGET_DIR": str(BUILD)}
    code, _, errors = run(["cargo", "build", "--profile", "mistakes", "--bin", "lockstep"], 1800, cwd=COPY, env=environment)
    if code:
        return errors[-2000:]
    return None


def explanation(program):
    """What `explain` says, in a few words."""
    started = time.time()
    code, out, errors = run([LOCKSTEP, "explain", "--json", program], 60)
    seconds = round(time.time() - started, 1)
    try:
        said = json.loads(out)
    except ValueError:
        return {"code": code, "seconds": seconds, "failed": (out + errors)[-300:]}
    at, symptom = said.get("misaligned") or {}, said.get("symptom") or {}
    return {
        "code": code, "seconds": seconds, "blame": said["blame"], "verdict": said["verdict"], "opcode": at.get("opcode"),
        "instruction": at.get("instruction"), "expected": at.get("expected"), "missing": at.get("missing"), "pc": at.get("pc"),
        "line": at.get("line"), "callee": callee(at), "symptom": symptom.get("symptom"), "seen": said.get("seen"),
        "reference": at.get("reference"), "subject": at.get("subject"),
    }


def callee(at):
    """The library function that a CALL calls, by the register before it."""
    match = re.match(r"(?:TAIL)?CALL +R(\d+)|TFORLOOP +R(\d+)", at.get("instruction") or "")
    if not match:
        return None
    name = "R" + (match.group(1) or match.group(2))
    rows = {row["register"]: row for row in at.get("registers", [])}
    return rows.get(name, {}).get("before")


def first_found(folder):
    """How many programs until one shows it, and the finding; in growing stretches, so that most need few."""
    done = 0
    for count in STEPS:
        shutil.rmtree(folder, ignore_errors=True)
        code, out, errors = run([LOCKSTEP, "fuzz", "--seed", SEED, "--skip", done, "--runs", count, "--out", folder], 900)
        records = [json.loads(p.read_text()) for p in folder.glob("*.json")] if folder.exists() else []
        if records:
            first = min(records, key=lambda record: record["index"])
            return first["index"] + 1, first, records, out[-1500:]
        if code not in (0, 1):
            return None, None, [], f"code {code}: {out[-300:]}{errors[-300:]}"
        done += count
    return None, None, [], out[-300:]


def measure(mistake, harness):
    result = {"name": mistake.name, "half": mistake.half, "digest": mistake.digest, "harness": harness, **mistake.head}
    result["applies"] = mistake.apply()
    if not result["applies"]:
        return result
    try:
        result["build"] = build()
        if result["build"]:
            return result
        options = mistake.head.get("check", "").split()
        code, out, errors = run([LOCKSTEP, "check", *options, mistake.witness])
        result["witness"] = {"code": code, "said": (out + errors)[:400], "explained": explanation(mistake.witness)}
        folder = WORK / "findings"
        programs, first, records, said = first_found(folder)
        result["programs"], result["fuzz"] = programs, said
        if first:
            result["index"] = first["index"]
            program = folder / first["program"]
            result["found"] = explanation(program)
            reduced = first.get("reduced")
            if reduced:
                text = (folder / reduced).read_text(errors="replace")
                result["reduced"] = text
                result["reduced_explained"] = explanation(folder / reduced)
            result["kinds"] = sorted({record["bucket"] for record in records})
        corpus = ROOT / "corpus"
        for name, command in {
            "corpus": ["check", corpus], "bytecode": ["check", "--bytecode", corpus],
            "lockstep": ["check", "--lockstep", corpus], "matrix": ["matrix", "--every", 1],
            "print": ["check", HERE / "print.lua"],
        }.items():
            code, out, errors = run([LOCKSTEP, *command], 300)
            result[name] = {"code": code, "said": (out.splitlines() or errors.splitlines() or [""])[-1][:200]}
    finally:
        git("checkout", "-q", "--", ".")
    return result


# Judging: what was said against the header.

def blame_right(result, said):
    wanted = result["blame"].split()[0]
    return said.get("blame") == wanted


def nothing_said(said):
    return said.get("blame") in (None, "nobody")


def instruction_right(result, said):
    wanted = [part.strip() for part in result["at"].split(",")]
    named = [said.get("opcode")]
    if said.get("expected"):
        named.append(said["expected"].split()[0])
    for want in wanted:
        if want == "any":
            # What is wrong with a whole function has no instruction.
            return said.get("opcode") is not None or said.get("symptom") in ("function_header", "debug_info")
        opcode, _, function = want.partition(" ")
        if opcode in named and (not function or function == said.get("callee")):
            return True
        # A library function may be called in other ways.
        if function and function == said.get("callee"):
            return True
    return False


def symptom_is(result, said):
    """`right`, `wrong` or `not sure`."""
    if said.get("symptom") in (None, "not_sure"):
        return "not sure"
    return "right" if said["symptom"] in [part.strip() for part in result["symptom"].split(",")] else "wrong"


def percent(part, whole):
    return f"{part}/{whole} ({100 * part / whole:.0f} %)" if whole else "-"


def summary(results, title):
    print(f"\n== {title}: {len(results)} mistakes")
    bad = [r for r in results if not r.get("applies") or r.get("build")]
    for r in bad:
        print(f"   {r['name']}: {'does not build' if r.get('applies') else 'does not apply'}")
    results = [r for r in results if r not in bad]
    found = [r for r in results if r.get("programs")]
    print(f"   found within {PROGRAMS} programs: {percent(len(found), len(results))}")
    for r in results:
        if not r.get("programs"):
            print(f"     not found: {r['name']}")
    for half in ("compiler", "vm"):
        numbers = [r["programs"] for r in found if r["blame"].startswith(half)]
        if numbers:
            print(f"   {half}: median {statistics.median(numbers):.0f} programs, {max(numbers)} at most")
    # What does not come to its end in time has found nothing.
    silent = (0, 125, "late")
    by = {name: [r for r in results if r[name]["code"] not in silent] for name in ("corpus", "bytecode", "lockstep", "matrix")}
    for name, hit in by.items():
        print(f"   found by {name}: {percent(len(hit), len(results))}")
    either = [r for r in results if any(r in hit for hit in by.values())]
    print(f"   found by any of these: {percent(len(either), len(results))}")
    for r in results:
        if r not in either:
            print(f"     not found: {r['name']}")
    print(f"   witness shows it: {percent(sum(r['witness']['code'] not in (0, 125) for r in results), len(results))}")
    for name, pick in (("first program found", lambda r: r.get("found")), ("its reduction", lambda r: r.get("reduced_explained")),
                       ("witness", lambda r: r["witness"]["explained"])):
        told = [(r, pick(r)) for r in results if pick(r)]
        print(f"   explained, {name}: {len(told)}")
        right = [r for r, said in told if blame_right(r, said)]
        nothing = [r for r, said in told if nothing_said(said)]
        print(f"     verdict right {percent(len(right), len(told))}, nothing said {len(nothing)}")
        print(f"     instruction right {percent(sum(instruction_right(r, s) for r, s in told), len(told))}")
        kinds = collections.Counter(symptom_is(r, s) for r, s in told)
        print(f"     symptom right {percent(kinds['right'], len(told))}, wrong {percent(kinds['wrong'], len(told))}, "
              f"not sure {percent(kinds['not sure'], len(told))}")
        slow = [f"{r['name']} {s['seconds']} s" for r, s in told if s["seconds"] > 10]
        if slow:
            print(f"     over 10 s: {', '.join(slow)}")
    one = [r for r in found if len(r.get("kinds", [])) == 1]
    print(f"   one bucket in fuzz: {percent(len(one), len(found))}; most: {max((len(r.get('kinds', [])) for r in found), default=0)}")


def detail(results):
    for r in results:
        said = r.get("found") or r.get("witness", {}).get("explained", {})
        marks = "".join(m for m, ok in (("v", blame_right(r, said)), ("i", instruction_right(r, said))) if not ok)
        symptom = symptom_is(r, said)
        marks += {"wrong": "s", "not sure": "?", "right": ""}[symptom]
        print(f"{r['half']:6} {r['name']:44} {str(r.get('programs') or '-'):>6} {marks:4} {said.get('blame')} "
              f"{said.get('opcode')} [{r['at']}] {said.get('symptom')} [{r['symptom']}] kinds {len(r.get('kinds', []))}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--half", choices=["open", "frozen"])
    parser.add_argument("--only", default="*", metavar="GLOB")
    parser.add_argument("--check", action="store_true", help="only say which patches do not apply")
    parser.add_argument("--sample", type=int, metavar="N", help="only N of them, spread evenly")
    parser.add_argument("--again", action="store_true", help="measure again what was measured")
    parser.add_argument("--summary", action="store_true", help="only sum up what was measured")
    parser.add_argument("--detail", action="store_true", help="a line for each")
    arguments = parser.parse_args()
    chosen = mistakes(arguments)
    if not chosen:
        sys.exit("no such mistakes")
    results = []
    if arguments.summary:
        for m in chosen:
            path = RESULTS / m.half / f"{m.name}.json"
            if path.exists():
                results.append({**json.loads(path.read_text()), **m.head})
    else:
        harness = prepare()
        if arguments.check:
            stale = [m for m in chosen if not m.apply() or git("checkout", "-q", "--", ".")]
            for m in stale:
                print(f"does not apply any more, to be made again from its story: {m.path.relative_to(ROOT)}\n  {m.head['story']}")
            print(f"{len(chosen)} mistakes: {len(chosen) - len(stale)} apply")
            sys.exit(1 if stale else 0)
        for number, m in enumerate(chosen, 1):
            path = RESULTS / m.half / f"{m.name}.json"
            old = json.loads(path.read_text()) if path.exists() else {}
            if not arguments.again and old.get("digest") == m.digest and old.get("harness") == harness:
                results.append(old)
                continue
            started = time.time()
            result = measure(m, harness)
            result["seconds"] = round(time.time() - started, 1)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(result, indent=1))
            results.append(result)
            said = result.get("found") or {}
            print(f"[{number}/{len(chosen)}] {m.half}/{m.name}: {result.get('programs')} programs, "
                  f"{said.get('blame')}, {said.get('opcode')}, {said.get('symptom')} ({result['seconds']} s)", flush=True)
    if arguments.detail:
        detail(results)
    if arguments.sample and any(r.get("build") or r.get("witness", {}).get("code") in (0, 125, None) for r in results):
        summary(results, "sample")
        sys.exit("a mistake of the sample does not build, or its witness does not show it")
    for half in ("open", "frozen"):
        mine = [r for r in results if r["half"] == half]
        if mine:
            summary(mine, half)


main()
