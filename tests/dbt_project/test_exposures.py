"""Who reads what: every page, the brief and the ready queries, by the tables that their SQL names."""

import re

import pytest
import yaml

from ingestion.paths import DBT_PROJECT, REPOSITORY
from streamlit_app.pages import PAGES

MODELS = DBT_PROJECT / "models"
PUBLIC = {path.stem for folder in ("marts", "meta") for path in (MODELS / folder).glob("*.sql")}
EXPOSURES = {
    exposure["name"]: exposure
    for exposure in yaml.safe_load((MODELS / "exposures.yml").read_text(encoding="utf-8"))["exposures"]
}


def declared(exposure):
    return {re.fullmatch(r"ref\('(\w+)'\)", reference).group(1) for reference in exposure["depends_on"]}


def named_in(pattern):
    files = sorted(REPOSITORY.glob(pattern))
    assert files, f"{pattern} names no file"
    return {name for file in files for name in re.findall(r"\b(?:marts|meta)\.(\w+)", file.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("name", [name for name in EXPOSURES if "config" in EXPOSURES[name]])
def test_an_exposure_depends_on_what_its_sql_names(name):
    reads = EXPOSURES[name]["config"]["meta"]["reads"]
    assert declared(EXPOSURES[name]) == set().union(*map(named_in, reads)) & PUBLIC


def test_every_page_of_the_app_is_an_exposure():
    views = [
        view for exposure in EXPOSURES.values() for view in exposure.get("config", {}).get("meta", {}).get("views", [])
    ]
    assert sorted(views) == sorted(PAGES)
    assert sorted(views) == sorted(path.stem for path in (REPOSITORY / "streamlit_app" / "views").glob("[a-z]*.py"))


def test_every_public_model_is_read_by_someone():
    assert declared(EXPOSURES["warehouse"]) == PUBLIC
