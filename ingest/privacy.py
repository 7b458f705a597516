"""Switches off what libraries would tell others of what a learner reads and asks.

Called before they are imported: ONNX Runtime decides for good as it starts, LangSmith as it is
first asked. Found by watching, see `tests/test_no_network.py`.
"""

import os

SWITCHES = {
    # ONNX Runtime's wheels (1.29 and later) send model, session and device facts to Microsoft.
    "ORT_DISABLE_TELEMETRY": "1",
    # LangChain sends every prompt to LangSmith where another project's settings ask for it.
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "ANONYMIZED_TELEMETRY": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}
"""Environment names and what they are set to, whatever the user set for other programs."""


def keep_private() -> None:
    """Set the switches for this process and those that it starts."""
    os.environ.update(SWITCHES)
