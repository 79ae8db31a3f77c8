"""Briefs as files: whose, where and under what name."""

from difflib import get_close_matches
from pathlib import Path

from analysis import reading
from analysis.brief.page import brief, brief_name
from analysis.reading import Row, areas
from ingestion.paths import real_tree, sample_tree


class UnknownPlace(ValueError):
    """No authority of today has this code or name."""


def asked_for(build: Path, la: str | None) -> list[Row]:
    """The authority of that code or name, in whatever case, or all of today where none is named."""
    listed = areas.current(build)
    found = [area for area in listed if la is None or la.casefold() in (area["la_code"].casefold(), _plain(area))]
    if not found:
        near = get_close_matches(str(la).casefold(), [_plain(area) for area in listed], n=3)
        names = [f"{area['la_name']} ({area['la_code']})" for area in listed if _plain(area) in near]
        hint = f"Did you mean {' or '.join(names)}?" if names else "marts.dim_local_authorities lists them."
        raise UnknownPlace(f"No local authority of today in {build.name} has the code or name “{la}”. {hint}")
    return found


def _plain(area: Row) -> str:
    return str(area["la_name"]).casefold()


def write(build: Path, area: Row, to: Path | None) -> Path:
    """Into the folder, or into exports/briefs/<build> of the data that the build belongs to. Returns the file."""
    is_synthetic = reading.dataset(build)["is_synthetic"]
    tree = sample_tree() if is_synthetic else real_tree()
    folder = to or tree.exports / "briefs" / build.stem
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / brief_name(build, area, is_synthetic=is_synthetic)
    file.write_text(brief(build, area), encoding="utf-8")
    return file
