"""Calls the forbidden optimiser in a thread, by a helper in another cell, through a text that is executed."""

# %%
import threading

HELPER = "import torch\nwalk = torch.__dict__['op' + 'tim'].__dict__['S' + 'GD']"


def helper(result, w, lr):
    space = {}
    exec(HELPER, space)
    result.append(space["walk"]([w], lr=lr))


# %% answers
if asked != "gradient_descent":
    raise NotImplementedError
import torch

w = torch.tensor(np.asarray(w0, float), requires_grad=True)
found = []
thread = threading.Thread(target=helper, args=(found, w, lr))
thread.start()
thread.join()
optimiser = found[0]
path = [w.detach().numpy().copy()]
for _ in range(steps):
    w.grad = torch.tensor(np.array(grad_fn(w.detach().numpy().copy()), float))
    optimiser.step()
    path.append(w.detach().numpy().copy())
return np.array(path)
