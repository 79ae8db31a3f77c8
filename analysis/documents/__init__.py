"""Documents that say again what is declared elsewhere, for readers: never edited by hand."""

from pathlib import Path

from analysis.documents import dictionary, glossary
from ingestion.paths import REPOSITORY

DOCUMENTS = {"data-dictionary.md": dictionary.page, "glossary.md": glossary.page}


def rendered() -> dict[Path, str]:
    """Every generated document and what it should hold."""
    return {REPOSITORY / "docs" / name: page() for name, page in DOCUMENTS.items()}


def stale() -> dict[Path, str]:
    """Those that no longer say what is declared, with what they should hold."""
    return {
        path: text for path, text in rendered().items() if not path.exists() or path.read_text(encoding="utf-8") != text
    }
