"""Judges of claims: is what a claim says in the words it cites? Each says who it is."""
