"""Measures of answers: runs questions with known answers, keeps records, reports; never asserts."""
