"""How networks and their loops are looked at: by what they compute, and by the graph that autograd keeps.

Accuracy alone passes networks without an activation and loops that never clear a gradient, so these observers look at
structure. Each is self-contained, since its source travels to where the learner's code runs.
"""

from __future__ import annotations


def observe_network(SmallCNN, n_classes, channels, sizes, *, seed, default=False):  # type: ignore[no-untyped-def]
    """Build one network and ask for the scores of images of each size; yield what holds of them."""
    import math
    import re

    import torch

    # What a network of convolutions, pooling and linear layers is made of; anything else in its graph bends.
    straight = re.compile(
        "(Convolution|SlowConv.*|MkldnnConv.*|ThnnConv.*|Addmm|Mm|Bmm|Baddbmm|Matmul|Linear|Einsum|T|Permute|Transpose|"
        "View|UnsafeView|Reshape.*|Flatten|Squeeze|Unsqueeze|Expand|Slice|Select|Index.*|Cat|Stack|Split.*|Unbind|Add|"
        "Sub|Neg|Div|Mean|Sum|AvgPool.*|AdaptiveAvgPool.*|MaxPool.*|AdaptiveMaxPool.*|FractionalMaxPool.*|Amax|Max|Clone|"
        "Im.*|Unfold.*|ConstantPadNd|.*BatchNorm|ToCopy|Alias|AsStrided|Repeat|Roll|Flip|LogSoftmax|Softmax)Backward[0-9]*"
        "|AccumulateGrad"
    )

    def build():  # type: ignore[no-untyped-def]
        return SmallCNN(n_classes) if default else SmallCNN(n_classes, in_channels=channels)

    def takes(size):  # type: ignore[no-untyped-def]
        try:
            model(torch.randn(6, channels, *size))
        except Exception:
            return False
        return True

    def reaches(sign, image):  # type: ignore[no-untyped-def]
        """Push one score one way, by steps of length ¼: one that is a sum gets far, one that was bent does not."""
        pushed = build().eval()
        pushed.load_state_dict(model.state_dict())
        for _ in range(50):
            score = sign * pushed(image)[0, 0]
            if score > 1.5:
                return True
            if not score.requires_grad:
                return False
            pushed.zero_grad()
            score.backward()
            grads = [(p, p.grad) for p in pushed.parameters() if p.grad is not None]
            length = sum(float((grad**2).sum()) for _, grad in grads) ** 0.5
            if length == 0:
                return False
            with torch.no_grad():
                for p, grad in grads:
                    p.add_(grad, alpha=0.25 / length)
        return False

    def graph(scores):  # type: ignore[no-untyped-def]
        nodes, stack = set(), [scores.grad_fn]
        while stack:
            node = stack.pop()
            if node is not None and node not in nodes:
                nodes.add(node)
                stack += [parent for parent, _ in node.next_functions]
        return nodes

    torch.manual_seed(seed)
    model = build()
    yield seed  # what follows is an answer to this case and to no other
    ones, worked = torch.ones(6), []
    for height, width in sizes:
        images = torch.randn(6, channels, height, width)
        model.train()
        try:
            scores = model(images)
        except Exception:
            others = [*worked, *((n, n) for n in (28, 32, 30, 24, 20, 16, 64, 13, 8))]
            yield {"sizes it takes": [list(size) for size in others if size != (height, width) and takes(size)]}
            raise
        worked.append((height, width))
        yield tuple(scores.shape)
        loss = torch.nn.functional.cross_entropy(scores, torch.arange(6) % n_classes)
        loss.backward()
        model.eval()
        settled = model(images)
        nodes = graph(settled)
        names = [type(node).__name__ for node in nodes]
        leaves = [node.variable for node in nodes if hasattr(node, "variable")]
        known = {id(p) for p in model.parameters()}
        with torch.no_grad():
            rows = settled.detach()
            twin = build().eval()
            twin.load_state_dict(model.state_dict())
            single = torch.cat([model(image[None]) for image in images])
            raw = True
            for given in (scores.detach(), rows, rows.T):
                sums = given.sum(dim=1), given.exp().sum(dim=1)
                shares = bool((given >= 0).all()) and torch.allclose(sums[0], ones[:1].expand(len(given)), atol=1e-4)
                raw = raw and not shares and not torch.allclose(sums[1], ones[:1].expand(len(given)), atol=1e-4)
        registered = bool(known) and all(id(leaf) in known for leaf in leaves)
        wide = not raw or not registered or (reaches(1, images[:1]) and reaches(-1, images[:1]))
        with torch.no_grad():
            yield {
                "raw scores": raw,
                "layers are registered": registered,
                "a convolution": any("Conv" in name for name in names) or any(p.ndim > 2 for p in model.parameters()),
                "an activation": not all(straight.fullmatch(name) for name in names),
                "all parameters learn": all(p.grad is not None for p in model.parameters() if p.requires_grad),
                "loss at the start is near log n_classes": bool(loss < 2 * math.log(n_classes) + 1),
                "scores of any size and sign": wide,
                "different images get different scores": bool((rows.std(dim=0) > 1e-7).any()),
                "steady in evaluation": torch.equal(rows, model(images)),
                "each image on its own in evaluation": torch.allclose(rows, single, rtol=1e-3, atol=1e-4),
                "state_dict holds everything": torch.allclose(rows, twin(images), rtol=1e-4, atol=1e-5),
            }


def observe_training(  # type: ignore[no-untyped-def]
    train_epoch, X, y, size, weights, means, *, lr, momentum=0.0, epochs=1, stale=0.0, evaluating=False, squared=False
):
    """Train a small network with batch normalisation; yield losses, weights, and whether old graphs are let go."""
    import weakref

    import torch

    class DeviceError(RuntimeError):
        """A type of its own, which no other mistake raises."""

    class Host(torch.Tensor):
        """A tensor that is not on the device yet: it can be measured and moved, and nothing else."""

        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
            name = getattr(func, "__name__", "")
            with torch._C.DisableTorchFunctionSubclass():
                result = func(*args, **(kwargs or {}))
                if name in ("to", "cpu", "cuda"):
                    return torch.clone(result).as_subclass(torch.Tensor)
            if isinstance(result, torch.Tensor) and name not in ("__get__", "pin_memory"):
                raise DeviceError("Expected all tensors to be on the same device, but this batch is not on it yet")
            return result

    model = torch.nn.Sequential(
        torch.nn.Linear(3, 5), torch.nn.BatchNorm1d(5), torch.nn.Tanh(), torch.nn.Linear(5, 4)
    ).double()
    with torch.no_grad():
        for layer, (weight, bias) in zip((model[0], model[3]), (weights[:2], weights[2:]), strict=True):
            layer.weight.copy_(torch.tensor(weight))
            layer.bias.copy_(torch.tensor(bias))
        model[1].running_mean.copy_(torch.tensor(means[0]))
        model[1].running_var.copy_(torch.tensor(means[1]))
    for p in model.parameters():
        p.grad = torch.full_like(p, stale) if stale else None
    model.train(not evaluating)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)
    rows = torch.utils.data.TensorDataset(torch.tensor(X), torch.tensor(y))

    def on_the_host(batch):  # type: ignore[no-untyped-def]
        return [torch.stack(part).as_subclass(Host) for part in zip(*batch, strict=True)]

    loader = torch.utils.data.DataLoader(rows, batch_size=size, collate_fn=on_the_host)
    alive: list = []
    most = [0]

    class Witness:
        def __call__(self, _):  # type: ignore[no-untyped-def]
            return None

    def loss_fn(scores, targets):  # type: ignore[no-untyped-def]
        most[0] = max(most[0], sum(each() is not None for each in alive))
        if squared:
            loss = ((scores - torch.nn.functional.one_hot(targets, 4)) ** 2).mean()
        else:
            loss = torch.nn.functional.cross_entropy(scores, targets)
        if loss.requires_grad:
            witness = Witness()
            middle = loss * 1.0  # a node of its own: it lives as long as somebody holds the graph
            middle.register_hook(witness)
            alive.append(weakref.ref(witness))
            loss = middle * 1.0
        return loss

    for _ in range(epochs):
        alive.clear()
        most[0] = 0
        result = train_epoch(model, loader, optimizer, loss_fn, torch.device("cpu"))
        kept = bool(getattr(result, "requires_grad", False)) or most[0] > 2
        yield float(result) if isinstance(result, torch.Tensor) else result
        yield [p.detach().numpy().copy() for p in model.parameters()]
        yield {"graphs of earlier batches are let go": not kept}


def observe_evaluation(  # type: ignore[no-untyped-def]
    evaluate, X, y, size, weights, means, *, training=False, grad=True
):
    """Evaluate a small network with batch normalisation; yield loss, accuracy, and the state of autograd and model."""
    import torch

    class DeviceError(RuntimeError):
        pass

    class Host(torch.Tensor):
        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
            name = getattr(func, "__name__", "")
            with torch._C.DisableTorchFunctionSubclass():
                result = func(*args, **(kwargs or {}))
                if name in ("to", "cpu", "cuda"):
                    return torch.clone(result).as_subclass(torch.Tensor)
            if isinstance(result, torch.Tensor) and name not in ("__get__", "pin_memory"):
                raise DeviceError("Expected all tensors to be on the same device, but this batch is not on it yet")
            return result

    seen = []

    class Watched(torch.nn.Sequential):
        def forward(self, x):  # type: ignore[no-untyped-def]
            seen.append(torch.is_grad_enabled())
            return super().forward(x)

    model = Watched(torch.nn.Linear(3, 5), torch.nn.BatchNorm1d(5), torch.nn.Tanh(), torch.nn.Linear(5, 4)).double()
    with torch.no_grad():
        for layer, (weight, bias) in zip((model[0], model[3]), (weights[:2], weights[2:]), strict=True):
            layer.weight.copy_(torch.tensor(weight))
            layer.bias.copy_(torch.tensor(bias))
        model[1].running_mean.copy_(torch.tensor(means[0]))
        model[1].running_var.copy_(torch.tensor(means[1]))
    model.train(training)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    rows = torch.utils.data.TensorDataset(torch.tensor(X), torch.tensor(y))

    def on_the_host(batch):  # type: ignore[no-untyped-def]
        return [torch.stack(part).as_subclass(Host) for part in zip(*batch, strict=True)]

    loader = torch.utils.data.DataLoader(rows, batch_size=size, collate_fn=on_the_host)
    outside = torch.is_grad_enabled()
    torch.set_grad_enabled(grad)
    try:
        result = evaluate(model, loader, torch.device("cpu"))
        after = torch.is_grad_enabled()
    finally:
        torch.set_grad_enabled(outside)
    pair = isinstance(result, tuple | list) and len(result) == 2
    yield [float(v) if isinstance(v, torch.Tensor) else v for v in result] if pair else result
    same = all(torch.equal(before[name], value) for name, value in model.state_dict().items())
    yield {
        "autograd is off inside": bool(seen) and not any(seen),
        "autograd is as before outside": after == grad,
        "the model is unchanged": same,
    }
