"""Items out of and into other programs; one file a format, `formats.py` names them."""
