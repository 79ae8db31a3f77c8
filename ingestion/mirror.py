"""A local folder of published files, and what its manifest says of each."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, TypeAdapter, ValidationError

from ingestion.identity import identity, sha256
from ingestion.problems import DataProblem


class _Line(BaseModel):
    """What is read of a manifest's entry; what else it says is for people."""

    path: str
    sha256: str
    kind: str
    rows: int | None = None


MANIFEST = TypeAdapter(list[_Line])


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a manifest. Only a kind that begins with `genuine` is a published file."""

    sha256: str
    kind: str
    rows: int | None

    @property
    def is_published(self) -> bool:
        return self.kind.startswith("genuine")

    @property
    def is_synthetic(self) -> bool:
        return self.kind.startswith("synthetic")


class Mirror:
    """Files by their path inside the folder, never outside it."""

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            raise DataProblem(f"{root} is not a folder: give MIRROR= the folder that holds MANIFEST.json.")
        self.root = root.resolve()
        self.listed = self._manifest()

    def _manifest(self) -> dict[str, Listed]:
        path = self.root / "MANIFEST.json"
        if not path.exists():
            return {}
        try:
            lines = MANIFEST.validate_json(path.read_bytes())
        except ValidationError as error:
            fault = error.errors()[0]
            place = ".".join(map(str, fault["loc"])) or "its start"
            raise DataProblem(
                f"{path} cannot be read, at {place}: {fault['msg']}. It must be a JSON list that gives path, sha256 "
                "and kind of each file: copy the mirror again, or correct it."
            ) from error
        return {line.path: Listed(sha256=line.sha256, kind=line.kind, rows=line.rows) for line in lines}

    def read(self, path: str) -> bytes:
        """The bytes of one file, checked against the manifest where that lists it.

        Compared as the registry compares: by its bytes, or as text whatever its line ends and byte-order mark.
        """
        found = (self.root / path).resolve()
        if not found.is_relative_to(self.root):
            raise DataProblem(
                f"The registry names {path}, which lies outside the mirror {self.root}: correct `mirror:` in its entry."
            )
        if not found.is_file():
            raise DataProblem(f"{path} is not in the mirror {self.root}: add the file, or refresh without MIRROR=.")
        content = found.read_bytes()
        listed = self.listed.get(path)
        if listed and listed.sha256 not in {sha256(content), identity(content, path)}:
            raise DataProblem(
                f"{path} in the mirror {self.root} is not the file its MANIFEST.json lists: the copy is damaged. "
                "Copy it again, or refresh without MIRROR=."
            )
        return content
