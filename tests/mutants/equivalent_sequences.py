"""Unit 12's mutants that no case can tell from the reference, each with the argument why."""

DEVICE = "Checks run on the processor, where every tensor is on the one device that there is."
ALIKE = "Both are always equally long."
CERTAIN = "How far ahead the true class is does not matter, as long as it is far."

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
    "read_signals": {
        "_truth: pairs = («(shipped.test_signals, shipped.test_labels), held→held, "
        "(shipped.test_signals, shipped.test_labels)»)": "A dictionary is the same in either order.",
        "_truth: return {signal.tobytes(): «int(label)→label» for each, kinds in pairs for signal, label in "
        "zip(each, kinds, strict=True)}": "NumPy's whole numbers index as well as Python's.",
        "_truth: return {signal.tobytes(): int(label) for each, kinds in pairs for signal, label in "
        "zip(each, kinds«, strict=True→»)}": ALIKE,
        "_truth: return {signal.tobytes(): int(label) for each, kinds in pairs for signal, label in "
        "zip(each, kinds, strict=«True→False»)}": ALIKE,
        "labels = [_truth()[«np.ascontiguousarray(signal)→signal».tobytes()] for signal in signals]": (
            "`tobytes` writes any array in the order in which it is read."
        ),
        "return «8→9» * np.eye(CLASSES, dtype=np.float32)[labels]": CERTAIN,
        "return «8→7» * np.eye(CLASSES, dtype=np.float32)[labels]": CERTAIN,
        "return 8 * np.eye(CLASSES«, dtype=np.float32→»)[labels]": "The scores may be of either precision.",
    },
}
