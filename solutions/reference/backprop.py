"""Unit 06: the chain rule, run backwards: first number by number, then matrix by matrix."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Value:
    """A number that remembers how it was made, so that it can pass gradients back to what it was made from.

    `data` is the number, `grad` the derivative of the last output with respect to it, 0 before any `backward`.
    Operations: + − * / with values and numbers on either side, ** with a number as exponent, `exp`, `relu`, `tanh`.

    Errors: those of Python's float arithmetic, such as ZeroDivisionError; TypeError for a Value as exponent.
    Source: Griewank & Walther, Evaluating Derivatives (2008), section 3.2; the form follows Karpathy's micrograd.
    """

    def __init__(self, data: float, parents: tuple[Value, ...] = (), partials: tuple[float, ...] = ()) -> None:
        self.data = float(data)
        self.grad = 0.0
        self._parents = parents
        self._partials = partials  # the derivative of this value with respect to each parent

    def __add__(self, other: Value | float) -> Value:
        other = _wrap(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other: Value | float) -> Value:
        other = _wrap(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, exponent: float) -> Value:
        if isinstance(exponent, Value):
            return NotImplemented
        # x⁰ is flat, also at 0, where 0·0⁻¹ would divide by zero.
        slope = exponent * self.data ** (exponent - 1) if exponent else 0.0
        return Value(self.data**exponent, (self,), (slope,))

    def exp(self) -> Value:
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self) -> Value:
        return Value(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0,))

    def tanh(self) -> Value:
        out = math.tanh(self.data)
        return Value(out, (self,), (1 - out * out,))

    def __neg__(self) -> Value:
        return self * -1.0

    def __sub__(self, other: Value | float) -> Value:
        return self + -_wrap(other)

    def __truediv__(self, other: Value | float) -> Value:
        return self * _wrap(other) ** -1

    def __rsub__(self, other: float) -> Value:
        return _wrap(other) - self

    def __rtruediv__(self, other: float) -> Value:
        return _wrap(other) / self

    __radd__ = __add__
    __rmul__ = __mul__

    def backward(self) -> None:
        """Add to every leaf's `grad` the derivative of this value with respect to that leaf.

        grad(parent) += ∂child/∂parent · grad(child), every child before its parents, from grad(self) = 1

        Leaves accumulate over calls; the values between start anew at each call. On a leaf, adds 1.
        Time and memory are linear in the number of operations, and depth is no limit.
        Source: Rumelhart, Hinton & Williams (1986), eq. 4 to 7; Griewank & Walther (2008), section 3.2.
        """
        order = self._parents_first()
        for node in order:
            if node._parents:
                node.grad = 0.0
        self.grad += 1.0
        for node in reversed(order):
            for parent, partial in zip(node._parents, node._partials, strict=True):
                parent.grad += partial * node.grad

    def _parents_first(self) -> list[Value]:
        """List every value that this one depends on, itself included, each once and after its parents."""
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, parents_listed = stack.pop()
            if parents_listed:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((parent, False) for parent in node._parents)
        return order

    def __repr__(self) -> str:
        return f"Value(data={self.data:.6g}, grad={self.grad:.6g})"


def _wrap(number: Value | float) -> Value:
    return number if isinstance(number, Value) else Value(number)


def linear_backward(dY: Array, X: Array, W: Array) -> tuple[Array, Array, Array]:
    """Pass a gradient back through the linear layer Y = X·Wᵀ + b.

    dX = dY·W,  dW = dYᵀ·X,  db = Σ_n dY_n

    Shapes: dY (N, out), X (N, in), W (out, in); results (N, in), (out, in), (out,).
    Source: Goodfellow et al., Deep Learning (2016), section 6.5.6; layer convention of `torch.nn.Linear`.
    """
    return dY @ W, dY.T @ X, dY.sum(axis=0)


def activation_backward(dY: Array, cache: Array, kind: str) -> Array:
    """Pass a gradient back through y = φ(x), applied to every entry: dY · φ′.

    relu: φ′ = 1 where x > 0, else 0;  sigmoid: φ′ = y(1 − y);  tanh: φ′ = 1 − y²

    Shapes: dY, `cache` and result share any one shape. `cache` is the input x for relu, the output y otherwise.
    Errors: ValueError for any other `kind`.
    Source: Goodfellow et al., Deep Learning (2016), section 6.3; relu′(0) = 0 as in PyTorch.
    """
    if kind == "relu":
        return np.where(cache > 0, dY, 0.0)
    if kind == "sigmoid":
        return dY * cache * (1 - cache)
    if kind == "tanh":
        return dY * (1 - cache**2)
    raise ValueError(f"kind is {kind!r}; it should be 'relu', 'sigmoid' or 'tanh'.")


def softmax_cross_entropy(Z: Array, y: NDArray[np.integer]) -> tuple[float, Array]:
    """Return the mean cross-entropy of softmax(Z) against the labels, and its gradient with respect to Z.

    loss = (1/N) Σ_n (log Σ_c e^{Z_nc} − Z_{n,y_n}),  dZ = (softmax(Z) − onehot(y)) / N

    Shapes: Z (N, C) real scores of any size, y (N,) integers in 0 … C − 1; results a float and (N, C).
    Source: Bridle (1990); Goodfellow et al., Deep Learning (2016), section 6.2.2.3.
    """
    rows = np.arange(len(y))
    # The largest score of a row becomes 0: no power of e can overflow, and no sum of them is below 1.
    shifted = Z - Z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dZ = np.exp(log_p)
    dZ[rows, y] -= 1
    return float(-log_p[rows, y].mean()), dZ / len(y)


def unbroadcast(grad: Array, shape: tuple[int, ...]) -> Array:
    """Undo broadcasting: sum a gradient over every axis along which an array of `shape` was repeated.

    Shapes: `grad` any shape that `shape` broadcasts to; result `shape`.
    Source: the rule that `torch.autograd` applies to broadcast operands ("sum to size").
    """
    new = grad.ndim - len(shape)
    stretched = [new + axis for axis, size in enumerate(shape) if size == 1]
    return grad.sum(axis=(*range(new), *stretched)).reshape(shape)


def mlp_gradients(params: Sequence[Array], X: Array, y: NDArray[np.integer]) -> tuple[float, list[Array]]:
    """Return the loss of a two-layer ReLU network and its gradient with respect to every parameter.

    A = X·W1ᵀ + b1,  H = relu(A),  Z = H·W2ᵀ + b2,  loss = mean cross-entropy of softmax(Z)

    Shapes: params = [W1 (H, D), b1 (H,), W2 (C, H), b2 (C,)], X (N, D), y (N,) integers;
    returns the loss and [dW1, db1, dW2, db2].
    Source: Goodfellow et al., Deep Learning (2016), algorithms 6.3 and 6.4.
    """
    W1, b1, W2, b2 = params
    A = X @ W1.T + b1
    H = np.maximum(A, 0.0)
    loss, dZ = softmax_cross_entropy(H @ W2.T + b2, y)
    dH, dW2, db2 = linear_backward(dZ, H, W2)
    _, dW1, db1 = linear_backward(activation_backward(dH, A, "relu"), X, W1)
    return loss, [dW1, db1, dW2, db2]
