"""The checks that admit a quiz item; cheap ones first, a chat model last."""
