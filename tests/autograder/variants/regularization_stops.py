"""`early_stopping` as learners write it, right and wrong."""

from __future__ import annotations

import math

import numpy as np

# early_stopping, right


def since_the_best(losses, *, patience, min_delta):
    best, best_epoch = float("inf"), 0
    for epoch, loss in enumerate(losses):
        if loss < best - min_delta:
            best, best_epoch = loss, epoch
        if epoch - best_epoch >= patience:
            break
    return epoch, best_epoch


def while_loop(losses, *, patience, min_delta):
    t, wait, best, where = 0, 0, math.inf, 0
    while True:
        if best - losses[t] > min_delta:
            best, where, wait = losses[t], t, 0
        else:
            wait = wait + 1
        if wait >= patience or t == len(losses) - 1:
            return [t, where]
        t += 1


def from_the_first(losses, *, patience, min_delta):
    best, best_epoch, wait = losses[0], 0, 0
    for epoch in range(1, len(losses)):
        improved = losses[epoch] < best - min_delta
        wait = 0 if improved else wait + 1
        if improved:
            best, best_epoch = losses[epoch], epoch
        if wait == patience:
            return np.int64(epoch), np.int64(best_epoch)
    return len(losses) - 1, best_epoch


def with_a_stopper(losses, *, patience, min_delta):
    class Stopper:
        best, best_epoch, counter = np.inf, 0, 0

        def __call__(self, epoch, loss):
            if np.less(loss, self.best - min_delta):
                self.best, self.best_epoch, self.counter = loss, epoch, 0
                return False
            self.counter += 1
            return self.counter >= patience

    stopper, last = Stopper(), 0
    for epoch, loss in enumerate(losses):
        last = epoch
        if stopper(epoch, loss):
            break
    return last, stopper.best_epoch


# early_stopping, wrong


def rising(losses, *, patience, min_delta):
    wait, best_epoch = 0, 0
    for t in range(1, len(losses)):
        if losses[t] < losses[t - 1] - min_delta:
            wait, best_epoch = 0, t
        else:
            wait += 1
        if wait >= patience:
            return t, best_epoch
    return len(losses) - 1, best_epoch


def bad_epochs_in_all(losses, *, patience, min_delta):
    best, best_epoch, bad = losses[0], 0, 0
    for t in range(1, len(losses)):
        if losses[t] < best - min_delta:
            best, best_epoch = losses[t], t
        else:
            bad += 1
        if bad == patience:
            return t, best_epoch
    return len(losses) - 1, best_epoch


def patience_exceeded(losses, *, patience, min_delta):
    best, best_epoch, wait = math.inf, 0, 0
    for t, loss in enumerate(losses):
        if loss < best - min_delta:
            best, best_epoch, wait = loss, t, 0
            continue
        wait += 1
        if wait > patience:
            return t, best_epoch
    return len(losses) - 1, best_epoch


def plus_delta(losses, *, patience, min_delta):
    best, best_epoch, wait = math.inf, 0, 0
    for t, loss in enumerate(losses):
        if loss - min_delta < best:
            best, best_epoch, wait = loss, t, 0
        else:
            wait += 1
        if wait >= patience:
            return t, best_epoch
    return len(losses) - 1, best_epoch


def worse_or_equal_waits(losses, *, patience, min_delta):
    best, best_epoch, wait = math.inf, 0, 0
    for t, loss in enumerate(losses):
        if loss >= best - min_delta:
            wait += 1
            if wait >= patience:
                return t, best_epoch
        else:
            best, best_epoch, wait = loss, t, 0
    return len(losses) - 1, best_epoch


def the_loss_too(losses, *, patience, min_delta):
    stop, best = since_the_best(losses, patience=patience, min_delta=min_delta)
    return stop, losses[best]


def stop_only(losses, *, patience, min_delta):
    return since_the_best(losses, patience=patience, min_delta=min_delta)[0]


def stops_at_the_best(losses, *, patience, min_delta):
    _, best = since_the_best(losses, patience=patience, min_delta=min_delta)
    return best, best


CORRECT = {"early_stopping": [since_the_best, while_loop, from_the_first, with_a_stopper]}

WRONG = {
    "early_stopping": {
        "compared with the previous loss": [rising],
        "counter not reset": [bad_epochs_in_all],
        "one epoch too late": [patience_exceeded],
        "sign of min_delta": [plus_delta],
        "nan counts as better": [worse_or_equal_waits],
    },
}

UNLISTED = {"early_stopping": [the_loss_too, stop_only, stops_at_the_best]}
