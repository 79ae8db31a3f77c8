"""The words of this project with what they mean, in groups: one source for the app and for docs/glossary.md."""

from functools import cache
from pathlib import Path

import yaml

TERMS = Path(__file__).parent / "glossary.yml"


@cache
def groups() -> dict[str, dict[str, str]]:
    """Meanings by term, by group, in the order of reading."""
    read: dict[str, dict[str, str]] = yaml.safe_load(TERMS.read_text(encoding="utf-8"))
    return read
