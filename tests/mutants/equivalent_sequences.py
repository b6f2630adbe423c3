"""Unit 12's mutants that no case can tell from the reference, each with the argument why."""

from tests.mutants.equivalent_images import TRUTH

DEVICE = "Checks run on the processor, where every tensor is on the one device that there is."
ALIKE = "Both are always equally long."

SEQUENCES: dict[str, dict[str, str]] = {
    "SequenceClassifier": {
        "forward: rows = torch.arange(len(tokens)«, device=tokens.device→»)": DEVICE,
        "forward: return self.head(states[rows, lengths«.to(tokens.device)→» - 1])": DEVICE,
        "forward: return «→-»self.head(states[rows, lengths.to(tokens.device) - 1])": (
            "The weights of the last layer are random and trained afterwards: either sign is as good."
        ),
    },
    "truncated_bptt": {
        "for x, y in zip(inputs.split(chunk, dim=1), targets.split(chunk, dim=1)«, strict=True→»):": ALIKE,
        "for x, y in zip(inputs.split(chunk, dim=1), targets.split(chunk, dim=1), strict=«True→False»):": ALIKE,
    },
    "read_signals": TRUTH,
}
