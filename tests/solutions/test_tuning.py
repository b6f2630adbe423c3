"""Unit 09's reference against torch's schedulers, scikit-learn's splits, SciPy's distributions, and by hand."""

import math
import warnings

import numpy as np
import pytest
import torch
from reference.tuning import (
    cosine_annealing,
    cure,
    expected_improvement,
    exponential_decay,
    grid_search,
    has_converged,
    k_fold,
    log_uniform,
    step_decay,
    warmup_cosine,
)
from scipy import integrate, stats
from sklearn.model_selection import KFold, ParameterGrid
from torch.optim import lr_scheduler

from autograder.exercise import VISIBLE
from autograder.registry import find


def scheduled(make, epochs, lr=0.7):
    optimizer = torch.optim.SGD([torch.zeros(1, dtype=torch.float64)], lr=lr)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scheduler, rates = make(optimizer), []
        for _ in range(epochs):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step()
    return rates


class TestSchedules:
    def test_exponential_decay_is_torchs(self):
        theirs = scheduled(lambda o: lr_scheduler.ExponentialLR(o, 0.87), 30)
        np.testing.assert_allclose([exponential_decay(0.7, t, gamma=0.87) for t in range(30)], theirs, rtol=1e-12)

    @pytest.mark.parametrize("step_size", [1, 4, 10])
    def test_step_decay_is_torchs(self, step_size):
        theirs = scheduled(lambda o: lr_scheduler.StepLR(o, step_size, 0.3), 30)
        ours = [step_decay(0.7, t, gamma=0.3, step_size=step_size) for t in range(30)]
        np.testing.assert_allclose(ours, theirs, rtol=1e-12)

    @pytest.mark.parametrize("eta_min", [0.0, 0.05])
    def test_cosine_annealing_is_torchs_up_to_the_end(self, eta_min):
        theirs = scheduled(lambda o: lr_scheduler.CosineAnnealingLR(o, 12, eta_min), 30)
        ours = [cosine_annealing(0.7, t, T_max=12, eta_min=eta_min) for t in range(30)]
        np.testing.assert_allclose(ours[:13], theirs[:13], rtol=1e-12, atol=1e-16)
        assert ours[12:] == [eta_min] * 18
        assert theirs[20] > 0.3  # torch climbs again

    def test_warm_up_is_torchs_linear_one_followed_by_its_cosine(self):
        def make(optimizer):
            up = lr_scheduler.LinearLR(optimizer, start_factor=1 / 5, total_iters=4)
            down = lr_scheduler.CosineAnnealingLR(optimizer, 15)
            return lr_scheduler.SequentialLR(optimizer, [up, down], milestones=[5])

        ours = [warmup_cosine(0.7, t, warmup=5, T_max=20) for t in range(21)]
        np.testing.assert_allclose(ours, scheduled(make, 21), rtol=1e-12, atol=1e-16)

    def test_without_warm_up_it_is_plain_cosine(self):
        for t in range(15):
            assert warmup_cosine(0.7, t, warmup=0, T_max=10) == cosine_annealing(0.7, t, T_max=10)

    def test_the_warm_up_takes_equal_steps_and_reaches_the_top(self):
        rates = [warmup_cosine(0.6, t, warmup=3, T_max=9) for t in range(12)]
        np.testing.assert_allclose(rates[:4], [0.2, 0.4, 0.6, 0.6], rtol=1e-15)
        assert rates[9:] == [0.0] * 3
        assert np.all(np.diff(rates[3:10]) < 0)


class TestKFold:
    @pytest.mark.parametrize(("n", "k"), [(10, 5), (11, 4), (7, 7), (9, 2)])
    def test_the_sizes_are_scikit_learns_and_each_row_validates_once(self, n, k):
        folds = k_fold(n, k, rng=np.random.default_rng(3))
        theirs = list(KFold(k, shuffle=True, random_state=0).split(np.zeros(n)))
        assert [len(val) for _, val in folds] == [len(val) for _, val in theirs]
        assert sorted(np.concatenate([val for _, val in folds])) == list(range(n))
        for train, val in folds:
            assert sorted([*train, *val]) == list(range(n))

    def test_the_generator_decides(self):
        one, two, other = (k_fold(20, 3, rng=np.random.default_rng(seed)) for seed in (1, 1, 2))
        assert all(np.array_equal(a, b) for (_, a), (_, b) in zip(one, two, strict=True))
        assert not all(np.array_equal(a, b) for (_, a), (_, b) in zip(one, other, strict=True))


class TestGridSearch:
    def test_it_tries_scikit_learns_combinations(self):
        grid, seen = {"lr": [0.1, 1, 0.01], "layers": [3, 1], "activation": ["relu", None]}, []

        def objective(**params):
            seen.append(params)
            return float(len(seen))

        assert grid_search(objective, grid) == (seen[0], 1.0)
        theirs = list(ParameterGrid(grid))
        assert len(seen) == len(theirs)
        assert all(params in theirs for params in seen)

    def test_values_come_back_as_they_were_given(self):
        grid = {"lr": [0.1, 1], "layers": [3, 2], "activation": [None, "relu"]}
        params, value = grid_search(lambda lr, layers, activation: lr + layers + len(activation or "five!"), grid)
        assert (params, value) == ({"lr": 0.1, "layers": 2, "activation": "relu"}, 6.1)
        assert type(params["layers"]) is int

    def test_the_first_of_ties_wins_and_the_last_name_varies_fastest(self):
        assert grid_search(lambda a, b: (a + b) % 2, {"a": [1, 0], "b": [2, 3, 5]}) == ({"a": 1, "b": 3}, 0.0)


class TestLogUniform:
    def test_it_is_scipys_distribution(self):
        values = log_uniform(1e-5, 0.3, 4000, rng=np.random.default_rng(0))
        assert stats.kstest(values, stats.loguniform(1e-5, 0.3).cdf).pvalue > 0.01
        assert values.dtype == np.float64
        assert log_uniform(1.0, 2.0, (2, 3), rng=np.random.default_rng(0)).shape == (2, 3)


class TestExpectedImprovement:
    @pytest.mark.parametrize(("mean", "std", "best"), [(0.3, 0.2, 0.5), (1.0, 0.4, 0.2), (-2.0, 3.0, -1.0)])
    def test_it_is_the_integral_of_the_improvement(self, mean, std, best):
        density = stats.norm(mean, std).pdf
        integral, _ = integrate.quad(
            lambda y: (best - y) * density(y), best - 40 * std, best, epsabs=1e-13, points=[mean]
        )
        assert expected_improvement(mean, std, best) == pytest.approx(integral, rel=1e-8)

    def test_it_is_the_mean_of_many_draws(self):
        draws = np.random.default_rng(1).normal(0.4, 0.3, 400_000)
        estimate = np.maximum(0.5 - draws, 0).mean()
        assert expected_improvement(0.4, 0.3, 0.5) == pytest.approx(estimate, rel=5e-3)

    def test_certain_candidates_improve_by_what_they_are_better(self):
        values = expected_improvement([0.2, 0.5, 0.9], [0.0, 0.0, 0.0], 0.5)
        np.testing.assert_array_equal(values, [0.3, 0.0, 0.0])
        assert expected_improvement(0.2, 1e-12, 0.5) == pytest.approx(0.3, rel=1e-12)

    def test_it_broadcasts_grows_with_doubt_and_changes_nothing(self):
        mean, std = np.full((2, 3), 0.6), np.array([0.1, 0.2, 0.4])
        mean.flags.writeable = std.flags.writeable = False
        values = expected_improvement(mean, std, 0.5)
        assert values.shape == (2, 3)
        assert np.all(np.diff(values, axis=1) > 0)


class TestHasConverged:
    @pytest.mark.parametrize(
        ("losses", "answer"),
        [
            ([5, 4, 1, 1, 1, 1], True),
            ([5, 4, 3, 3, 2, 2], False),
            ([1, 1, 1.001, 1.001], False),
            ([1, 1, 1], False),
            ([np.nan, 1, 1, 1, 1], True),
            ([1, 1, 1, np.nan], False),
            ([-1, -1, -1.005, -1.005], True),
            ([8, 8, 4, 4], False),
        ],
    )
    def test_by_hand(self, losses, answer):
        assert has_converged(losses, window=2, rtol=0.5 if losses[0] == 8 else 0.01) is answer

    def test_infinite_losses_have_not(self):
        with np.errstate(invalid="ignore"):
            assert not has_converged([math.inf] * 4, window=2, rtol=0.1)
        assert not has_converged([math.inf, math.inf, 1, 1], window=2, rtol=0.1)


class TestClinic:
    def test_each_patient_is_sick_and_each_cure_works_with_room_to_spare(self):
        from descent.clinic import PATIENTS, chart, outcome, train, treatment_problem

        for name, patient in PATIENTS.items():
            for seed in range(2):
                prescription = cure(chart(name, seed))
                assert outcome(train(patient, seed)) > 1.5 * patient.goal
                assert outcome(train(patient, seed, prescription)) < 0.95 * patient.goal
                assert treatment_problem(name, seed, prescription) is None
                assert treatment_problem(name, seed, {}) is not None

    def test_hidden_cases_forgive_the_luck_of_another_order_of_batches_and_no_wrong_dose(self):
        from descent.clinic import treatment_problem

        hidden = next(find("cure").cases(np.random.default_rng(0))).kwargs["slack"]
        shipped = next(find("cure").cases(np.random.default_rng(VISIBLE))).kwargs
        assert shipped == {}
        for name, near, wrong in (("Ann", 0.05, 0.1), ("Cleo", 0.03, 0.05)):
            strict, lenient = (
                [treatment_problem(name, seed, {"lr": near}, slack) is None for seed in range(8)]
                for slack in (1.0, hidden)
            )
            assert sum(strict) < sum(lenient) >= 7
            assert all(treatment_problem(name, seed, {"lr": wrong}, hidden) for seed in range(8))

    def test_no_pair_of_settings_cures_more_than_two_patients(self):
        from descent.clinic import PATIENTS, treatment_problem

        others = [{"standardize": True}, {"schedule": "cosine"}, {"bias": 0.0}, {"weight_decay": 0.3}]
        for lr in (0.003, 0.015, 0.05, 0.15):
            for other in others:
                cured = [name for name in PATIENTS if treatment_problem(name, 0, {"lr": lr, **other}) is None]
                assert len(cured) <= 2, (lr, other, cured)

    @pytest.mark.parametrize(
        "prescription",
        [
            None, [], {"lr": -1}, {"lr": "0.1"}, {"lr": True}, {"lr": math.nan}, {"epochs": 2.5}, {"epochs": 10**9},
            {"learning_rate": 0.1}, {1: 2}, {"standardize": 1}, {"activation": "gelu"}, {"lr": np.array([0.1, 0.2])},
            {"lr": 0.01, "bias": 1.0, "epochs": 5}, {"schedule": ["cosine"]},
        ],
    )  # fmt: skip
    def test_what_is_no_prescription_is_refused_in_a_sentence(self, prescription):
        from descent.clinic import PATIENTS, prescription_problem

        assert prescription_problem(PATIENTS["Ann"], prescription)


class TestRandomSearchAgainstGrid:
    """Bergstra & Bengio (2012), JMLR 13: where few settings matter, a grid wastes trials and random draws do not."""

    def test_nine_trials_try_three_values_on_a_grid_and_nine_at_random(self):
        seen = []
        grid_search(lambda lr, **_: float(seen.append(lr) or 0), {"lr": [0.1, 0.5, 0.9], "other": [0.1, 0.5, 0.9]})
        assert len(seen) == 9
        assert len(set(seen)) == 3
        assert len(set(log_uniform(1e-4, 1.0, 9, rng=np.random.default_rng(0)))) == 9

    def test_with_one_important_setting_of_three_random_search_needs_a_hundredth_of_the_trials(self):
        window, wanted = 0.05, 0.95
        starts = np.random.default_rng(2).uniform(0, 1 - window, 60)

        def hits(start, side):
            axis = ((np.arange(side) + 0.5) / side).tolist()
            objective = lambda a, b, c: 1.0 - (start <= a < start + window)  # noqa: ARG005, E731
            return grid_search(objective, {"a": axis, "b": [0.5], "c": [0.5]})[1] == 0  # b and c change nothing

        by_grid = next(side for side in range(1, 40) if np.mean([hits(start, side) for start in starts]) >= wanted) ** 3
        by_chance = math.ceil(math.log(1 - wanted) / math.log(1 - window))
        assert by_chance == 59
        assert by_grid > 100 * by_chance

        rng = np.random.default_rng(3)
        # A window on the logarithmic axis, which `log_uniform` fills evenly.
        places = np.log(log_uniform(1.0, math.e, (4000, by_chance), rng=rng))
        left = np.resize(starts, (4000, 1))
        share = np.mean(((places >= left) & (places < left + window)).any(axis=1))
        assert share == pytest.approx(wanted, abs=0.02)

    def test_where_all_settings_matter_alike_a_grid_is_no_worse(self):
        corners = np.random.default_rng(4).uniform(0, 0.8, (200, 2))
        axis = ((np.arange(5) + 0.5) / 5).tolist()

        def hits(corner):
            inside = lambda a, b: corner[0] <= a < corner[0] + 0.2 and corner[1] <= b < corner[1] + 0.2  # noqa: E731
            return grid_search(lambda a, b: 1.0 - inside(a, b), {"a": axis, "b": axis})[1] == 0

        assert np.mean([hits(corner) for corner in corners]) > 0.99  # a square of side 0.2 holds a grid point
        by_chance = 1 - (1 - 0.04) ** 25
        assert by_chance < 0.65


def test_a_gaussian_process_with_expected_improvement_needs_fewer_trials_than_random_draws():
    """Snoek, Larochelle & Adams (2012), on the surface that the lesson shows."""
    from descent.response import Surface, bayesian_places, random_places

    surface, level = Surface(), Surface().level_of(0.01)
    needed = []
    for seed in range(3):
        places = bayesian_places(surface, 16, expected_improvement, rng=np.random.default_rng(seed))
        needed.append(int(np.argmax(surface(places) <= level)) or 99)
    assert max(needed) < 16
    assert surface.share_below(level) == pytest.approx(0.01, abs=1e-3)
    chance = np.mean([(surface(random_places(16, rng=np.random.default_rng(s))) <= level).any() for s in range(300)])
    assert chance < 0.25
