"""What assessments find together: classes of demand, combinations of factors, and the plans that follow."""
