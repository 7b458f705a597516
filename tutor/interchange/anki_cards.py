"""The two note types of Hikma in Anki, as data.

Their ids and names never change: another id would be another note type, and every card would be
there twice. What is shown says its direction itself; names of fields are read by `anki_read`.
"""

QUESTION_MODEL = 1_562_340_817
CLOZE_MODEL = 1_734_905_522
DECK = 1_481_226_905
DECK_NAME = "Hikma"
QUESTION_FIELDS = ("Question", "Options", "Answer", "Why", "Sources", "Direction", "Hikma")
CLOZE_FIELDS = ("Text", "Answer", "Why", "Sources", "Direction", "Hikma")

_BELOW = (
    '{{#Why}}<div class="why">{{Why}}</div>{{/Why}}'
    '{{#Sources}}<div class="sources">{{Sources}}</div>{{/Sources}}</div>'
)
QUESTION_FRONT = (
    '<div class="hikma front" dir="{{Direction}}"><div class="stem">{{Question}}</div>'
    "{{Options}}</div>"
)
QUESTION_BACK = (
    '<div class="hikma back" dir="{{Direction}}"><div class="stem">{{Question}}</div>'
    '{{Options}}<hr id="answer">{{#Answer}}<div class="answer">{{Answer}}</div>{{/Answer}}' + _BELOW
)
CLOZE_FRONT = '<div class="hikma front" dir="{{Direction}}">{{cloze:Text}}</div>'
CLOZE_BACK = (
    '<div class="hikma back" dir="{{Direction}}">{{cloze:Text}}<hr id="answer">'
    '{{#Answer}}<div class="answer">{{Answer}}</div>{{/Answer}}' + _BELOW
)
CSS = """.card { font-family: "Noto Sans", "Noto Sans Arabic", "Noto Sans CJK SC", sans-serif;
  font-size: 20px; line-height: 1.6; }
.hikma { text-align: start; max-width: 40em; margin: auto; }
.hikma p { margin: .3em 0; unicode-bidi: isolate; }
.hikma ol { list-style: lower-alpha; }
.hikma .reason { font-size: .85em; opacity: .8; }
.front .reason { display: none; }
.back li.right { font-weight: bold; }
.back li.right::marker { content: "\\2713  "; }
.sources { font-size: .8em; opacity: .8; }
.cloze { font-weight: bold; }
"""
