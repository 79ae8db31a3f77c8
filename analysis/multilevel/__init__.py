"""Counts in areas within authorities: Laplace maximum likelihood with random intercepts and slopes."""

from analysis.multilevel.fit import FamilyName, MultilevelFit, fit_multilevel

__all__ = ["FamilyName", "MultilevelFit", "fit_multilevel"]
