"""The pygal chart that our own charts build on: it renders plain markup and leaves colour to the stylesheet."""

import sys
from typing import Any

from markupsafe import Markup
from pygal import PluginImportFixer
from pygal.config import Config
from pygal.graph.graph import Graph

# pygal leaves an import hook of a kind Python has given up, for map plug-ins that are not used here; with it, a module
# that is not there costs an ImportWarning, which the tests take for an error.
sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, PluginImportFixer)]

_CONFIG: Any = Config()


class LeanChart(Graph):  # type: ignore[misc]
    """A pygal chart without pygal's own style, script, tooltips and XML tree.

    `render_to_file`, `render_response` and `render_to_png` work as in every pygal chart, because they call `render`.
    """

    def __init__(self) -> None:
        # pygal's own set-up copies some 150 options for each chart (0.15 ms); no chart of ours changes one.
        self.config = _CONFIG
        self.state = None
        self.raw_series: list[object] = []
        self.xml_filters: list[object] = []

    def render(self, **_options: object) -> Markup:
        """The whole chart as one `<svg>`. The options that pygal's other render methods pass change nothing here."""
        raise NotImplementedError
