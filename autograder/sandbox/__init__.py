"""Run student code where it can hurt nobody."""

from autograder.sandbox.client import Sandbox
from autograder.sandbox.model import Check, Checked, Code, Execution, Limits, Ran, SandboxLost, SandboxUnavailable

__all__ = ["Check", "Checked", "Code", "Execution", "Limits", "Ran", "Sandbox", "SandboxLost", "SandboxUnavailable"]
