"""The sample's files, in the publishers' layouts and under the paths of a mirror."""

import gzip
import io
import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pyarrow as pa
import shapely
from pyarrow import parquet

from ingestion.fetch import Wanted
from ingestion.identity import BYTE_ORDER_MARK
from ingestion.parsers import format_of
from ingestion.problems import DataProblem
from ingestion.registry import Source
from ingestion.sample.counts import LSOA_EDITION, TRUE_RATE_RATIO_PER_10_POINTS
from ingestion.sample.england import make_england
from ingestion.sample.places import Scale
from ingestion.sample.tables import make_table

SEED = 20251030
KIND = "synthetic sample"
MANIFEST, FINGERPRINT = "MANIFEST.json", "FINGERPRINT"

# As the publishers' own files differ: a byte-order mark, and the ends of lines.
MARKED = {
    "dfe__cin_populations@2024", "dfe__cla_numbers_and_rates@2025", "mhclg__lsoa_indices@2019",
    "ons__lsoa_2021_to_utla@2023", "ons__lsoa_2011_to_2021_best_fit@2022", "ons__lsoa_2011_to_2021_exact_fit@2022",
    "ons__lsoa_rural_urban@2011", "ons__lsoa_rural_urban@2021", "ons__lsoa_areas_2021@2021",
}  # fmt: skip
CARRIAGE_RETURNS = {
    "dfe__cin_c2_assessments@2024", "dfe__cin_populations@2024", "mhclg__lsoa_indices@2019",
    "ons__lsoa_rural_urban@2021", "ons__lsoa_areas_2021@2021",
}  # fmt: skip


def _wanted(sources: list[Source]) -> Iterator[Wanted]:
    for source in sources:
        for release in source.releases:
            for name, member in release.members.items():
                yield Wanted(source=source, release=release, table=source.table(name), member=member)


def _csv(frame: pd.DataFrame, wanted: Wanted) -> bytes:
    """With the ends of lines and byte-order mark of the real file."""
    end = "\r\n" if wanted.release_id in CARRIAGE_RETURNS else "\n"
    text = frame.to_csv(index=False, lineterminator=end)
    return (BYTE_ORDER_MARK if wanted.release_id in MARKED else b"") + text.encode(wanted.source.encoding)


def _geojson(frame: pd.DataFrame, _: Wanted) -> bytes:
    rows = frame.drop(columns="geometry").to_dict(orient="records")
    shapes = [json.loads(text) for text in frame["geometry"]]
    features = [
        {"type": "Feature", "properties": row, "geometry": shape} for row, shape in zip(rows, shapes, strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _parquet(frame: pd.DataFrame, _: Wanted) -> bytes:
    """Geometries as well-known binary."""
    shapes = shapely.to_wkb(shapely.from_geojson(frame["geometry"].to_numpy()))
    content = io.BytesIO()
    parquet.write_table(pa.Table.from_pandas(frame.assign(geometry=shapes), preserve_index=False), content)
    return content.getvalue()


WRITERS = {"csv": _csv, "geojson": _geojson, "parquet": _parquet}


def file_bytes(frame: pd.DataFrame, wanted: Wanted) -> bytes:
    """A table under the headers of its vintage, in the format of the real file."""
    headers = wanted.table.headers(wanted.release.vintage)
    if lacking := sorted(set(headers) - set(frame.columns)):
        raise DataProblem(f"The sample has no {lacking} for {wanted}: give {wanted.table.name} these columns.")
    form = format_of(wanted.mirror_path, wanted.source.parser)
    content = WRITERS[form](frame[list(headers)].rename(columns=headers), wanted)
    return gzip.compress(content, mtime=0) if wanted.mirror_path.endswith(".gz") else content


def _fingerprint(sources: list[Source], scale: Scale, seed: int) -> str:
    """Changes with the seed, the scale, any declaration and this package's own code."""
    parts = [str(seed), scale, *(source.model_dump_json() for source in sources)]
    parts += [module.read_text(encoding="utf-8") for module in sorted(Path(__file__).parent.glob("*.py"))]
    return sha256("\0".join(parts).encode()).hexdigest()


def _is_made(folder: Path, fingerprint: str) -> bool:
    recorded, manifest = folder / FINGERPRINT, folder / MANIFEST
    if not (recorded.is_file() and manifest.is_file()) or recorded.read_text(encoding="utf-8") != fingerprint:
        return False
    return all((folder / entry["path"]).is_file() for entry in json.loads(manifest.read_text(encoding="utf-8")))


def _write(folder: Path, frame: pd.DataFrame, wanted: Wanted) -> dict[str, str | int]:
    content = file_bytes(frame, wanted)
    path = folder / wanted.mirror_path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return {
        "path": wanted.mirror_path,
        "bytes": len(content),
        "sha256": sha256(content).hexdigest(),
        "kind": KIND,
        "rows": len(frame),
    }


def make_sample(
    folder: Path, sources: list[Source], *, scale: Scale = "default", seed: int = SEED
) -> dict[str, str | int | float]:
    """Every declared file that the sample has, and MANIFEST.json; nothing to do where the same is there already.

    Returns what it was made with, the known truth among it.
    """
    parameters: dict[str, str | int | float] = {
        "scale": scale,
        "seed": seed,
        "rate_ratio_per_10_points": TRUE_RATE_RATIO_PER_10_POINTS,
        "lsoa_edition": LSOA_EDITION,
    }
    fingerprint = _fingerprint(sources, scale, seed)
    if not _is_made(folder, fingerprint):
        _make(folder, sources, scale, seed, fingerprint)
    return parameters


def _make(folder: Path, sources: list[Source], scale: Scale, seed: int, fingerprint: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FINGERPRINT).unlink(missing_ok=True)
    england = make_england(scale, seed)
    manifest = []
    for wanted in _wanted(sources):
        frame = make_table(wanted.table.name, england, wanted.release.vintage)
        if frame is not None:
            manifest.append(_write(folder, frame, wanted))
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    (folder / FINGERPRINT).write_text(fingerprint, encoding="utf-8")
