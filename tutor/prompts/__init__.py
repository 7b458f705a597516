"""Prompts as prose, one file each; `tutor.prompt.render` fills them in."""
