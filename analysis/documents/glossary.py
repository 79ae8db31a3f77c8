"""docs/glossary.md."""

from analysis.sentences.glossary import groups

NOTICE = "Generated from analysis/sentences/glossary.yml by `python -m analysis documents --write`: do not edit."


def page() -> str:
    lines = [f"<!-- {NOTICE} -->", "# Glossary"]
    for title, terms in groups().items():
        lines += ["", f"## {title}", "", "| term | meaning |", "|---|---|"]
        lines += [f"| {term} | {meaning} |" for term, meaning in terms.items()]
    return "\n".join(lines) + "\n"
