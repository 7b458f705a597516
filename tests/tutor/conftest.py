"""Fixtures that the tutor's test files share."""

from tests.tutor.postgres import address, postgres, server  # noqa: F401
