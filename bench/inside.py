"""The process that measures one stack: its environment is the stack's. Started by `python -m bench`."""

import argparse
import os
from importlib import import_module
from pathlib import Path

import django

from bench.stacks import Stack
from config.processes import Stop, stopping_politely


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--stack", required=True)
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    stack = Stack(given.stack, given.stack, Path(os.environ["VAR_DIR"]))
    with stopping_politely():
        try:
            django.setup()
            measurements = import_module("bench.measurements")  # imports models, which can be imported only now
            measurements.take(stack, names=given.names, is_quick=given.quick)
        except Stop:
            raise SystemExit(130) from None


if __name__ == "__main__":
    main()
