"""The parameters of the benchmark populations, each with its mark: published, derived or assumed.

`calibration.json` is the one place where they are written. An assumed value is ours and never a finding.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

CALIBRATION = Path(__file__).with_name("calibration.json")

Stage = Literal["referral", "assessment", "cin", "s47", "icpc", "cpp", "cla"]
STAGES: tuple[Stage, ...] = get_args(Stage)


@cache
def calibration() -> dict[str, Any]:
    """Everything in calibration.json: a leaf is {"value", "mark"} and, where there is one, "source"."""
    read: dict[str, Any] = json.loads(CALIBRATION.read_text(encoding="utf-8"))
    return read


def value(*path: str) -> Any:
    """One parameter by its path, such as ("stages", "referral", "score")."""
    found: Any = calibration()
    for name in path:
        found = found[name]
    return found["value"]


def years() -> tuple[int, ...]:
    """Financial years of the populations; the calibration is of the last."""
    return tuple(calibration()["years"])


def marks(node: object = None, path: str = "") -> Iterator[tuple[str, str]]:
    """The dotted path and the mark of every parameter."""
    if node is None:
        node = {name: part for name, part in calibration().items() if name != "years"}
    if isinstance(node, dict):
        if "mark" in node:
            yield path, str(node["mark"])
            return
        for name, part in node.items():
            yield from marks(part, f"{path}.{name}".lstrip("."))
