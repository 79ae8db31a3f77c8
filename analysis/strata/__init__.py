"""Gradients of groups of children and of stages, compared with the covariance between them."""
