"""Asking over an OpenAI-compatible server, however it behaves: a right answer, or one clear error
with a remedy, in a bounded time; never a part of an answer as the whole; never the key."""

import json
import logging
import math
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage

from ingest.errors import HikmaError, ModelUnavailable
from ingest.index import Index
from ingest.weights import locate
from tests.builders import fake_index, heed_ctrl_c
from tests.servers import KEY, Answer, Call, Stub, llama_server, server_parts_missing
from tutor import answers
from tutor.ask import Ask, Token, ask
from tutor.chat_models import load_chat_model, log_odds, reply_text, stream_text
from tutor.errors import ReplyUnusable
from tutor.llama_engine import Cancelled, Usage
from tutor.settings import ChatSettings, Settings

FILES = {
    "en.md": "# Spot\n\nSpot training can use checkpoints. A Spot instance may be interrupted.",
    "zh.txt": "数据漂移指输入数据的分布发生了变化。监控任务每小时运行一次。",
    "ar.txt": "انجرافُ البياناتِ هو تغيّرُ توزيعِ المدخلات. تعمل المراقبة كل ٦٠ دقيقة.",
}
QUESTION = "Can Spot training use checkpoints?"
QUOTE = "Spot training can use checkpoints."
MODEL = "openai:stub"
QUICK = ChatSettings(timeout=30, retries=2, total=60)
SILENCE = 1.5
"""Seconds: far more than the stub needs to answer, if it means to."""
SETTINGS = Settings(model=MODEL, embedding="fake:words", chat=QUICK)
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return fake_index(tmp_path_factory.mktemp("server"), FILES)


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The learner's key; and proxies, which have no business with this machine."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.delenv("OPENAI_API_BASE", raising=False)
    for name in PROXIES:
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    """A stub and the chat model that reaches it."""

    @contextmanager
    def start(answer: Answer, limits: ChatSettings = QUICK) -> Iterator[tuple[Stub, BaseChatModel]]:
        with Stub(answer) as stub:
            monkeypatch.setenv("OPENAI_BASE_URL", stub.url)
            yield stub, load_chat_model(MODEL, (), limits)

    return start


def examines(call: Call) -> bool:
    """True for the question whether a passage answers, False for the request to write."""
    return "Yes or No" in call.body["messages"][-1]["content"]


def holds(call: Call) -> str:
    """A sensible model's word on a passage: the question names what it must speak of."""
    return "Yes" if "checkpoints." in call.prompt else "No"


def good(call: Call) -> None:
    """A server that does all it should but gives no log-probabilities."""
    call.say(holds(call) if examines(call) else f"[1] {QUOTE}")


def writing(answer: Answer) -> Answer:
    """Good while it examines; `answer` decides how it writes."""
    return lambda call: good(call) if examines(call) else answer(call)


def given(model: BaseChatModel, index: Index, question: str = QUESTION) -> answers.Answer:
    *tokens, last = ask(Ask(question), index, model, SETTINGS)
    assert all(isinstance(token, Token) for token in tokens)
    assert isinstance(last, answers.Answer)
    return last


def is_right(answer: answers.Answer, index: Index) -> None:
    assert answer.answer == f"{QUOTE} [1]"
    assert answer.grounding == "grounded"
    (citation,) = answer.citations
    text = index.document(citation.document).text
    assert text[citation.start : citation.end] == citation.quote == QUOTE


# A right answer


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        (QUESTION, QUOTE),
        ("数据漂移是什么变化？", "数据漂移指输入数据的分布发生了变化。"),
        ("ما هو انجراف البيانات في توزيع المدخلات؟", "انجرافُ البياناتِ هو تغيّرُ توزيعِ المدخلات."),
    ],
)
def test_a_good_server_answers_in_each_language_with_verbatim_quotes(
    served, index: Index, question: str, quote: str
) -> None:
    def answer(call: Call) -> None:
        asked = call.body["messages"][1]["content"]
        call.say("Yes" if quote in asked else "No") if examines(call) else call.say(f"[1] {quote}")

    with served(answer) as (stub, model):
        found = given(model, index, question)
        assert [c.quote for c in found.citations] == [quote]
        assert {call.headers["Authorization"] for call in stub.calls} == {f"Bearer {KEY}"}
        assert not any(KEY in json.dumps(call.body) for call in stub.calls)


def test_a_server_that_says_no_to_every_passage_gives_an_honest_decline(
    served, index: Index
) -> None:
    with served(lambda call: call.say("No.")) as (_, model):
        assert given(model, index, "Who won the 1930 World Cup?").declined


def once(first: Answer) -> Answer:
    """`first` for the first request, then a good server."""
    return lambda call: first(call) if call.number == 1 else good(call)


PASSING_FAULTS: dict[str, Answer] = {
    "429": lambda call: call.error(429, "slow down"),
    "429 with Retry-After": lambda call: call.error(429, "slow down", Retry_After="1"),
    "429 with a date long past": lambda call: call.error(
        429, "slow down", Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"
    ),
    "429 with nonsense": lambda call: call.error(429, "slow down", Retry_After="soon"),
    "500": lambda call: call.error(500, "out of memory"),
    "503 in HTML": lambda call: call.send(b"<html>Bad gateway", status=503, kind="text/html"),
    "connection cut before a word": lambda call: call.cut(),
}


@pytest.mark.parametrize("fault", PASSING_FAULTS)
def test_a_fault_that_passes_is_tried_again(served, index: Index, fault: str) -> None:
    with served(once(PASSING_FAULTS[fault])) as (_, model):
        is_right(given(model, index), index)


def test_the_time_that_the_server_asks_for_is_waited(served) -> None:
    came: list[float] = []

    def answer(call: Call) -> None:
        came.append(time.monotonic())
        once(PASSING_FAULTS["429 with Retry-After"])(call)

    with served(answer) as (_, model):
        reply_text(model, [HumanMessage("Hello")], usage=Usage())
    assert came[1] - came[0] >= 1


# One clear error


def stalls(call: Call) -> None:
    """Begins, and then says nothing more."""
    call.begin()
    call.chunk({"content": "[1] Spot training "})
    call.over.wait(60)


def trickles_comments(call: Call) -> None:
    """Keeps the connection alive and never says a word: a read from the socket never times out."""
    call.begin()
    while not call.over.wait(0.1):
        call.raw(b": still here\n\n")


def is_cut(call: Call) -> None:
    call.begin()
    call.chunk({"content": "[1] Spot training can"})
    call.cut()


def ends_early(call: Call) -> None:
    """The connection ends in good order, the reply does not."""
    call.begin()
    call.chunk({"content": "[1] Spot training can"})


def error_in_the_stream(call: Call) -> None:
    call.begin()
    call.chunk({"content": "[1] Spot"})
    call.line('{"error": {"message": "CUDA out of memory", "code": 500}}')


def bad_bytes(call: Call) -> None:
    call.begin()
    call.raw(b'data: {"choices": [{"delta": {"content": "\xff\xfe\x80"}}]}\n\n')


def raw(data: bytes, kind: str = "application/json") -> Answer:
    return lambda call: call.send(data, kind=kind)


TOOL = {"tool_calls": [{"index": 0, "id": "1", "type": "function",
                        "function": {"name": "search", "arguments": "{}"}}]}  # fmt: skip
BAD_WRITERS: dict[str, tuple[Answer, str]] = {
    "stalls in the middle": (stalls, "said nothing for 1.5 seconds"),
    "keeps alive without a word": (trickles_comments, "said nothing for 1.5 seconds"),
    "cut in the middle": (is_cut, "broke"),
    "ends early": (ends_early, "broke off in the middle"),
    "stopped by length": (lambda call: call.say("[1] Spot training can", reason="length"), "cut"),
    "withheld": (lambda call: call.say("[1] Spot", reason="content_filter"), "withheld"),
    "an error in the stream": (error_in_the_stream, "CUDA out of memory"),
    "bytes that are no UTF-8": (bad_bytes, "no reply of a chat model"),
    "calls a tool": (lambda call: call.say(None, reason="tool_calls", **TOOL), "calls a tool"),
    "says nothing": (lambda call: call.say(""), "is empty"),
    "thinks and never answers": (lambda call: call.say("<think>Let me see, [1] …"), "is empty"),
    "goes in circles": (lambda call: call.say("[1] And so on. " * 2000), "to an end"),
    "not JSON": (raw(b"I am a teapot", "text/plain"), ""),
    "a page of HTML": (raw(b"<html><body>Log in</body></html>", "text/html"), ""),
    "a stream of what is not JSON": (raw(b"data: teapot\n\n", "text/event-stream"), "no reply"),
    "null": (raw(b"data: null\n\n", "text/event-stream"), ""),
    "a wrong schema": (raw(b'data: {"choices": [{"text": 1}]}\n\n', "text/event-stream"), ""),
}


@pytest.mark.parametrize("fault", BAD_WRITERS)
def test_a_reply_that_is_not_whole_is_no_answer(served, index: Index, fault: str) -> None:
    answer, words = BAD_WRITERS[fault]
    limits = QUICK.model_copy(update={"timeout": SILENCE})
    with served(writing(answer), limits) as (_, model):
        seen: list[object] = []
        with pytest.raises((ModelUnavailable, ReplyUnusable)) as caught:
            seen.extend(ask(Ask(QUESTION), index, model, SETTINGS))
    assert not any(isinstance(event, answers.Answer) for event in seen)
    assert words in caught.value.message
    assert caught.value.hint


def hangs(call: Call) -> None:
    """Says nothing until the test is over: whoever waits for it does not get there."""
    call.over.wait(60)


def late(call: Call) -> None:
    call.over.wait(SILENCE + 1)
    good(call)


BAD_EXAMINERS: dict[str, tuple[Answer, str]] = {
    "never answers": (hangs, "said nothing for 1.5 seconds"),
    "answers after the time": (late, "said nothing for 1.5 seconds"),
    "429 always": (lambda call: call.error(429, "quota used up"), "quota used up"),
    "429 for an hour": (
        lambda call: call.error(429, "later", Retry_After="3600"),
        "asks to wait 3600 seconds",
    ),
    "500 always": (lambda call: call.error(500, "out of memory"), "out of memory"),
    "404": (lambda call: call.error(404, "no model 'stub'"), "no model 'stub'"),
    "405 in HTML": (lambda call: call.send(b"<html>No", status=405, kind="text/html"), "405"),
    "not JSON": (raw(b"I am a teapot", "text/plain"), "no reply of a chat model"),
    "broken JSON": (raw(b'{"choices": [{"mess'), "no reply of a chat model"),
    "a page of HTML": (raw(b"<html><body>Log in</body></html>", "text/html"), "no reply of a"),
    "bytes that are no UTF-8": (raw(b'{"choices": "\xff\xfe"}'), "no reply of a chat model"),
    "no choices": (lambda call: call.json({"choices": []}), "no reply of a chat model"),
    "null choices": (lambda call: call.json({"choices": None}), "no reply of a chat model"),
    "a wrong schema": (lambda call: call.json({"text": "Yes"}), "no reply of a chat model"),
    "a list": (lambda call: call.json(["Yes"]), "no reply of a chat model"),
    "an error with status 200": (
        lambda call: call.json({"error": {"message": "no such model"}}),
        "no such model",
    ),
    "null content": (lambda call: call.say(None), "is empty"),
    "a tool instead of text": (lambda call: call.say(None, reason="tool_calls", **TOOL), "tool"),
    "half the body": (lambda call: call.send(b'{"choices"', length=500), "broke"),
    "control signs in its words": (lambda call: call.error(400, "\x1b[31mred\u202e"), "red"),
}


@pytest.mark.parametrize("fault", BAD_EXAMINERS)
def test_a_server_that_cannot_be_asked_gives_one_clear_error(
    served, index: Index, fault: str
) -> None:
    answer, words = BAD_EXAMINERS[fault]
    limits = ChatSettings(timeout=SILENCE, retries=1, total=20)
    faults = pytest.raises((ModelUnavailable, ReplyUnusable))
    with served(answer, limits) as (stub, model), faults as caught:
        given(model, index)
    message = caught.value.message
    assert words in message
    assert message.isprintable()
    assert len(message) < 400
    assert caught.value.hint
    assert stub.url in message or "reply" in message
    assert len(stub.calls) <= 4


def test_what_is_tried_again_ends_with_the_time_for_the_whole(served, index: Index) -> None:
    limits = ChatSettings(timeout=5, retries=10, total=1)
    failed = pytest.raises(ModelUnavailable, match="failed")
    with served(BAD_EXAMINERS["500 always"][0], limits) as (stub, model), failed:
        given(model, index)
    assert len(stub.calls) < 5


def test_a_reply_that_never_ends_is_ended_by_the_time_for_the_whole(served) -> None:
    def dribbles(call: Call) -> None:
        call.begin()
        while not call.over.wait(0.1):
            call.chunk({"content": "…"})

    limits = ChatSettings(timeout=30, total=1)
    ended = pytest.raises(ModelUnavailable, match="did not finish its reply within 1 seconds")
    with served(dribbles, limits) as (_, model), ended:
        list(stream_text(model, [HumanMessage("?")], usage=Usage()))


def test_a_server_that_is_not_there_is_named_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, index: Index
) -> None:
    with Stub(good) as stub:
        gone = stub.url
    monkeypatch.setenv("OPENAI_BASE_URL", gone)
    model = load_chat_model(MODEL, (), QUICK)
    with pytest.raises(ModelUnavailable, match="cannot be reached") as caught:
        given(model, index)
    assert gone in caught.value.message
    assert "OPENAI_BASE_URL" in caught.value.hint


# The key


def test_a_key_that_the_server_repeats_is_neither_shown_nor_logged(
    served, index: Index, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for status in (401, 403, 400, 429, 500):
        with served(
            lambda call, status=status: call.error(status, f"bad key {KEY} (Bearer {KEY})"),
            ChatSettings(timeout=30, retries=0),
        ) as (_, model):
            with pytest.raises(ModelUnavailable) as caught:
                given(model, index)
            logging.getLogger("hikma").error("it failed", exc_info=caught.value)
            shown = "".join(traceback.format_exception(caught.value))
            assert KEY not in json.dumps(caught.value.as_record()) + shown + repr(model)
            if status < 404 and status != 400:
                assert "OPENAI_API_KEY" in caught.value.hint
    assert KEY not in caplog.text


def test_a_redirection_to_another_host_gets_neither_key_nor_question(served, index: Index) -> None:
    with Stub(good) as elsewhere:
        other = elsewhere.url.replace("127.0.0.1", "localhost")
        where = {"Location": f"{other}/chat/completions"}
        for status in (301, 302, 307, 308):
            moves = partial(Call.send, data=b"", status=status, headers=where)
            refused = pytest.raises(ModelUnavailable, match="sends on to localhost")
            with served(moves) as (_, model), refused:
                given(model, index)
        assert elsewhere.calls == []


# Models with manners of their own


ESSAY = (
    "Great question! Let us look at this from several angles.\n\nIn machine learning, interruptions"
    " cost 42 dollars.\n\n# Conclusion\n\n- Spot training can use checkpoints.\n- In 2019 it won."
)
MANNERS: dict[str, str] = {
    "refuses": "I'm sorry, but I can't help with that.",
    "refuses in Chinese": "抱歉，我无法回答这个问题。",
    "refuses in Arabic": "عذرًا، لا أستطيع المساعدة في ذلك.",
    "writes an essay": ESSAY,
    "thinks first": "<think>\n[1] Is it Yes? The user wants 42.\n</think>\n\n" + f"[1] {QUOTE}",
    "thinks first, in capitals": f"<THINK>[2] Hm İ.</THINK>[1] {QUOTE}",
    "brackets of Chinese": f"【1】{QUOTE}",
    "full-width": f"［１］ {QUOTE}",
    "Arabic digits": f"[١] {QUOTE}",
    "at the end": f"{QUOTE} [1]",
    "a footnote": f"{QUOTE}[^1]",
    "in parentheses": f"(1) {QUOTE}",
    "superscript": f"{QUOTE}¹",
    "made up": f"[77] {QUOTE}",
    "in Markdown": f"- **[1]** {QUOTE}",
}


@pytest.mark.parametrize("manner", MANNERS)
def test_a_model_with_manners_of_its_own_still_gives_what_is_verbatim(
    served, index: Index, manner: str
) -> None:
    with served(writing(lambda call: call.say(MANNERS[manner]))) as (_, model):
        found = given(model, index)
    assert QUOTE in found.answer
    assert [citation.quote for citation in found.citations] == [QUOTE]
    for foreign in ("42", "2019", "sorry", "抱歉", "think", "Great"):
        assert foreign not in found.answer


def test_thoughts_beside_the_reply_are_no_part_of_it(served, index: Index) -> None:
    def answer(call: Call) -> None:
        said = holds(call) if examines(call) else f"[1] {QUOTE}"
        call.say(said, reasoning_content="[1] The user wants 42.", reasoning="No, no.")

    with served(answer) as (_, model):
        is_right(given(model, index), index)


def test_thoughts_whose_opening_tag_the_server_keeps_are_no_part_of_the_answer(
    served, index: Index
) -> None:
    def answer(call: Call) -> None:
        said = holds(call) if examines(call) else f"[1] {QUOTE}"
        call.say(f"No, wait. [2] It is 42.</think>\n\n{said}")

    with served(answer) as (_, model):
        is_right(given(model, index), index)
        pieces = list(stream_text(model, [HumanMessage("Write.")], usage=Usage()))
        assert "42" not in "".join(pieces)


def test_a_first_reply_that_turns_out_to_be_thoughts_is_refused_and_the_next_one_parted(
    served,
) -> None:
    with served(lambda call: call.say("It may be 42. Let us see.</think>Yes")) as (_, model):
        with pytest.raises(ReplyUnusable, match="began with what it thinks"):
            list(stream_text(model, [HumanMessage("?")], usage=Usage()))
        assert "".join(stream_text(model, [HumanMessage("?")], usage=Usage())) == "Yes"


def test_a_model_that_does_not_say_yes_or_no_is_asked_for_the_word_alone(served) -> None:
    def answer(call: Call) -> None:
        asked = call.body["messages"][-1]["content"]
        call.say("No" if "one word" in asked else "Notably, the passage speaks of Yesterday.")

    with served(answer) as (_, model):
        assert log_odds(model, [HumanMessage("?")], "Yes", "No", usage=Usage()) == -2


# Log-probabilities


def test_log_probabilities_are_used_where_the_server_gives_them(served, index: Index) -> None:
    def answer(call: Call) -> None:
        if not examines(call):
            call.say(f"[1] {QUOTE}")
        elif holds(call) == "Yes":
            call.likely({"Yes": -0.3, " yes": -1.7, "YES": -3.0, "No": -4.0, " No": -5.0, "İ": -6})
        else:
            call.likely({"The": -0.5, "No": -1.0, "▁no": -2.0})

    with served(answer) as (stub, model):
        is_right(given(model, index), index)
        asked = [call.body for call in stub.calls if examines(call)]
        assert all(body["logprobs"] and body["top_logprobs"] == 20 for body in asked)
        assert all(body["max_tokens"] == 1 for body in asked)
        usage = Usage()
        odds = log_odds(model, [HumanMessage("checkpoints. Yes or No?")], "Yes", "No", usage=usage)
        yes, no = math.exp(-0.3) + math.exp(-1.7) + math.exp(-3), math.exp(-4) + math.exp(-5)
        assert odds == pytest.approx(math.log(yes / no))
        assert (usage.prompt, usage.output) == (40, 2)


def refusing(refusal: Answer) -> Answer:
    return lambda call: refusal(call) if call.body.get("logprobs") else good(call)


REFUSALS: dict[str, Answer] = {
    "400": lambda call: call.error(400, "logprobs is not supported with this model"),
    "422": lambda call: call.json({"detail": [{"loc": ["logprobs"]}]}, status=422),
    "500": lambda call: call.error(500, "logprobs need logits_all=True"),
    "none given": lambda call: call.say("Yes"),
    "null": lambda call: call.json(
        {"choices": [{"index": 0, "message": {"role": "assistant", "content": "Y"},
                      "finish_reason": "length", "logprobs": {"content": None}}]}
    ),
}  # fmt: skip


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_server_without_log_probabilities_is_asked_for_them_only_once(
    served, index: Index, refusal: str
) -> None:
    limits = ChatSettings(timeout=30, retries=0)
    with served(refusing(REFUSALS[refusal]), limits) as (stub, model):
        is_right(given(model, index), index)
        is_right(given(model, index), index)
    assert [call.number for call in stub.calls if call.body.get("logprobs")] == [1]


def test_a_model_whose_first_token_is_a_thought_is_asked_for_words_after_two_tries(
    served, index: Index
) -> None:
    def answer(call: Call) -> None:
        if call.body.get("logprobs"):
            call.likely({"<think>": -0.01, "Okay": -5.0})
        else:
            call.say(
                f"<think>Yes or No?</think>{holds(call) if examines(call) else f'[1] {QUOTE}'}"
            )

    with served(answer) as (stub, model):
        is_right(given(model, index), index)
        is_right(given(model, index), index)
    assert sum(bool(call.body.get("logprobs")) for call in stub.calls) == 2


# Calling off


@pytest.mark.parametrize("slow", [hangs, stalls], ids=["before a word", "in the middle"])
def test_waiting_for_a_server_ends_when_the_caller_calls_it_off(served, slow: Answer) -> None:
    cancel = threading.Event()
    with served(slow, ChatSettings(timeout=60)) as (_, model):
        pieces = stream_text(model, [HumanMessage("?")], usage=Usage(), cancel=cancel)
        threading.Timer(0.3, cancel.set).start()
        with pytest.raises(Cancelled):
            list(pieces)


def test_asking_is_called_off_while_the_server_examines(served, index: Index) -> None:
    request = Ask(QUESTION)
    with served(hangs, ChatSettings(timeout=60)) as (stub, model):
        threading.Timer(0.3, request.cancel.set).start()
        with pytest.raises(Cancelled):
            list(ask(request, index, model, SETTINGS))
    assert len(stub.calls) == 1


def test_asking_is_called_off_while_the_server_writes(served, index: Index) -> None:
    request = Ask(QUESTION)

    def stalls_and_is_called_off(call: Call) -> None:
        request.cancel.set()
        stalls(call)

    limits = ChatSettings(timeout=60)
    with served(writing(stalls_and_is_called_off), limits) as (_, model), pytest.raises(Cancelled):
        list(ask(request, index, model, SETTINGS))


def test_the_time_a_server_asks_us_to_wait_is_called_off_too(served, index: Index) -> None:
    request = Ask(QUESTION)
    busy = PASSING_FAULTS["429 with Retry-After"]
    with served(busy, ChatSettings(retries=9)) as (stub, model):
        threading.Timer(0.3, request.cancel.set).start()
        with pytest.raises(Cancelled):
            list(ask(request, index, model, SETTINGS))
    assert len(stub.calls) == 1


def test_a_stream_that_nobody_reads_on_is_closed(served) -> None:
    def writes_on(call: Call) -> None:
        call.begin()
        while not call.over.wait(0.01):
            call.chunk({"content": "word "})

    with served(writes_on) as (stub, model):
        pieces = stream_text(model, [HumanMessage("?")], usage=Usage())
        next(pieces)
        pieces.close()
        assert stub.gone.wait(5), "the server went on writing"


def test_ctrl_c_ends_the_command_while_a_server_is_waited_for(tmp_path: Path) -> None:
    fake_index(tmp_path, FILES)
    asked = threading.Event()

    def hangs_and_tells(call: Call) -> None:
        asked.set()
        hangs(call)

    with Stub(hangs_and_tells) as stub:
        environment = {name: v for name, v in os.environ.items() if not name.startswith("HIKMA_")}
        environment |= {
            "HIKMA_DATA": str(tmp_path),
            "HIKMA_EMBEDDING": "fake:words",
            "OPENAI_BASE_URL": stub.url,
        }
        command = [
            sys.executable,
            "-m",
            "app.cli.main",
            "ask",
            QUESTION,
            "--model",
            MODEL,
            "--json",
        ]
        process = subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=heed_ctrl_c,
        )
        assert asked.wait(60), process.communicate(timeout=5)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert json.loads(out)["error"]["type"] == "Interrupted"
    assert b"Traceback" not in err


# The real server


@pytest.mark.models
def test_the_server_of_llama_cpp_python_answers_or_declines_with_verbatim_quotes(
    index: Index, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, real_settings: Settings
) -> None:
    if missing := server_parts_missing():
        pytest.skip(f"needs llama-cpp-python[server]; not installed: {', '.join(missing)}")
    path = locate("smollm2-135m-instruct", real_settings.model_roots)
    (file,) = path.glob("*.gguf")
    # One thread: several wait for each other without end where other processes want the cores.
    threads = {"n_threads": "1", "n_threads_batch": "1"}
    with llama_server(file, tmp_path / "log", n_ctx="1024", **threads) as url:
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        model = load_chat_model("openai:smollm2", (), ChatSettings(timeout=60))
        for question in (QUESTION, "数据漂移是什么变化？"):
            found = given(model, index, question)
            assert found.declined == (not found.citations)
            for citation in found.citations:
                text = index.document(citation.document).text
                assert text[citation.start : citation.end] == citation.quote
        assert found.tokens.prompt > 0
        monkeypatch.setenv("OPENAI_API_KEY", "another-key")
        with pytest.raises(HikmaError, match="refuses the key"):
            given(load_chat_model("openai:smollm2", (), QUICK), index)
