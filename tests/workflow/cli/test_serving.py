"""Serving the site as a process: ready within a while, ended as one, its worker at work meanwhile."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests import post_office
from tests.command_line import ROOT, command, environment
from tests.world import World

PATIENCE = 60.0


@contextmanager
def serving(url: str, port: int, output: Path, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """The site on that port; ended by force if the test left it running."""
    with (
        output.open("wb") as file,
        subprocess.Popen(
            command("serve"),
            env=environment(url, PORT=str(port), **more),
            cwd=ROOT,
            stdout=file,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(PATIENCE)


def until(process: subprocess.Popen[bytes], holds: Callable[[], bool]) -> None:
    """Wait until it holds, while the process lives, and not for ever."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError("the process ended by itself")


def is_ready(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return answer.status == 200
    except (URLError, ConnectionError):
        return False


def children(pid: int) -> set[int]:
    """The processes below that one."""
    own = {int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
    return own.union(*(children(one) for one in own))


def alive(pids: set[int]) -> set[int]:
    """Those that still run."""
    return {pid for pid in pids if Path(f"/proc/{pid}").exists()}


@pytest.mark.slow
@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_the_site_gets_ready_and_ends_together_with_its_worker(
    tmp_path: Path, by: signal.Signals
) -> None:
    port, output = post_office.free_port(), tmp_path / "output"
    with serving(f"sqlite:///{tmp_path}/new.sqlite", port, output) as process:
        until(process, lambda: is_ready(port))
        started = children(process.pid)
        assert len(started) == 3  # gunicorn, its web process, the worker
        process.send_signal(by)
        assert process.wait(PATIENCE) == 0
        assert alive(started) == set()
    told = output.read_text()
    assert f"Serving http://127.0.0.1:{port}" in told
    assert "user add you@example.org" in told
    assert "Traceback" not in told


@pytest.mark.slow
def test_its_worker_sends_what_waits(world: World, database_url: str, tmp_path: Path) -> None:
    world.submitted()
    world.close()
    port, smtp, output = post_office.free_port(), post_office.free_port(), tmp_path / "output"
    mail = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(smtp), "BASE_URL": "https://site.example"}
    with post_office.opened(smtp) as office:
        with serving(database_url, port, output, **mail) as process:
            until(process, lambda: len(office.raw) == 2)
        links = {one.get_content().splitlines()[-1] for one in office.mails}
    assert links == {"https://site.example/en/cases/BR-2026-0001"}
    assert "user add" not in output.read_text()


@pytest.mark.slow
def test_a_port_that_is_taken_ends_it_with_a_word(tmp_path: Path) -> None:
    output = tmp_path / "output"
    smtp = post_office.free_port()
    with (
        post_office.opened(smtp),
        serving(f"sqlite:///{tmp_path}/new.sqlite", smtp, output) as process,
    ):
        code = process.wait(PATIENCE)
    assert (code, f"('127.0.0.1', {smtp})" in output.read_text()) == (1, True)
