"""Unit 11: training and evaluation loops that are wrong."""
# ruff: noqa: PLW2901

from __future__ import annotations

import torch
from torch.nn import functional as F  # noqa: N812

from autograder.exercise import Mistake


def epoch_of(order="zero loss backward step", *, mode="train", move=True, mean="rows", zero_once=False, total_of=float):
    """Return a training loop that does `order` with every batch; `total_of` is what it adds up of each loss."""

    def train_epoch(model, loader, optimizer, loss_fn, device):
        if mode:
            model.train(mode == "train")
        if zero_once:
            optimizer.zero_grad()
        total, seen, batches = 0, 0, 0
        for inputs, targets in loader:
            if move:
                inputs, targets = inputs.to(device), targets.to(device)
            for act in order.split():
                if act == "zero":
                    optimizer.zero_grad()
                elif act == "loss":
                    loss = loss_fn(model(inputs), targets)
                elif act == "backward":
                    loss.backward()
                elif act == "step":
                    optimizer.step()
            total = total + total_of(loss) * (len(targets) if mean in ("rows", "sum of rows") else 1)
            seen += len(targets)
            batches += 1
        return total / {"rows": seen, "batches": batches, "means over rows": seen}.get(mean, 1)

    return train_epoch


def graph_and_all(loss):
    return loss


def read_at_the_end(model, loader, optimizer, loss_fn, device):
    return epoch_of(total_of=graph_and_all)(model, loader, optimizer, loss_fn, device).item()


def always_cross_entropy(model, loader, optimizer, loss_fn, device):  # noqa: ARG001
    return epoch_of()(model, loader, optimizer, F.cross_entropy, device)


TRAIN_EPOCH = [
    Mistake(
        "zero_grad forgotten",
        "Gradients pile up from batch to batch: `backward` adds to what is there. Call "
        "`optimizer.zero_grad()` for every batch.",
        epoch_of("loss backward step"),
        also=[epoch_of("loss backward step", zero_once=True)],
    ),
    Mistake(
        "stale gradients used",
        "You clear the gradients after the step, so whatever is there at entry goes into the first one. "
        "Clear them before "
        "`backward`.",
        epoch_of("loss backward step zero"),
    ),
    Mistake(
        "gradients cleared too late",
        "Your weights never move: the gradients are cleared between `backward` and `step`, so the step has nothing to "
        "go by, or there is no step at all.",
        epoch_of("loss backward zero step"),
        also=[epoch_of("zero loss backward")],
    ),
    Mistake(
        "`model.train()` forgotten",
        "The model may come in evaluation mode, for instance from your own `evaluate`. Call `model.train()` first.",
        epoch_of(mode=None),
        also=[epoch_of(mode="eval")],
    ),
    Mistake(
        "`.to(device)` not assigned",
        "The batch stays where it was: `x.to(device)` returns a new tensor and leaves `x` alone. Write `x = "
        "x.to(device)`, "
        "for the targets too.",
        epoch_of(move=False),
    ),
    Mistake(
        "loss summed with its graph",
        "You add up the loss with its graph, so the graphs of all batches stay in memory. Add `loss.item()`.",
        read_at_the_end,
        also=[epoch_of(total_of=graph_and_all)],
    ),
    Mistake(
        "mean of unequal means",
        "You averaged the batches' means, but the last batch is smaller. Weight each loss by the size of its batch.",
        epoch_of(mean="batches"),
        also=[epoch_of(mean="means over rows")],
    ),
    Mistake(
        "sum",
        "You returned a sum; divide by the number of examples.",
        epoch_of(mean="sum"),
        also=[epoch_of(mean="sum of rows")],
    ),
    Mistake(
        "loss after the step",
        "You measured the loss after the step; it is meant to be the one that the step was computed from.",
        epoch_of("zero loss backward step loss"),
    ),
    Mistake(
        "loss_fn ignored",
        "Your loop uses a loss function of its own; use the one that is passed in.",
        always_cross_entropy,
    ),
]


def evaluation_of(*, mode=True, off=True, move=True, mean="rows", percent=False, loss_of=F.cross_entropy, swap=False):
    """Return an evaluation with one thing wrong."""

    def evaluate(model, loader, device):
        if mode:
            model.eval()
        total, right, seen, batches, shares = 0.0, 0, 0, 0, 0.0
        with torch.set_grad_enabled(torch.is_grad_enabled() and not off):
            for inputs, targets in loader:
                if move:
                    inputs, targets = inputs.to(device), targets.to(device)
                scores = model(inputs)
                total += loss_of(scores, targets).item() * (len(targets) if mean in ("rows", "share's") else 1)
                hits = int((scores.argmax(dim=1) == targets).sum())
                right += hits
                shares += hits / len(targets)
                seen += len(targets)
                batches += 1
        loss = total / (seen if mean in ("rows", "share's") else batches)
        pair = loss, right / seen if mean in ("rows", "loss's") else shares / batches
        if percent:
            pair = pair[0], 100 * pair[1]
        return pair[::-1] if swap else pair

    return evaluate


def left_off(model, loader, device):
    torch.set_grad_enabled(False)
    return evaluation_of()(model, loader, device)


def turned_on(model, loader, device):
    torch.set_grad_enabled(False)
    result = evaluation_of()(model, loader, device)
    torch.set_grad_enabled(True)
    return result


def counted(model, loader, device):
    loss, accuracy = evaluation_of()(model, loader, device)
    return loss, round(accuracy * sum(len(y) for _, y in loader))


def softmax_first(scores, targets):
    return F.cross_entropy(scores.softmax(dim=1), targets)


EVALUATE = [
    Mistake(
        "`eval()` forgotten",
        "The model is still in training mode: batch normalisation uses the batch at hand and even learns "
        "from the test data. "
        "Call `model.eval()` first.",
        evaluation_of(mode=False),
        also=[evaluation_of(mode=False, off=False)],
    ),
    Mistake(
        "gradients on",
        "Autograd records a graph that nobody needs. Evaluate under `with torch.no_grad():`.",
        evaluation_of(off=False),
    ),
    Mistake(
        "autograd left off",
        "After your function autograd is not as it was before. `with torch.no_grad():` restores it by itself.",
        left_off,
    ),
    Mistake(
        "autograd turned on",
        "Your function turns autograd on at the end, even where it was off before. `with torch.no_grad():` "
        "restores what was.",
        turned_on,
    ),
    Mistake(
        "mean of unequal means",
        "You averaged the batches' means, but the last batch is smaller. Weight by the size of the batch.",
        evaluation_of(mean="batches"),
        also=[
            evaluation_of(mean="loss's"),
            evaluation_of(mean="share's"),
            evaluation_of(mean="batches", off=False),
            evaluation_of(mean="batches", mode=False),
        ],
    ),
    Mistake(
        "`.to(device)` not assigned",
        "The batch stays where it was: `x.to(device)` returns a new tensor and leaves `x` alone. Write `x = "
        "x.to(device)`.",
        evaluation_of(move=False),
    ),
    Mistake(
        "percent", "Accuracy is asked for as a fraction between 0 and 1, not in percent.", evaluation_of(percent=True)
    ),
    Mistake("count", "You returned the number of right answers; divide by the number of examples.", counted),
    Mistake("pair swapped", "The pair is (loss, accuracy), in this order.", evaluation_of(swap=True)),
    Mistake(
        "softmax first",
        "`cross_entropy` takes raw scores; you gave it probabilities.",
        evaluation_of(loss_of=softmax_first),
    ),
]
