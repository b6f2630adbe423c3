"""Unit 12's training loops as learners write them."""

from __future__ import annotations

import math

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812

# clip_and_step, right


def by_the_model(model, loss, optimizer, scaler, max_norm):
    model.zero_grad(set_to_none=False)
    scaled = scaler.scale(loss)
    scaled.backward()
    scaler.unscale_(optimizer)
    norm = torch.nn.utils.clip_grad_norm_(list(model.parameters()), max_norm=max_norm, norm_type=2.0)
    scaler.step(optimizer)
    scaler.update()
    optimizer.zero_grad()
    return float(norm)


def by_hand(model, loss, optimizer, scaler, max_norm):
    for p in model.parameters():
        p.grad = None
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    grads = [p.grad for p in model.parameters()]
    n = math.sqrt(sum(float((g**2).sum()) for g in grads))
    if n > max_norm:
        for g in grads:
            g.mul_(max_norm / n)
    scaler.step(optimizer)
    scaler.update()
    return n


def by_parts(model, loss, optimizer, scaler, max_norm):
    optimizer.zero_grad(set_to_none=True)
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    grads = [p.grad for p in model.parameters() if p.grad is not None]
    norm = nn.utils.get_total_norm(grads)
    nn.utils.clip_grads_with_norm_(model.parameters(), max_norm, norm)
    scaler.step(optimizer)
    scaler.update()
    return norm


def as_a_number(model, loss, optimizer, scaler, max_norm):
    optimizer.zero_grad()
    torch.autograd.backward(scaler.scale(loss))
    scaler.unscale_(optimizer)
    norm = nn.utils.clip_grad_norm_((p for p in model.parameters()), max_norm)
    scaler.step(optimizer)
    scaler.update()
    return norm.detach().numpy()


# clip_and_step, wrong


def never_cleared(model, loss, optimizer, scaler, max_norm):
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.step(optimizer)
    scaler.update()
    return norm.item()


def clipped_too_early(model, loss, optimizer, scaler, max_norm):
    optimizer.zero_grad()
    norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    scaler.step(optimizer)
    scaler.update()
    return norm


def clipped_too_late(model, loss, optimizer, scaler, max_norm):
    optimizer.zero_grad()
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    scaler.step(optimizer)
    norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.update()
    return norm


def clipped_while_scaled(model, loss, optimizer, scaler, max_norm):
    optimizer.zero_grad()
    scaler.scale(loss).backward()
    norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.unscale_(optimizer)
    scaler.step(optimizer)
    scaler.update()
    return norm


def steps_anyway(model, loss, optimizer, scaler, max_norm):
    optimizer.zero_grad()
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimizer.step()
    scaler.update()
    return norm


def forgets_update(model, loss, optimizer, scaler, max_norm):
    optimizer.zero_grad()
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.step(optimizer)
    return norm


def returns_the_threshold(model, loss, optimizer, scaler, max_norm):
    return min(by_hand(model, loss, optimizer, scaler, max_norm), max_norm)


def returns_nothing(model, loss, optimizer, scaler, max_norm):
    by_hand(model, loss, optimizer, scaler, max_norm)


def without_a_scaler(model, loss, optimizer, scaler, max_norm):  # noqa: ARG001
    """Right as long as nothing overflows; the scale stays as it was."""
    optimizer.zero_grad()
    loss.backward()
    norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimizer.step()
    return norm


def double_threshold(model, loss, optimizer, scaler, max_norm):
    return by_hand(model, loss, optimizer, scaler, 2 * max_norm)


# truncated_bptt, right


def detach(state):
    if state is None:
        return None
    return state.detach() if isinstance(state, torch.Tensor) else tuple(detach(part) for part in state)


def detach_first(model, tokens, chunk, optimizer, max_norm):
    losses, state, T = [], None, tokens.shape[1]
    for start in range(0, T - 1, chunk):
        end = min(start + chunk, T - 1)
        state = detach(state)
        logits, state = model(tokens[:, start:end], state)
        loss = F.cross_entropy(logits.reshape(-1, logits.shape[-1]), tokens[:, start + 1 : end + 1].reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        losses.append(float(loss))
    return losses


def cleared_afterwards(model, tokens, chunk, optimizer, max_norm):
    losses, state, start = [], None, 0
    optimizer.zero_grad()
    while start < tokens.size(1) - 1:
        y = tokens[:, start + 1 : start + chunk + 1]
        logits, state = model(tokens[:, start : start + y.size(1)], state)
        state = tuple(s.data for s in state) if type(state) is tuple else state.data
        loss = F.cross_entropy(logits.transpose(1, 2), y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        optimizer.zero_grad()
        losses += [loss.item()]
        start += chunk
    return tuple(losses)


def by_log_softmax(model, tokens, chunk, optimizer, max_norm):
    x, y = tokens[:, :-1], tokens[:, 1:]
    losses, state = [], None
    for k in range(math.ceil(x.shape[1] / chunk)):
        part = slice(k * chunk, (k + 1) * chunk)
        logits, state = model(x[:, part], state)
        loss = -logits.log_softmax(-1).gather(2, y[:, part].unsqueeze(2)).mean()
        for p in model.parameters():
            p.grad = None
        loss.backward()
        n = torch.sqrt(sum((p.grad**2).sum() for p in model.parameters()))
        if n > max_norm:
            for p in model.parameters():
                p.grad *= max_norm / n
        optimizer.step()
        state = detach(state)
        losses.append(loss.detach().numpy()[()])
    return losses


def detached_losses(model, tokens, chunk, optimizer, max_norm):
    losses, state = [], None
    for x, y in zip(tokens[:, :-1].split(chunk, 1), tokens[:, 1:].split(chunk, 1), strict=True):
        state = [s.detach() for s in state] if isinstance(state, tuple) else detach(state)
        logits, state = model(x, tuple(state) if isinstance(state, list) else state)
        loss = nn.CrossEntropyLoss()(logits.view(-1, logits.size(2)), y.reshape(-1))
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        losses.append(loss.detach())
    return losses


# truncated_bptt, wrong


def looping(**wrong):
    """Return the usual loop with one thing done otherwise."""

    def train(model, tokens, chunk, optimizer, max_norm):
        losses, state, T = [], None, tokens.shape[1]
        for start in range(0, T - 1, chunk):
            end = min(start + chunk, T - 1)
            x, y = tokens[:, start:end], tokens[:, start + 1 : end + 1]
            if wrong.get("same"):
                y = x
            logits, state = model(x, None if wrong.get("reset") else state)
            loss = F.cross_entropy(logits.flatten(0, 1), y.flatten())
            if not wrong.get("piling"):
                optimizer.zero_grad()
            loss.backward(retain_graph=bool(wrong.get("retain")))
            if wrong.get("late"):
                optimizer.step()
            nn.utils.clip_grad_norm_(model.parameters(), max_norm)
            if not wrong.get("late"):
                optimizer.step()
            if not wrong.get("attached"):
                state = detach(state)
            losses.append(loss if wrong.get("tensors") else loss.item())
        return sum(losses) / len(losses) if wrong.get("mean") else losses

    train.__name__ = "_".join(wrong)
    return train


def windows_of_the_chunk(model, tokens, chunk, optimizer, max_norm):
    losses, state = [], None
    for start in range(0, tokens.shape[1], chunk):
        part = tokens[:, start : start + chunk]
        if part.shape[1] < 2:
            break
        logits, state = model(part[:, :-1], state)
        loss = F.cross_entropy(logits.flatten(0, 1), part[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        state = detach(state)
        losses.append(loss.item())
    return losses


def whole_chunks_only(model, tokens, chunk, optimizer, max_norm):
    T = (tokens.shape[1] - 1) // chunk * chunk + 1
    return detach_first(model, tokens[:, :T], chunk, optimizer, max_norm)


def everything_at_once(model, tokens, chunk, optimizer, max_norm):  # noqa: ARG001
    return detach_first(model, tokens, tokens.shape[1], optimizer, max_norm)


RIGHT_STEPS = [by_the_model, by_hand, by_parts, as_a_number]
WRONG_STEPS = {
    "zero_grad missing": [never_cleared],
    "clip before backward": [clipped_too_early],
    "clip after step": [clipped_too_late],
    "scaled gradients clipped": [clipped_while_scaled],
    "overflow not skipped": [steps_anyway],
    "scale not updated": [forgets_update],
    "another norm returned": [returns_the_threshold],
    "scaler not used": [without_a_scaler],
}
UNLISTED_STEPS = [double_threshold]
RIGHT_CHUNKS = [detach_first, cleared_afterwards, by_log_softmax, detached_losses]
WRONG_CHUNKS = {
    "not detached": [looping(attached=True), looping(attached=True, retain=True)],
    "state reset": [looping(reset=True)],
    "target not shifted": [looping(same=True)],
    "clip after step": [looping(late=True)],
    "zero_grad missing": [looping(piling=True)],
    "losses with their graphs": [looping(tensors=True)],
    "a target lost at each border": [windows_of_the_chunk],
    "last chunk dropped": [whole_chunks_only],
}
UNLISTED_CHUNKS = [looping(mean=True), everything_at_once]
