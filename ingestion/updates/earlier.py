"""The files of declared releases that are at hand, in the data directory or a mirror, to compare a new one with."""

from dataclasses import dataclass

import pyarrow as pa

from ingestion.fetch import Wanted, stored
from ingestion.identity import plain
from ingestion.mirror import Mirror
from ingestion.parsers import PARSERS, format_of, reading_of
from ingestion.paths import DataTree
from ingestion.problems import DataProblem
from ingestion.registry import Release, Source
from ingestion.trim import under_our_names, without_unused


@dataclass(frozen=True)
class EarlierFiles:
    """Where the files of declared releases may be. Stand-ins are left out: their figures are not the published ones."""

    source: Source
    tree: DataTree | None = None
    mirror: Mirror | None = None

    def _content(self, wanted: Wanted) -> tuple[str, bytes] | None:
        """The name and bytes of one declared file, as they were received."""
        landed = stored(self.tree, wanted) if self.tree else None
        if landed:
            return landed.path.name, landed.path.read_bytes()
        listed = self.mirror.listed.get(wanted.mirror_path) if self.mirror else None
        if self.mirror is None or (listed and not listed.is_published):
            return None
        try:
            return wanted.mirror_path, self.mirror.read(wanted.mirror_path)
        except DataProblem:
            return None

    def text_of(self, release: Release, name: str) -> pa.Table | None:
        """One declared file as text under our names; nothing where it is not at hand or cannot be read."""
        table, member = self.source.table(name), release.members[name]
        found = self._content(Wanted(source=self.source, release=release, table=table, member=member))
        if found is None:
            return None
        file, content = found
        headers = table.headers(release.vintage)
        try:
            form = format_of(file, self.source.parser)
            received = PARSERS[form](plain(content, file), reading_of(self.source, table, member))
        except DataProblem:
            return None
        received = without_unused(received, headers.values(), table.unused)
        present = {header.casefold() for header in received.column_names}
        if any(header.casefold() not in present for header in headers.values()):
            return None
        return under_our_names(received, headers)
