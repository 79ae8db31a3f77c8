"""A drafted release as the YAML to paste, and what to know before pasting it.

What is unsure is a comment: pasted as it stands, the entry declares what is certain and nothing else.
"""

from pathlib import PurePosixPath

from ingestion.headers import entry_line
from ingestion.updates.comparison import Found
from ingestion.updates.draft import Draft


def _file_of(found: Found, draft: Draft) -> tuple[str, str]:
    """The name of a file in the registry and in a folder of files, unpacked where it came gzipped."""
    name = PurePosixPath(found.name.removesuffix(".gz")).name
    return (f"data/{name}" if draft.fetch == "ees_release" else found.name.removesuffix(".gz")), name


def _member(found: Found, draft: Draft) -> str:
    """One member: what was declared of the last, such as its sheet, under the new name, hash and path in a mirror."""
    file, name = _file_of(found, draft)
    entry = found.member.model_dump(exclude_defaults=True, exclude={"mirror", "unlike_others"})
    entry["file"] = file
    entry["sha256"] = found.sha256
    if draft.candidates.mirror and found.name != name:
        entry["mirror"] = found.name
    line = entry_line(found.table, entry)
    if found.look:
        return f"      # unsure: {found.look}\n      # {line}"
    return f"      {line}".replace(", sha256:", ",\n        sha256:")


def yaml_of(draft: Draft) -> str:
    """The item to add under `releases:`, with the tables that have no file and the files that no table has."""
    lines = [f"  - vintage: {draft.vintage}", "    published_on:                      # as the publisher's page says"]
    lines.append(f"    url: {draft.candidates.url}" if draft.candidates.url else "    url:")
    if not draft.candidates.url:
        lines.append("    note: The address of these files is not known.")
    if draft.fetch != "file":
        lines.append(f"    fetch: {draft.fetch}")
    if draft.candidates.mirror:
        lines.append(f"    mirror: {draft.candidates.mirror}")
    lines += ["    members:", *(_member(found, draft) for found in draft.found)]
    lines += [f"      # not published in this release: {table}" for table in draft.missing]
    lines += [f"      # not used: {name}" for name in draft.unused]
    return "\n".join(lines)


def _lines_of(found: Found) -> list[str]:
    """The header lines of one file; all of them comments where it is not certain that the file is the table's."""
    return [f"# {line}" if found.look and not line.startswith("#") else line for line in found.changes.to_paste]


def notes_of(draft: Draft) -> list[str]:
    """What changed in headers with the lines to paste, and files of more or fewer rows than declared."""
    notes = []
    for found in draft.found:
        if found.changes:
            lines = "\n".join(f"  {line}" for line in _lines_of(found))
            notes.append(f"{found.table}: headers changed; under its `columns:` write\n{lines}")
        rows = draft.source.table(found.table).rows
        if not rows.min <= found.rows_count <= rows.max:
            notes.append(
                f"{found.table}: {found.rows_count:,} rows, declared {rows.min:,} to {rows.max:,}: widen `rows:`"
            )
    return notes
