"""How good the models are on days that they have not seen, with campaigns and numbers that they have not seen."""
import numpy as np
from sklearn.metrics import average_precision_score

from .calls import ORDINARY, TYPOLOGIES


def text(models, data):
    held_out = data.held_out
    labels, fraud = data.labels[held_out], data.fraud()[held_out]
    lines = ["# How the models do on held-out days", "", "Written by `models/training/train`.", "", data.summary() + ".", "",
             "Every fraud campaign has numbers of its own, so none of the held-out ones was seen in training. The calls are generated: these figures say",
             "that the pipeline learns what the generator puts in, not how much fraud it would find in a network of yours.", "",
             "| | calls | " + " | ".join(model.name for model in models) + " |", "|---|---|" + "---|" * len(models)]
    scores = [model.scores[held_out] for model in models]
    lines.append(f"| PR-AUC, all fraud | {fraud.sum()} | " + " | ".join(f"{average_precision_score(fraud, s):.4f}" for s in scores) + " |")
    for typology in TYPOLOGIES:
        pick = (labels == ORDINARY) | (labels == typology)
        lines.append(f"| PR-AUC, {typology} against ordinary | {(labels == typology).sum()} | "
                     + " | ".join(f"{average_precision_score(labels[pick] == typology, s[pick]):.4f}" for s in scores) + " |")
    cuts = [np.quantile(s[~fraud], 0.99) for s in scores]
    lines.append(f"| recall at 1 % false positives, all fraud | {fraud.sum()} | "
                 + " | ".join(f"{(s[fraud] > cut).mean():.4f}" for s, cut in zip(scores, cuts)) + " |")
    for typology in TYPOLOGIES:
        lines.append(f"| recall at 1 % false positives, {typology} | {(labels == typology).sum()} | "
                     + " | ".join(f"{(s[labels == typology] > cut).mean():.4f}" for s, cut in zip(scores, cuts)) + " |")
    return "\n".join(lines) + "\n"
