"""A process beside this one that does the sending, so that whoever measures does not slow down what is measured."""

import json
import subprocess
import sys
from typing import Any

GRACE = 30  # seconds it may take beyond its own time


def run(module: str, plan: dict[str, Any], *, seconds: float) -> Any:
    """Hand a plan to `python -m module` as JSON, and give back the JSON it prints."""
    done = subprocess.run(
        [sys.executable, "-m", module],
        input=json.dumps(plan),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=seconds + GRACE,
    )
    return json.loads(done.stdout)
