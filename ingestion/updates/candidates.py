"""The files of a release that is not declared yet: where they are, and where a mirror should hold them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path, PurePosixPath

import httpx

from ingestion.archives import member_names, read_member
from ingestion.download import Progress, archive_of, member_of
from ingestion.mirror import Mirror
from ingestion.problems import DataProblem
from ingestion.registry import Release, Source

YEARS = r"(?<!\d)(?:19|20)\d\d(?:[-_]?\d\d)?(?!\d)"
YEARS_OF_NAME = re.compile(rf"[-_ ]*{YEARS}(?:[-_ ]to[-_ ]{YEARS})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateFiles:
    """The files of a new release by name, each read when asked for, and where they come from.

    `stand_ins` are those of a mirror that are not the published file: they cannot be pinned.
    """

    files: Mapping[str, Callable[[], bytes]]
    url: str | None
    mirror: str = ""
    stand_ins: frozenset[str] = frozenset()


def stem(name: str) -> str:
    """A file name in lower case without its folder, suffix and years, which change each time."""
    plain = PurePosixPath(name).name.lower().removesuffix(".gz").rsplit(".", 1)[0]
    return YEARS_OF_NAME.sub("", plain) or plain


def _written(vintage: Decimal) -> list[str]:
    """The ways in which publishers write the year of a vintage."""
    year = int(vintage)
    return [f"{year - 1}{sign}{year % 100:02d}" for sign in ("-", "_", "")] + [str(year)]


def with_year(text: str, before: Decimal, after: Decimal) -> str | None:
    """A text with the year of one vintage changed into that of another; nothing where it does not hold that year."""
    for old, new in zip(_written(before), _written(after), strict=True):
        changed, count = re.subn(rf"(?<!\d){old}(?!\d)", new, text)
        if count:
            return changed
    return None


def next_address(nearest: Release, vintage: Decimal) -> str | None:
    """The address of the nearest release with its year changed, where it ends in a year such as `2025` or `2024-25`."""
    start, _, slug = (nearest.url or "").rpartition("/")
    if slug not in _written(nearest.vintage):
        return None
    return f"{start}/{with_year(slug, nearest.vintage, vintage)}"


def mirror_folder(source: Source, nearest: Release, vintage: Decimal) -> str:
    """Where a mirror should hold the files of a vintage: next to the nearest release, in a folder of its year.

    A second issue of a year that is declared already has the number of the issue in the name of its folder.
    """
    folder = with_year(nearest.mirror, nearest.vintage, vintage) or f"{source.id}/{int(vintage)}/"
    if any(release.mirror == folder for release in source.releases):
        return f"{folder.rstrip('/')}.{int(vintage * 10) % 10}/"
    return folder


def from_folder(folder: Path, url: str | None) -> CandidateFiles:
    """Files that were downloaded by hand."""
    if not folder.is_dir():
        raise DataProblem(f"{folder} is not a folder: give the folder that holds the files of the new release.")
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return CandidateFiles(files={path.relative_to(folder).as_posix(): path.read_bytes for path in paths}, url=url)


def from_mirror(mirror: Mirror, inside: str, url: str | None) -> CandidateFiles:
    """The files below one folder of a mirror, each checked against its manifest when read."""
    if not (mirror.root / inside).is_dir():
        raise DataProblem(
            f"The mirror {mirror.root} has no folder {inside}: copy the files of the release there, or give their "
            "folder or zip as FROM= with MIRROR=, which copies them."
        )
    found = from_folder(mirror.root / inside, url)
    listed = {name: mirror.listed.get(inside + name) for name in found.files}
    return CandidateFiles(
        files={name: partial(mirror.read, inside + name) for name in found.files},
        url=url,
        mirror=inside,
        stand_ins=frozenset(name for name, line in listed.items() if line and not line.is_published),
    )


def from_zip(archive: bytes, origin: str, url: str | None) -> CandidateFiles:
    """The members of a whole release."""
    names = member_names(archive, origin)
    return CandidateFiles(files={name: partial(read_member, archive, name, origin) for name in names}, url=url)


def from_publisher(http: httpx.Client, source: Source, release: Release, progress: Progress) -> CandidateFiles:
    """The release as its publisher serves it, by the way in which the nearest declared one is served."""
    origin = f"{source.id} {release.vintage} from {release.url}"
    archive = archive_of(http, release, progress)
    if archive is not None:
        return from_zip(archive, origin, release.url)
    files = {}
    for table, member in release.members.items():
        content = member_of(http, source, release, table, member, None, progress)
        files[member.file] = partial(bytes, content)
    return CandidateFiles(files=files, url=release.url)


def copy_into(candidates: CandidateFiles, mirror: Path, inside: str) -> None:
    """Put the files of a release into a folder of a mirror; a file that is there already is never overwritten."""
    root = mirror.resolve()
    contents = {name: read() for name, read in candidates.files.items()}
    for name, content in contents.items():
        path = (root / inside / name).resolve()
        if path.exists() and path.read_bytes() != content:
            raise DataProblem(
                f"{inside}{name} is in the mirror {root} already and is another file: nothing was copied. If this is a "
                "second issue of the same year, draft it as one, such as VINTAGE=2025.2; otherwise remove the old file."
            )
    for name, content in contents.items():
        path = root / inside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_bytes(content)
