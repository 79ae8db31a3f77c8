"""From claims, rules and figures to verdicts: none is typed by hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.claims.ledger import Claim, Evidence, Part
from analysis.claims.rules import RULES, Figure, Holds

STATEMENT = "statement only"
ON_BENCHMARK = "needs neighbourhood data — shown on the benchmark"
VERDICTS: Mapping[Holds, str] = {
    Holds.REPRODUCED: "reproduced",
    Holds.CONSISTENT: "consistent",
    Holds.NOT_SUPPORTED: "not supported",
    Holds.CONTRADICTED: "contradicted",
}
NOT_HERE = "No benchmark population is in this build, so its figure is missing here: `make benchmark` adds one."
NOT_PUBLIC = "The public record of this build lacks a figure that the rule needs, so nothing here supports the claim."
NOTHING = "There is nothing to compute."
BETWEEN = "The figure is of authorities or of England: never a neighbourhood gradient."
TABLE = "The figure is computed from a published table, not from this build."
SYNTHETIC = "The figure is of a synthetic population: it proves the method, not the claim."
PROXY = "The figure is of authorities or of the country, the claim of neighbourhoods or children: consistent at best."

Find = Callable[[Evidence], Figure | None]


@dataclass(frozen=True, slots=True)
class Judged:
    """A part with its figures; None where the build lacks one of them."""

    part: Part
    figures: tuple[Figure, ...] | None
    holds: Holds | None


def rule_text(part: Part) -> str:
    numbers = {name: f"{value:g}" for name, value in part.numbers.items()}
    return RULES[part.rule].text.format(**numbers)


def judge_part(part: Part, find: Find) -> Judged:
    """Hold the figures against the rule; what stands for something else is consistent at best."""
    found = [find(evidence) for evidence in part.evidence]
    figures = tuple(figure for figure in found if figure is not None)
    if len(figures) < len(found):
        return Judged(part, None, None)
    holds = RULES[part.rule].judge(figures, part.numbers)
    if any(evidence.is_proxy for evidence in part.evidence):
        holds = min(holds, Holds.CONSISTENT)
    return Judged(part, figures, holds)


def _verdict(judged: list[Judged], is_benchmark: bool) -> str:
    if any(each.holds is None for each in judged):
        return ON_BENCHMARK if is_benchmark else VERDICTS[Holds.NOT_SUPPORTED]
    worst = min(each.holds for each in judged if each.holds is not None)
    return ON_BENCHMARK if is_benchmark and worst >= Holds.CONSISTENT else VERDICTS[worst]


def _caveats(claim: Claim, judged: list[Judged], levels: set[str]) -> str:
    is_benchmark = "benchmark" in levels
    is_missing = any(each.holds is None for each in judged)
    is_proxy = any(evidence.is_proxy for each in judged for evidence in each.part.evidence)
    said = [
        (True, claim.caveat),
        (is_missing, NOT_HERE if is_benchmark else NOT_PUBLIC),
        (not levels, NOTHING),
        ("public_record" in levels and not is_missing and not is_proxy, BETWEEN),
        ("published_table" in levels, TABLE),
        (is_benchmark and not is_missing, SYNTHETIC),
        (is_proxy, PROXY),
    ]
    return " ".join(text.strip() for applies, text in said if applies and text)


def judge(claim_id: str, claim: Claim, find: Find) -> dict[str, object]:
    """One row of results.claims; the estimate is the first figure of the first part."""
    judged = [judge_part(part, find) for part in claim.parts]
    levels: set[str] = {evidence.level for part in claim.parts for evidence in part.evidence}
    is_benchmark = "benchmark" in levels
    first = judged[0].figures[0] if judged and judged[0].figures else None
    return {
        "claim_id": claim_id,
        "claim": claim.claim,
        "citation": claim.citation,
        "published_figure": claim.published_figure,
        "kind": claim.kind,
        "verdict": _verdict(judged, is_benchmark) if judged else STATEMENT,
        "evidence_level": " and ".join(sorted(levels)) or "none",
        "estimate": first.estimate if first else None,
        "ci_low": first.low if first else None,
        "ci_high": first.high if first else None,
        "rule": "; and ".join(rule_text(part) for part in claim.parts) or "none: a statement",
        "caveat": _caveats(claim, judged, levels),
    }


def judge_all(claims: Mapping[str, Claim], find: Find) -> pd.DataFrame:
    return pd.DataFrame([judge(claim_id, claim, find) for claim_id, claim in claims.items()])
