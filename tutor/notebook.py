"""Stub until the quiz step."""
from pathlib import Path


class Notebook:
    @classmethod
    def open(cls, folder: Path) -> "Notebook":
        return cls()

    def close(self) -> None:
        pass
