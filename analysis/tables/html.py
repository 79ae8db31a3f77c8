"""A table of words as HTML: with a caption, headers of rows and columns, and reachable by keyboard where it scrolls."""

from html import escape

import pandas as pd

STYLE = """
.figures { overflow-x: auto; max-height: 48rem; overflow-y: auto; border: 1px solid #B1B4B6; border-radius: 4px; }
.figures table { border-collapse: collapse; width: 100%; font-size: 0.88rem; }
.figures caption { text-align: left; padding: 0.5rem 0.6rem; color: #505A5F; }
.figures th, .figures td { padding: 0.35rem 0.6rem; border-top: 1px solid #D9DADB; text-align: left;
    vertical-align: top; }
.figures thead th { font-weight: 600; }
.figures tbody th { font-weight: 400; min-width: 7rem; }
.figures td { font-variant-numeric: tabular-nums; min-width: 4.6rem; }
.figures:focus-visible { outline: 3px solid #12436D; }
"""


def as_html(table: pd.DataFrame, caption: str) -> str:
    """The frame's index, named, is the header of each row; every cell is text. Looks as it should with `STYLE`."""
    heads = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in (table.index.name, *table.columns))
    rows = "".join(_row(str(name), values) for name, *values in table.itertuples())
    return (
        f'<div class="figures" role="region" tabindex="0" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(name: str, values: list[object]) -> str:
    cells = "".join(f"<td>{_text(str(value))}</td>" for value in values)
    return f'<tr><th scope="row">{_text(name)}</th>{cells}</tr>'


def _text(words: str) -> str:
    """Names of the database may break after an underscore."""
    return escape(words).replace("_", "_<wbr>")
