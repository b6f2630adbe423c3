"""The script that measures what makes training fast, at small size: every row is there, or says why it is not."""

import re

import torch
from descent import device

from tests.benchmarks import gpu_project


def test_every_lever_is_measured_beside_the_plain_version_or_says_why_not(capsys):
    text = gpu_project.main(["--images", "256", "--epochs", "1", "--target", "0.99"])
    assert capsys.readouterr().out.strip() == text
    rows = [line for line in text.splitlines() if line.startswith("| ")][1:]
    assert [row.split(" | ")[0].removeprefix("| ") for row in rows] == [s.name for s in gpu_project.LEVERS]
    for row, setting in zip(rows, gpu_project.LEVERS, strict=True):
        why = gpu_project.impossible(setting, device())
        assert (why in row) if why else re.search(r"\| [\d,]+ \| \d+\.\d\d \| missed \| missed \| ", row), row
    assert "measured ceilings" in text


def test_the_fast_ways_reach_the_target_too():
    task = gpu_project.Task(device(), 1000)
    peak = {"float32": 1e12, "bfloat16": 1e12}
    for name in ("data on the device", "bf16"):
        setting = next(each for each in gpu_project.LEVERS if each.name == name)
        setting = gpu_project.replace(setting, batch=64)
        row = gpu_project.run(setting, task, epochs=2, target=0.6, peak=peak)
        assert row.seconds is not None, (name, row)
        assert row.share > 0
    assert torch.is_grad_enabled()
