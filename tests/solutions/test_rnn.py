"""Unit 12's reference against torch's own layers, closed forms and finite differences, and a published result."""

import math

import numpy as np
import pytest
import torch
from descent import data
from descent.ngrams import NGrams
from reference.rnn import SequenceClassifier, clip_and_step, lstm_cell, rnn_forward, truncated_bptt
from torch import nn
from torch.nn import functional as F  # noqa: N812

from tests.solutions.runs import rnn as runs

torch.set_num_threads(1)
WITHOUT_SCALING = torch.amp.GradScaler("cpu", enabled=False)


@pytest.fixture(autouse=True)
def _seeded():
    torch.manual_seed(0)


# rnn_forward


@pytest.mark.parametrize(("N", "T", "D", "H"), [(3, 5, 2, 4), (1, 1, 1, 1), (4, 4, 4, 4), (2, 30, 6, 3)])
def test_states_and_all_gradients_are_those_of_torchs_layer(N, T, D, H):
    layer = nn.RNN(D, H, batch_first=True).double()
    x, h0 = torch.randn(N, T, D).double().requires_grad_(), torch.randn(N, H).double().requires_grad_()
    pull = torch.randn(N, T, H).double()
    tensors = [x, h0, *layer.parameters()]
    mine = rnn_forward(*tensors)
    its, _ = layer(x, h0[None])
    torch.testing.assert_close(mine, its, rtol=0, atol=1e-12)
    for a, b in zip(torch.autograd.grad(mine, tensors, pull), torch.autograd.grad(its, tensors, pull), strict=True):
        torch.testing.assert_close(a, b, rtol=1e-11, atol=1e-12)


def test_gradients_through_time_are_those_of_finite_differences():
    params = [0.6 * torch.randn(shape, dtype=torch.float64).requires_grad_() for shape in [(3, 2), (3, 3), (3,), (3,)]]
    x, h0 = torch.randn(2, 6, 2).double().requires_grad_(), torch.randn(2, 3).double().requires_grad_()
    assert torch.autograd.gradcheck(rnn_forward, (x, h0, *params))


def test_a_linear_regime_has_the_power_of_the_matrix_as_its_jacobian():
    """For tiny states tanh is the identity, so that ∂h_T/∂h_0 is W_hh to the power T."""
    W = torch.randn(4, 4).double() / 2
    zeros = torch.zeros(4, dtype=torch.float64)

    def last(h0):
        return rnn_forward(torch.zeros(1, 7, 1).double(), h0[None], torch.zeros(4, 1).double(), W, zeros, zeros)[0, -1]

    jacobian = torch.autograd.functional.jacobian(last, zeros)
    torch.testing.assert_close(jacobian, torch.linalg.matrix_power(W, 7), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("hidden", [16, 64, 256])
def test_torchs_initial_weights_have_a_spectral_radius_near_the_root_of_a_third(hidden):
    layer = nn.RNN(1, hidden)
    assert torch.linalg.eigvals(layer.weight_hh_l0).abs().max().item() == pytest.approx(3**-0.5, rel=0.15)


# lstm_cell


@pytest.mark.parametrize(("N", "D", "H"), [(3, 2, 4), (1, 1, 1), (4, 4, 4), (2, 7, 5)])
def test_a_step_and_its_gradients_are_those_of_torchs_cell(N, D, H):
    cell = nn.LSTMCell(D, H).double()
    x, h, c = (torch.randn(N, size).double().requires_grad_() for size in (D, H, H))
    tensors = [x, h, c, *cell.parameters()]
    mine, its = lstm_cell(*tensors), cell(x, (h, c))
    for a, b in zip(mine, its, strict=True):
        torch.testing.assert_close(a, b, rtol=0, atol=1e-12)
    pulls = [torch.randn(N, H).double() for _ in range(2)]
    grads = [torch.autograd.grad(pair, tensors, pulls) for pair in (mine, its)]
    for a, b in zip(*grads, strict=True):
        torch.testing.assert_close(a, b, rtol=1e-11, atol=1e-12)


def test_a_closed_form_without_weights():
    """With zero weights the gates are the sigmoids of the biases, whatever comes in."""
    b = torch.tensor([0.3, -1.2, 0.7, 2.0], dtype=torch.float64)
    zeros = torch.zeros(4, 1, dtype=torch.float64)
    h, c = lstm_cell(
        torch.ones(1, 1).double(), torch.ones(1, 1).double(), torch.full((1, 1), 5.0).double(), zeros, zeros, b, b
    )
    i, f, g, o = (2 * b).tolist()
    kept = 5 / (1 + math.exp(-f)) + math.tanh(g) / (1 + math.exp(-i))
    assert c.item() == pytest.approx(kept, rel=1e-14)
    assert h.item() == pytest.approx(math.tanh(kept) / (1 + math.exp(-o)), rel=1e-14)


@pytest.mark.parametrize("bias", [0.0, 1.0, 4.05])
def test_the_gradient_along_the_cell_is_the_forget_gate_at_every_step(bias):
    b = torch.tensor([0.0, bias, 0.0, 0.0], dtype=torch.float64)
    zeros = torch.zeros(4, 1, dtype=torch.float64)
    first = torch.ones(1, 1, dtype=torch.float64, requires_grad=True)
    h, c = torch.zeros(1, 1).double(), first
    for _ in range(40):
        h, c = lstm_cell(torch.zeros(1, 1).double(), h, c, zeros, zeros, b, 0 * b)
    c.backward()
    assert first.grad.item() == pytest.approx((1 + math.exp(-bias)) ** -40, rel=1e-12)


# the published result: Jozefowicz, Zaremba & Sutskever (2015), a bias of 1 on the forget gate


def remembering(bias, seed, *, distance=20, hidden=16, steps=120):
    """Train `lstm_cell` to name the first of `distance` inputs; return the mean loss of the last twenty steps."""
    torch.manual_seed(seed)
    stdv = hidden**-0.5
    shapes = [(4 * hidden, 2), (4 * hidden, hidden), (4 * hidden,), (4 * hidden,), (2, hidden)]
    params = [torch.empty(shape).uniform_(-stdv, stdv).requires_grad_() for shape in shapes]
    with torch.no_grad():
        params[2][hidden : 2 * hidden] = bias
        params[3][hidden : 2 * hidden] = 0
    optimizer, losses = torch.optim.Adam(params, lr=1e-2), []
    for _ in range(steps):
        answer = torch.randint(2, (32,))
        x = torch.stack([torch.zeros(32, distance), torch.randn(32, distance)], dim=2)
        x[:, 0, 0] = 2.0 * answer - 1
        h = c = torch.zeros(32, hidden)
        for t in range(distance):
            h, c = lstm_cell(x[:, t], h, c, *params[:4])
        loss = F.cross_entropy(h @ params[4].T, answer)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(params, 1.0)
        optimizer.step()
        losses.append(loss.item())
    return np.mean(losses[-20:])


def test_a_forget_bias_of_one_bridges_twenty_steps_and_of_zero_does_not():
    assert remembering(1.0, seed=0) < 0.1
    assert remembering(0.0, seed=0) > 0.65  # guessing is ln 2 = 0.69


# SequenceClassifier


def test_padding_never_counts_and_torchs_packing_agrees():
    model = SequenceClassifier(11, 3).double()
    lengths = torch.tensor([2, 6, 4, 1])
    tokens = torch.randint(0, 11, (4, 9))
    scores = model(tokens, lengths)
    packed = nn.utils.rnn.pack_padded_sequence(model.embedding(tokens), lengths, batch_first=True, enforce_sorted=False)
    _, last = model.recurrent(packed)
    torch.testing.assert_close(scores, model.head(last[0]), rtol=0, atol=1e-12)
    for row, length in enumerate(lengths.tolist()):
        alone = model(tokens[row : row + 1, :length], lengths[row : row + 1])
        torch.testing.assert_close(alone[0], scores[row], rtol=0, atol=1e-12)


def test_the_loss_at_the_start_is_that_of_guessing():
    model = SequenceClassifier(27, 5)
    scores = model(torch.randint(0, 27, (200, 8)), torch.randint(1, 9, (200,)))
    assert F.cross_entropy(scores, torch.arange(200) % 5).item() == pytest.approx(math.log(5), abs=0.2)


# clip_and_step


def twins(kind=torch.optim.Adam, **options):
    models = [nn.Linear(3, 2).double() for _ in range(2)]
    models[1].load_state_dict(models[0].state_dict())
    return [(model, kind(model.parameters(), **options)) for model in models]


@pytest.mark.parametrize("scaled", [True, False])
def test_scaling_changes_nothing_but_the_range(scaled):
    (mine, mine_opt), (plain, plain_opt) = twins(lr=0.1)
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**12, growth_interval=3, enabled=scaled)
    for _ in range(7):
        x = torch.randn(5, 3).double()
        norm = clip_and_step(mine, (mine(x) ** 2).sum(), mine_opt, scaler, 0.7)
        plain_opt.zero_grad()
        (plain(x) ** 2).sum().backward()
        expected = nn.utils.clip_grad_norm_(plain.parameters(), 0.7)
        plain_opt.step()
        assert norm.item() == pytest.approx(expected.item(), rel=1e-12)
    for a, b in zip(mine.parameters(), plain.parameters(), strict=True):
        torch.testing.assert_close(a, b, rtol=0, atol=1e-12)
    assert scaler.get_scale() == (2.0**14 if scaled else 1.0)


def test_an_overflow_leaves_the_step_out_and_halves_the_scale():
    (model, optimizer), _ = twins(torch.optim.SGD, lr=0.1, momentum=0.9)
    scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
    x = torch.ones(1, 3).double()
    clip_and_step(model, model(x).sum(), optimizer, scaler, 1.0)
    before = [p.clone() for p in model.parameters()]
    norm = clip_and_step(model, 1e307 * model(x).sum(), optimizer, scaler, 1.0)
    assert not math.isfinite(norm.item())
    assert all(torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))
    assert scaler.get_scale() == 512.0
    norm = clip_and_step(model, model(x).sum(), optimizer, scaler, 1.0)
    assert math.isfinite(norm.item())
    assert not any(torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))


def test_stale_gradients_do_not_count():
    (model, optimizer), (fresh, fresh_opt) = twins(torch.optim.SGD, lr=0.1)
    for p in model.parameters():
        p.grad = torch.full_like(p, 100.0)
    x = torch.ones(1, 3).double()
    for one, opt in ((model, optimizer), (fresh, fresh_opt)):
        clip_and_step(one, one(x).sum(), opt, WITHOUT_SCALING, 0.5)
    for a, b in zip(model.parameters(), fresh.parameters(), strict=True):
        torch.testing.assert_close(a, b)


# truncated_bptt


@pytest.mark.parametrize("layer", [nn.GRU, nn.LSTM])
def test_losses_are_those_of_one_long_reading_as_long_as_nothing_is_learned(layer):
    model = runs.LanguageModel(layer, 7, width=9).double()
    tokens = torch.randint(0, 7, (3, 20))
    losses = truncated_bptt(model, tokens, 6, torch.optim.SGD(model.parameters(), lr=0.0), 1.0)
    with torch.no_grad():
        logits, _ = model(tokens[:, :-1])
    whole = F.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten(), reduction="none").reshape(3, 19)
    assert losses == pytest.approx([part.mean().item() for part in whole.split(6, dim=1)], rel=1e-12)
    assert [type(loss) for loss in losses] == [float] * 4


def test_one_chunk_is_one_plain_step():
    models = [runs.LanguageModel(nn.GRU, 7, width=9).double() for _ in range(2)]
    models[1].load_state_dict(models[0].state_dict())
    tokens = torch.randint(0, 7, (3, 20))
    truncated_bptt(models[0], tokens, 50, torch.optim.SGD(models[0].parameters(), lr=0.5), 0.3)
    logits, _ = models[1](tokens[:, :-1])
    loss = F.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten())
    clip_and_step(models[1], loss, torch.optim.SGD(models[1].parameters(), lr=0.5), WITHOUT_SCALING, 0.3)
    for a, b in zip(models[0].parameters(), models[1].parameters(), strict=True):
        torch.testing.assert_close(a, b, rtol=0, atol=1e-12)


# counting


def test_counts_are_probabilities_and_the_loss_is_theirs():
    text = data.moby_dick()[:20_000]
    known, unseen = text[:18_000], text[18_000:18_200]
    characters = "".join(sorted(set(text)))
    for order in (1, 2, 4):
        model = NGrams(known, order, characters)
        p = np.array([model.probabilities(unseen[:k]) for k in range(len(unseen))])
        np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-12)
        assert (p > 0).all()
        chosen = p[np.arange(len(unseen)), model.encode(unseen)][order - 1 :]
        assert model.loss(unseen) == pytest.approx(-np.log(chosen).mean(), rel=1e-12)


def test_one_gram_by_hand():
    """3 a and 1 b: (3 + 2·½)/(4 + 2) and (1 + 2·½)/(4 + 2)."""
    np.testing.assert_allclose(NGrams("aaba", 1).probabilities(""), [4 / 6, 2 / 6])
    # After a: b once, a once, two kinds; so (1 + 2·p)/(2 + 2), with p from above.
    np.testing.assert_allclose(NGrams("aaba", 2).probabilities("a"), [(1 + 2 * 4 / 6) / 4, (1 + 2 * 2 / 6) / 4])
    np.testing.assert_allclose(NGrams("aab", 2).probabilities("b"), NGrams("aab", 1).probabilities("b"))
