"""What is generated follows the registry."""

from ingestion import generated
from ingestion.registry import load_sources


def test_the_committed_files_are_what_the_registry_says():
    assert generated.stale(load_sources()) == []


def test_a_changed_declaration_makes_them_stale_and_writing_mends_them(tmp_path):
    sources = load_sources()
    generated.write(sources, tmp_path)
    assert generated.stale(sources, tmp_path) == []
    renamed = [sources[0].model_copy(update={"publisher": "Another publisher"}), *sources[1:]]
    assert len(generated.stale(renamed, tmp_path)) == 2


def test_every_table_is_a_source_of_dbt(tmp_path):
    sources = load_sources()
    text = "".join(generated.rendered(sources, tmp_path).values())
    assert all(f"- name: {table.name}" in text for source in sources for table in source.tables)
