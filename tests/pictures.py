"""The pictures of the help pages, taken anew from the demonstration: `python -m tests.pictures`.

One for each role in each language, all of fictional Member States.
"""

from __future__ import annotations

import base64
import logging
import os
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from config import Settings
from states.definition import LANGUAGES
from workflow.app import create_app
from workflow.cli import demonstration
from workflow.web.assets import FOLDER

SIZE = {"width": 1000, "height": 650}
QUALITY = 0.72
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
SHOWN = {
    "delegate": ("delegate.xfa", "/drafts/new"),
    "respondent": ("delegate.xfa", "/my-work"),
    "chair": ("chair.rag", "/reviews"),
    "officer": ("officer.br", "/due-this-week"),
    "director": ("director.br", "/cases/BR-2026-0002"),
    "administrator": ("administrator.gs", "/appointments"),
}
"""Whose page is shown for each role."""
TO_WEBP = """async ([picture, quality]) => {
  const image = new Image();
  image.src = 'data:image;base64,' + picture;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.width, image.height];
  canvas.getContext('2d').drawImage(image, 0, 0);
  return canvas.toDataURL('image/webp', quality).split(',')[1];
}"""


def main() -> None:
    """Take every picture."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/pictures.sqlite", demonstration=True)
        demonstration.load(settings, reset=False)
        server = make_server("127.0.0.1", 0, create_app(settings), threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            for role in SHOWN:
                _take(browser, f"http://127.0.0.1:{server.port}", role)
            browser.close()
        server.shutdown()


def _take(browser: Browser, base: str, role: str) -> None:
    """The picture of that role's page in each language."""
    account, address = SHOWN[role]
    page = browser.new_page(viewport=SIZE)
    blank = browser.new_page()
    page.goto(f"{base}/en/sign-in")
    page.fill("#email", f"{account}@{demonstration.DOMAIN}")
    page.fill("#password", demonstration.PASSWORD)
    page.click("main button[type=submit]")
    for language in LANGUAGES:
        page.goto(f"{base}/{language}{address}")
        if role == "respondent":
            page.goto(page.locator("main a[href*='/consultations/']").first.evaluate("a => a.href"))
        taken = _as_webp(blank, page.screenshot())
        (FOLDER / "help" / f"{role}-{language}.webp").write_bytes(taken)
    page.close()
    blank.close()


def _as_webp(blank: Page, picture: bytes) -> bytes:
    shrunk = blank.evaluate(TO_WEBP, [base64.b64encode(picture).decode(), QUALITY])
    return base64.b64decode(shrunk)


if __name__ == "__main__":
    Path(FOLDER / "help").mkdir(exist_ok=True)
    main()
