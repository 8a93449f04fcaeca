"""The path in Arabic on a telephone, and without script."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Site
from tests.world import PASSWORD

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@SQLITE
@pytest.mark.timeout(120)
def test_a_delegate_submits_in_arabic_on_a_telephone(site: Site) -> None:
    delegate = site.person("delegate", "ar", 390)
    page = delegate.page
    assert page.evaluate("document.documentElement.dir") == "rtl"
    delegate.open("/drafts/new")
    page.select_option("#language", "ar")
    page.fill("#title", "تقييم تعرض الإنسان للمجالات الكهرمغنطيسية قرب المحطات الراديوية")
    page.fill("#question_text", "ما طرائق القياس التي تنطبق قرب الهوائيات التكيفية؟")
    page.select_option("#study_group", "R:SG1")
    for name in ("reason", "scope", "programme", "completion"):
        page.fill(f"#{name}", "كما طلبت الإدارات.")
    page.select_option("#answer_form", "report")
    page.select_option("#category", "S2")
    delegate.press_button("حفظ المسودة")
    assert page.evaluate("getComputedStyle(document.querySelector('#title')).direction") == "rtl"
    delegate.press_button("احفظ واطّلع على ما يعنيه التقديم")
    delegate.press_button("تقديم المقترح")
    assert "مقدَّم، في انتظار الإشعار بالاستلام" in delegate.text()
    officer = site.person("officer", "ar", 390)
    officer.open("/cases/BR-2026-0001")
    officer.press_button("الإشعار بالاستلام والإرسال إلى الهيئات المعنية")
    assert "مستلَم، قيد الفرز" in officer.text()
    officer.open("/cases/BR-2026-0001/findings")


@SQLITE
@pytest.mark.timeout(120)
def test_a_delegate_submits_without_script(site: Site) -> None:
    page = site.person(None, script=False).page
    page.goto(f"{site.base}/en/sign-in")
    page.fill("#email", "delegate@example.org")
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.goto(f"{site.base}/en/drafts/new")
    page.fill("#title", "Human exposure to electromagnetic fields")
    page.fill("#question_text", "Which methods apply?")
    page.select_option("#study_group", "R:SG1")
    for name in ("reason", "scope", "programme", "completion"):
        page.fill(f"#{name}", "As asked.")
    page.select_option("#answer_form", "report")
    page.select_option("#category", "S2")
    page.locator("main").get_by_role("button", name="Save the draft").first.click()
    assert "Human exposure to EMFs from ICTs" in page.inner_text("main")
    page.locator("main").get_by_role("button", name="Save, and see what submitting means").click()
    page.locator("main").get_by_role("button", name="Submit the proposal").click()
    assert "BR-2026-0001" in page.inner_text("h1")


@SQLITE
@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("who", "named"),
    [("sector_member", "Almatel Radio (Sector Member)"), ("sg_chair", "ITU-R SG1")],
)
def test_a_sector_member_and_a_study_group_propose(site: Site, who: str, named: str) -> None:
    proposer = site.person(who)
    page = proposer.page
    proposer.open("/my-work")
    proposer.follow("Write a proposal")
    assert page.locator("#question").is_hidden()
    page.check("[name=kind][value=revised]")
    assert page.locator("#question").is_visible()
    page.fill("#question", "Question ITU-R 239/1")
    page.fill("#title", "Human exposure to electromagnetic fields")
    page.fill("#question_text", "Which methods apply?")
    page.select_option("#study_group", "R:SG1")
    proposer.press_button("Save the draft")
    for name in ("reason", "scope", "programme", "completion"):
        page.fill(f"#{name}", "As asked.")
    page.select_option("#answer_form", "report")
    page.select_option("#category", "S2")
    page.set_input_files("#document", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"A."})
    proposer.press_button("Attach")
    assert page.input_value("#scope") == "As asked."
    proposer.press_button("Save, and see what submitting means")
    proposer.press_button("Submit the proposal")
    officer = site.person("officer")
    officer.open("/cases/BR-2026-0001")
    assert named in officer.text()


@SQLITE
@pytest.mark.timeout(180)
def test_no_page_of_the_delegates_path_weighs_more_than_150_kilobytes(site: Site) -> None:
    number = site.world.consulted()
    consultation = site.world.consultation(number).id
    for path in ("/my-work", "/drafts/new", f"/cases/{number}", f"/consultations/{consultation}"):
        fresh = site.person("delegate")
        fresh.transferred = 0
        fresh.open(path)
        assert 0 < fresh.transferred < 150_000, path
