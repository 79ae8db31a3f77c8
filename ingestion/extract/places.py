"""Where an event happened: an LSOA of the authority, of the census that the extract uses."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb

from ingestion.extract.judge import Unusable
from ingestion.extract.text_rows import text_rows
from ingestion.problems import DataProblem

LSOA = re.compile(r"^[EW]01\d{6}$")

LSOAS = """
select lsoas.lsoa_code, lsoas.lsoa_edition, lsoas.la_code
from intermediate.int_lsoas_by_la_code as lsoas
inner join marts.dim_local_authorities as authorities on lsoas.la_code = authorities.la_code
where authorities.is_current
"""
AUTHORITIES = """
select la_code, la_name, old_la_code from marts.dim_local_authorities where is_current order by la_code
"""


@dataclass(frozen=True)
class Map:
    """The LSOAs of both censuses, and the authority that the extract is of."""

    la_code: str
    la_name: str
    old_la_code: str
    las: Mapping[tuple[str, int], str]

    @cached_property
    def editions(self) -> Mapping[str, frozenset[int]]:
        """The censuses that each code belongs to: most codes are of both."""
        found: dict[str, set[int]] = {}
        for code, edition in self.las:
            found.setdefault(code, set()).add(edition)
        return {code: frozenset(editions) for code, editions in found.items()}

    def edition_of(self, codes: Iterable[str]) -> int:
        """The census that more of the codes belong to; the newest where both fit alike."""
        times = Counter(codes)
        fits = {
            edition: sum(times[code] for code in times if edition in self.editions.get(code, ()))
            for edition in sorted({edition for _, edition in self.las})
        }
        return max(fits, key=lambda edition: (fits[edition], edition))

    def placed(self, code: str, edition: int) -> str:
        """The code, if it is one of this authority's neighbourhoods; else Unusable."""
        if not LSOA.match(code):
            raise Unusable("the neighbourhood is not an LSOA code (E01 and six figures)")
        if code not in self.editions:
            raise Unusable("the neighbourhood is not an LSOA of England", code)
        if edition not in self.editions[code]:
            raise Unusable(f"the neighbourhood is not an LSOA of {edition}, as the others are", code)
        if (found := self.las[code, edition]) != self.la_code:
            raise Unusable("the neighbourhood lies in another authority", f"{code} in {found}")
        return code


def read_map(warehouse: Path, la_code: str) -> Map:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        known = {code: (name, old) for code, name, old in connection.execute(AUTHORITIES).fetchall()}
        rows = connection.execute(LSOAS).fetchall()
    if la_code not in known:
        example = next(iter(known), "none")
        raise DataProblem(
            f"{la_code} is not the code of a current authority in {warehouse.name} (the first is {example}): give the "
            "nine-character ONS code, such as LA=E06000001."
        )
    name, old = known[la_code]
    las = {(code, edition): la for code, edition, la in rows}
    return Map(la_code=la_code, la_name=str(name), old_la_code=str(old), las=las)


def postcode(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def read_lookup(path: Path, key: str, *, of: str = "lsoa_code", is_postcode: bool = False) -> dict[str, str]:
    """`key` -> `of` out of the user's file; a key that is there twice with two answers is refused."""
    found: dict[str, str] = {}
    for line, values, fault in text_rows(path):
        if fault:
            raise DataProblem(f"{path.name} line {line}: {fault}. Nothing was loaded.")
        if key not in values or of not in values:
            raise DataProblem(f"{path.name} lacks the column {key} or {of}; it has {', '.join(values)[:300]}.")
        name, answer = values[key].strip(), values[of].strip()
        name = postcode(name) if is_postcode else name
        if found.setdefault(name, answer) != answer:
            raise DataProblem(f"{path.name} line {line}: one {key} has two of {of}. Nothing was loaded.")
    return found
