"""How large an input may be: what is larger is refused, before it is read or where it passes the limit.

Each limit is several times what the largest authority could need, and small enough that a damaged or mistaken input
ends in seconds and not in all the memory of the machine.
"""

import os
import stat
from collections import Counter
from itertools import islice
from pathlib import Path

from ingestion.problems import DataProblem

LARGEST_FILE = 2 * 1024**3  # bytes, unpacked; 16 years of the largest authority's events are about 0.1 GiB
MOST_FILES = 1_000  # of a folder; a return has ten
MOST_ROWS = 5_000_000  # the postcode directory of the whole country has 2.7 million
MOST_COLUMNS = 1_000  # an event file has fourteen, the postcode directory about sixty
MOST_ROW_GROUPS = 10_000  # of a Parquet file; one usually holds a million rows
LONGEST_ROW = 1024**2  # characters, line breaks in quotes included; a row has a few hundred
LONGEST_FIELD = 10_000  # characters; beyond it a row is quarantined
LONGEST_READ = 131_072  # characters of a field, bytes of a tag or comment; beyond it the file is no table or return
LONGEST_NAME = 1_000  # characters of a tag with its namespace; a return's have under a hundred
MOST_NAMES = 1_000  # different tags and attributes; a return has about a hundred
MOST_ELEMENTS = 10_000_000  # a year of the largest authority has about half a million
DEEPEST = 50  # elements within elements; a return has seven levels


def refusal(path: Path, why: str) -> DataProblem:
    """What is said of an input that cannot be read, or passes a limit."""
    return DataProblem(f"{path.name} {why}{'' if why.endswith('?') else '.'} Nothing was loaded.")


def _status(path: Path) -> os.stat_result:
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        raise DataProblem(
            f"{path} is not there or cannot be read ({said}): give its path. Nothing was loaded."
        ) from error
    if not os.access(path, os.R_OK):
        raise DataProblem(f"{path} cannot be read: ask its owner for the right to read it. Nothing was loaded.")
    return found


def check_file(path: Path) -> None:
    """Refuse what cannot be read, is no regular file (a pipe or a device may never end) or is too large."""
    status = _status(path)
    if not stat.S_ISREG(status.st_mode):
        raise refusal(path, "is not a file but a folder, a pipe or a device: save what it holds as a file")
    if status.st_size > LARGEST_FILE:
        raise refusal(
            path,
            f"has {status.st_size:,} bytes; at most {LARGEST_FILE:,} are read: is it the right file? If it is, split "
            "it by year",
        )


def csv_files(folder: Path) -> list[Path]:
    """The CSV files of a return, by name; a folder of too many, or with one that cannot be read, is refused."""
    with os.scandir(folder) as entries:
        names = [entry.name for entry in islice(entries, MOST_FILES + 1)]
    if len(names) > MOST_FILES:
        raise refusal(folder, f"holds more than {MOST_FILES:,} files: give the folder of one return, which has ten")
    files = [folder / name for name in sorted(names) if name.endswith(".csv")]
    for file in files:
        check_file(file)
    if (size := sum(file.stat().st_size for file in files)) > LARGEST_FILE:
        raise refusal(folder, f"has {size:,} bytes of CSV files; at most {LARGEST_FILE:,} are read")
    return files


def check_input(path: Path) -> None:
    """The same of whatever is given to be read, a file or a folder of files."""
    if stat.S_ISDIR(_status(path).st_mode):
        csv_files(path)
    else:
        check_file(path)


def check_header(path: Path, header: list[str]) -> None:
    """Refuse a header that is none, is too wide, has a name twice, or is of another kind of file."""
    named = [name for name in header if name]
    if not named or any("\0" in name for name in header):
        raise refusal(path, "has no header line: is it the right file?")
    if len(header) > MOST_COLUMNS:
        raise refusal(path, f"has {len(header):,} columns; at most {MOST_COLUMNS:,} are read: is it the right file?")
    if repeated := sorted(name for name, times in Counter(named).items() if times > 1):
        raise refusal(path, f"has the column {', '.join(repeated)[:300]} more than once")
