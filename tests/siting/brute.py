"""Every choice tried: the answers that the models must find."""

from itertools import combinations

import numpy as np


def choices(columns, sites, *, existing=(), at_most=False, allowed=None):
    free = [j for j in range(columns) if j not in existing]
    sizes = range(sites + 1) if at_most else (sites,)
    for size in sizes:
        for picked in combinations(free, size):
            taken = np.zeros(columns, dtype=bool)
            taken[list(picked)] = True
            if allowed is None or allowed(taken):
                yield picked


def covered(distance, weight, radius, opened, need=1):
    held = (distance[:, list(opened)] <= radius).sum(axis=1)
    return float(weight[held >= need].sum())


def assigned(distance, weight, opened):
    if not len(opened):
        return np.inf
    return float((distance[:, list(opened)].min(axis=1) * weight).sum())


def farthest(distance, opened):
    return float(distance[:, list(opened)].min(axis=1).max()) if len(opened) else np.inf


def best(values, *, largest):
    values = list(values)
    return (max if largest else min)(values) if values else None
