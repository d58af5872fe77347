import pytest

from grids.shading import Scale

STEPS = [
    # highest, steps as low–high
    (0, []),
    (1, [(1, 1)]),
    (2, [(1, 1), (2, 2)]),
    (5, [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)]),
    (6, [(1, 2), (3, 4), (5, 6)]),
    (20, [(1, 4), (5, 8), (9, 12), (13, 16), (17, 20)]),
    (17, [(1, 4), (5, 8), (9, 12), (13, 16), (17, 20)]),
]


@pytest.mark.parametrize(("highest", "steps"), STEPS)
def test_at_most_five_steps_of_one_size(highest, steps):
    assert [(step.low, step.high) for step in Scale.up_to(highest).steps] == steps


@pytest.mark.parametrize("highest", [1, 5, 6, 20, 999])
def test_every_figure_has_the_shade_whose_step_holds_it(highest):
    scale = Scale.up_to(highest)

    for step in scale.steps:
        assert {scale.shade(figure) for figure in (step.low, step.high)} == {step.shade}
    assert scale.shade(0) == 0
    assert max(step.shade for step in scale.steps) <= 5
