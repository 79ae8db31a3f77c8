"""Figures as tables of words: every cell is text, the index names the row."""
