"""From a question to a cited answer; from passages to graded practice."""
