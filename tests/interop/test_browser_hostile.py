"""A real browser reads what hostile people write: nothing runs, nothing leaves its place.

Needs the programs ``chromium`` and ``chromedriver``. The vectors are of the kinds that broke other cleaners:
HTML that a browser reads in another way than its cleaner, or in another way the second time.
"""

import base64
import json
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

from gotosocial.text.allowed import ELEMENTS
from gotosocial.text.clean import clean
from gotosocial.text.format import MARKDOWN, PLAIN, format_status
from tests.support.browser import Caller, sign_in
from tests.support.server_process import PASSWORD, ServerProcess
from tests.unit.text.checks import ATTRIBUTES, PEOPLE, tag_url

PATIENCE = 30
MARKS = "marks on e" + "".join(chr(0x300 + number % 80) for number in range(400))
IMAGE = "<img src=x onerror=alert(1)>"
WIDE = {
    "marks piled on a letter": {"status": MARKS, "spoiler_text": MARKS},
    "a ruby text": {"status": f"<ruby>a<rt>{'very wide ' * 40}</rt></ruby>"},
    "lists in lists": {"status": "\n".join("  " * depth + "- x" + "y" * 40 for depth in range(40))},
    "quotes in quotes": {"status": "<blockquote>" * 48 + "quote"},
    "a long line of code": {"status": "```\n" + "w" * 600 + "\n```"},
    "lists of words": {"status": "<dl><dd>" * 24 + "x"},
}
VECTORS = (
    f'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;{IMAGE}">',
    f'<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style>{IMAGE}">',
    f"<form><math><mtext></form><form><mglyph><style></math>{IMAGE}",
    f'<svg></p><style><a id="</style>{IMAGE}">',
    f'<svg><xss><desc><noscript>&lt;/noscript>&lt;/desc>&lt;style>&lt;a title="&lt;/style>{IMAGE}">',
    f'<svg><annotation-xml><foreignobject><style><!--</style><p id="-->{IMAGE}">',
    *(f'<{raw}><p title="</{raw}>{IMAGE}">' for raw in ("noscript", "textarea", "title", "xmp", "iframe")),
    *(f'<{raw}><p title="</{raw}>{IMAGE}">' for raw in ("noembed", "noframes", "template", "plaintext")),
    *(
        f"{comment}{IMAGE}-->"
        for comment in ("<!-->", "<!--->", "<!-- --!>", "<!->", "</!-->", "<?>", "</ >")
    ),
    f"<svg><![CDATA[<style>{IMAGE}]]></svg><![CDATA[>{IMAGE}]]>",
    f"<script><!--<script></script>{IMAGE}--></script><style><!--</style>{IMAGE}--></style>",
    '<b ""onclick=alert(1)>x<b "=">" onclick=alert(1)>y<b =a=b onclick=alert(1)>z<b/onclick=alert(1)>',
    f"<b title='\">{IMAGE}'>x<b title=a\"b'c`d=e onclick=alert(1)>y<p x=`>` title=`{IMAGE}`>",
    '<a href="&#x6a;avascript&colon;alert(1)">x</a><a href="java&Tab;script&NewLine;:alert(1)">y</a>',
    '<a href="javascript&#58alert(1)">x</a><a href="&#1;javascript:alert(1)">y</a><a href=https:\\a.b>',
    f'<a href="https://a.b&sol;&quot;&gt;{IMAGE}">x</a><a href="mailto:a@b?body=<script>">y</a>',
    '<a href="https://a.b/?a=1&lt=2&copy=3&notit;=4">x</a>&lt&gt;&ampamp;&notin;&not &#128;&#xD800;&#60;b',
    "<a href=https://a.b><div><a href=https://c.d>x</div></a><a><ul><li><a href=https://a.b>x</a></ul>y</a>",
    "<p><table><p>x<b></table>y<b><p>x</b>y</p><i><i id=1><i id=2><i id=3><p>x</i></i></i></i>y",
    "<h1><span><h2>x</span></h1>y<li><span><li>x<dd><div><dd>x<dt><p><dd><b><dt>x<p><hr><pre>\n\n<p>",
    "<ruby><span><rt>a<rp>b</span><rt>c</ruby><rt>x<rp>y<details><summary><details><summary>x</details><p>",
    f'<select><p title="</select>{IMAGE}"><option><button><p><button>x<frameset><frame src=javascript:x>',
    "<base href=//e.vil><meta http-equiv=refresh content='0;url=//e.vil'><link rel=stylesheet href=//e.vil>",
    "<form id=body name=cookie action=//e.vil><input name=attributes><img name=getElementById></form>",
    "<svg><use href='data:image/svg+xml,<svg onload=alert(1)>'><animate attributeName=href to=javascript:x>",
    "<div><template shadowrootmode=open><img src=x onerror=alert(1)></template><slot></div>",
    '[x](javascript:alert(1)) [x](<data:text/html,x>) <javascript:alert(1)> ![y"onerror=x](https://a.b/y)',
    f"[x](https://a.b 'title\" onclick=alert(1)') [{IMAGE}](https://a.b)\n\n```\"><script>\n{IMAGE}\n```",
    f"https://a.b/\"onmouseover=alert(1) https://a.b/{IMAGE} #tag\"onclick= @bob@{IMAGE} a.com/'x'",
)
LOOK = """(() => {
  const [items, elements, attributes] = %s, bad = [], place = document.createElement('div')
  const wrong = () => [...place.querySelectorAll('*')].flatMap(one => [
    one.namespaceURI === place.namespaceURI && elements.includes(one.localName) ? '' : one.localName,
    ...[...one.attributes].map(it => !attributes.includes(it.name) ? it.name : ''),
    ...['href', 'cite'].filter(it => one.hasAttribute(it)).map(it => one.getAttribute(it)).map(
      it => /^(https?:|mailto:)$/.test(new URL(it, 'x:/').protocol) || it.startsWith('#') ? '' : it),
  ]).filter(it => it)
  for (const item of items) {
    place.innerHTML = item
    const first = wrong(), again = place.innerHTML
    place.innerHTML = again
    if (first.length || wrong().length || place.innerHTML !== again) bad.push([item, first])
  }
  return bad
})()"""


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    options = webdriver.ChromeOptions()
    programs = {name: shutil.which(name) for name in ("chromium", "chromedriver")}
    assert all(programs.values()), "chromium is not installed (apt-get install chromium chromium-driver)"
    options.binary_location = str(programs["chromium"])
    for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(flag)
    started: Any = webdriver.Chrome(options=options, service=Service(programs["chromedriver"]))
    screen = {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": False}
    started.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    try:
        yield started
    finally:
        started.quit()


@pytest.fixture(scope="module")
def alice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    folder = tmp_path_factory.mktemp("hostile")
    with ServerProcess(folder, ("--db-type=sqlite", f"--db-address={folder / 'here.db'}")) as server:
        server.account("alice")
        yield sign_in(server.url, "alice@localhost", PASSWORD)


def evaluate(driver: Any, expression: str) -> Any:
    """Return the value of a JavaScript expression on the page."""
    asked = {"expression": expression, "returnByValue": True}
    answer = driver.execute_cdp_cmd("Runtime.evaluate", asked)
    assert "exceptionDetails" not in answer, answer
    return answer["result"].get("value")


def open_page(driver: Any, url: str) -> None:
    """Open a page of the server and wait until all of it is there, its end too."""
    driver.get(url)
    arrived = (
        "document.readyState === 'complete' && !!document.querySelector('footer.bottom') && location.href"
    )
    WebDriverWait(driver, PATIENCE).until(lambda one: evaluate(one, arrived) == url)


def band(driver: Any, selector: str) -> bytes:
    """Return the picture of an element and of whatever is painted over it."""
    box = evaluate(driver, f"document.querySelector('{selector}').getBoundingClientRect().toJSON()")
    clip = {name: box[name] for name in ("x", "y", "width", "height")} | {"scale": 1}
    taken = driver.execute_cdp_cmd("Page.captureScreenshot", {"clip": clip})
    return base64.b64decode(taken["data"])


def test_a_browser_finds_nothing_but_what_is_allowed_in_cleaned_texts(driver: Any) -> None:
    texts = [clean(vector) for vector in VECTORS]
    for kind in (PLAIN, MARKDOWN):
        texts += [
            format_status(vector, kind, mentions=PEOPLE, hashtag_url=tag_url, status_id="01A").html
            for vector in VECTORS
        ]
    assert [clean(text) for text in texts] == texts
    driver.get("about:blank")
    asked = json.dumps([texts, sorted(ELEMENTS), sorted(ATTRIBUTES)])
    assert evaluate(driver, LOOK % asked) == []
    probe = json.dumps([["<svg></svg>", "<b onclick=x>", "<a href='x:y'>"], ["b", "a"], ["href"]])
    assert len(evaluate(driver, LOOK % probe)) == 3


@pytest.mark.parametrize("what", WIDE)
def test_a_post_covers_nothing_around_it_and_does_not_widen_the_page(
    driver: Any, alice: Caller, what: str
) -> None:
    harmless = alice.post("/api/v1/statuses", status="harmless", visibility="public")
    text = WIDE[what] | {"content_type": "text/markdown", "visibility": "public"}
    hostile = alice.post("/api/v1/statuses", **text)
    open_page(driver, harmless["url"])
    top = band(driver, ".brand span")
    open_page(driver, hostile["url"])
    evaluate(driver, "document.querySelectorAll('details').forEach(one => one.open = true)")
    assert band(driver, ".brand span") == top
    widths = evaluate(driver, "[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]
    assert evaluate(driver, "document.querySelectorAll('.prose > *').length") > 0
