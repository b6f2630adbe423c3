"""Okabe-Ito colours, figure captions and the look shared by lessons and explorers."""

from typing import Any

from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

BLACK = "#000000"
ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#F0E442"
BLUE = "#0072B2"
VERMILLION = "#D55E00"
PURPLE = "#CC79A7"
GREY = "#6E6E6E"

# Deep is dark, as on a sea chart; pale enough for every Okabe-Ito colour to stand out on it.
DEPTH = LinearSegmentedColormap.from_list("depth", ["#B9D9EE", "#DCECF6", "#F4F9FC", "#FFFFFF"])

LOOK: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.color": "#222222",
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 9,
    "axes.labelsize": 10,
    "axes.labelcolor": "#222222",
    "axes.edgecolor": "#888888",
    "axes.facecolor": "white",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "axes.formatter.useoffset": False,
    "figure.facecolor": "white",
    "grid.color": "#E4E4E4",
    "grid.linewidth": 0.8,
    "legend.fontsize": 9,
    "legend.frameon": True,
    "legend.framealpha": 0.9,
    "legend.edgecolor": "#DDDDDD",
    "lines.linewidth": 2.0,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "xtick.color": "#444444",
    "ytick.color": "#444444",
    "mathtext.fontset": "dejavusans",
    "path.simplify": True,
}


def caption(figure: Figure, text: str) -> None:
    """Write `text`, the finding of the picture, below `figure`."""
    figure.text(0.5, -0.02, text, ha="center", va="top", fontsize=9, wrap=True)
