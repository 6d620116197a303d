"""Word counts become TF-IDF rows."""

import numpy as np
import pytest
import scipy.sparse as sp

from nlp.reading import weights


def test_tf_idf_is_that_of_scikit_learn():
    text = pytest.importorskip("sklearn.feature_extraction.text")
    rng = np.random.default_rng(1)
    counts = sp.csr_matrix(rng.integers(0, 4, (12, 9)).astype(np.float32))
    ours, columns = weights.tfidf(counts, min_df=1, max_share=1)
    theirs = text.TfidfTransformer(sublinear_tf=True).fit_transform(counts)
    assert np.allclose(ours.toarray(), theirs.toarray()[:, columns], atol=1e-6)


def test_words_of_one_message_are_dropped_but_those_of_a_flood_are_kept():
    counts = sp.csr_matrix(np.array([[1, 0], [0, 1]], np.float32))
    assert weights.tfidf(counts)[1].tolist() == []
    assert weights.tfidf(counts, np.array([2, 1]))[1].tolist() == [0]
