"""What numbers mean, in plain English: the same words on a page, in a brief and in an alternative text."""

from typing import Any, Protocol


class Row(Protocol):
    """Figures by name."""

    def __getitem__(self, name: str, /) -> Any: ...
