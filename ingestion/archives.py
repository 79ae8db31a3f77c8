"""Members of a zip archive, read in memory: nothing is unpacked to disk, so no path can escape."""

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from ingestion.identity import MAX_BYTES
from ingestion.problems import DataProblem

MAX_RATIO = 200


def read_member(archive: bytes, name: str, origin: str) -> bytes:
    """One file of an archive; refuses bombs, encrypted members and broken archives."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            if name not in opened.namelist():
                held = ", ".join(sorted(opened.namelist())[:60])
                raise DataProblem(
                    f"{origin} has no member {name}. It holds: {held}. "
                    "If the file was renamed, correct `file:` in the registry."
                )
            info = opened.getinfo(name)
            if info.file_size > MAX_BYTES or info.file_size > MAX_RATIO * max(info.compress_size, 1):
                raise DataProblem(
                    f"{origin}: {name} would unpack to {info.file_size:,} bytes, too many to be a table. It was left "
                    "packed: look at the archive, and correct `url:` or `file:` in the registry."
                )
            with opened.open(info) as stream:
                return stream.read(info.file_size)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise DataProblem(
            f"{origin}: {name} cannot be read from the zip archive ({error}): it is damaged or encrypted. "
            "Fetch it again."
        ) from error


def member_names(archive: bytes, origin: str) -> list[str]:
    """The files of an archive; a name that climbs out of it, or starts at the root, is not one of them."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            names = [info.filename for info in opened.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, EOFError, OSError, ValueError) as error:
        raise DataProblem(f"{origin} is not a readable zip archive ({error}): fetch it again.") from error
    return [name for name in names if not PurePosixPath(name).is_absolute() and ".." not in PurePosixPath(name).parts]
