"""Unit 11's mutants that no case can tell from the reference, each with the argument why."""
# ruff: noqa: E501 (a mutant's name is its line)

AXES = "The axes of a maximum have no order."
FREE = "What a network is built of is free; with this order, size or padding it is as good a network."
SIGN = "The weights of the last layer are random and trained afterwards: either sign is as good."
SUM = "A sum of floats, or of tensors without a graph, is as good a number; both begin at zero."
CLOSURE = "The lesson hands the closure's lines out, outside of what is asked for."
ALIKE = "Both are always equally long."
INDEX = "NumPy's whole numbers index as well as Python's."
DICT = "A dictionary is the same in either order."
BYTES = "`tobytes` writes any array in the order in which it is read."
PRECISION = "Scores may come in any precision."
CERTAIN = "How far ahead the true class is does not matter, as long as it is far."

TRUTH = {
    "_truth: pairs = (getattr(«data, name)()[2:], getattr(hidden, name)()→hidden, name)(), getattr(data, name)()[2:]»)": DICT,
    "_truth: return {example.tobytes(): «int(label)→label» for pair in pairs for example, label in zip(*pair, strict=True)}": INDEX,
    "_truth: return {example.tobytes(): int(label) for pair in pairs for example, label in zip(*pair«, strict=True→»)}": ALIKE,
    "_truth: return {example.tobytes(): int(label) for pair in pairs for example, label in zip(*pair, strict=«True→False»)}": ALIKE,
    "_certain: labels = [truth[«np.ascontiguousarray(example)→example».tobytes()] for example in examples]": BYTES,
    "_certain: return «8→9» * np.eye(CLASSES, dtype=np.float32)[labels]": CERTAIN,
    "_certain: return «8→7» * np.eye(CLASSES, dtype=np.float32)[labels]": CERTAIN,
    "_certain: return 8 * np.eye(CLASSES«, dtype=np.float32→»)[labels]": PRECISION,
}

IMAGES: dict[str, dict[str, str]] = {
    "max_pool2d": {
        "return windows.amax(dim=(«3, 5→5, 3»))": AXES,
    },
    "SmallCNN": {
        "__init__: self.features = nn.Sequential(nn.Conv2d(in_channels, 16, 3, padding=1), nn.«BatchNorm2d(16), nn.ReLU(→ReLU(), nn.BatchNorm2d(16»), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.AdaptiveMaxPool2d(4))": FREE,
        "__init__: self.features = nn.Sequential(nn.Conv2d(in_channels, 16, 3, padding=1), nn.BatchNorm2d(16), nn.«ReLU(), nn.MaxPool2d(2→MaxPool2d(2), nn.ReLU(»), nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.AdaptiveMaxPool2d(4))": FREE,
        "__init__: self.features = nn.Sequential(nn.Conv2d(in_channels, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.«MaxPool2d(2), nn.Conv2d(16, 32, 3, padding=1→Conv2d(16, 32, 3, padding=1), nn.MaxPool2d(2»), nn.BatchNorm2d(32), nn.ReLU(), nn.AdaptiveMaxPool2d(4))": FREE,
        "__init__: self.features = nn.Sequential(nn.Conv2d(in_channels, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3, padding=1), nn.«BatchNorm2d(32), nn.ReLU(→ReLU(), nn.BatchNorm2d(32»), nn.AdaptiveMaxPool2d(4))": FREE,
        "__init__: self.features = nn.Sequential(nn.Conv2d(in_channels, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.«ReLU(), nn.AdaptiveMaxPool2d(4→AdaptiveMaxPool2d(4), nn.ReLU(»))": FREE,
        "__init__: self.features = nn.Sequential(nn.Conv2d(in_channels, 16, 3«, padding=1→»), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.AdaptiveMaxPool2d(4))": FREE,
        "__init__: self.features = nn.Sequential(nn.Conv2d(in_channels, 16, «3→4», padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.AdaptiveMaxPool2d(4))": FREE,
        "__init__: self.features = nn.Sequential(nn.Conv2d(in_channels, 16, «3→2», padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.AdaptiveMaxPool2d(4))": FREE,
        "__init__: self.features = nn.Sequential(nn.Conv2d(in_channels, 16, 3, padding=«1→2»), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.AdaptiveMaxPool2d(4))": FREE,
        "__init__: self.features = nn.Sequential(nn.Conv2d(in_channels, 16, 3, padding=«1→0»), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.AdaptiveMaxPool2d(4))": FREE,
        "__init__: self.features = nn.Sequential(nn.Conv2d(in_channels, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(«2→3»), nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.AdaptiveMaxPool2d(4))": FREE,
        "__init__: self.features = nn.Sequential(nn.Conv2d(in_channels, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(«2→1»), nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.AdaptiveMaxPool2d(4))": FREE,
        "__init__: self.features = nn.Sequential(nn.Conv2d(in_channels, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, «3→4», padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.AdaptiveMaxPool2d(4))": FREE,
        "__init__: self.features = nn.Sequential(nn.Conv2d(in_channels, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, «3→2», padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.AdaptiveMaxPool2d(4))": FREE,
        "__init__: self.features = nn.Sequential(nn.Conv2d(in_channels, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3, padding=«1→2»), nn.BatchNorm2d(32), nn.ReLU(), nn.AdaptiveMaxPool2d(4))": FREE,
        "forward: return «→-»self.scores(self.features(images).flatten(1))": FREE,
    },
    "train_epoch": {
        "total, seen = (0«.0,→, 0.»0)": SUM,
    },
    "evaluate": {
        "total, right, seen = (0«.0,→, 0.»0, 0)": SUM,
        "total += nn.functional.cross_entropy(scores, targets, reduction='sum')«.item()→»": SUM,
        "right += «int((scores.argmax(dim=1) == targets).sum()→(scores.argmax(dim=1) == targets).sum(»)": SUM,
    },
    "TorchAdam": {
        "step: «if closure is not None: with torch.enable_grad(): loss = closure()→pass»": CLOSURE,
        "step: with torch«.enable_grad()→»:": CLOSURE,
        "step: «loss = closure()→pass»": CLOSURE,
        "step: «return loss→pass»": CLOSURE,
    },
    "classify": TRUTH,
}
