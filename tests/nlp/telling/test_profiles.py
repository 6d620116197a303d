"""Who stands for a group, and what it is called."""

import numpy as np

from nlp import Message
from nlp.grouping.centres import centres_of
from nlp.reading.corpus import read
from nlp.reading.weights import text_features
from nlp.telling.profiles import profiles, standing


def test_the_shorter_of_two_equally_central_texts_stands_for_the_group():
    worth = standing(np.array([0.8, 0.8, 0.2]), np.array([900, 40, 10]))
    assert np.argsort(-worth).tolist() == [1, 0, 2]


def test_an_issue_is_named_without_the_places_of_its_members():
    """One kind of problem wherever it is: what the level above topics asks for."""
    places = ["金桂花园", "吉祥里小区", "青石社区", "丽水新村"]
    corpus = read([Message(f"{i}", f"{place}电梯停运") for i, place in enumerate(places)])
    features = text_features(corpus.titles, corpus.bodies, corpus.sizes)
    one = centres_of(np.zeros(len(places), np.int64), corpus, features.rows)
    scores, ids = np.ones(len(places)), [str(i) for i in range(len(places))]
    (issue,) = profiles(corpus, features.words, features.rows, one, scores, ids, placeless=True)
    assert issue.name == "电梯停运"
