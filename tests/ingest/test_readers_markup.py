"""Markup: every word comes out once, apart from its neighbours, under the marks that fit."""

import contextlib
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import errors
from ingest.readers import html, tables
from ingest.readers.elements import INLINE, WRITTEN
from ingest.readers.markup import parse, to_text
from ingest.settings import IngestSettings


def written(markup: str) -> str:
    return to_text(parse(markup))


def page(markup: str) -> str:
    return html.extract(markup.encode(), "x.html", IngestSettings()).pages[0]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<h1>A <b>b</b>c</h1><h6>C# &amp; ٣</h6>", "# A bc\n\n###### C# & ٣"),
        ("<p>one\ntwo</p>stray<p>three", "one two\n\nstray\n\nthree"),
        ("<p>机器\n学习 和 AWS\n服务</p>", "机器学习 和 AWS 服务"),
        ("<p>مُدَرِّسٌ في\n  AWS</p>", "مُدَرِّسٌ في AWS"),
        ("<p>a<br>b<br/>\n c</p>", "a\nb\nc"),
        ("a<br><br>b<br>\n<br>\n<br>c", "a\n\nb\n\nc"),
        ("<div>a<div>b</div>c</div>", "a\n\nb\n\nc"),
        ("<h2>A<br>b</h2><div role=heading aria-level=3>c</div>", "## A b\n\n### c"),
        ("<h2></h2><h3><img src=x alt=logo></h3>", ""),
        ("<p>a<b>b</b>c <i>d</i><i>e</i></p>", "abc de"),
        ("<a href=x>one</a><a href=y>two</a>", "one two"),
        ("<p>co&shy;oper&shy;ate &zwnj;می&zwnj;شود</p>", "cooperate \u200cمی\u200cشود"),
        ("<q>so</q> <code>x | y</code> <kbd>Ctrl</kbd>", "“so” x | y Ctrl"),
        ("<details><summary>س؟</summary>ج</details>", "س؟\n\nج"),
        ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>字", "漢字"),
        ("<hr><p>a<!-- b --><?php c ?>d</p>", "ad"),
    ],
)
def test_lines_and_paragraphs_are_as_the_page_shows_them(markup: str, text: str) -> None:
    assert written(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<ul><li>a<ul><li>b<ol><li>c</ol></ul><li>d</ul>", "- a\n  - b\n    1. c\n- d"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b"),
        ("<ol start=3><li>a<li value=7>b<li>c</ol>", "3. a\n7. b\n8. c"),
        ("<ol reversed><li>a<li>b</ol>", "2. a\n1. b"),
        ("<ol type=A><li>نعم<li>不是</ol>", "A. نعم\nB. 不是"),
        ("<ul><li><p>a</p><p>b</p><li>c</ul>", "- a\n\n  b\n\n- c"),
        ("<ul>stray<li>a<br>b</ul>", "stray\n- a\n  b"),
        ("<ul><li><h3>One</h3>x<li><h3>Two</h3>y</ul>", "### One\n\nx\n\n### Two\n\ny"),
        ("<ul><li></li><li> </li></ul>", ""),
        ("<dl><dt>漂移<dd>分布变化<dt>لماذا؟<dd>لأن</dl>", "漂移: 分布变化\n\nلماذا؟ لأن"),
        ("<dl><div><dt>a</dt><dt>b</dt><dd>c<p>d</div></dl>", "a, b: c\n\nd"),
        ("<dl>stray<dt>a</dl>", "stray\n\na"),
        ("<blockquote>a<p>b<br>c</p></blockquote>", "> a\n>\n> b\n> c"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
    ],
)
def test_lists_and_quotations_keep_their_shape(markup: str, text: str) -> None:
    assert written(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<pre>a\n  b\n</pre>", "```\na\n  b\n```"),
        ("<pre><code class='language-py hljs'>x</code></pre>", "```py\nx\n```"),
        ("<div class='highlight-python3'><pre>x</pre></div>", "```python3\nx\n```"),
        ("<div class='sourceCode c++'><pre>x</pre></div>", "```c++\nx\n```"),
        ("<pre class='lang-none'>x</pre>", "```\nx\n```"),
        ("<pre>a\n```\nb</pre>", "````\na\n```\nb\n````"),
        ("<pre>a<br>b<div>c</div>d<button>Copy</button></pre>", "```\na\nb\nc\nd\n```"),
        ("<pre><span class=linenos>1</span>a</pre>", "```\na\n```"),
        (
            "<table><tr><td class=linenos><pre>1\n2</pre><td><pre>a\nb</pre></table>",
            "```\na\nb\n```",
        ),
        ("<pre>  \n </pre>", ""),
    ],
)
def test_code_stands_between_fences_letter_by_letter(markup: str, text: str) -> None:
    assert written(markup) == text


@pytest.mark.parametrize(
    ("markup", "rows"),
    [
        (
            "<table><tr><th>a<th>b|c<tr><td>d<br>e<td><p>f</p><p>g</p></table>",
            ["a | b\\|c", "d e | f g"],
        ),
        ("<table><tr><td>类型<td>٣<tr><td>b<td></table>", ["类型 | ٣", "b | "]),
        ("<table><tr><th colspan=2>a<th>b<tr><td>1<td>2<td>3</table>", ["a |  | b", "1 | 2 | 3"]),
        (
            "<table><tr><td rowspan=2>a<td>b<tr><td>c<tr><td>d<td>e</table>",
            ["a | b", "a | c", "d | e"],
        ),
        ("<table><tr><th colspan=9999>a<tr><td>1<td>2</table>", ["a | ", "1 | 2"]),
        ("<table><tr><td>a<td><td>b<tr><td>c<td> <td>d</table>", ["a | b", "c | d"]),
        ("<table><thead><tr><th>x</thead><tr><td>1<tr><td>2</table>", ["x", "1", "2"]),
        ("<table><tr><td><ul><li>a<li>b</ul><td>c<tr><td>d<td>e</table>", ["- a - b | c", "d | e"]),
    ],
)
def test_tables_keep_their_columns(markup: str, rows: list[str]) -> None:
    lines = [f"| {row} |" for row in rows]
    count = lines[0].replace("\\|", "").count("|") - 1
    assert written(markup).split("\n") == [lines[0], "|" + " --- |" * count, *lines[1:]]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<table><tr><td><h2>A</h2>b<td>c</table>", "## A\n\nb\n\nc"),
        ("<table><tr><td>a</table>", "a"),
        ("<table role=presentation><tr><td>a<td>b</table>", "a\n\nb"),
        (
            "<table><tr><td>a<td><table><tr><th>b<th>c</table></table>",
            "a\n\n| b | c |\n| --- | --- |",
        ),
        (
            "<table><caption>Cap</caption>x<tr>y<td>a<td>b</table>",
            "Cap\n\nx\n\ny\n\n| a | b |\n| --- | --- |",
        ),
    ],
)  # fmt: skip
def test_a_table_that_only_places_things_is_none(markup: str, text: str) -> None:
    assert sorted(written(markup).split("\n\n")) == sorted(text.split("\n\n"))


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("H<sub>2</sub>O, 10<sup>5</sup>, m<sup>٢</sup>", "H2O, 10^5, m^٢"),
        ("x<sub>i</sub> x<sup>n+1</sup> 1<sup>st</sup> e<sup>−x</sup>", "x_i x^(n+1) 1st e^−x"),
        ("word<sup><a href='#n'>[1]</a></sup> <sup>2</sup>", "word[1] 2"),
        (
            "<math><semantics><mi>x</mi><annotation encoding='application/x-tex'>\\frac{x}{2}"
            "</annotation></semantics></math>",
            "$\\frac{x}{2}$",
        ),
        ("<math alttext='a+b'><mi>c</mi></math>", "a+b"),
        (
            "<math><mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mn>1</mn></mrow></mfrac></math>",
            "(a)/(b + 1)",
        ),
        (
            "<math><msup><mi>x</mi><mn>2</mn></msup><mo>=</mo><msqrt><mi>y</mi></msqrt></math>",
            "x^2 = √(y)",
        ),
        ("a <script type='math/tex'>\\alpha</script>", "a $\\alpha$"),
        ("<img alt='{\\displaystyle x^{2}}' src=x>", "${\\displaystyle x^{2}}$"),
    ],
)  # fmt: skip
def test_formulas_stay_readable_on_a_line(markup: str, text: str) -> None:
    assert written(markup) == text


@pytest.mark.parametrize(
    ("alt", "kept"),
    [
        ("A diagram of the training pipeline", True),
        ("训练流水线的示意图", True),
        ("رسم يوضّح مراحل التدريب", True),
        ("logo", False),
        ("Acme company logo", False),
        ("头像图标", False),
        ("شعار الشركة الرسمي", False),
        ("my holiday picture.jpeg", False),
        ("https://x.org/a b c", False),
        ("Image 3", False),
        ("", False),
    ],
)
def test_only_a_picture_that_says_something_leaves_words(alt: str, kept: bool) -> None:
    assert written(f"<p>a<img src=x.png alt='{alt}'>b</p>") == (f"a {alt} b" if kept else "ab")


@pytest.mark.parametrize(
    "markup",
    [
        "<p hidden>x</p>", "<p style='color:red; display : NONE'>x</p>", "<svg><text>x</svg>",
        "<style>x</style>", "<script>x</script>", "<template><p>x</p></template>",
        "<select><option>x</select>", "<i aria-hidden=true>x</i>", "<a href='#x'>¶</a>",
        "<head><title>x</title></head>", "<noscript>x</noscript>",
    ],
)  # fmt: skip
def test_what_is_never_shown_is_left_out(markup: str) -> None:
    assert written(f"<p>a</p>{markup}") == "a"


@pytest.mark.parametrize(
    "markup",
    [
        "<body style='display:none'><p>x</p></body>",
        "<p hidden=until-found>x</p>",
        "<div aria-hidden=true>x</div>",
        "<a href='https://x.org/#'>x</a>",
    ],
)
def test_what_only_seems_hidden_stays(markup: str) -> None:
    assert written(markup) == "x"


def test_an_address_that_is_the_text_of_a_link_stays_and_others_go() -> None:
    text = written(
        "<p><a href='https://a.b/c'>https://a.b/c</a> <a href='https://d.e'>here</a></p>"
    )
    assert text == "https://a.b/c here"


ENCODED = "<p>机器学习：数据漂移。</p>"


@pytest.mark.parametrize(
    "data",
    [
        ENCODED.encode("utf-16"),
        b"<meta charset=gb2312>" + ENCODED.encode("gb18030"),
        b"<?xml version='1.0' encoding='GBK'?>" + ENCODED.encode("gbk"),
        b"<meta http-equiv=Content-Type content='text/html; charset=latin1'>" + ENCODED.encode(),
        b"<meta charset=nonsense>" + ENCODED.encode(),
        b"\xef\xbb\xbf<?xml version='1.0' encoding='latin-1'?>" + ENCODED.encode(),
    ],
)  # fmt: skip
def test_a_page_is_read_in_its_own_encoding(data: bytes) -> None:
    assert to_text(parse(data)) == "机器学习：数据漂移。"


def test_a_few_broken_bytes_do_not_turn_a_page_into_another_encoding() -> None:
    data = ("<meta charset=utf-8><p>" + "机器学习" * 100 + "</p>").encode()
    assert "机器学习" in to_text(parse(data[:60] + b"\xff" + data[60:]))


XHTML = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="x"/></head>
<body><a id="top"/><p>one&#160;two<br/>three</p></body></html>"""


def test_empty_elements_of_xhtml_do_not_swallow_what_follows() -> None:
    assert written(XHTML) == "one two\nthree"


@pytest.mark.parametrize("markup", ["", "  ", "<!-- -->", "<html></html>"])
def test_an_empty_page_is_empty_and_no_error(markup: str) -> None:
    assert written(markup) == ""
    assert to_text(parse(b"")) == ""


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><p>&b;</p>'


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 100_000 + "x",
        "<ul><li>" * 500 + "x",
        "<blockquote>" * 61 + "x",
        "<table><tr><td>" * 200 + "x",
        "<sup>" * 400 + "x",
        "<p>a" + "<font><b>" * 3_000 + "x",
        BOMB,
        "<?xml version='1.0'?>\n<!-- c -->" + BOMB,
    ],
)
def test_a_page_built_to_exhaust_its_reader_is_refused(markup: str) -> None:
    with pytest.raises(errors.UnsafeFile) as caught:
        parse(markup, "حيلة.html")
    assert "حيلة.html" in caught.value.message
    assert caught.value.hint


def test_deep_but_honest_nesting_is_read() -> None:
    assert written("<div><span>" * 900 + "x") == "x"
    assert written("<ul><li>" * 30 + "x").endswith("- x")


def test_no_entity_from_outside_is_fetched(tmp_path: object) -> None:
    secret = f"{tmp_path}/secret.txt"
    with open(secret, "w") as file:  # noqa: PTH123
        file.write("SECRET")
    with pytest.raises(errors.UnsafeFile):
        parse(f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]><p>&e;</p>')
    assert "SECRET" not in written(f"<p>&e;</p><iframe src='file://{secret}'></iframe>")


def test_spans_of_thousands_of_columns_take_no_memory() -> None:
    rows = "<tr><td colspan=60000 rowspan=60000>a<td>b" * 300
    assert len(written(f"<table>{rows}</table>")) < 2_000_000
    assert tables.grid([[cell] for cell in parse("<td colspan=-5>x").iter("td")], to_text) == [
        ["x"]
    ]


def test_the_walker_has_a_form_for_each_element_that_it_counts_as_deep() -> None:
    for kind in sorted((WRITTEN | INLINE) - {"script", "img", "math"}):
        assert "word" in written(f"<{kind}><li>word</li></{kind}>"), kind


# --- no word is lost, none is glued -------------------------------------------------------

WORDS = st.text(
    alphabet=string.ascii_letters + "漂移机器模型" + "سؤالنموذج" + "٣７9éß", min_size=1, max_size=8
)
INLINE_TAGS = st.sampled_from(["b", "i", "span", "a", "code", "em", "u", "small", "font", "mark"])
BLOCK_TAGS = st.sampled_from(
    ["p", "div", "section", "li", "ul", "ol", "h2", "blockquote", "td", "tr", "table", "dl", "dt",
     "dd", "pre", "details", "summary", "article", "center", "figcaption"]
)  # fmt: skip


class Counted:
    """Gives each word a number, so that each can be told from the others."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def next(self, word: str) -> str:
        self.words.append(f"w{len(self.words)}x{word}y")
        return self.words[-1]


TREES = st.recursive(
    WORDS,
    lambda inner: st.tuples(
        st.one_of(INLINE_TAGS, BLOCK_TAGS), st.lists(inner, min_size=1, max_size=4)
    ),
    max_leaves=24,
)


def as_markup(tree: object, counted: Counted) -> str:
    if isinstance(tree, str):
        return f" {counted.next(tree)} "
    tag, children = tree  # type: ignore[misc]
    return f"<{tag}>" + "".join(as_markup(child, counted) for child in children) + f"</{tag}>"


@settings(max_examples=300, deadline=None)
@given(TREES)
def test_every_word_comes_out_once_whatever_surrounds_it(tree: object) -> None:
    counted = Counted()
    markup = as_markup(tree, counted)
    # A term of a list has a colon behind it, like a cell its bar.
    found = written(markup).replace("\\|", " ").replace(":", " ").split()
    for word in counted.words:
        assert found.count(word) == 1, (markup, written(markup))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(WORDS, st.sampled_from(["p", "div", "li", "td", "h3", "dd", "br"])), min_size=2
    )
)
def test_words_on_both_sides_of_a_block_never_glue(parts: list[tuple[str, str]]) -> None:
    counted = Counted()
    markup = "".join(
        f"{counted.next(word)}<br>" if tag == "br" else f"<{tag}>{counted.next(word)}</{tag}>"
        for word, tag in parts
    )
    found = written(f"<div>{markup}</div>").split()
    assert all(word in found for word in counted.words), markup


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(WORDS, INLINE_TAGS), min_size=1, max_size=6))
def test_a_word_that_is_marked_in_parts_stays_one_word(parts: list[tuple[str, str]]) -> None:
    parts = [(word, "b" if tag == "a" else tag) for word, tag in parts]
    markup = "".join(f"<{tag}>{word}</{tag}>" for word, tag in parts)
    assert written(f"<p>{markup}</p>") == "".join(word for word, _ in parts)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="<>/abp&;\"'= \n!-[]?x漂ا", max_size=120))
def test_garbage_is_read_or_refused_and_never_breaks_the_walker(markup: str) -> None:
    with contextlib.suppress(errors.HikmaError):
        assert isinstance(written(markup), str)


# --- web pages ----------------------------------------------------------------------------

BODY = (
    "<p>Data drift means that the inputs of a model change over time, and it is watched hourly.</p>"
    "<p>数据漂移是指模型输入的分布随时间变化，监控服务每小时检查一次，并在偏离基准时发出警告。</p>"
    "<p>انجراف البيانات هو تغيّر توزيع المدخلات مع الزمن، وتراقبه الخدمة كل ساعة وتنبّه إليه.</p>"
)
TEXT = to_text(parse(BODY))


@pytest.mark.parametrize(
    "clutter",
    [
        "<nav><ul><li><a href=/>Home</a><li><a href=/b>Blog</a></ul></nav>",
        "<header><a href=/>Site</a></header>",
        "<footer>© 2026 Acme</footer>",
        "<div role=navigation>Menu</div>",
        "<aside><h3>Popular</h3><a href=/x>Ten tips</a></aside>",
        "<form action=/search><input name=q> Search</form>",
        "<button>Copy link</button>",
        "<div class='cookie-banner'>We use cookies. <button>Accept</button></div>",
        "<div>This site uses cookies. <a href=/p>Policy</a> <button>OK</button></div>",
        "<div>本网站使用 Cookie。<button>接受</button></div>",
        "<div>يستخدم هذا الموقع ملفات تعريف الارتباط. <button>موافق</button></div>",
        "<div class='sharedaddy'><a href=https://x.com/intent/tweet>Tweet</a></div>",
        "<p>Share: <a href=https://x.com/intent/tweet?u=1>Twitter</a></p>",
        "<p>分享 <a href=https://service.weibo.com/share/share.php>微博</a></p>",
        "<ul class=breadcrumbs><li><a href=/>Home</a><li>Here</ul>",
        "<div id=sidebar><p>About the author</p></div>",
        "<div><p>Subscribe to our newsletter! <a href=/s>Yes</a></p></div>",
        "<p><a href=/s>Subscribe</a></p>",
        "<p>订阅我们的每周通讯 <a href=/s>订阅</a></p>",
        "<p><a href=/s>اشترك</a></p>",
        "<div><p>اشترِك في النشرة البريدية</p><form><input type=email></form></div>",
        "<p>اِشتَرِكُوا في نشرتنا <a href=/s>من هنا</a></p>",
        "<section><h2>Join 10,000 readers</h2><form><input type=email></form></section>",
        "<h3>Related articles</h3><ul><li><a href=/1>One</a><li><a href=/2>Two</a></ul>",
        "<h3>相关文章</h3><ul><li><a href=/1>机器学习入门</a></ul>",
        "<h3>مقالات ذات صلة</h3><ul><li><a href=/1>مدخل</a></ul>",
        "<a class=skip-link href='#main'>Skip to content</a>",
        "<div role=dialog>Sign in</div>",
    ],
)  # fmt: skip
def test_what_stands_around_an_article_goes(clutter: str) -> None:
    assert page(f"<body>{clutter}<div>{BODY}</div></body>") == TEXT
    assert page(f"<body><div>{BODY}{clutter}</div></body>") == TEXT


@pytest.mark.parametrize(
    "wrapper",
    [
        "<div class='content-sidebar-wrap'>{}</div>",
        "<form action=/aspx><input type=hidden>{}</form>",
        "<div class='page has-nav no-sidebar'><div id=related>{}</div></div>",
        "<main style='display:none'>{}</main>",
        "<aside>{}</aside>",
        "<div class=newsletter>{}</div>",
        "<div id=cookie-consent>{}</div>",
        "<table><tr><td>{}</table>",
    ],
)
def test_text_is_never_lost_because_its_wrapper_has_a_misleading_name(wrapper: str) -> None:
    assert page(f"<body>{wrapper.format(BODY * 3)}</body>") == "\n\n".join([TEXT] * 3)


@pytest.mark.parametrize(
    "section",
    [
        "<section id=navigation><h2>Navigation</h2><p>Press Tab to move on.</p></section>",
        "<div class=section id=window-menu><h2>Window menu</h2><p>Lists the windows.</p></div>",
        "<p>To subscribe to the topic, call <a href=/api>Subscribe</a> with its name.</p>",
        "<p>使用 <a href=/api>Subscribe</a> 操作订阅主题，消息会送到队列。</p>",
        "<p>يمكنك أن تشترك في <a href=/t>الموضوع</a> باستدعاء Subscribe.</p>",
        "<p>创建订阅时，协议选择邮件，然后确认<a href=/c>订阅</a>。</p>",
        "<p>سجّل الدخول إلى <a href=/c>الوحدة</a> ببريدك الإلكتروني.</p>",
        "<p>Streams let consumers join with other <a href=/r>readers</a> of a shard.</p>",
        "<article><aside class=note><p>Deleting a key cannot be undone.</p></aside></article>",
        "<footer class=footnotes><ol><li>The first note.</ol></footer>",
        "<form><p>Which one?</p><label><input type=radio>Recall</label></form>",
        "<h3><button>What is recall?</button></h3>",
        "<p>The service stores cookies for each <a href=/s>session</a> of a learner.</p>",
        "<ul><li><a href=/a>Recall</a> and <a href=/b>precision</a> trade places here.</ul>",
        "<p>See <a href=https://x.com/intent/tweet>how tweets are counted</a> in streams.</p>",
    ],
)
def test_text_that_looks_like_clutter_stays(section: str) -> None:
    for word in written(section).split():
        assert word in page(f"<body><div>{BODY * 2}{section}</div></body>")


def test_a_page_that_is_one_list_of_links_keeps_them() -> None:
    links = "".join(f"<li><a href=/{n}>Topic {n}</a>" for n in range(50))
    text = page(f"<body><nav><ul>{links}</ul></nav></body>")
    assert text.count("Topic") == 50


def test_contents_that_lead_down_the_page_go_and_the_sections_stay() -> None:
    contents = "".join(f"<li><a href='#s{n}'>Part {n}</a>" for n in range(5))
    sections = "".join(f"<h2 id=s{n}>Part {n}</h2>{BODY}" for n in range(5))
    text = page(f"<body><ul>{contents}</ul>{sections}</body>")
    assert text.startswith("## Part 0")
    assert text.count("Part ") == 5


def test_the_main_part_is_taken_where_it_holds_the_text() -> None:
    assert page(f"<body><div>Site slogan</div><main>{BODY}</main></body>") == TEXT
    both = page(f"<body><article>{BODY}</article><article><p>B c.</p>{BODY}</article></body>")
    assert both.count("Data drift") == 2


def test_a_heading_above_the_main_part_is_not_lost() -> None:
    markup = f"<title>T — Site</title><body><div><h1>T</h1></div><main>{BODY}</main></body>"
    assert page(markup) == f"# T\n\n{TEXT}"


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<title>数据漂移 - 机器学习博客</title><h1>数据漂移</h1>", "数据漂移"),
        ("<title>Data drift explained | Acme Blog</title>", "Data drift explained"),
        ("<title>Assert | Node.js Documentation</title><h1>Node.js Documentation</h1>", "Assert"),
        ("<title>Notes - Part 2</title>", "Notes - Part 2"),
        ("<title>x</title><meta property='og:title' content='ما التعلّم؟'>", "ما التعلّم؟"),
        ("<h1>Only a <b>heading</b></h1>", "Only a heading"),
        ("<title> </title><p>nothing</p>", None),
        ("<svg><title>icon</title></svg><h1>Real</h1>", "Real"),
    ],
)
def test_the_title_is_the_articles_and_not_the_sites(markup: str, title: str | None) -> None:
    assert html.extract(markup.encode(), "x.html", IngestSettings()).title == title
