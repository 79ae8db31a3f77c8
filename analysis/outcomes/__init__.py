"""What becomes of children: referred again, planned for again, and how long need and plans last."""
