"""The tables of schema results, as data: each column is described once, each table lists its columns.

A column that two topics share is declared by the first of them.
"""

from analysis.result_tables import claims, demand, drawing, gradients, outcomes, public_record, strata
from analysis.result_tables.declare import Column, Table

TOPICS = (gradients, drawing, strata, outcomes, demand, public_record, claims)

COLUMNS: dict[str, Column] = {name: column for topic in TOPICS for name, column in topic.COLUMNS.items()}
TABLES: dict[str, Table] = {name: table for topic in TOPICS for name, table in topic.TABLES.items()}

__all__ = ["COLUMNS", "TABLES", "Column", "Table"]
