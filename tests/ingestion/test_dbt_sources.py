"""dbt's source files follow the registry."""

from ingestion import dbt_sources
from ingestion.registry import load_sources


def test_the_committed_files_are_what_the_registry_says():
    assert dbt_sources.stale(load_sources()) == []


def test_a_changed_declaration_makes_them_stale_and_writing_mends_them(tmp_path):
    sources = load_sources()
    dbt_sources.write(sources, tmp_path)
    assert dbt_sources.stale(sources, tmp_path) == []
    renamed = [sources[0].model_copy(update={"publisher": "Another publisher"}), *sources[1:]]
    assert len(dbt_sources.stale(renamed, tmp_path)) == 1


def test_every_table_is_a_source_of_dbt(tmp_path):
    sources = load_sources()
    text = "".join(dbt_sources.rendered(sources, tmp_path).values())
    assert all(f"- name: {table.name}" in text for source in sources for table in source.tables)
