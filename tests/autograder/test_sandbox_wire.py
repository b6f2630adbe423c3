"""Whatever comes out of a sandbox is either a frame as it should be or a `Violation`, and nothing else."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest
from descent.observing import Case, Task, encode_case
from hypothesis import given
from hypothesis import strategies as st

from autograder.sandbox import Check
from autograder.sandbox.collect import Collector
from autograder.sandbox.wire import MAX_FRAME, Reader, Violation, parse

TASK = Task("f", [encode_case(Case("ones", (np.ones(2),)))])
DEEP = b"[" * 200 + b"]" * 200


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"kind":"end"}',
        b'{"kind":"end","count":1,"cell":0,"seconds":1,"score":9}',
        b'{"kind":"end","cell":0,"count":1,"seconds":1e999}',
        b'{"kind":"end","cell":0,"count":1,"seconds":-1}',
        b'{"kind":"end","cell":0,"count":-1,"seconds":1}',
        b'{"kind":"output","output":{"output_type":"execute_result","data":{},"metadata":{},"execution_count":-1},'
        b'"display":""}',
        b'{"kind":"outcome","values":[' + b"0," * 3_000 + b'0],"flags":[],"error":null}',
        b'{"kind":"outcome","values":[[' + b"0," * 500_000 + b'0]],"flags":[],"error":null}',
        b'{"kind":"end","cell":0,"count":' + b"9" * 5000 + b',"seconds":1}',
        b'{"kind":"output","output":{"output_type":"stream","name":"stdin","text":""},"display":""}',
        b'{"kind":"output","output":{"output_type":"display_data","data":{"text/html":1},"metadata":{}},"display":""}',
        b'{"kind":"output","output":{"output_type":"display_data","data":{"a/json":%s},"metadata":{}},"display":""}'
        % DEEP,
        b'{"kind":"outcome","values":[%s],"flags":[],"error":null}' % DEEP,
        b'{"kind":"outcome","values":[1],"flags":["passed"],"error":null}',
        b'{"kind":"outcome","values":[1],"flags":[],"error":["a","b"]}',
    ],
)
def test_a_malformed_frame_is_a_violation(payload):
    with pytest.raises(Violation):
        parse(payload)


@pytest.mark.parametrize(
    "value",
    [
        {"array": "", "dtype": ["float64"], "shape": [0]},
        {"array": "", "dtype": "object", "shape": [0]},
        {"array": "", "dtype": "float64", "shape": [0, 2**70]},
        {"array": "AAAA", "dtype": "float64", "shape": [9]},
        {"tensor": {"array": "AQ==", "dtype": "int8", "shape": [1]}, "requires_grad": True},
        {"dict": [[{"dict": []}, 1]]},
        {"pickle": "gASV"},
        {"float": []},
    ],
)
def test_a_value_that_cannot_be_decoded_is_a_violation(value):
    collector = Collector([Check(TASK)], most_bytes=1_000_000)
    frame = json.dumps({"kind": "outcome", "values": [value], "flags": [], "error": None}).encode()
    with pytest.raises(Violation):
        collector.take(parse(frame))


def test_of_an_error_no_more_is_kept_than_a_page_can_show():
    text = "x" * 2_000_000
    frame = json.dumps({"kind": "outcome", "values": [], "flags": [], "error": [text] * 3}).encode()
    collector = Collector([Check(TASK)])
    collector.take(parse(frame))
    (outcome,) = collector.results[0].outcomes
    assert [len(part) for part in outcome.error] == [200, 1000, 100_000]


@given(st.lists(st.binary(max_size=60), max_size=8))
def test_no_bytes_make_the_reader_raise_anything_else(chunks):
    reader = Reader(10_000)
    try:
        for chunk in chunks:
            assert all(True for _ in reader.feed(chunk))
    except Violation:
        pass


def test_the_reader_holds_no_more_than_a_frame():
    with pytest.raises(Violation, match="a frame of"):
        list(Reader(10**9).feed(struct.pack(">I", MAX_FRAME + 1)))
    with pytest.raises(Violation, match="more bytes"):
        list(Reader(100).feed(bytes(101)))
