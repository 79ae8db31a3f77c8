"""The ledger of claims: what the research said, and what this build can say to it, by rules set beforehand."""
