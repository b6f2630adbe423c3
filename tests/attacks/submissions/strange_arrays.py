"""Returns arrays and tensors of every kind that is no plain array of numbers, among them some that were right once."""

# %%
import datetime
import fractions
import itertools

import torch

right = np.arange(6.0).reshape(2, 3)
kinds = [
    lambda: np.ma.masked_all((2, 3)),
    lambda: np.ma.masked_array(right, mask=True),
    lambda: np.zeros(3, [("a", float), ("b", object)]),
    lambda: np.rec.fromarrays([[1.0, 2.0]], names="x"),
    lambda: np.array([right, None, "a"], dtype=object),
    lambda: np.array(["nan", "inf"]),
    lambda: np.array([b"\xff"]),
    lambda: np.array(["2020-01-01", "NaT"], "datetime64[D]"),
    lambda: right.astype(complex),
    lambda: right.astype(np.longdouble),
    lambda: right.astype(">f8"),
    lambda: right[::-1, ::-1].T,
    lambda: np.broadcast_to(np.float64(1), (10**9,)),
    lambda: np.lib.stride_tricks.as_strided(right, (9, 9), (0, 0)),
    lambda: np.empty((0,) * 20),
    lambda: np.matrix(right),
    lambda: np.memmap("m", float, "w+", shape=(3,)),
    lambda: np.void(b"abc"),
    lambda: np.array(-0.0),
    lambda: torch.zeros(3, dtype=torch.bfloat16),
    lambda: torch.zeros(3, dtype=torch.complex64),
    lambda: torch.zeros(2, 3).to_sparse(),
    lambda: torch.quantize_per_tensor(torch.zeros(3), 0.1, 0, torch.quint8),
    lambda: torch.zeros(3, device="meta"),
    lambda: torch.nested.nested_tensor([torch.zeros(2), torch.zeros(3)]),
    lambda: torch.zeros(1).expand(10**10),
    lambda: fractions.Fraction(1, 3),
    lambda: datetime.timedelta.max,
    lambda: range(10**12),
    lambda: memoryview(b"abc"),
    lambda: {float("nan"): 1, (1, 2): 2, frozenset(): 3, right.tobytes(): 4},
]
turn = itertools.cycle(kinds)

# %% answers
return next(turn)()
