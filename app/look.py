"""How pages look: styles, fonts and direction. Text comes from `app/cards.py`.

Fonts are those of the system, each script with the names it has on Linux, macOS and Windows;
nothing is fetched. Streamlit's own few words (on its upload button) are replaced by ours here.
"""

import json

from app.beside import PANEL
from app.i18n import Tongue

_LATIN = '"Source Sans", "Segoe UI", "Helvetica Neue"'
_ARABIC = '"Noto Naskh Arabic", "Noto Sans Arabic", "Geeza Pro", "Segoe UI", Amiri'
_SIMPLIFIED = '"Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei"'
_TRADITIONAL = '"Noto Sans CJK TC", "PingFang TC", "Microsoft JhengHei"'
_JAPANESE = '"Noto Sans CJK JP", "Hiragino Sans", "Yu Gothic"'

_STYLE = f"""
div[data-testid=stMainBlockContainer] {{ max-width: 76rem; padding-top: 4.5rem; }}
div[data-testid=stBottomBlockContainer] {{ max-width: 76rem; }}
[data-testid=InputInstructions] {{ display: none; }}
.stApp {{ font-family: {_LATIN}, {_ARABIC}, {_SIMPLIFIED}, sans-serif; }}
.hikma {{ font-family: {_LATIN}, {_ARABIC}, {_SIMPLIFIED}, sans-serif;
  line-height: 1.6; overflow-wrap: anywhere; unicode-bidi: isolate; }}
.hikma:lang(zh-Hans) {{ font-family: {_LATIN}, {_SIMPLIFIED}, sans-serif; }}
.hikma:lang(zh-Hant) {{ font-family: {_LATIN}, {_TRADITIONAL}, sans-serif; }}
.hikma:lang(ja) {{ font-family: {_LATIN}, {_JAPANESE}, sans-serif; }}
.hikma[dir=rtl] {{ text-align: right; font-size: 1.06em; line-height: 1.8; }}
.hikma[dir=ltr] {{ text-align: left; }}
.hikma-label {{ color: var(--hikma-label); font-size: .8em; font-weight: 600; padding: 0 .15em; }}
.hikma-doubt {{ border-bottom: 1px dashed var(--hikma-note); }}
.hikma-note {{ color: var(--hikma-note); font-size: .8em; padding: 0 .3em; }}
.hikma-small {{ font-size: .85em; opacity: .75; }}
.hikma-text {{ border: 1px solid rgba(128, 128, 128, .3); border-radius: .5rem;
  padding: .6rem .9rem; max-height: 32rem; overflow: auto; white-space: pre-wrap;
  font-size: .95em; }}
.hikma-near {{ border-inline-start: 3px solid rgba(128, 128, 128, .4); padding-inline-start: .8rem;
  margin: .4rem 0; max-height: 12rem; overflow: auto; white-space: pre-wrap; }}
.hikma mark {{ background: #ffe58a; color: #1a1a1a; padding: .05em .1em; border-radius: .2em; }}
.hikma-page {{ position: relative; border: 1px solid rgba(128, 128, 128, .4); }}
.hikma-page img {{ display: block; width: 100%; }}
.hikma-box {{ position: absolute; background: rgba(255, 213, 0, .35); mix-blend-mode: multiply;
  border-bottom: 2px solid #b36b00; border-radius: 2px; }}
.hikma-good {{ color: var(--hikma-good); }} .hikma-bad {{ color: var(--hikma-bad); }}
.hikma-plain {{ opacity: .7; }}
[data-testid=stColumn]:has(.st-key-{PANEL}) > div {{ position: sticky; top: 4rem;
  max-height: calc(100vh - 11rem); overflow-y: auto; }}
.st-key-{PANEL} [data-testid=stHorizontalBlock] {{ flex-wrap: nowrap; }}
.st-key-{PANEL} [data-testid=stColumn] {{ min-width: 0; }}
.hikma-page .hikma-box:nth-child(2) {{ scroll-initial-target: nearest; }}
@media (max-width: 640px) {{
  [data-testid=stColumn]:has(.st-key-{PANEL}) > div {{ position: static; max-height: none; }}
  .st-key-{PANEL} {{ position: fixed; inset: auto 0 0 0; max-height: 75vh; overflow-y: auto;
    z-index: 1000; padding: .8rem 1rem 1rem; background: var(--hikma-ground);
    border-top: 1px solid rgba(128, 128, 128, .4); box-shadow: 0 -.3rem 1rem rgba(0, 0, 0, .25); }}
}}
"""
_LIGHT = {
    "label": "#1c6e8c", "note": "#9a5b00", "good": "#1f7a3d", "bad": "#b3261e", "ground": "#ffffff",
}  # fmt: skip
_DARK = {
    "label": "#7cc4de", "note": "#e6b15c", "good": "#74d195", "bad": "#f5948b", "ground": "#0e1117",
}  # fmt: skip
"""Colours, each at 4.5 to 1 or more against its ground (WCAG 2.2, 1.4.3)."""
_RIGHT_TO_LEFT = """
.stApp, .stApp p, .stApp label, .stApp h1, .stApp h2, .stApp h3, .stApp input, .stApp textarea,
[data-testid=stPopoverBody], [role=listbox] { direction: rtl; text-align: start; }
.stApp code, .stApp pre { direction: ltr; }
.stApp:has([data-testid=stExpandSidebarButton]) [data-testid=stSidebar] {
  transform: translateX(100vw) !important; visibility: hidden; }
[role=radiogroup] > button[data-variant=segmented_control] { border-radius: 0; margin: 0;
  margin-inline-start: -1px; }
[role=radiogroup] > button[data-variant=segmented_control]:first-child {
  border-radius: 0 .5rem .5rem 0; }
[role=radiogroup] > button[data-variant=segmented_control]:last-child {
  border-radius: .5rem 0 0 .5rem; }
[data-testid=stExpander] details:not([open]) summary [data-testid=stIconMaterial],
[data-testid=stPagination] [data-testid=stIconMaterial],
[data-testid=stSidebarCollapseButton] [data-testid=stIconMaterial],
[data-testid=stExpandSidebarButton] [data-testid=stIconMaterial] { transform: scaleX(-1);
  display: inline-block; }
"""
# Streamlit moves a closed side bar to the left, which from the right side is into the page.


def style(_: Tongue, *, dark: bool = False) -> str:
    """The page's styles in the direction of the interface, for a light or a dark ground."""
    turned = _RIGHT_TO_LEFT if _.right_to_left else ""
    colours = "".join(
        f"--hikma-{name}: {colour}; " for name, colour in (_DARK if dark else _LIGHT).items()
    )
    return f"<style>.stApp {{ {colours}}}{_STYLE}{turned}{_upload_box(_)}</style>"


def _css(text: str) -> str:
    """A text of our own as CSS has strings: JSON's, but for the `\\u` escapes."""
    return json.dumps(text, ensure_ascii=False).replace("<", "\\3c ")


def _upload_box(_: Tongue) -> str:
    """Streamlit's words on the upload box, which it has in English only, in ours."""
    box = "[data-testid=stFileUploaderDropzone]"
    return (
        f"{box} [data-testid=stFileUploaderDropzoneInstructions] {{ display: none; }}\n"
        f"{box} button [data-testid=stMarkdownContainer] {{ display: none; }}\n"
        f"{box} button::after {{ content: {_css(_('Choose files'))}; padding: 0 .4rem; }}\n"
    )
