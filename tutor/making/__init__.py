"""How items are made: facts found, distractors chosen, each kind of item put together."""
