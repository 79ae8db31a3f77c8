"""The header of a table: one name for each column."""

from collections.abc import Sequence

from ingestion.problems import DataProblem


def numbered(names: Sequence[str], repeating: Sequence[str]) -> list[str]:
    """The second and later columns of a header that repeats on purpose, numbered: `SNP`, `SNP 2`, `SNP 3`."""
    seen: dict[str, int] = {}
    counted = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        counted.append(f"{name} {seen[name]}" if name in repeating and seen[name] > 1 else name)
    return counted


def grouped(groups: Sequence[str], names: Sequence[str]) -> list[str]:
    """Each name after that of its group, which stands over the first column of the group only."""
    group, full = "", []
    for over, name in zip(groups, names, strict=True):
        group = over or group
        full.append(f"{group} - {name}" if group and name else name)
    return full


def refuse_repeated(names: Sequence[str], row: int) -> None:
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise DataProblem(f"its header in row {row} holds {repeated} more than once")
