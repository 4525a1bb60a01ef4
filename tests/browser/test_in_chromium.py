"""What a person does, in a real browser; and that none of it needs a script."""

from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = pytest.mark.browser

PATIENCE_SECONDS = 30
IS_NEXT_PAGE = "return !document.isLeft && document.readyState === 'complete'"
SCREENS = [(390, 844), (1280, 900)]
PAGES = [
    "/",
    "/search?q=công đoàn",
    "/search?province=ha-noi&from=2018-01-01&size=5",
    "/articles/bai-1?q=cong doan",
    "/help",
    "/none",
]


@pytest.fixture
def page(browser: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """The browser with scripts off, as one tab in the middle of a desktop screen."""
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    _resize(browser, 1280, 900)
    yield browser
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def _resize(browser: webdriver.Chrome, width: int, height: int) -> None:
    screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)


def _follow(browser: webdriver.Chrome, element: WebElement, *keys: str) -> None:
    """Send keys to an element, or click it, and wait for the page it leads to.

    The page left behind is marked: to ask one of its elements whether it is stale fails
    in the driver itself when the question meets the moment of the change.
    """
    browser.execute_script("document.isLeft = true")
    if keys:
        element.send_keys(*keys)
    else:
        element.click()
    wait = WebDriverWait(browser, PATIENCE_SECONDS, ignored_exceptions=[WebDriverException])
    wait.until(lambda _: browser.execute_script(IS_NEXT_PAGE))


def _search(browser: webdriver.Chrome, address: str, query: str) -> list[WebElement]:
    browser.get(address)
    _follow(browser, browser.find_element(By.NAME, "q"), query, Keys.ENTER)
    return browser.find_elements(By.CSS_SELECTOR, ".hit")


def _text(browser: webdriver.Chrome, selector: str) -> str:
    return browser.find_element(By.CSS_SELECTOR, selector).text


def _is_visible(browser: webdriver.Chrome, selector: str) -> bool:
    """Ask the browser: Selenium takes all that a closed <details> holds for hidden."""
    found = browser.find_element(By.CSS_SELECTOR, selector)
    return bool(browser.execute_script("return arguments[0].checkVisibility()", found))


@pytest.mark.parametrize("query", ["công đoàn", "cong doan", "CÔNG ĐOÀN"])
def test_a_query_with_or_without_marks_finds_and_marks_the_same(
    page: webdriver.Chrome, address: str, query: str
) -> None:
    hits = _search(page, address, query)

    assert len(hits) == 10
    assert _text(page, ".summary [role=status]").startswith("15 bài")
    assert all("Công đoàn" in hit.find_element(By.CSS_SELECTOR, "h2 mark").text for hit in hits)


def test_a_person_narrows_by_province_and_opens_an_article(
    page: webdriver.Chrome, address: str
) -> None:
    _search(page, address, "công đoàn")
    _follow(page, page.find_element(By.PARTIAL_LINK_TEXT, "Hà Nội"))
    chip = _text(page, ".chip")
    found = _text(page, ".summary [role=status]")
    _follow(page, page.find_element(By.CSS_SELECTOR, ".hit h2 a"))

    assert "Hà Nội" in chip
    assert found.startswith("5 bài")
    assert "Công đoàn cơ sở: bài số" in _text(page, "h1")
    assert "Hà Nội" in _text(page, ".facts")
    _follow(page, page.find_element(By.LINK_TEXT, "Về kết quả tìm"))
    assert "Hà Nội" in _text(page, ".chip")


def test_filters_stand_open_on_a_desktop_and_folded_on_a_phone(
    page: webdriver.Chrome, address: str
) -> None:
    page.get(f"{address}/search")
    desktop = _is_visible(page, ".facet .value"), _is_visible(page, ".filters > summary")
    _resize(page, 390, 844)
    phone = _is_visible(page, ".facet .value"), _is_visible(page, ".filters > summary")
    page.find_element(By.CSS_SELECTOR, ".filters > summary").click()

    assert (desktop, phone) == ((True, False), (False, True))
    assert _is_visible(page, ".facet .value")


@pytest.mark.parametrize(("width", "height"), SCREENS)
@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_the_screen(
    page: webdriver.Chrome, address: str, path: str, width: int, height: int
) -> None:
    _resize(page, width, height)
    page.get(address + path)
    for fold in page.find_elements(By.CSS_SELECTOR, "summary"):
        if fold.is_displayed():
            fold.click()

    assert page.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]["width"] <= width


def test_the_skip_link_is_the_first_stop_of_the_keyboard(
    page: webdriver.Chrome, address: str
) -> None:
    page.get(f"{address}/search")
    page.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)

    assert page.switch_to.active_element.text == "Tới nội dung"


def test_the_keyboard_passes_the_filters_in_one_step(page: webdriver.Chrome, address: str) -> None:
    page.get(f"{address}/search?q=công đoàn")
    page.find_element(By.CSS_SELECTOR, ".skip[href='#ket-qua']").send_keys(Keys.ENTER)
    page.switch_to.active_element.send_keys(Keys.TAB)

    assert page.switch_to.active_element.text == "Liên quan nhất"


@pytest.mark.parametrize("path", PAGES)
def test_every_stop_of_the_keyboard_is_seen_and_large_enough(
    page: webdriver.Chrome, address: str, path: str
) -> None:
    """At least 24 px each way, or a link within a sentence (WCAG 2.2, 2.5.8)."""
    page.get(address + path)
    stops = page.find_elements(By.CSS_SELECTOR, "a, button, summary, input:not([type=hidden])")
    shown = [
        stop for stop in stops if stop.is_displayed() and "skip" not in stop.get_attribute("class")
    ]
    small = [
        stop.text
        for stop in shown
        if stop.value_of_css_property("display") != "inline" and min(stop.size.values()) < 24
    ]

    assert len(shown) > 4
    assert small == []
