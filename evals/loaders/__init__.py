"""Data files in the forms that people have → cases, and the texts that the cases are about."""
