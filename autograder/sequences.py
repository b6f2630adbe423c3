"""How unit 12's functions and networks are looked at: by their numbers, by the gradients that flow back through time,
and, where a contract leaves freedom, by what must never change.

Each observer is self-contained, since its source travels to where the learner's code runs.
"""

# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np


def observe_states(rnn_forward, *arrays, upstream, time_first=False):
    """Run a network over sequences; yield the states, the gradients' norms for one upstream, and what was changed."""
    import torch

    tensors = [torch.tensor(value, requires_grad=True) for value in arrays]
    if time_first:  # sequences that do not lie in memory as they are read
        tensors[0] = torch.tensor(np.ascontiguousarray(np.swapaxes(arrays[0], 0, 1))).transpose(0, 1).requires_grad_()
    before = [tensor.detach().clone() for tensor in tensors]
    states = rnn_forward(*tensors)
    yield states.detach() if isinstance(states, torch.Tensor) else states
    if not isinstance(states, torch.Tensor):
        return
    pull = torch.as_tensor(np.resize(upstream, tuple(states.shape)), dtype=states.dtype)
    if states.requires_grad:
        (states * pull).sum().backward()
    yield [0.0 if tensor.grad is None else float(tensor.grad.norm()) for tensor in tensors]
    yield all(torch.equal(then, now.detach()) for then, now in zip(before, tensors, strict=True))


def observe_cell(lstm_cell, x, h, c, *params, upstream):
    """Take steps with the inputs x (T, N, D), each from the state before; yield states, norms of gradients, changes."""
    import torch

    inputs, h, c = (torch.tensor(value, requires_grad=True) for value in (x, h, c))
    weights = [torch.tensor(value, requires_grad=True) for value in params]
    tensors = [inputs, h, c, *weights]
    before = [tensor.detach().clone() for tensor in tensors]
    unchanged = True
    for step in inputs:
        given = [h.detach().clone(), c.detach().clone(), h, c]
        pair = lstm_cell(step, h, c, *weights)
        if not all(isinstance(part, torch.Tensor) for part in pair) or len(pair) != 2:
            yield [part.detach() if isinstance(part, torch.Tensor) else part for part in pair]
            return
        h, c = pair
        unchanged = unchanged and torch.equal(given[0], given[2]) and torch.equal(given[1], given[3])
        yield [part.detach() if isinstance(part, torch.Tensor) else part for part in (h, c)]
    total = sum((part * torch.as_tensor(np.resize(upstream, tuple(part.shape)))).sum() for part in (h, c))
    if total.requires_grad:
        total.backward()
    yield [0.0 if tensor.grad is None else float(tensor.grad.norm()) for tensor in tensors]
    yield unchanged and all(torch.equal(then, now.detach()) for then, now in zip(before, tensors, strict=True))


def compare_tensors(expected, got, *args, **kwargs):  # noqa: ARG001
    """Rounding is that of the dtype: 1e-9 of the largest entry in float64, 1e-4 in float32."""
    from descent.comparing import difference

    first = expected[0][0] if isinstance(expected[0], list) else expected[0]
    rtol = 1e-4 if "float32" in str(first.dtype) else 1e-9
    names = [""] * (len(expected) - 2) + ["the gradients that flow back: ", "the arguments must stay as they are: "]
    for name, one, other in zip(names, expected, got, strict=False):
        problem = difference(one, other, rtol=rtol)
        if problem:
            return name + problem
    return None if len(got) == len(expected) else f"expected {len(expected)} results, got {len(got)}"


def observe_classifier(SequenceClassifier, vocab_size, n_classes, lengths, room, *, seed, **sizes):
    """Build one network, ask for the scores of padded sequences, change what must not count and what must."""
    import torch

    torch.default_generator.manual_seed(seed)  # a tenth of the time of `torch.manual_seed`, which asks every device
    draw = torch.Generator().manual_seed(seed + 1)
    model = SequenceClassifier(vocab_size, n_classes, **sizes)
    sized = [sum(p.numel() for p in model.parameters())]
    for name, default in (("embed_dim", 16), ("hidden_size", 24)):
        wider = SequenceClassifier(vocab_size, n_classes, **(sizes | {name: 2 * sizes.get(name, default)}))
        sized.append(sum(p.numel() for p in wider.parameters()))
    usual = [
        sum(p.numel() for p in SequenceClassifier(vocab_size, n_classes, **given).parameters())
        for given in ([] if sizes else [{}, {"embed_dim": 16, "hidden_size": 24}])
    ]
    N, T = len(lengths), max(lengths) + room
    lengths = torch.tensor(lengths)
    # Neighbours in a sequence differ, so that an exchange of two of them is seen.
    steps = torch.randint(1, vocab_size, (N, T), generator=draw)
    tokens = steps.cumsum(dim=1) % vocab_size
    tokens[0, 0] = vocab_size - 1
    real = torch.arange(T) < lengths[:, None]
    noise = torch.randint(0, vocab_size, (N, T), generator=draw)

    def reaches(sign):
        """Push one score one way, by steps of length ¼: one that is a sum gets far, one that was bent does not."""
        pushed = SequenceClassifier(vocab_size, n_classes, **sizes).eval()
        pushed.load_state_dict(model.state_dict())
        for _ in range(50):
            score = sign * pushed(tokens[:1], lengths[:1])[0, 0]
            if score > 1.5:
                return True
            pushed.zero_grad()
            if score.requires_grad:
                score.backward()
            grads = [(p, p.grad) for p in pushed.parameters() if p.grad is not None]
            length = sum(float((grad**2).sum()) for _, grad in grads) ** 0.5
            if length == 0:
                return False
            with torch.no_grad():
                for p, grad in grads:
                    p.add_(grad, alpha=0.25 / length)
        return False

    def raw(rows):
        sums = rows.sum(dim=1), rows.exp().sum(dim=1)
        ones = torch.ones(len(rows))
        shares = bool((rows >= 0).all()) and torch.allclose(sums[0], ones, atol=1e-4)
        return not shares and not torch.allclose(sums[1], ones, atol=1e-4)

    with torch.no_grad():
        trained = model(tokens, lengths)
    model.eval()
    with torch.no_grad():
        scores = model(tokens, lengths)
        yield [tuple(scores.shape), seed]  # an answer to this case and to no other
        if tuple(scores.shape) != (N, n_classes):
            yield {}
            return
        other = [torch.where(real, tokens, torch.full_like(tokens, token)) for token in (0, vocab_size - 1)]
        other.append(torch.where(real, tokens, noise))
        longer = torch.cat([tokens, torch.randint(0, vocab_size, (N, 7), generator=draw)], dim=1)
        alone = torch.cat([model(row[None, : int(n)], n[None]) for row, n in zip(tokens, lengths, strict=True)])
        counts = []
        for place in range(int(lengths.max())):
            changed = tokens.clone()
            changed[:, place] = (changed[:, place] + 1) % vocab_size
            moved = (model(changed, lengths) - scores).abs().max(dim=1).values
            counts.append(bool((moved[place < lengths] > 1e-7 * scores.abs().max()).all()))
        exchanged = tokens.clone()
        exchanged[:, [0, 1]] = exchanged[:, [1, 0]]
        moved = (model(exchanged, lengths) - scores).abs().max(dim=1).values[lengths > 1]

        def same(one):
            return torch.allclose(one, scores, rtol=1e-3, atol=1e-4 * float(scores.abs().max()))

        facts = {
            "raw scores": raw(scores) and raw(trained) and (N == 1 or raw(scores.T)),
            "what stands in the padding never counts": all(same(model(each, lengths)) for each in other),
            "how long the padding is never counts": same(model(longer, lengths)),
            "each row as if it were alone": same(alone),
            "every real token counts": all(counts),
            "the order of the tokens counts": bool((moved > 1e-7 * scores.abs().max()).all()),
            "steady in evaluation": torch.equal(model(tokens, lengths), scores),
            "the sizes count": sized[0] < min(sized[1:]),
            "the usual sizes are 16 and 24": len(set(usual)) <= 1,
        }
    model.train()
    scores = model(tokens, lengths)
    leaves, seen, stack = [], set(), [scores.grad_fn]
    while stack:
        node = stack.pop()
        if node is not None and node not in seen:
            seen.add(node)
            leaves += [node.variable] if hasattr(node, "variable") else []
            stack += [parent for parent, _ in node.next_functions]
    known = {id(p) for p in model.parameters()}
    torch.nn.functional.cross_entropy(scores, torch.arange(N) % n_classes).backward()
    facts["layers are registered"] = bool(known) and all(id(leaf) in known for leaf in leaves if leaf.requires_grad)
    facts["all parameters learn"] = all(p.grad is not None for p in model.parameters() if p.requires_grad)
    usable = facts["raw scores"] and facts["layers are registered"]
    facts["scores of any size and sign"] = not usable or (reaches(1) and reaches(-1))
    yield facts


def observe_steps(
    clip_and_step, X, y, weights, max_norm, *, optimiser, lr, scale=None, factors, growth=1000, stale=0.0
):
    """Train a small network for some steps; yield norm, scale and parameters after each."""
    import torch

    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1)).double()
    with torch.no_grad():
        for p, value in zip(model.parameters(), weights, strict=True):
            p.copy_(torch.tensor(value))
    for p in model.parameters():
        p.grad = torch.full_like(p, stale) if stale else None
    kinds = {
        "SGD": lambda: torch.optim.SGD(model.parameters(), lr=lr),
        "SGD with momentum": lambda: torch.optim.SGD(model.parameters(), lr=lr, momentum=0.8),
        "Adam": lambda: torch.optim.Adam(model.parameters(), lr=lr),
    }
    optimizer = kinds[optimiser]()
    scaler = torch.amp.GradScaler("cpu", init_scale=scale or 1.0, growth_interval=growth, enabled=scale is not None)
    for t, factor in enumerate(factors):
        inputs, targets = torch.tensor(X[t]), torch.tensor(y[t])
        loss = factor * ((model(inputs) - targets) ** 2).mean()
        norm = clip_and_step(model, loss, optimizer, scaler, max_norm)
        if isinstance(norm, torch.Tensor | np.ndarray) and norm.ndim == 0:
            norm = norm.item()
        if isinstance(norm, float | np.floating) and not np.isfinite(norm):
            norm = "not finite"
        parameters = torch.cat([p.detach().flatten() for p in model.parameters()]).numpy()
        yield {"norm": norm, "scale": float(scaler.get_scale()), "parameters": parameters}


def observe_bptt(truncated_bptt, tokens, vocab, chunk, max_norm, *, layer, optimiser, lr, seed, stale=0.0):
    """Train a small language model that looks on: yield what it was given, the losses, the parameters."""
    import torch

    torch.default_generator.manual_seed(seed)  # a tenth of the time of `torch.manual_seed`, which asks every device
    seen = []

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = torch.nn.Embedding(vocab, 3)
            self.layer = getattr(torch.nn, layer)(3, 5, batch_first=True)
            self.head = torch.nn.Linear(5, vocab)
            self.last = None

        def forward(self, x, state=None):
            parts = state if isinstance(state, tuple) else [] if state is None else [state]
            known = self.last if isinstance(self.last, tuple) else [] if self.last is None else [self.last]
            carried = len(parts) == len(known) and all(map(torch.equal, parts, known))
            graph = any(part.requires_grad for part in parts)
            seen.append(
                {"tokens": x.detach().numpy().astype(np.int8), "state carried": carried, "graph carried": graph}
            )
            states, self.last = self.layer(self.embedding(x), state)
            return self.head(states), self.last

    model = Model().double()
    for p in model.parameters():
        p.grad = torch.full_like(p, stale) if stale else None
    optimizer = getattr(torch.optim, optimiser)(model.parameters(), lr=lr)
    losses = truncated_bptt(model, torch.tensor(tokens), chunk, optimizer, max_norm)
    kept = isinstance(losses, list | tuple) and any(getattr(loss, "requires_grad", False) for loss in losses)
    yield seen
    if isinstance(losses, list | tuple):
        losses = [loss.item() if isinstance(loss, torch.Tensor) and loss.ndim == 0 else loss for loss in losses]
    yield {"losses": losses, "they hold their graphs": kept}
    yield {"norms of the parameters": np.array([float(p.detach().norm()) for p in model.parameters()])}
