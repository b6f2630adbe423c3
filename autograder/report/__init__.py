"""The class report: how an exercise went, what went wrong, and who handed in the same."""

from autograder.report.files import write_report
from autograder.report.page import page
from autograder.report.results import Results, collect
from autograder.report.tables import exercises_csv, mistakes_csv

__all__ = ["Results", "collect", "exercises_csv", "mistakes_csv", "page", "write_report"]
