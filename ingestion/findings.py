"""The outcome of a check, as it is stored in meta.quality_checks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check and what it saw; an `error` that did not pass stops the build."""

    check: str
    severity: str
    passed: bool
    detail: str
