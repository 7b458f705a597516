"""Chat models by `provider:name`: what cannot be loaded or asked says so with a remedy, and no key
is shown; any model of LangChain's can be asked."""

import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.exceptions import OutputParserException
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import RunnableLambda
from pydantic import BaseModel, Field, SecretStr

from ingest.errors import ModelUnavailable, PackageMissing, SettingsError
from tests.servers import KEY
from tutor import chat_faults, odds
from tutor.chat_models import load_chat_model, log_odds, reply_text, stream_text, translated_faults
from tutor.errors import ReplyUnusable
from tutor.fake_chat import FakeChatModel
from tutor.llama_engine import Cancelled, Usage
from tutor.replies import Thoughts, check_end
from tutor.served_chat import ServedChatModel
from tutor.settings import ChatSettings

ASKED = [HumanMessage("Does it? Answer Yes or No.")]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_BASE", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


class Provider(BaseChatModel):
    """A provider that Hikma does not know: says `texts` one after the other, or raises."""

    texts: list[str | Exception] = Field(default_factory=list)
    reason: str = ""
    api_key: SecretStr = SecretStr("xyz-of-the-provider")
    asked: list[dict[str, Any]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "unknown"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        self.asked.append(kwargs)
        text = self.texts.pop(0)
        if isinstance(text, Exception):
            raise text
        metadata = {"stop_reason": self.reason} if self.reason else {}
        message = AIMessage(content=text, response_metadata=metadata)
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self.asked.append(kwargs)
        for text in self.texts:
            if isinstance(text, Exception):
                raise text
            yield ChatGenerationChunk(message=AIMessageChunk(content=text))


def provider(*texts: str | Exception, **fields: Any) -> Provider:
    return Provider(texts=list(texts), **fields)


def wrapped(inner: BaseChatModel, **limits: Any) -> ServedChatModel:
    return ServedChatModel(inner=inner, spec="unknown:it", limits=ChatSettings(**limits))


# Loading


@pytest.mark.parametrize("spec", ["", "openai", "openai:", ":gpt", "قلم"])
def test_what_names_no_model_is_refused_with_an_example(spec: str) -> None:
    with pytest.raises(SettingsError, match="does not name") as caught:
        load_chat_model(spec, (), ChatSettings())
    assert "provider:name" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "value", "words", "remedy"),
    [
        ("OPENAI_API_KEY", "", "OPENAI_API_KEY is not set", "your key for https://api.openai.com"),
        ("OPENAI_API_KEY", f"{KEY}\n", "a sign that no key has", "to the key alone"),
        ("OPENAI_API_KEY", f"“{KEY}”", "a sign that no key has", "to the key alone"),
        ("OPENAI_API_KEY", "مفتاح", "a sign that no key has", "to the key alone"),
        ("OPENAI_BASE_URL", "localhost:8000/v1", "OPENAI_BASE_URL is no address", "http://127"),
        ("OPENAI_API_BASE", "ftp://x/v1", "OPENAI_API_BASE is no address", "export OPENAI_API_BA"),
    ],
)
def test_a_wrong_key_or_address_is_named_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str, remedy: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=words) as caught:
        load_chat_model("openai:m", (), ChatSettings())
    assert remedy in caught.value.hint
    assert KEY not in str(caught.value.as_record())


def test_a_server_of_ones_own_needs_some_word_for_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:8000/v1")
    with pytest.raises(SettingsError) as caught:
        load_chat_model("openai:m", (), ChatSettings())
    assert "export OPENAI_API_KEY=none" in caught.value.hint


def test_a_missing_package_is_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openai", None)
    with pytest.raises(PackageMissing) as caught:
        load_chat_model("openai:m", (), ChatSettings())
    assert caught.value.hint == "Run: pip install langchain-openai"
    with pytest.raises(PackageMissing, match="anthropic"):
        load_chat_model("anthropic:m", (), ChatSettings())


def test_an_unknown_provider_is_refused() -> None:
    with pytest.raises(SettingsError, match="nonsense:m") as caught:
        load_chat_model("nonsense:m", (), ChatSettings())
    assert "NONSENSE_API_KEY" in caught.value.hint


def test_neither_key_nor_password_is_in_what_a_loaded_model_shows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://ann:her-password@example.org/v1/?token=tok")
    model = load_chat_model("openai:m", (), ChatSettings())
    assert isinstance(model, ServedChatModel)
    shown = f"{model!r} {model} {model._identifying_params} {model.inner!r}"
    assert KEY not in shown
    assert chat_faults.address_of(model.inner) == "http://example.org/v1"
    assert "her-password" not in chat_faults.as_fault(ValueError("x"), model.inner).message


def test_a_gateway_that_the_environment_names_for_another_project_is_not_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANGSMITH_GATEWAY", "http://gateway.example.org")
    monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2_not_a_key")
    model = load_chat_model("openai:m", (), ChatSettings())
    assert isinstance(model, ServedChatModel)
    assert chat_faults.address_of(model.inner) == "https://api.openai.com/v1"
    assert chat_faults.secrets_of(model.inner) >= {KEY}


# Any model of LangChain's


@pytest.mark.parametrize("wrap", [lambda model: model, wrapped], ids=["as it is", "wrapped"])
def test_any_model_can_be_asked_for_words_and_odds(wrap: Any) -> None:
    assert reply_text(wrap(provider("Hello")), ASKED, usage=Usage()) == "Hello"
    model = wrap(provider("一", "二", "ثلاثة"))
    assert list(stream_text(model, ASKED, usage=Usage())) == ["一", "二", "ثلاثة"]
    said = ["Yes."] * (2 if isinstance(model, ServedChatModel) else 1)
    assert log_odds(wrap(provider(*said)), ASKED, "Yes", "No", usage=Usage()) == 2


def test_a_provider_that_knows_no_log_probabilities_is_asked_for_them_once() -> None:
    refusal = TypeError("create() got an unexpected keyword argument 'top_logprobs'")
    inner = provider(refusal, "Yes", "No")
    model = wrapped(inner)
    assert log_odds(model, ASKED, "Yes", "No", usage=Usage()) == 2
    assert log_odds(model, ASKED, "Yes", "No", usage=Usage()) == -2
    assert [bool(options.get("logprobs")) for options in inner.asked] == [True, False, False]


def test_a_model_that_says_neither_word_twice_counts_as_even() -> None:
    model = FakeChatModel(replies=["抱歉。", "لا أستطيع."])
    assert log_odds(model, ASKED, "Yes", "No", usage=Usage()) == 0
    assert model.asked[1][-1].text == "Answer with one word only: Yes or No."


def test_what_an_unknown_provider_raises_is_told_without_its_key() -> None:
    model = provider(RuntimeError("no such deployment, key xyz-of-the-provider\x1b[2J"))
    with (
        pytest.raises(ReplyUnusable, match="no such deployment") as caught,
        translated_faults(model),
    ):
        model.invoke(ASKED)
    assert "xyz-of" not in caught.value.message
    assert caught.value.message.isprintable()
    assert caught.value.__cause__ is None, "a log of the cause would show the key"


def test_any_model_is_called_off_between_two_pieces() -> None:
    cancel = threading.Event()
    pieces = stream_text(provider("one", "two"), ASKED, usage=Usage(), cancel=cancel)
    assert next(pieces) == "one"
    cancel.set()
    with pytest.raises(Cancelled):
        next(pieces)


def test_a_provider_that_once_said_why_it_ended_must_always_say_so() -> None:
    inner = provider("Yes", reason="end_turn")
    model = wrapped(inner)
    assert reply_text(model, ASKED, usage=Usage()) == "Yes"
    inner.texts[:] = ["Half of"]
    with pytest.raises(ReplyUnusable, match="broke off"):
        list(stream_text(model, ASKED, usage=Usage()))


def test_nothing_is_begun_again_once_something_came() -> None:
    inner = provider("Half of", ConnectionResetError())
    with pytest.raises(ReplyUnusable, match="broke the connection"):
        list(stream_text(wrapped(inner), ASKED, usage=Usage()))
    assert len(inner.asked) == 1


def test_structured_output_is_the_providers_and_its_parsing_errors_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Draft(BaseModel):
        text: str

    results = [
        ConnectionRefusedError(),
        Draft(text="早停"),
        OutputParserException("no"),
        KeyError(),
    ]

    def answer(_: Any) -> Draft:
        result = results.pop(0)
        if isinstance(result, Exception):
            raise result
        return result

    monkeypatch.setattr(Provider, "with_structured_output", lambda *_, **__: RunnableLambda(answer))
    structured = wrapped(provider(), retries=1).with_structured_output(Draft)
    assert structured.invoke(ASKED) == Draft(text="早停")
    with pytest.raises(OutputParserException):
        structured.invoke(ASKED)
    with pytest.raises(ReplyUnusable):
        structured.invoke(ASKED)


# Yes or No


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Yes", 2), ("yes.", 2), (" **YES**, it does", 2), ("Answer: Yes.", 2), ("ＹＥＳ", None),
        ("No", -2), ("no, the passage…", -2), ("The answer is No", -2), ("Nо", None),
        ("Not sure", None), ("Yesterday", None), ("Nothing", None), ("", None), ("是", None),
        ("نعم", None), ("🙂", None),
    ],
)  # fmt: skip
def test_yes_and_no_are_words_and_not_beginnings_of_words(said: str, found: float | None) -> None:
    assert odds.from_words(said, "Yes", "No") == found


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"logprobs": None},
        {"logprobs": {"content": []}},
        {"logprobs": {"content": None}},
        {"logprobs": {"content": ["Yes"]}},
        {"logprobs": [-0.1]},
        {"logprobs": {"content": [{"token": "Yes"}]}},
        {"logprobs": {"content": [{"token": "Yes", "logprob": "-0.1", "top_logprobs": None}]}},
        {"logprobs": {"content": [{"token": "Yes", "logprob": float("nan")}]}},
        {"logprobs": {"content": [{"token": "Yes", "logprob": -9999.0}]}},
        {"logprobs": {"content": [{"token": None, "logprob": -1}]}},
    ],
)
def test_log_probabilities_of_an_unknown_form_are_none(metadata: dict[str, Any]) -> None:
    assert odds.from_tokens(metadata, "Yes", "No") is None
    assert not odds.offers_tokens(metadata)


def test_a_word_that_is_not_among_the_likely_ones_counts_as_the_least_of_them() -> None:
    likely = [{"token": "Yes", "logprob": -0.1}, {"token": "The", "logprob": -6.5}]
    first = {"token": "Yes", "logprob": -0.1, "top_logprobs": likely}
    assert odds.from_tokens({"logprobs": {"content": [first]}}, "Yes", "No") == pytest.approx(6.4)


# Thoughts and endings


@pytest.mark.parametrize("size", [1, 2, 7, 100])
@pytest.mark.parametrize(
    ("raw", "reply"),
    [
        ("Plain.", "Plain."),
        ("<think>a [1]</think>\n\nReply", "Reply"),
        (" \n<Thinking>İİİ</THINKING>答案", "答案"),
        ("<think></think>نعم", "نعم"),
        ("<thin ice", "<thin ice"),
        ("<", "<"),
        ("<think>never closed", ""),
        ("1 < 2 and <b>bold</b>", "1 < 2 and <b>bold</b>"),
    ],
)
def test_thoughts_are_parted_from_the_reply_however_it_comes_in_pieces(
    raw: str, reply: str, size: int
) -> None:
    thoughts = Thoughts()
    pieces = [thoughts.feed(raw[at : at + size]) for at in range(0, len(raw), size)]
    assert "".join(pieces) + thoughts.flush() == reply


def test_a_model_known_to_think_that_did_not_this_time_keeps_its_reply() -> None:
    thoughts = Thoughts(expected=True)
    assert thoughts.feed("Just a reply.") + thoughts.flush() == "Just a reply."


@pytest.mark.parametrize(
    "metadata",
    [
        {"finish_reason": "length"},
        {"finish_reason": "MAX_TOKENS"},
        {"stop_reason": "max_tokens"},
        {"done_reason": "length"},
        {"status": "incomplete"},
        {"finish_reason": "content_filter"},
        {"stop_reason": "refusal"},
    ],
)
def test_every_providers_word_for_a_reply_cut_short_is_known(metadata: dict[str, str]) -> None:
    with pytest.raises(ReplyUnusable, match=r"cut short|withheld"):
        check_end(metadata, "Spot training can", calls=False, ends_named=False)


# Faults and waiting


class Refused(Exception):
    """As httpx's `HTTPStatusError`, which some providers let through."""

    def __init__(self, status: int, after: str = "") -> None:
        super().__init__(f"status {status}")
        headers = {"retry-after": after} if after else {}
        self.response = type("Response", (), {"status_code": status, "headers": headers})()


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Refused(401), "key"),
        (Refused(403), "key"),
        (Refused(404), "refused"),
        (Refused(408), "failed"),
        (Refused(429), "limit"),
        (Refused(502), "failed"),
        (Refused(307), "moved"),
        (TimeoutError(), "silent"),
        (type("ReadTimeout", (type("TimeoutException", (Exception,), {}),), {})(), "silent"),
        (type("ConnectTimeout", (TimeoutError,), {})(), "unreachable"),
        (ConnectionRefusedError(), "unreachable"),
        (ConnectionResetError(), "broken"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), "unreadable"),
        (KeyError("choices"), "unreadable"),
    ],
)
def test_faults_of_every_provider_are_told_apart(error: Exception, kind: str) -> None:
    assert chat_faults.kind_of(error) == kind


@pytest.mark.parametrize(
    ("error", "attempt", "least", "most"),
    [
        (Refused(500), 0, 0.5, 0.5),
        (Refused(500), 3, 4, 4),
        (Refused(500), 9, 8, 8),
        (Refused(429, "7"), 0, 7, 7),
        (Refused(503, "7.5"), 0, 7.5, 7.5),
        (Refused(429, "-3"), 0, 0.5, 0.5),
        (Refused(429, "nan"), 0, 0.5, 0.5),
        (Refused(429, "٧"), 0, 7, 7),
        (Refused(429, "Sat, 99 Foo 2026"), 0, 0.5, 0.5),
    ],
)
def test_the_wait_doubles_or_is_what_the_server_asks(
    error: Exception, attempt: int, least: float, most: float
) -> None:
    wait = chat_faults.wait_before(error, attempt)
    assert wait is not None
    assert least <= wait <= most


@pytest.mark.parametrize(
    "error",
    [
        Refused(429, "31"),
        Refused(429, "inf"),
        Refused(429, "Fri, 31 Dec 9998 23:59:59 GMT"),
        Refused(400),
        Refused(401),
        TimeoutError(),
        KeyError(),
    ],
)
def test_what_does_not_pass_soon_is_not_tried_again(error: Exception) -> None:
    assert chat_faults.wait_before(error, 0) is None


def test_a_date_until_which_the_server_asks_to_wait_is_understood() -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=300), usegmt=True)
    assert 200 <= chat_faults.asked_wait(Refused(429, until)) <= 300


def test_a_key_is_blacked_out_wherever_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_PROVIDER_TOKEN", "tok-1234567")
    text = f"bad {KEY}, tok-1234567, Bearer abc.def, sk-ab***yz, none"
    shown = chat_faults.redacted(text)
    assert shown == "bad …, …, … …, none"


def test_a_providers_own_time_out_names_the_setting() -> None:
    fault = chat_faults.as_fault(TimeoutError(), provider())
    assert isinstance(fault, ModelUnavailable)
    assert fault.message == "The chat server said nothing in time."
    assert "HIKMA_CHAT__TIMEOUT" in fault.hint
