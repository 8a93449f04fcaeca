"""The settings: the environment is read here, once, and nowhere else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parent
VAR = ROOT / "var"


class SettingMissingError(Exception):
    """A setting that has no safe default was not given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an installation can choose. A default is public and safe."""

    database_url: str
    base_url: str = "http://127.0.0.1:8000"
    host: str = "127.0.0.1"
    port: int = 8000
    demonstration: bool = False
    trusted_hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    proxies: int = 0
    secure_cookies: bool = False
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_starttls: bool = False
    mail_from: str = "intersector@localhost"
    link_days: int = 14
    attachment_bytes: int = 10 * 1024 * 1024
    password_memory_kib: int = 65536
    password_time_cost: int = 3
    testing: bool = False


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process. Raises SettingMissingError for a value that is not a number."""
    get = environment.get
    port = _number(get("PORT", "8000"), "PORT")
    base_url = get("BASE_URL", f"http://127.0.0.1:{port}")
    demonstration = get("DEMONSTRATION", "") == "1"
    name = "demo" if demonstration else "intersector"
    return Settings(
        database_url=get("DATABASE_URL", f"sqlite:///{VAR / name}.sqlite"),
        base_url=base_url,
        host=get("HOST", "127.0.0.1"),
        port=port,
        demonstration=demonstration,
        trusted_hosts=_hosts(get("TRUSTED_HOSTS", ""), base_url),
        proxies=_number(get("PROXIES", "0"), "PROXIES"),
        secure_cookies=base_url.startswith("https://"),
        smtp_host=get("SMTP_HOST", ""),
        smtp_port=_number(get("SMTP_PORT", "25"), "SMTP_PORT"),
        smtp_user=get("SMTP_USER", ""),
        smtp_password=get("SMTP_PASSWORD", ""),
        smtp_starttls=get("SMTP_STARTTLS", "") == "1",
        mail_from=get("MAIL_FROM", "intersector@localhost"),
        link_days=_number(get("LINK_DAYS", "14"), "LINK_DAYS"),
    )


def _hosts(said: str, base_url: str) -> tuple[str, ...]:
    """The names that are said; when none is, this machine's own and that of the site's address."""
    named = tuple(host.strip() for host in said.split(",") if host.strip())
    own = urlsplit(base_url).hostname or ""
    return named or tuple(dict.fromkeys(host for host in ("127.0.0.1", "localhost", own) if host))


def of_demonstration() -> Settings:
    """The settings of this process, on the demonstration's own database."""
    return from_environment({**os.environ, "DEMONSTRATION": "1"})


def _number(value: str, name: str) -> int:
    try:
        return int(value)
    except ValueError as error:
        raise SettingMissingError(f"{name} must be a whole number, not {value!r}") from error
