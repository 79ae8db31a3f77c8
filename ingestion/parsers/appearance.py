"""What a received file is by its look, where it is not what its name says: one sentence, and what to do."""

from ingestion.identity import BYTE_ORDER_MARK
from ingestion.problems import DataProblem

WEB_PAGE = (b"<!doctype html", b"<html")
ZIP, ZIP_END = b"PK\x03\x04", b"PK\x05\x06"
IN_A_WORKBOOK = (b"xl/", b"opendocument", b"[Content_Types].xml")
BEGINNINGS: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((b"%pdf",), "it is a PDF document"),
    (WEB_PAGE, "it is a web page"),
    ((b"<",), "it is XML or a web page"),
    ((b"{", b"["), "it is JSON, such as the error message of a service"),
    ((b"version https:",), "it is a pointer of Git LFS, not the file itself"),
    ((b"\xd0\xcf\x11\xe0",), "it is a workbook in the old Excel format (.xls)"),
)
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
FIRST = 4096
AGAIN = "download it again"
AS_CSV = "save it as comma-separated UTF-8 (in Excel: CSV UTF-8), or download it again"


def _is_workbook(content: bytes) -> bool:
    return content.startswith(ZIP) and any(
        mark in content[:FIRST] or mark in content[-65536:] for mark in IN_A_WORKBOOK
    )


def _start(content: bytes) -> bytes:
    """The beginning of a text in lower case, without a mark and blanks before it."""
    return content[:FIRST].removeprefix(BYTE_ORDER_MARK).lstrip().lower()


def is_web_page(content: bytes) -> bool:
    return _start(content).startswith(WEB_PAGE)


def _other_format(content: bytes) -> str:
    """What the first bytes show; nothing for text that may be a table, or for a workbook."""
    start = _start(content)
    if not start:
        return "it is empty"
    if content.startswith(ZIP) and not _is_workbook(content):
        return "it is a zip archive, with the file perhaps inside"
    return next((said for marks, said in BEGINNINGS if start.startswith(marks)), "")


def _separator(content: bytes, header_row: int) -> str:
    """The sign between columns, where it is not a comma."""
    lines = content[: 64 * FIRST].decode("latin-1").splitlines()[header_row - 1 : header_row]
    header = lines[0] if lines else ""
    sign = max(SEPARATORS, key=header.count)
    return SEPARATORS[sign] if header.count(sign) >= 2 and header.count(sign) > header.count(",") else ""


def _other_encoding(content: bytes, encoding: str) -> str:
    """The encoding of a text, where it is surely not the declared one."""
    if "16" in encoding:
        return ""
    if content.startswith(UTF_16) or content[:FIRST].count(b"\0") > len(content[:FIRST]) // 4:
        return "UTF-16"
    is_unicode = encoding.lower().replace("_", "-") in {"utf-8", "utf8", "utf-8-sig"}
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252 or another encoding of one byte a letter" if is_unicode else ""
    return "" if is_unicode or content.isascii() else "UTF-8"


def refuse_other_than_csv(content: bytes, encoding: str, header_row: int) -> None:
    """Refuse what is no comma-separated text in the declared encoding, and say what it looks like."""
    if found := _other_format(content):
        raise DataProblem(f"{found}, where comma-separated text is declared; {AGAIN}")
    if _is_workbook(content):
        raise DataProblem(f"it is a workbook, where comma-separated text is declared; {AS_CSV}")
    if found := _other_encoding(content, encoding):
        raise DataProblem(
            f"it is text in {found}, where {encoding} is declared; {AS_CSV}; if the publisher now issues it so, write "
            "that as `encoding:` of the source"
        )
    if found := _separator(content, header_row):
        raise DataProblem(f"its columns are separated by {found}, not by commas; {AS_CSV}")


def refuse_other_than_workbook(content: bytes) -> None:
    """Refuse what is no workbook, or only the beginning of one."""
    if found := _other_format(content):
        raise DataProblem(f"{found}, where a workbook (xlsx or ods) is declared; {AGAIN}")
    if not _is_workbook(content):
        raise DataProblem(f"it is text, where a workbook (xlsx or ods) is declared; {AGAIN}")
    if ZIP_END not in content[-65_557:]:
        raise DataProblem(f"it is the beginning of a workbook and was cut short; {AGAIN}")
