"""What others do with the same rows, as they mostly do it.

``python -m tests.bench.nlp_peers IN.csv OUT.csv CLUSTERS`` runs the plain one from CSV to CSV.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.nlp_rows import table, write


def words(texts: Sequence[str]) -> list[str]:
    import jieba

    return [" ".join(jieba.cut(text)) for text in texts]


def kmeans(texts: Sequence[str], clusters: int) -> list[int]:
    """Plain: jieba, TfidfVectorizer, KMeans."""
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer

    rows = TfidfVectorizer(max_features=20_000).fit_transform(words(texts))
    return KMeans(clusters, n_init=1, random_state=0).fit_predict(rows).tolist()


def tuned_kmeans(texts: Sequence[str], clusters: int) -> list[int]:
    """Tuned: our own features, ten starts."""
    from sklearn.cluster import KMeans

    from nlp.reading.form import normalise
    from nlp.reading.weights import text_features

    bodies = [normalise(text) for text in texts]
    rows = text_features([""] * len(texts), bodies).rows
    return KMeans(clusters, n_init=10, random_state=0).fit_predict(rows).tolist()


def over_svd(texts: Sequence[str], least: int) -> list[int]:
    """Cluster as BERTopic does, its sentence vectors replaced by latent semantic analysis.

    BERTopic itself brings torch along. Its topics are HDBSCAN's clusters of reduced vectors
    (class-based TF-IDF only names them); -1 are the outliers.
    """
    from sklearn.cluster import HDBSCAN
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    rows = TfidfVectorizer(max_features=50_000, sublinear_tf=True).fit_transform(words(texts))
    dense = normalize(TruncatedSVD(50, random_state=0).fit_transform(rows))
    return HDBSCAN(min_cluster_size=least, copy=True).fit_predict(dense).tolist()


def over_meanings(texts: Sequence[str], least: int) -> list[int]:
    """Cluster sentence vectors by HDBSCAN, as BERTopic does; -1 are the outliers."""
    from sklearn.cluster import HDBSCAN
    from sklearn.decomposition import PCA

    from nlp.reading.meaning import meanings

    vectors = meanings([text[:40] for text in texts])
    dense = PCA(min(50, len(texts)), random_state=0).fit_transform(vectors)
    return HDBSCAN(min_cluster_size=least, copy=True).fit_predict(dense).tolist()


class Trigrams:
    """PostgreSQL's ``pg_trgm`` similarity over title and body: what Decidim offers."""

    def __init__(self, url: str, rows: Sequence[tuple[str, str]]) -> None:
        import psycopg

        self._database = psycopg.connect(url, autocommit=True)
        self._database.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        self._database.execute("CREATE TEMP TABLE letters (id text, body text)")
        with self._database.cursor().copy("COPY letters FROM STDIN") as copy:
            for row in rows:
                copy.write_row([cell.replace("\0", "") for cell in row])

    def query(self, text: str, top: int) -> list[str]:
        found = self._database.execute(
            "SELECT id FROM letters ORDER BY similarity(body, %s) DESC, id LIMIT %s", (text, top)
        )
        return [row[0] for row in found]

    def seconds(self, texts: Sequence[str], top: int = 5) -> list[float]:
        spent = []
        for text in texts:
            began = time.perf_counter()
            self.query(text, top)
            spent.append(time.perf_counter() - began)
        return spent

    def close(self) -> None:
        self._database.close()


def accuracy_of_svm(
    letters: Sequence[str], labels: Sequence[str], unseen: Sequence[str]
) -> list[Any]:
    """Route with the usual TF-IDF and a linear support vector machine."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    model = make_pipeline(TfidfVectorizer(sublinear_tf=True), LinearSVC(random_state=0))
    return model.fit(words(letters), labels).predict(words(unseen)).tolist()


if __name__ == "__main__":
    source, target, clusters = sys.argv[1:4]
    letters = table(Path(source))
    found = kmeans([f"{row['title']} {row['body']}" for row in letters], int(clusters))
    write(Path(target), ["id", "cluster"], zip([r["id"] for r in letters], found, strict=True))
