"""Okabe-Ito colours and figure captions shared by lessons and explorers."""

from matplotlib.figure import Figure

BLACK = "#000000"
ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#F0E442"
BLUE = "#0072B2"
VERMILLION = "#D55E00"
PURPLE = "#CC79A7"


def caption(figure: Figure, text: str) -> None:
    """Write `text`, the finding of the picture, below `figure`."""
    figure.text(0.5, -0.02, text, ha="center", va="top", fontsize=9, wrap=True)
