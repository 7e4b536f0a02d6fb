"""What is kept: figures, evidence, decisions and who did what. Rows are added, never changed."""
