"""Marts to numbers: specifications -> pure fits -> results.* with the releases they rest on."""
