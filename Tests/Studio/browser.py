"""The web app in a real browser, against a real farm.

Usage: browser.py READY CHROMIUM FOLDER
READY is the line that `reelmill up --json` prints; screenshots go to FOLDER.
"""

import json
import os
import pathlib
import sys

from playwright.sync_api import expect, sync_playwright

studio = json.loads(sys.argv[1])["studio"]
address = studio["address"]
shots = pathlib.Path(sys.argv[3])
phone = {"width": 390, "height": 844}
desk = {"width": 1440, "height": 900}
prompt = "一只橘猫在雨夜的霓虹街头追一只蝴蝶"
complaints = []


def said(step, result="ok"):
    print(f"{step:54} {result}", flush=True)


def overlay(context):
    """Serves the app's files from a folder, for work on them."""
    folder = os.environ.get("REELMILL_APP_FOLDER")
    if not folder:
        return
    types = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml", "html": "text/html"}

    def serve(route):
        path = route.request.url.removeprefix(address).split("?")[0].split("#")[0]
        name = path.removeprefix("/app/") if path.startswith("/app/") else "index.html"
        body = (pathlib.Path(folder) / name).read_bytes()
        route.fulfill(body=body, content_type=types[name.rsplit(".", 1)[1]] + "; charset=utf-8")

    for pattern in ("/", "/p/*", "/app/**"):
        context.route(address + pattern, serve)


def listen(page):
    """Whatever the page complains of fails the test; a stranger's 401 is how it learns that it is one."""
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def heard(message):
        if message.type != "error":
            return
        if "401" in message.text and message.location.get("url", "").endswith("/api/me"):
            return
        complaints.append(f"{message.text} {message.location.get('url')}")

    page.on("console", heard)


def person(browser, **options):
    context = browser.new_context(
        viewport=phone, locale="zh-CN", color_scheme="dark", **options)
    overlay(context)
    page = context.new_page()
    listen(page)
    return page


def look(page, name):
    """Screenshots on a phone and on a desk; neither may scroll sideways."""
    for size, ending in ((desk, "desk"), (phone, "phone")):
        page.set_viewport_size(size)
        page.wait_for_timeout(300)
        page.screenshot(path=shots / f"{name}-{ending}.png")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], (name, ending, width)


def sign_up(page, link, handle):
    page.goto(link)
    expect(page.locator(".hint.good")).to_be_visible()
    look(page, "01-sign-up")
    page.fill("[name=handle]", handle)
    page.fill("[name=password]", "correct horse")
    page.click("[type=submit]")
    expect(page.locator(".composer")).to_be_visible()


def compose(page):
    page.fill("[name=prompt]", prompt)
    page.locator(".chip", has=page.locator("input[name=seconds][value='4']")).click()
    page.click(".prompt .soft")
    expect(page.locator(".found")).to_contain_text("橘猫")
    look(page, "02-understood")
    page.click(".prompt [type=submit]")
    expect(page.locator(".stage")).to_be_visible()


def playing(page):
    """Waits until the film in the player moves, and answers where it is."""
    page.wait_for_function(
        "() => { const v = document.querySelector('.stage video'); return v.currentTime > 0.2 && !v.error }",
        timeout=60_000)
    return page.evaluate("document.querySelector('.stage video').currentTime")


def watch(page):
    expect(page.locator(".stage")).to_have_attribute("data-mode", "live", timeout=120_000)
    at = playing(page)
    done = page.evaluate("document.querySelector('progress')?.value ?? 1")
    assert done < 1, "the film was whole before it was seen"
    look(page, "03-rendering")
    said("plays while it is rendered", f"{at:.1f} s in at {done:.0%}")
    page.reload()
    expect(page.locator(".stage")).to_be_visible()
    expect(page.locator(".stage")).to_have_attribute("data-mode", "film", timeout=240_000)
    playing(page)
    length = page.evaluate("document.querySelector('.stage video').duration")
    assert 3.9 < length < 4.2, length
    look(page, "04-film")
    said("survives a reload, then plays whole", f"{length:.2f} s")


def post(page):
    page.click(".actions .primary")
    form = page.locator("dialog .post-form")
    form.locator("[name=title]").fill("雨夜追蝶")
    form.locator("[name=tags]").fill("猫 霓虹")
    look(page, "05-post-dialog")
    form.locator("[type=submit]").click()
    expect(page.locator(".side h1")).to_have_text("雨夜追蝶")
    page.fill(".comments [name=text]", "好看")
    page.click(".comments form [type=submit]")
    expect(page.locator(".comments li")).to_contain_text("好看")
    page.click(".actions .like")
    expect(page.locator(".actions .like")).to_have_attribute("aria-pressed", "true")
    look(page, "06-post")
    return page.url.split("/post/")[1]


def feed_and_search(page, post_id):
    page.goto(address + "/#/")
    page.wait_for_function(
        "() => { const v = document.querySelector('.clip video'); return v && v.muted && v.currentTime > 0.1 }")
    look(page, "07-for-you")
    page.click("[data-tab=search]")
    page.fill("[name=q]", "追蝶")
    expect(page.locator(f".tile[href$='{post_id}']")).to_be_visible()
    expect(page.locator(".tile")).to_have_count(1)
    look(page, "08-search")
    page.fill("[name=q]", "没有这样的影片")
    expect(page.locator(".empty")).to_be_visible()


def remix(page, post_id):
    page.goto(f"{address}/#/post/{post_id}")
    page.click(".actions a[href*='remix=']")
    page.fill("[name=prompt]", "把猫换成狗")
    look(page, "09-remix")
    page.click(".prompt [type=submit]")
    expect(page.locator(".facts")).to_contain_text("雨夜追蝶")
    page.click(".actions .danger")
    expect(page.locator(".progress")).to_be_hidden(timeout=60_000)


def stranger(browser, post_id):
    page = person(browser)
    page.goto(f"{address}/p/{post_id}")
    expect(page.locator(".side h1")).to_have_text("雨夜追蝶")
    playing(page)
    assert page.locator(".like").count() == 0
    look(page, "10-shared-link")
    page.goto(address + "/#/me")
    expect(page.locator(".door")).to_be_visible()
    page.context.close()


def settings(page):
    page.goto(address + "/#/settings")
    page.evaluate("window.stillHere = true")
    look(page, "11-settings-zh")
    page.locator(".chip", has_text="English").click()
    expect(page.locator("h1")).to_have_text("Settings")
    page.locator(".chip", has_text="Light").click()
    assert page.evaluate("window.stillHere"), "switching the language loaded the page anew"
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    look(page, "12-settings-en")
    for part in ("invites", "keys", "quota", "sessions", "account"):
        page.goto(f"{address}/#/settings/{part}")
        expect(page.locator(".subtabs [aria-current]")).to_be_visible()
        look(page, f"13-settings-{part}")
    page.goto(address + "/#/notifications")
    expect(page.locator(".item").first).to_be_visible()
    look(page, "14-notifications")
    page.goto(address + "/#/me/drafts")
    expect(page.locator(".tile")).to_have_count(2)
    look(page, "15-drafts")
    for part in ("workers", "jobs", "accounts", "reports"):
        page.goto(f"{address}/#/farm/{part}")
        expect(page.locator(".item, .page .empty").first).to_be_visible()
        look(page, f"16-farm-{part}")


with sync_playwright() as playwright:
    # Chromium's sandbox wants a kernel that lets an ordinary user make namespaces; containers often do not.
    browser = playwright.chromium.launch(executable_path=sys.argv[2], args=["--no-sandbox"])
    page = person(browser)
    sign_up(page, studio["link"], "ada")
    said("sign up by the printed link")
    compose(page)
    said("understand, compose")
    watch(page)
    shown = post(page)
    said("post, comment, like")
    feed_and_search(page, shown)
    said("for you plays muted, search finds")
    remix(page, shown)
    said("remix, cancel")
    stranger(browser, shown)
    said("a shared link in a private window")
    settings(page)
    said("language and theme without a reload, every page")
    browser.close()

assert not complaints, complaints
print("ok")
