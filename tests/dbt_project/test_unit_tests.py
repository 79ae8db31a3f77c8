"""The unit tests of dbt's own arithmetic, run where `make test` is run."""

import yaml

from ingestion.paths import DBT_PROJECT


def unit_tests_count():
    declared = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in (DBT_PROJECT / "models").rglob("*.yml"))
    return sum(len(file.get("unit_tests", [])) for file in declared)


def test_every_unit_test_of_the_marts_passes(dbt):
    ran = dbt("test", "--select", "test_type:unit")
    assert ran.returncode == 0, ran.stdout
    assert "ERROR=0" in ran.stdout
    assert f"PASS={unit_tests_count()}" in ran.stdout
