"""A drafted release as the YAML to paste, and what to know before pasting it."""

from pathlib import PurePosixPath

from ingestion.headers import entry_line
from ingestion.updates.draft import Draft, Found


def _member(found: Found, draft: Draft) -> str:
    """One member: what was declared of the last, such as its sheet, under the new name, hash and path in a mirror."""
    name = PurePosixPath(found.name.removesuffix(".gz")).name
    entry = found.member.model_dump(exclude_defaults=True, exclude={"mirror"})
    entry["file"] = f"data/{name}" if draft.fetch == "ees_release" else found.name.removesuffix(".gz")
    entry["sha256"] = found.sha256
    if draft.offer.mirror and found.name != name:
        entry["mirror"] = found.name
    return f"      {entry_line(found.table, entry)}".replace(", sha256:", ",\n        sha256:")


def yaml_of(draft: Draft) -> str:
    """The item to add under `releases:`."""
    lines = [f"  - vintage: {draft.vintage}", "    published_on:                      # as the publisher's page says"]
    lines.append(f"    url: {draft.offer.url}" if draft.offer.url else "    url:")
    if draft.fetch != "file":
        lines.append(f"    fetch: {draft.fetch}")
    if draft.offer.mirror:
        lines.append(f"    mirror: {draft.offer.mirror}")
    return "\n".join([*lines, "    members:", *(_member(found, draft) for found in draft.found)])


def notes_of(draft: Draft) -> list[str]:
    """What was matched by likeness, what changed in headers with the lines to paste, and what was not found."""
    notes = [
        f"{found.table}: {found.name} was {PurePosixPath(found.member.file).name}, matched by likeness: look at it"
        for found in draft.found
        if found.is_renamed
    ]
    for found in draft.found:
        if found.changes:
            lines = "\n".join(f"  {line}" for line in found.changes.lines)
            notes.append(f"{found.table}: headers changed; under its `columns:` write\n{lines}")
        rows = draft.source.table(found.table).rows
        if not rows.min <= found.rows_count <= rows.max:
            notes.append(
                f"{found.table}: {found.rows_count:,} rows, declared {rows.min:,} to {rows.max:,}: widen `rows:`"
            )
    return [*notes, *(f"no file found for {missing}" for missing in draft.missing)]
