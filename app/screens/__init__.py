"""The screens of the browser app: one file a screen, each with `show()`."""
