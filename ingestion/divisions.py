"""Whether the declared parts of every split and merge add up to the whole, checked before anything is built."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby

import pandas as pd
import pyarrow as pa

from ingestion.paths import PLACE_CHANGES, PLACE_PARTS
from ingestion.places import AuthorityList, PlaceChange, PlacePart, place_changes, place_parts
from ingestion.problems import DataProblem

AUTHORITY_LIST = "ons__lsoa_2021_to_utla"
DISTRICTS_OF_2022 = "ons__lsoa_2011_to_2021_exact_fit"
DISTRICTS_OF_2018 = "ons__lsoa_2011_to_lad_2018"
LOOKUPS = (AUTHORITY_LIST, DISTRICTS_OF_2022, DISTRICTS_OF_2018)
MOST_FAULTS_SAID = 6

Codes = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookups:
    """LSOAs of 2021 in each authority, and those that the code of a district or an LSOA stands for.

    An LSOA of 2011 that is no more stands for none. `districts` are those of 2022, then those of 2018.
    """

    lsoas_of: Mapping[str, Codes]
    lsoas_named: Mapping[str, Codes]
    districts: list[str]
    names: Mapping[str, str]

    def named(self, code: str) -> str:
        return f"{code} ({self.names[code]})" if code in self.names else code

    def line(self, change: PlaceChange, code: str) -> str:
        """What makes a district or an LSOA a part of a change."""
        name = self.names.get(code, "")
        quoted = f'"{name}"' if "," in name else name
        return f"`{change.from_la_code},{change.to_la_code},{code},{quoted}`"

    def summary(self, lsoas: Codes) -> list[str]:
        """Whole districts where all their LSOAs are among these, then the other LSOAs."""
        whole: list[str] = []
        rest = lsoas
        for district in self.districts:
            if self.lsoas_named[district] and self.lsoas_named[district] <= rest:
                whole.append(district)
                rest -= self.lsoas_named[district]
        return whole + sorted(rest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """The changes that one authority begins or ends with, and the parts of each; None for a recode: all of it."""

    la_code: str
    parts: Mapping[PlaceChange, list[PlacePart] | None]


def _grouped(pairs: pd.DataFrame, code: str, lsoa: str) -> dict[str, Codes]:
    return {str(name): frozenset(lsoas) for name, lsoas in pairs.groupby(code, sort=False)[lsoa]}


def lookups_of(tables: Mapping[str, pa.Table]) -> Lookups:
    """The three lookups by name of table; a district of 2018 has the LSOAs that lay in no other."""
    authorities, exact, of_2018 = (tables[name].to_pandas() for name in LOOKUPS)
    of_2018 = of_2018[["lsoa_code", "lad_code", "lad_name"]]
    older = exact[["lsoa_code_2011", "lsoa_code_2021"]].merge(
        of_2018, left_on="lsoa_code_2011", right_on="lsoa_code", validate="m:1"
    )
    in_one = older.groupby("lsoa_code_2021")["lad_code"].transform("nunique") == 1
    districts = pd.concat([exact[["lad_code", "lad_name", "lsoa_code_2021"]], older[in_one]])
    names = pd.concat([of_2018, exact]).set_index("lad_code")["lad_name"].to_dict()
    return Lookups(
        lsoas_of=_grouped(authorities, "la_code", "lsoa_code"),
        lsoas_named=dict.fromkeys(exact["lsoa_code_2011"], frozenset())
        | {lsoa: frozenset({lsoa}) for lsoa in exact["lsoa_code_2021"]}
        | dict.fromkeys(of_2018["lad_code"], frozenset())
        | _grouped(districts, "lad_code", "lsoa_code_2021"),
        districts=[*exact["lad_code"].unique(), *set(of_2018["lad_code"]) - set(exact["lad_code"])],
        names=names | authorities.set_index("la_code")["la_name"].to_dict(),
    )


def declaration_faults(changes: list[PlaceChange], parts: list[PlacePart]) -> list[str]:
    """Splits and merges without parts or a name, and parts of what is neither."""
    divided = {(change.from_la_code, change.to_la_code): change for change in changes if change.kind != "recode"}
    with_parts = {(part.from_la_code, part.to_la_code) for part in parts}
    return (
        [
            f"{old} gives way to {new} on {change.change_date} ({change.kind}) without a part: add a line "
            f"`{old},{new},<code>,<name>` for each district of 2018 or 2022, or LSOA, that it takes"
            for (old, new), change in divided.items()
            if (old, new) not in with_parts
        ]
        + [
            f"{new} has no name: write it as to_la_name of {old},{new} in {PLACE_CHANGES.name}"
            for (old, new), change in divided.items()
            if not change.to_la_name
        ]
        + [
            f"`{part.from_la_code},{part.to_la_code},{part.part_code}` is a part of no split or merge in "
            f"{PLACE_CHANGES.name}: correct the codes, or add the change there"
            for part in parts
            if (part.from_la_code, part.to_la_code) not in divided
        ]
    )


def _part_faults(division: Division, whole: Codes, lookups: Lookups) -> Iterator[str]:
    """Parts that do not exist, or lie elsewhere."""
    for part in chain.from_iterable(parts or [] for parts in division.parts.values()):
        line = f"`{part.from_la_code},{part.to_la_code},{part.part_code}`"
        if part.part_code not in lookups.lsoas_named:
            yield f"{line} names no district of 2018 or 2022 and no LSOA: correct {part.part_code}"
        elif lookups.lsoas_named[part.part_code] - whole:
            place, known = lookups.named(part.part_code), lookups.named(division.la_code)
            yield f"{line}: {place} does not lie in {known}: correct the line or delete it"


def _claims(division: Division, whole: Codes, lookups: Lookups) -> dict[PlaceChange, Codes]:
    """The LSOAs that each change moved, by its parts."""
    return {
        change: whole
        if parts is None
        else frozenset(chain.from_iterable(lookups.lsoas_named.get(part.part_code, ()) for part in parts))
        for change, parts in division.parts.items()
    }


def division_faults(
    division: Division, whole: Codes, claims: Mapping[PlaceChange, Codes], lookups: Lookups
) -> Iterator[str]:
    """What keeps the parts of one authority from adding up to it, each with what to write."""
    yield from _part_faults(division, whole, lookups)
    known = lookups.named(division.la_code)
    claimed = Counter(chain.from_iterable(claims.values()))
    for code in lookups.summary(frozenset(lsoa for lsoa, times in claimed.items() if times > 1)):
        yield f"{lookups.named(code)} of {known} is in more than one part: keep one of its lines"
    for code in lookups.summary(whole - claimed.keys()):
        lines = " or ".join(lookups.line(change, code) for change in division.parts)
        yield f"{lookups.named(code)} of {known} is in no part: add a line {lines}"


def _divisions(changes: list[PlaceChange], parts: list[PlacePart], as_at: date) -> Iterator[Division]:
    """Away from the day of the lookup, back and then forward: what each code known there is divided into."""
    parts_of = defaultdict(list)
    for part in parts:
        parts_of[part.from_la_code, part.to_la_code].append(part)
    back = [(change.to_la_code, change) for change in changes if change.change_date <= as_at]
    forward = [(change.from_la_code, change) for change in changes if change.change_date > as_at]
    back.sort(key=lambda step: (-step[1].change_date.toordinal(), step[0]))
    forward.sort(key=lambda step: (step[1].change_date.toordinal(), step[0]))
    for (_, known), steps in groupby([*back, *forward], key=lambda step: (step[1].change_date, step[0])):
        yield Division(
            la_code=known,
            parts={
                change: None if change.kind == "recode" else parts_of[change.from_la_code, change.to_la_code]
                for _, change in steps
            },
        )


def faults(changes: list[PlaceChange], parts: list[PlacePart], lookups: Lookups, as_at: date) -> list[str]:
    """Every fault of every division, followed from the authorities of the lookup to those before and after."""
    lsoas_of: dict[str, Codes] = defaultdict(frozenset, lookups.lsoas_of)
    found = []
    for division in _divisions(changes, parts, as_at):
        if division.la_code not in lsoas_of:
            found.append(f"{division.la_code} is no authority of {as_at} and no change leads to it: correct the code")
            continue
        whole = lsoas_of[division.la_code]
        claims = _claims(division, whole, lookups)
        found += division_faults(division, whole, claims, lookups)
        for change, lsoas in claims.items():
            other = change.to_la_code if change.from_la_code == division.la_code else change.from_la_code
            lsoas_of[other] |= lsoas
    return found


def check_divisions(
    changes: list[PlaceChange], parts: list[PlacePart], tables: Mapping[str, pa.Table], listed: AuthorityList | None
) -> None:
    """Stop where the parts of a division do not add up to the whole; lookups that did not land are not asked."""
    found = declaration_faults(changes, parts)
    if not found and listed and set(LOOKUPS) <= set(tables):
        found = faults(changes, parts, lookups_of(tables), listed.as_at)
    if found:
        more = f"; and {len(found) - MOST_FAULTS_SAID} more" if len(found) > MOST_FAULTS_SAID else ""
        raise DataProblem(
            f"{PLACE_PARTS.name} does not divide authorities as {PLACE_CHANGES.name} lists them ({len(found)} faults): "
            f"{'; '.join(found[:MOST_FAULTS_SAID])}{more}. Both files are in dbt_project/seeds."
        )


def checked_changes(
    tables: Mapping[str, pa.Table], listed: AuthorityList | None, *, is_synthetic: bool
) -> list[PlaceChange]:
    """The declared changes of authorities, after their parts were found to add up."""
    changes = place_changes(is_synthetic=is_synthetic)
    elsewhere = {(change.from_la_code, change.to_la_code) for change in place_changes(is_synthetic=not is_synthetic)}
    parts = [part for part in place_parts() if (part.from_la_code, part.to_la_code) not in elsewhere]
    check_divisions(changes, parts, tables, listed)
    return changes
