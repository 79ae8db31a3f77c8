"""What a file is called that leaves the warehouse: what it holds, part by part, and from which build."""

from pathlib import Path

from analysis.choice import Choice


def of(*parts: object, build: Path, is_synthetic: bool) -> str:
    """Without an ending, which is the format's."""
    kind = ["synthetic"] if is_synthetic else []
    return "__".join([*kind, *(str(part) for part in parts), build.stem])


def of_choice(what: str, choice: Choice, build: Path) -> str:
    """The same for figures of a measure in a year against an edition."""
    year, edition = f"to_{choice.financial_year_end}-03-31", f"indices_{choice.imd_edition}"
    return of(f"{choice.indicator_id}_{what}", year, edition, build=build, is_synthetic=choice.is_synthetic)
