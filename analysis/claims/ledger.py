"""The claims as data: what each says, where it was published, and the rule that judges it."""

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

LEDGER = Path(__file__).parent / "ledger.yml"

Kind = Literal["estimate", "sign", "order", "statement"]
Level = Literal["public_record", "published_table", "benchmark"]
Scalar = str | int | float | bool


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Evidence(_Strict):
    """Where one figure is found: a finder by name, and what it is asked for.

    `is_proxy`: the figure is of authorities or of the whole country where the claim is of neighbourhoods or children.
    """

    level: Level
    find: str = "result"
    asks: dict[str, Scalar | list[Scalar] | dict[str, Scalar]]
    is_proxy: bool = False


class Part(_Strict):
    """One thing that has to hold: a rule, its numbers, and the figures that it is held against."""

    rule: str
    numbers: dict[str, float] = Field(default_factory=dict)
    evidence: tuple[Evidence, ...] = Field(min_length=1)


class Claim(_Strict):
    """One claim, in the project's own words; all of its parts have to hold. A statement has none."""

    claim: str
    citation: str
    published_figure: str
    kind: Kind
    parts: tuple[Part, ...] = ()
    caveat: str = ""


@cache
def claims() -> dict[str, Claim]:
    """By id, C01 to C65."""
    entries = yaml.safe_load(LEDGER.read_text(encoding="utf-8"))
    return {claim_id: Claim.model_validate(entry) for claim_id, entry in entries.items()}
