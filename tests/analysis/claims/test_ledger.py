"""The ledger is whole, and each of its rules can be run."""

import string

import pytest

from analysis.claims.finders import FINDERS
from analysis.claims.ledger import claims
from analysis.claims.published import RATES_BY_TENTH
from analysis.claims.rules import RULES
from analysis.moderators import MODERATORS
from analysis.result_tables import TABLES
from analysis.specifications import SPECIFICATIONS
from ingestion.benchmark.calibration import calibration

PARTS = [pytest.param(part, id=claim_id) for claim_id, claim in claims().items() for part in claim.parts]
LOOKUPS = [
    pytest.param(evidence.asks, id=claim_id)
    for claim_id, claim in claims().items()
    for part in claim.parts
    for evidence in part.evidence
    if "table" in evidence.asks and evidence.level != "published_table"
]


def test_there_are_sixty_five_claims_in_order():
    assert list(claims()) == [f"C{number:02}" for number in range(1, 66)]


def test_at_most_four_are_statements_and_only_those_have_no_rule():
    statements = [claim_id for claim_id, claim in claims().items() if claim.kind == "statement"]
    assert len(statements) <= 4
    assert [claim_id for claim_id, claim in claims().items() if not claim.parts] == statements


def test_each_claim_says_what_it_says_who_said_it_and_the_figure():
    for claim in claims().values():
        assert claim.claim
        assert claim.citation
        assert claim.published_figure


@pytest.mark.parametrize("part", PARTS)
def test_each_part_has_a_rule_its_numbers_and_finders_that_exist(part):
    wanted = {name for _, name, _, _ in string.Formatter().parse(RULES[part.rule].text) if name}
    assert set(part.numbers) == wanted
    assert {evidence.find for evidence in part.evidence} <= set(FINDERS)


@pytest.mark.parametrize("asks", LOOKUPS)
def test_each_lookup_names_declared_tables_and_columns(asks):
    columns = set(TABLES[asks["table"]].columns)
    assert set(asks["where"]) <= columns
    assert set(asks.get("columns", ["estimate"])) <= columns or "column" in asks
    assert asks.get("column", "dataset_id") in columns


MODELS_KNOWN = {each.model for each in SPECIFICATIONS} | set(MODERATORS) | {"binomial_multilevel", "cox"}
STRATA_KNOWN = {"total", *calibration()["factors"], *calibration()["plan_categories"], *calibration()["ethnicity"]}


@pytest.mark.parametrize("asks", LOOKUPS)
def test_each_lookup_names_models_and_strata_that_exist(asks):
    assert asks["where"].get("model", "nb2") in MODELS_KNOWN
    assert asks["where"].get("stratum", "total") in STRATA_KNOWN


def test_published_tables_have_ten_tenths():
    assert {len(rates) for rates in RATES_BY_TENTH.values()} == {10}
