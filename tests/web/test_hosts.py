"""Which names and proxies are believed, and the language in the path."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from config import from_environment
from states.definition import LANGUAGES
from tests.world import PASSWORD, World

pytestmark = pytest.mark.one_database

FORWARDED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
}


@pytest.fixture
def behind_one_proxy(database_url: str) -> Iterator[World]:
    world = World(database_url, proxies=1, trusted_hosts=("cases.example",))
    yield world
    world.close()


@pytest.mark.parametrize("path", ["/en/", "/en/nothing", "/api/v1/cases", "/healthz", "/"])
@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil", ""])
def test_an_unknown_host_is_refused(world: World, path: str, host: str) -> None:
    answer = world.client().client.get(path, headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000"])
def test_our_own_names_are_served_on_any_port(world: World, host: str) -> None:
    assert world.client().client.get("/en/", headers={"Host": host}).status_code == 200


def test_without_a_proxy_what_a_request_says_of_itself_is_not_believed(world: World) -> None:
    browser = world.client()
    headers = {"Host": "localhost", **FORWARDED}
    assert browser.client.get("/en/", headers=headers).status_code == 200
    sent = browser.client.get("/en/my-work", headers=headers).headers["Location"]
    assert sent == "/en/sign-in?next=/en/my-work"
    for one in range(50):
        _try(world, {**headers, "X-Forwarded-For": f"203.0.113.{one}"}, f"guess{one}@example.org")
    assert _try(world, {"Host": "localhost"}, "delegate@example.org") == 429


def _try(world: World, headers: dict[str, str], email: str) -> int:
    browser = world.client()
    data = {"csrf_token": browser.token(), "email": email, "password": "wrong all the way"}
    return browser.client.post("/en/sign-in", data=data, headers=headers).status_code


def test_behind_one_proxy_its_own_word_is_believed_and_no_earlier_one(
    behind_one_proxy: World,
) -> None:
    client = behind_one_proxy.app.test_client()
    said = {**FORWARDED, "X-Forwarded-Host": "evil.example, cases.example"}
    assert client.get("/en/", headers={"Host": "10.0.0.1", **said}).status_code == 200
    said = {**FORWARDED, "X-Forwarded-Host": "cases.example, evil.example"}
    assert client.get("/en/", headers={"Host": "10.0.0.1", **said}).status_code == 400


def test_the_settings_name_hosts_and_proxies() -> None:
    given = {"TRUSTED_HOSTS": "cases.example,.itu.example", "PROXIES": "2"}
    settings = from_environment(given)
    assert (settings.trusted_hosts, settings.proxies) == (("cases.example", ".itu.example"), 2)


def test_the_name_in_the_sites_own_address_is_trusted_unsaid() -> None:
    settings = from_environment({"BASE_URL": "https://cases.example:8443/"})
    assert settings.trusted_hosts == ("127.0.0.1", "localhost", "cases.example")


@pytest.mark.parametrize("path", ["/de/", "/EN/", "/en", "/xx/cases", "/en/no-such-page"])
def test_an_unknown_language_or_page_is_not_there(world: World, path: str) -> None:
    answer = world.client().client.get(path, headers={"Host": "localhost"}, follow_redirects=False)
    assert answer.status_code == (308 if path == "/en" else 404)


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("fr-CH, fr;q=0.9, en;q=0.8", "fr"), ("ar", "ar"), ("de, zh-CN;q=0.5", "zh"),
        ("de", "en"), ("", "en"), ("ru;q=0.2, es;q=0.7", "es"), ("*", "en"), (";;q=x", "en"),
    ],
)  # fmt: skip
def test_a_path_without_a_language_leads_to_the_readers(
    world: World, asked: str, language: str
) -> None:
    headers = {"Host": "localhost", "Accept-Language": asked}
    client = world.client().client
    for path in ("/", "/cases?sector=R&state=a%20b", "/questions/R:239/1", "/sign-in"):
        answer = client.get(path, headers=headers)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/{language}{path}")


def test_a_form_posted_without_a_language_is_not_sent_on(world: World) -> None:
    browser = world.client()
    data = {"csrf_token": browser.token(), "email": "delegate@example.org", "password": PASSWORD}
    answer = browser.client.post("/sign-in", data=data, headers={"Host": "localhost"})
    assert answer.status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_says_so_and_which_way_it_runs(world: World, language: str) -> None:
    page = world.client(language=language).get("/").text
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert "bootstrap.rtl" in page if language == "ar" else "bootstrap.rtl" not in page


@pytest.mark.parametrize("path", ["/ar/nothing", "/zh/cases/BR-1999-0001", "/ru/my-work/x"])
def test_a_missing_page_is_missing_in_the_readers_language(world: World, path: str) -> None:
    language = path.split("/")[1]
    answer = world.client().client.get(path, headers={"Host": "localhost"})
    assert answer.status_code == 404
    assert f'<html lang="{language}"' in answer.text
    assert f'href="/{language}/sign-in?next={path}"' in answer.text
