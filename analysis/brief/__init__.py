"""The area brief: one authority on two pages of A4, in one file that needs nothing else. Facts -> charts -> page."""
