"""`python -m bench [NAME …] [--stack embedded|production] [--quick]`: measures each stack in a process of its own.

What was measured is printed and kept in artifacts/bench.txt; docs/bench.md says what each figure means.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench import machine
from bench.figures import Figure, table
from bench.stacks import BY_NAME, Missing, Stack
from config.processes import PATIENCE, Stop, die_with_parent, stopping_politely

NAMES = ("pages", "rollup", "trials", "intake", "dispatch", "lifecycles", "sweep", "importing")
REPORT = Path("artifacts/bench.txt")
LIMIT = 40 * 60  # seconds one stack may take


def main(arguments: Sequence[str] | None = None) -> int:
    given = parse(arguments)
    report = machine.describe()
    is_whole = True
    with stopping_politely():
        try:
            for name in given.stack or BY_NAME:
                lines, is_done = _measure(name, given)
                report += ["", *lines]
                is_whole = is_whole and is_done
        except Stop:
            print("\nStopped. What was made for the measurement is gone.")
            return 130
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text("\n".join(report) + "\n")
    print("\n" + "\n".join(report) + f"\n\nKept in {REPORT}")
    return 0 if is_whole else 1


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="How fast the portal is on this machine.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these of {', '.join(NAMES)}")
    parser.add_argument("--stack", action="append", choices=list(BY_NAME), help="only this stack")
    parser.add_argument("--quick", action="store_true", help="small and short: does everything still run?")
    given = parser.parse_args(arguments)
    if unknown := set(given.names) - set(NAMES):
        parser.error(f"no measurement {', '.join(sorted(unknown))}: choose from {', '.join(NAMES)}")
    return given


def _measure(name: str, given: argparse.Namespace) -> tuple[list[str], bool]:
    """The lines of the report about one stack, and whether everything asked for was measured."""
    before = machine.state()
    try:
        with BY_NAME[name]() as stack:
            print(f"\n{stack.label}: {before}", flush=True)
            is_whole = _in_own_process(stack, given)
            results = _results(stack)
    except Missing as missing:
        print(f"\n{name} is left out: {missing}", flush=True)
        return [f"{name}: left out, {missing}"], name not in (given.stack or ())
    notes = [] if is_whole else ["It ended early: see above."]
    return [f"{name}: {stack.label}", f"before: {before}", f"after: {machine.state()}", *results, *notes], is_whole


def _in_own_process(stack: Stack, given: argparse.Namespace) -> bool:
    flags = ["--quick"] if given.quick else []
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.inside", *given.names, "--stack", stack.name, *flags],
        env=dict(os.environ) | stack.environment,
        stdin=subprocess.DEVNULL,
        process_group=0,  # Ctrl-C reaches us only
        preexec_fn=die_with_parent if sys.platform == "linux" else None,
    )
    try:
        return process.wait(LIMIT) == 0
    except subprocess.TimeoutExpired:
        print(f"{stack.name} took more than {LIMIT} s", flush=True)
        return False
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """It stops its own processes first, so it is given more time than they."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(2 * PATIENCE + 5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _results(stack: Stack) -> list[str]:
    lines = []
    rows = stack.results.read_text().splitlines() if stack.results.exists() else []
    for row in map(json.loads, rows):
        title = f"{row['title']}, measured in {row['seconds']:.0f} s"
        lines += ["", title, *table(Figure(**figure) for figure in row["figures"])]
    return lines


if __name__ == "__main__":
    sys.exit(main())
