"""What makes two copies of a published file the same file."""

import gzip
import hashlib
import io
import zlib

from ingestion.problems import DataProblem

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
GZIP_MAGIC = b"\x1f\x8b"
MAX_BYTES = 1_000_000_000
TEXT_SUFFIXES = (".csv", ".txt", ".json", ".geojson")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def plain(content: bytes, name: str) -> bytes:
    """The file itself when it was received gzipped, read no further than a gigabyte."""
    if not content.startswith(GZIP_MAGIC):
        return content
    try:
        with gzip.open(io.BytesIO(content)) as stream:
            unpacked = stream.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DataProblem(f"{name} is a damaged gzip file ({error}): fetch it again.") from error
    if len(unpacked) > MAX_BYTES:
        raise DataProblem(f"{name} unpacks to more than {MAX_BYTES:,} bytes, too many to be a table: refused.")
    return unpacked


def identity(content: bytes, name: str) -> str:
    """sha256 of the text, unpacked, without byte-order mark and carriage returns; of the bytes for other files."""
    if not name.lower().removesuffix(".gz").endswith(TEXT_SUFFIXES):
        return sha256(content)
    return sha256(plain(content, name).removeprefix(BYTE_ORDER_MARK).replace(b"\r", b""))
