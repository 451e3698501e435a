"""The commands that start the exchange, as a person types them: in a process that has loaded nothing before."""

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.support.programs import free_port

ROOT = Path(__file__).resolve().parents[3]
FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")
PATIENCE = 120


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("TIEX_", "FLASK_"))}
    return {**own, "TIEX_MODE": "test", "TIEX_SECRET_KEY": "served", "TIEX_DATA_DIR": str(tmp_path)}


def first_page(port: int, served: "subprocess.Popen[str]") -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and served.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/") as page:
                return str(page.read(), "utf-8")
        except OSError:
            time.sleep(0.1)
    served.kill()
    raise AssertionError(served.communicate()[0])


def test_it_serves_from_an_empty_folder_and_its_tables_are_up_to_date(environment: dict[str, str]) -> None:
    port = free_port()
    command = [*FLASK, "serve", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as served:
        assert "Transformation and Innovation Exchange" in first_page(port, served)
        served.terminate()
    told = subprocess.run(
        [*FLASK, "db", "current"], cwd=ROOT, env=environment, text=True, capture_output=True, check=True
    )
    assert "(head)" in told.stdout
