"""Every declared file, verified and stored once, from its publisher or from a mirror."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Literal

from ingestion.download import Progress, archive_of, client, member_of
from ingestion.identity import identity, sha256
from ingestion.mirror import Mirror
from ingestion.paths import DataTree
from ingestion.problems import DataProblem, NetworkProblem
from ingestion.registry import Member, Release, Source, Table, release_id

Authenticity = Literal["published", "stand_in"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One file that the registry declares."""

    source: Source
    release: Release
    table: Table
    member: Member

    @property
    def name(self) -> str:
        return PurePosixPath(self.member.file).name

    @property
    def mirror_path(self) -> str:
        return self.release.mirror + (self.member.mirror or self.name)

    @property
    def release_id(self) -> str:
        return release_id(self.table.name, self.release.vintage)

    def __str__(self) -> str:
        return f"{self.source.id} {self.release.vintage}, file {self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was received: written beside the file, and never changed."""

    sha256: str
    received_sha256: str
    bytes: int
    origin: str
    retrieved_at: str
    authenticity: Authenticity
    kind: str
    rows: int | None = None
    archive_sha256: str | None = None
    archive_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Landed:
    """A verified file on disk, with its receipt."""

    wanted: Wanted
    path: Path
    receipt: Receipt

    @property
    def is_synthetic(self) -> bool:
        return self.receipt.kind.startswith("synthetic")


def plan(sources: list[Source], *, sample: Mirror | None = None) -> list[Wanted]:
    """The files to land: all public ones, or those that the sample has made."""
    wanted = [
        Wanted(source=source, release=release, table=source.table(name), member=member)
        for source in sources
        for release in source.releases
        for name, member in release.members.items()
    ]
    if sample:
        return [file for file in wanted if file.mirror_path in sample.listed]
    return [file for file in wanted if file.source.scope == "public"]


def without_address(wanted: list[Wanted]) -> list[Wanted]:
    """The files that only a mirror can give: nobody has recorded an address of their release."""
    return [file for file in wanted if file.release.url is None]


def _folder(tree: DataTree, wanted: Wanted) -> Path:
    return tree.raw / wanted.source.id / str(wanted.release.vintage)


def _landed(wanted: Wanted, receipt_path: Path) -> Landed:
    """The file that a receipt speaks of, if it still is what was received: it is never mended in place."""
    path = receipt_path.with_name(receipt_path.name.removesuffix(".receipt.json"))
    try:
        receipt = Receipt(**json.loads(receipt_path.read_text(encoding="utf-8")))
        intact = sha256(path.read_bytes()) == receipt.received_sha256
    except (OSError, ValueError, TypeError):
        intact = False
    if not intact:
        raise DataProblem(
            f"{wanted}: the copy in {path.parent} is no longer what was received, or its receipt is damaged. Delete "
            "that folder and run the same command again."
        )
    return Landed(wanted=wanted, path=path, receipt=receipt)


def stored(tree: DataTree, wanted: Wanted) -> Landed | None:
    """The copy on disk that the registry's entry asks for, newest first where it is unpinned."""
    found = []
    for receipt_path in _folder(tree, wanted).glob(f"*/{wanted.name}*.receipt.json"):
        landed = _landed(wanted, receipt_path)
        if landed.receipt.authenticity == "published" and _is_pinned(wanted, landed.receipt):
            found.append(landed)
    return max(found, key=lambda landed: landed.receipt.retrieved_at, default=None)


def _written(folder: Path, name: str, content: bytes) -> Path:
    """Write under a temporary name, then rename: a file is whole or it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    if not path.exists():
        partial = folder / f".{name}.{os.getpid()}.partial"
        try:
            partial.write_bytes(content)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    return path


def _keep(tree: DataTree, wanted: Wanted, name: str, content: bytes, receipt: Receipt) -> Landed:
    """Store one verified file; the same content, from the same kind of place, keeps its first receipt."""
    suffix = "" if receipt.authenticity == "published" else "-stand-in"
    folder = _folder(tree, wanted) / (receipt.received_sha256[:12] + suffix)
    _written(folder, name, content)
    return _landed(wanted, _written(folder, f"{name}.receipt.json", json.dumps(asdict(receipt), indent=1).encode()))


def _receipt(content: bytes, name: str, *, origin: str, authenticity: Authenticity, kind: str) -> Receipt:
    return Receipt(
        sha256=identity(content, name),
        received_sha256=sha256(content),
        bytes=len(content),
        origin=origin,
        retrieved_at=datetime.now(UTC).isoformat(timespec="seconds"),
        authenticity=authenticity,
        kind=kind,
    )


def _is_pinned(wanted: Wanted, receipt: Receipt) -> bool:
    """Whether the registry asks for this file: as normalised text or byte for byte, or for any."""
    return wanted.member.sha256 in {"unpinned", receipt.sha256, receipt.received_sha256}


def _require_pin(wanted: Wanted, receipt: Receipt) -> None:
    if _is_pinned(wanted, receipt):
        return
    raise DataProblem(
        f"{wanted} from {receipt.origin} is not the file the registry pins: its sha256 is {receipt.sha256}, "
        f"expected {wanted.member.sha256}. It is damaged, or the publisher corrected it. If you trust it, write "
        f"`sha256: {receipt.sha256}` for {wanted.table.name} in ingestion/sources/{wanted.source.id}.yml."
    )


def _from_mirror(tree: DataTree, mirror: Mirror, wanted: Wanted, *, sample: bool) -> Landed:
    """A published file by its pin, or a stand-in that the mirror's manifest owns up to."""
    try:
        content = mirror.read(wanted.mirror_path)
    except DataProblem as problem:
        raise DataProblem(f"{wanted}: {problem}") from problem
    listed = mirror.listed.get(wanted.mirror_path)
    name = PurePosixPath(wanted.mirror_path).name
    published = listed.is_published if listed else wanted.member.sha256 != "unpinned"
    if not published and listed is None:
        raise DataProblem(
            f"{wanted} is unpinned and the MANIFEST.json of the mirror does not list {wanted.mirror_path}: nothing "
            "vouches for it. List it there, or download it once without MIRROR= and pin it."
        )
    kind = listed.kind if listed else "genuine"
    if (listed is not None and listed.is_synthetic) != sample:
        raise DataProblem(
            f"{wanted}: the mirror holds a file of kind {kind!r} at {wanted.mirror_path}, where a "
            f"{'synthetic' if sample else 'real'} one is wanted. The two are never mixed: give MIRROR= another folder."
        )
    receipt = _receipt(
        content,
        name,
        origin=wanted.mirror_path,
        authenticity="published" if published else "stand_in",
        kind=kind,
    )
    if listed and sample:
        receipt = replace(receipt, rows=listed.rows)
    if published:
        _require_pin(wanted, receipt)
    return _keep(tree, wanted, name, content, receipt)


def _from_publisher(tree: DataTree, missing: list[Wanted], progress: Progress) -> Iterator[Landed]:
    """Downloads, one archive or file at a time."""
    release: Release | None = None
    archive: bytes | None = None
    with client() as http:
        for wanted in missing:
            try:
                if wanted.release is not release:
                    release, archive = wanted.release, archive_of(http, wanted.release, progress)
                content = member_of(
                    http, wanted.source, wanted.release, wanted.table.name, wanted.member, archive, progress
                )
            except NetworkProblem as problem:
                said = f"{wanted} was not received: {problem} The publisher's page is {wanted.source.landing_page}."
                raise NetworkProblem(said) from problem
            receipt = _receipt(
                content, wanted.name, origin=str(release.url), authenticity="published", kind="genuine, downloaded"
            )
            if archive is not None:
                receipt = replace(receipt, archive_sha256=sha256(archive), archive_bytes=len(archive))
            _require_pin(wanted, receipt)
            yield _keep(tree, wanted, wanted.name, content, receipt)


def fetch(
    wanted: list[Wanted], tree: DataTree, *, mirror: Mirror | None, sample: bool = False, progress: Progress
) -> list[Landed]:
    """Verified files for every entry, in the order given; only what is not stored is downloaded."""
    if mirror:
        return [_from_mirror(tree, mirror, file, sample=sample) for file in wanted]
    landed = {file.release_id: stored(tree, file) for file in wanted}
    missing = [file for file in wanted if landed[file.release_id] is None]
    landed |= {file.wanted.release_id: file for file in _from_publisher(tree, missing, progress)}
    return [file for file in landed.values() if file]


def pins_to_paste(landed: list[Landed]) -> list[str]:
    """The registry line for each unpinned file that has now been seen as published."""
    return [
        f"ingestion/sources/{file.wanted.source.id}.yml, {file.wanted.release.vintage}, "
        f"{file.wanted.table.name}: sha256: {file.receipt.sha256}"
        for file in landed
        if file.wanted.member.sha256 == "unpinned" and file.receipt.authenticity == "published"
    ]
