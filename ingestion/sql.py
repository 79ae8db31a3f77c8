"""Names and texts as SQL."""

import re


def quoted(name: str) -> str:
    """A column name as an SQL identifier."""
    return '"' + re.sub('"', '""', name) + '"'


def literal(text: str) -> str:
    """A text as SQL, where a parameter cannot stand."""
    return "'" + text.replace("'", "''") + "'"
