"""An authority's own records, on its own machine: read -> judge -> place -> pseudonymise -> private warehouse.

Nothing is lost without being counted: what is read is accepted or goes to quarantine with its line and reason.
"""
