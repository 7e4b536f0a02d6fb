"""Official documents: one value that says what every page holds, set as Word (.docx) and as PDF."""
