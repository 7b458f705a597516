"""Mock exams: drawn from a bank by a blueprint, sat against a clock, reported by domain."""
