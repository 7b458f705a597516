"""Items with planted flaws, and how well the gates find them."""
