from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from ingestion.fetch import Wanted, plan
from ingestion.identity import plain
from ingestion.mirror import Mirror
from ingestion.parsers import PARSERS, Reading, format_of
from ingestion.registry import Source, load_sources
from ingestion.sample import SEED, make_sample
from ingestion.sample.england import England, make_england

Published = Callable[..., pd.DataFrame]


@pytest.fixture(scope="session")
def sources() -> list[Source]:
    return load_sources()


@pytest.fixture(scope="session")
def england() -> England:
    return make_england("default", SEED)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, sources: list[Source]) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    make_sample(folder, sources)
    return folder


@pytest.fixture(scope="session")
def written(sample: Path, sources: list[Source]) -> list[Wanted]:
    return plan(sources, sample=Mirror(sample))


@pytest.fixture(scope="session")
def tables(sample: Path, written: list[Wanted]) -> dict[str, pd.DataFrame]:
    """Every written file as text under our column names, blanks as empty text, by release id."""
    read = {}
    for wanted in written:
        content = plain((sample / wanted.mirror_path).read_bytes(), wanted.name)
        headers = wanted.table.headers(wanted.release.vintage)
        form = format_of(wanted.mirror_path, wanted.source.parser)
        frame = PARSERS[form](content, Reading(encoding=wanted.source.encoding)).to_pandas().fillna("")
        read[wanted.release_id] = frame.rename(columns={header: name for name, header in headers.items()})
    return read


@pytest.fixture(scope="session")
def published(tables: dict[str, pd.DataFrame]) -> Published:
    def select(release: str, **where: str) -> pd.DataFrame:
        """The rows of one release that have these values."""
        frame = tables[release]
        for column, value in where.items():
            frame = frame[frame[column] == value]
        return frame

    return select
