"""A real browser walks the pages; what it saw is kept in ``tests/artefacts/``.

Needs the programs ``chromium`` and ``chromedriver``. JavaScript is switched off for the pages, which must
do without; what is asked of the browser itself comes over its debugging protocol.
"""

import base64
import secrets
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import attrs
import pytest
import requests
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from gotosocial.crypto.pkce import challenge_of
from tests.support.server_process import PASSWORD, ROOT, ServerProcess

ARTEFACTS = ROOT / "tests" / "artefacts"
SIZES = {"desktop": (1100, 800, "light"), "phone": (360, 740, "light"), "night": (1100, 800, "dark")}
BACK = "http://127.0.0.1:9/back"
PATIENCE = 30
AGENT = {"User-Agent": "test"}


@attrs.frozen
class Walk:
    """One browser on one server; ``name`` is that of its screen."""

    server: ServerProcess
    driver: Any
    name: str

    def open(self, path: str, picture: str = "") -> str:
        """Open a page of the server, take its picture, and return its text."""
        self.driver.get(self.server.url + path)
        return self.seen(picture) if picture else self.text()

    def press(self, button: str, picture: str = "") -> str:
        """Press the button with this text."""
        before = page_id(self.driver)
        self.driver.find_element(By.XPATH, f"//button[normalize-space()='{button}']").click()
        self.wait(lambda driver: page_id(driver) != before and is_complete(driver))
        return self.seen(picture) if picture else ""

    def fill(self, label: str, text: str) -> None:
        """Write into the field with this label."""
        field = self.driver.find_element(By.XPATH, f"//label[normalize-space()='{label}']")
        self.driver.find_element(By.ID, field.get_attribute("for")).clear()
        self.driver.find_element(By.ID, field.get_attribute("for")).send_keys(text)

    def text(self) -> str:
        """Return what a reader of the page sees."""
        return str(self.driver.find_element(By.TAG_NAME, "body").text)

    def seen(self, picture: str) -> str:
        """Keep a picture of the whole page; it must not be wider than the screen."""
        sizes = self.wait(laid_out)
        page, screen = sizes["cssContentSize"], sizes["cssLayoutViewport"]
        assert page["width"] <= screen["clientWidth"], f"{picture} must be scrolled sideways"
        clip = {"x": 0, "y": 0, "width": page["width"], "height": page["height"], "scale": 1}
        taken = self.driver.execute_cdp_cmd(
            "Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip}
        )
        ARTEFACTS.mkdir(exist_ok=True)
        (ARTEFACTS / f"{picture}-{self.name}.png").write_bytes(base64.b64decode(taken["data"]))
        return self.text()

    def wait(self, condition: Callable[[Any], Any]) -> Any:
        """Wait until the condition holds; while one page gives way to another, questions may fail."""
        patient = WebDriverWait(self.driver, PATIENCE, ignored_exceptions=[WebDriverException])
        return patient.until(condition)

    def complaints(self) -> list[str]:
        """Return what the browser wrote into its console, but for pages that are meant to be errors."""
        entries = [entry["message"] for entry in self.driver.get_log("browser")]
        return [entry for entry in entries if "responded with a status of 4" not in entry]


def page_id(driver: Any) -> str:
    """Return what changes with every page that is loaded."""
    return str(driver.execute_cdp_cmd("Page.getFrameTree", {})["frameTree"]["frame"]["loaderId"])


def is_complete(driver: Any) -> bool:
    """Tell whether the page has arrived with everything in it."""
    asked = {"expression": "document.readyState", "returnByValue": True}
    return bool(driver.execute_cdp_cmd("Runtime.evaluate", asked)["result"].get("value") == "complete")


def laid_out(driver: Any) -> dict[str, Any] | None:
    """Return the sizes of the page once its last part is there and something has been drawn."""
    if not driver.find_elements(By.CSS_SELECTOR, "footer.bottom"):
        return None
    sizes: dict[str, Any] = driver.execute_cdp_cmd("Page.getLayoutMetrics", {})
    return sizes if sizes["cssContentSize"]["width"] > 0 else None


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("browser")
    with ServerProcess(folder, ("--db-type=sqlite", f"--db-address={folder / 'here.db'}")) as started:
        started.account("alice")
        started.account("bob")
        yield started


@pytest.fixture(params=SIZES)
def walk(server: ServerProcess, request: pytest.FixtureRequest) -> Iterator[Walk]:
    width, height, scheme = SIZES[request.param]
    options = webdriver.ChromeOptions()
    options.binary_location = program("chromium")
    for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(flag)
    driver: Any = webdriver.Chrome(options=options, service=Service(program("chromedriver")))
    screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    wish = {"name": "prefers-color-scheme", "value": scheme}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [wish]})
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        yield Walk(server, driver, request.param)
    finally:
        driver.quit()


def program(name: str) -> str:
    path = shutil.which(name)
    assert path, f"{name} is not installed (apt-get install chromium chromium-driver)"
    return path


def an_app(server: ServerProcess) -> dict[str, Any]:
    form = {
        "client_name": "Elephant in the room",
        "website": "https://elephant.example",
        "redirect_uris": [BACK, "urn:ietf:wg:oauth:2.0:oob"],
        "scopes": "read write follow push",
    }
    app: dict[str, Any] = requests.post(
        f"{server.url}/api/v1/apps", json=form, headers=AGENT, timeout=30
    ).json()
    return app


def authorize_path(app: dict[str, Any], **changes: str) -> str:
    asked = {
        "response_type": "code",
        "client_id": app["client_id"],
        "redirect_uri": BACK,
        "scope": "read write follow push",
        "state": "kept & sound",
    }
    return f"/oauth/authorize?{urlencode(asked | changes)}"


def redeem(server: ServerProcess, app: dict[str, Any], code: str, **changes: str) -> requests.Response:
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": app["client_id"],
        "client_secret": app["client_secret"],
        "redirect_uri": BACK,
    }
    return requests.post(f"{server.url}/oauth/token", data=fields | changes, headers=AGENT, timeout=30)


def test_somebody_signs_in_agrees_and_reads_the_code(walk: Walk) -> None:
    server, app = walk.server, an_app(walk.server)
    verifier = secrets.token_urlsafe(48)
    challenge = {"code_challenge": challenge_of(verifier), "code_challenge_method": "S256"}
    walk.open(authorize_path(app, redirect_uri="urn:ietf:wg:oauth:2.0:oob", **challenge), "sign-in")
    walk.fill("Email address", "alice@localhost")
    walk.fill("Password", "not my password")
    assert "wrong" in walk.press("Sign in", "sign-in-wrong")
    walk.fill("Password", PASSWORD)
    consent = walk.press("Sign in", "consent")
    assert "Elephant in the room" in consent
    assert "@alice" in consent
    walk.press("Allow", "code")
    code = walk.driver.find_element(By.ID, "code").text
    token = redeem(
        server, app, code, redirect_uri="urn:ietf:wg:oauth:2.0:oob", code_verifier=verifier
    ).json()["access_token"]
    me = requests.get(
        f"{server.url}/api/v1/accounts/verify_credentials",
        headers=AGENT | {"Authorization": f"Bearer {token}"},
        timeout=30,
    ).json()
    assert me["username"] == "alice"
    assert walk.complaints() == []
    for secret in (code, token, PASSWORD, app["client_secret"]):
        assert secret not in server.log()


def test_somebody_else_signs_in_and_then_says_no(walk: Walk) -> None:
    app = an_app(walk.server)
    walk.open(authorize_path(app))
    walk.fill("Email address", "alice@localhost")
    walk.fill("Password", PASSWORD)
    walk.press("Sign in")
    walk.press("Sign in as someone else")
    walk.fill("Email address", "bob@localhost")
    walk.fill("Password", PASSWORD)
    assert "@bob" in walk.press("Sign in", "consent-bob")
    walk.press("Deny")
    answer = parse_qs(urlsplit(walk.driver.current_url).query)
    assert walk.driver.current_url.startswith(BACK)
    assert answer["error"] == ["access_denied"]
    assert answer["state"] == ["kept & sound"]


def test_an_app_is_answered_at_its_own_address(walk: Walk) -> None:
    app = an_app(walk.server)
    walk.open(authorize_path(app))
    walk.fill("Email address", "bob@localhost")
    walk.fill("Password", PASSWORD)
    walk.press("Sign in")
    walk.press("Allow")
    assert walk.driver.current_url.startswith(BACK)
    answer = parse_qs(urlsplit(walk.driver.current_url).query)
    assert answer["state"] == ["kept & sound"]
    assert redeem(walk.server, app, answer["code"][0]).status_code == 200


def test_visitors_see_pages_without_an_account(walk: Walk) -> None:
    assert "Use it with an app" in walk.open("/", "landing")
    assert "@alice@" in walk.open("/@alice", "profile")
    assert "There is nothing here" in walk.open("/@nobody", "missing")
    wrong = walk.open(authorize_path({"client_id": "nobody"}), "bad-request")
    assert "No app is registered here" in wrong
    assert walk.complaints() == []
