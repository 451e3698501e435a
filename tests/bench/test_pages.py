"""Every page that is measured can be opened, so that a new one cannot stop the bench."""

from pathlib import Path

from tests.bench.ground import lay_ground
from tests.bench.pages import page_paths


def test_every_measured_page_opens(tmp_path: Path) -> None:
    ground = lay_ground(tmp_path, others=0)
    paths = page_paths(ground)
    assert len(paths) > 40
    for path in paths.values():
        ground.get(path)
