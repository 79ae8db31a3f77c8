"""A published build as files that need no database: `warehouse` reads and writes them, `package` describes them."""
