"""A study session shared by threads: what is opened is opened once, and nobody waits for more."""

import threading
from pathlib import Path

import pytest

from tests.builders import ingest_folder, write_files
from tutor import session as sessions
from tutor.session import StudySession
from tutor.settings import Settings

PATIENCE = 30.0


def opened(tmp_path: Path) -> StudySession:
    return StudySession(Settings(data=tmp_path, model="fake:words", embedding="fake:words"))


def test_who_wants_the_notebook_does_not_wait_for_the_chat_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loading, go_on = threading.Event(), threading.Event()

    def slow(*_: object) -> str:
        loading.set()
        assert go_on.wait(PATIENCE)
        return "model"

    monkeypatch.setattr(sessions, "load_chat_model", slow)
    with opened(tmp_path) as session:
        thread = threading.Thread(target=lambda: session.chat_model)
        thread.start()
        assert loading.wait(PATIENCE)
        try:
            assert session.notebook.chats() == []
            assert session.embeddings.embed_query("x")
        finally:
            go_on.set()
            thread.join(PATIENCE)
        assert not thread.is_alive()


def test_two_threads_open_one_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loading, go_on = threading.Event(), threading.Event()
    made: list[object] = []
    found: list[object] = []

    def slow(*_: object) -> object:
        loading.set()
        assert go_on.wait(PATIENCE)
        made.append(object())
        return made[-1]

    monkeypatch.setattr(sessions, "load_chat_model", slow)
    with opened(tmp_path) as session:
        threads = [
            threading.Thread(target=lambda: found.append(session.chat_model)) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        assert loading.wait(PATIENCE)
        go_on.set()
        for thread in threads:
            thread.join(PATIENCE)
    assert len(made) == 1
    assert found == made * 4


def test_what_could_not_be_opened_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> object:
        raise RuntimeError("not now")

    with opened(tmp_path) as session:
        with monkeypatch.context() as patched:
            patched.setattr(sessions, "load_chat_model", broken)
            with pytest.raises(RuntimeError):
                _model = session.chat_model
        assert session.chat_model is session.chat_model


def test_an_index_is_opened_anew_after_others_wrote_and_the_old_one_stays_usable(
    tmp_path: Path,
) -> None:
    ingest_folder(
        write_files(tmp_path / "files", {"حكمة.md": "الحكمة ضالّة المؤمن."}), tmp_path / "index"
    )
    with opened(tmp_path) as session:
        first = session.index
        assert session.index is first
        session.reopen_index()
        assert session.index is not first
        assert first.ids() == session.index.ids()
        first.close()
