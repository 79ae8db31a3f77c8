"""Studies of one indicator, year and edition at a time, between local authorities."""

from collections.abc import Callable, Iterable
from functools import cache, partial

import pandas as pd

from analysis.areas import Areas
from analysis.estimation import CannotFit
from analysis.evidence import SAMPLE, Evidence, Group, exposure_name
from analysis.gradient import TOO_FEW_AREAS
from analysis.models import gradients_of
from analysis.public_record.composition import composition_tests, compositions, curves_of
from analysis.public_record.funnel import observed_and_expected
from analysis.public_record.reading import PublicRecord
from analysis.public_record.regions import MODEL as REGION_MODEL
from analysis.public_record.regions import fit_poisson_region
from analysis.public_record.sensitivity import MODELS, REFERENCE_MODEL, Places, grid, summary
from analysis.study import Rows, Study, Task

QUOTED_YEAR = 2019


def edition_of(group: Group) -> int:
    return int(group.exposure[-4:])


def has_enough(group: Group) -> bool:
    """Authorities enough for a model; of others the gradient studies say why not."""
    return group.areas.areas_count >= TOO_FEW_AREAS


def is_shown(group: Group) -> bool:
    """Of the sample, the newest year and edition only."""
    if not has_enough(group):
        return False
    return group.dataset_id != SAMPLE or (group.is_newest_edition and group.is_newest_year)


def _tasks(evidence: Evidence, *, do: Callable[[Group, PublicRecord], Rows]) -> Iterable[Task]:
    record = evidence.record
    shown = (group for group in evidence.of_authorities if is_shown(group))
    return (Task(about=group.about, do=partial(do, group, record)) for group in shown)


def _expect(group: Group, _: PublicRecord) -> Rows:
    return {"la_expected": group.label(observed_and_expected(group.areas), "stage", "release_ids")}


def _composition_tasks(evidence: Evidence) -> Iterable[Task]:
    """Every year on the oldest Indices at hand; the newest year on the newest too."""
    record = evidence.record

    @cache
    def made(imd_edition: int) -> dict[str, pd.Series]:
        of_edition = record.neighbourhoods["imd_edition"] == imd_edition
        return compositions(record.neighbourhoods[of_edition], curves_of(imd_edition))

    for group in filter(is_shown, evidence.of_authorities):
        if group.is_newest_year or edition_of(group) == record.editions[0]:
            yield Task(about=group.about, do=partial(_compose, group, made))


def _compose(group: Group, made: Callable[[int], dict[str, pd.Series]]) -> Rows:
    rows = composition_tests(group.areas, made(edition_of(group)))
    return {"composition_tests": group.label(rows, "stage", "release_ids")}


def _within_regions(group: Group, record: PublicRecord) -> Rows:
    return gradients_of(group, fit_poisson_region(group.areas, record.regions))


def _is_varied(group: Group) -> bool:
    return is_shown(group) and (group.is_newest_year or group.financial_year_end == QUOTED_YEAR)


def _sensitivity_tasks(evidence: Evidence) -> Iterable[Task]:
    """One task per indicator and year, over all editions; one for each edition without any deprivation."""
    record = evidence.record
    together: dict[tuple[str, int], list[Group]] = {}
    for group in filter(_is_varied, evidence.of_authorities):
        together.setdefault((group.indicator_id, group.financial_year_end), []).append(group)
    for groups in together.values():
        newest = max(groups, key=edition_of)
        yield Task(about=newest.about, do=partial(_vary, groups, record))
    known = record.deprivation.groupby("imd_edition")["income_deprivation_pct"].count()
    for edition in known[known == 0].index:
        about = {"dataset_id": record.dataset_id, "level": "between_la",
                 "exposure": exposure_name(int(edition))}  # fmt: skip
        yield Task(about=about, do=partial(_unknown, int(edition)))


def _unknown(edition: int) -> Rows:
    raise CannotFit(f"the Indices of {edition} hold no income deprivation in this build")


def _exposures(groups: list[Group], record: PublicRecord) -> dict[str, Areas]:
    """By name, the newest edition and income first; IDACI is of the same authorities."""
    found = {}
    for group in sorted(groups, key=edition_of, reverse=True):
        found[group.exposure] = group.areas
        idaci = group.areas.rows["la_code"].map(record.exposure(edition_of(group), "idaci_pct"))
        if idaci.notna().all():
            of_children = Areas(
                rows=group.areas.rows.assign(exposure_pct=idaci), excluded_count=group.areas.excluded_count
            )
            found[f"idaci_{edition_of(group)}"] = of_children
    return found


def _vary(groups: list[Group], record: PublicRecord) -> Rows:
    newest = max(groups, key=edition_of)
    missing = record.incomplete[record.incomplete["indicator_id"] == newest.indicator_id]
    places = Places(region=record.regions, incomplete=frozenset(missing["la_code"]))
    plainest = {name: model for name, model in MODELS.items() if name == REFERENCE_MODEL}
    rows = grid(_exposures(groups, record), places, plainest if newest.dataset_id == SAMPLE else MODELS)
    files = ", ".join(sorted({each for group in groups for each in group.release_ids.split(", ")}))
    named = {**newest.about, "stage": newest.stage, "release_ids": files}
    del named["exposure"]
    return {"sensitivity": rows.assign(**named), "sensitivity_summaries": summary(rows).assign(**named)}


EXPECTED = Study(name="la_expected", tasks=partial(_tasks, do=_expect), tables=("la_expected",))
COMPOSITION = Study(name="composition_tests", tasks=_composition_tasks, tables=("composition_tests",))
WITHIN_REGIONS = Study(
    name=REGION_MODEL, tasks=partial(_tasks, do=_within_regions), gradients={"model": (REGION_MODEL,)}
)
SENSITIVITY = Study(name="sensitivity", tasks=_sensitivity_tasks, tables=("sensitivity", "sensitivity_summaries"))
