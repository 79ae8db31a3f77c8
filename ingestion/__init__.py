"""Published files to text tables: registry -> fetch -> parse -> check -> load -> publish."""
