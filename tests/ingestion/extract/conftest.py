"""A map of two invented authorities, and a way to read a file of any content."""

import time
from contextlib import contextmanager
from datetime import date

import pytest

from ingestion.extract.places import Map
from ingestion.extract.reading import read
from ingestion.extract.sift import sift
from ingestion.problems import DataProblem

HERE, THERE = "E06000901", "E06000902"
HEADER = (
    "child_id,event,event_date,end_date,lsoa_code,birth_date,sex,ethnicity,plan_category,factors,previous_plans_count"
)
GOOD = "c1,referral,2023-05-01,2023-07-01,E01900001,2015-02-03,F,WBRI,,,"


@pytest.fixture(scope="session")
def places() -> Map:
    """Ten LSOAs of both censuses here, one of 2011 alone, one of 2021 alone, and one in the other authority."""
    both = {(f"E0190000{number}", edition): HERE for number in range(10) for edition in (2011, 2021)}
    single = {("E01900011", 2011): HERE, ("E01900021", 2021): HERE}
    there = {("E01900099", edition): THERE for edition in (2011, 2021)}
    return Map(la_code=HERE, la_name="Velmavane", old_la_code="944", las=both | single | there)


@pytest.fixture
def sifted(tmp_path, places):
    """Reads and judges a file of the given text or bytes, under the given name."""

    def of(content, name="events.csv", children=None, postcodes=None):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        extract = read(path, children or {})
        extract.last_day = min(extract.last_day, date(2026, 1, 1))
        return sift(extract, places, postcodes or {})

    return of


SECONDS = 10  # of processor time: a second or less is usual
MB = 1024**2


@contextmanager
def refused(said):
    """In words, at once."""
    begun = time.process_time()
    with pytest.raises(DataProblem, match=said):
        yield
    assert time.process_time() - begun < SECONDS


def written(path, *parts):
    with path.open("wb") as file:
        file.writelines(part if isinstance(part, bytes) else part.encode() for part in parts)
    return path


def events_of(path, places):
    return sift(read(path, {}), places, {})
