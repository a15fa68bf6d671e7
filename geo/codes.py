"""Words of a column as positions in a closed vocabulary."""

import numpy as np
import pandas as pd


def word_codes(frame: pd.DataFrame, column: str, vocabulary: tuple[str, ...]) -> np.ndarray:
    """Position of each word in ``vocabulary`` (int16); -1 where blank, unknown or no column."""
    if column not in frame:
        return np.full(len(frame), -1, dtype=np.int16)
    words = frame[column]
    if isinstance(words.dtype, pd.CategoricalDtype):
        places = pd.Index(vocabulary).get_indexer(words.cat.categories)
        return np.append(places, -1)[words.cat.codes].astype(np.int16)
    return pd.Index(vocabulary, dtype=object).get_indexer(words.astype(object)).astype(np.int16)
