"""Bulk work on sparse rows for which scipy would sort or multiply far more than is needed."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

_OWNERS, _PLACES = 14, 18
_DENSE = 24_000_000
"""Numbers in one dense block of centres: about 100 MB."""

_WORTH_DENSE = 60
_ROWS = 20_000


def unit_rows(matrix: sp.csr_matrix) -> sp.csr_matrix:
    """Scale every row to length 1, in place where the rows are float32; empty rows stay empty.

    Examples
    --------
    >>> unit_rows(sp.csr_matrix([[3.0, 4.0], [0, 0]])).toarray().astype(float).round(4).tolist()
    [[0.6, 0.8], [0.0, 0.0]]
    """
    matrix = matrix.tocsr()
    squares = row_sums(matrix, np.square(matrix.data, dtype=np.float64))
    scale = 1 / np.sqrt(np.where(squares > 0, squares, 1))
    matrix.data = (matrix.data * np.repeat(scale, np.diff(matrix.indptr))).astype(np.float32)
    return matrix


def row_sums(matrix: sp.csr_matrix, values: np.ndarray) -> np.ndarray:
    """Return the sum of ``values`` (one for each stored entry) over each row, as float64."""
    sums = np.zeros(matrix.shape[0])
    filled = np.flatnonzero(np.diff(matrix.indptr))
    if len(filled):
        sums[filled] = np.add.reduceat(values, matrix.indptr[:-1][filled], dtype=np.float64)
    return sums


def owners(matrix: sp.csr_matrix) -> np.ndarray:
    """Return the row of every stored entry."""
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))


def top_entries(
    matrix: sp.csr_matrix, top: int, values: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return where the ``top`` largest entries of each row stand, largest first.

    One sort of whole numbers that hold row, value and place: fifty times faster than sorting
    by several keys.

    Parameters
    ----------
    matrix : csr matrix, shape (n, m)
    top
        How many of each row; shorter rows give what they have.
    values : array of non-negative numbers, shape (nnz,), optional
        What to compare instead of the matrix's own data; ties go to the earlier entry.

    Returns
    -------
    entries : int array
        Positions in ``matrix.data``, row after row.
    counts : int array, shape (n,)
        How many each row has given.

    Examples
    --------
    >>> top_entries(sp.csr_matrix([[1.0, 3, 2], [0, 0, 5]]), 2)[0].tolist()
    [1, 2, 3]
    """
    data = np.asarray(matrix.data if values is None else values, np.float32)
    lengths = np.diff(matrix.indptr).astype(np.int64)
    counts = np.minimum(lengths, top)
    found = [np.empty(0, np.int64)]
    for start in range(0, matrix.shape[0], 1 << _OWNERS):
        found.append(_top_of_block(matrix.indptr[start : start + (1 << _OWNERS) + 1], data, top))
    return np.concatenate(found), counts


def _top_of_block(indptr: np.ndarray, data: np.ndarray, top: int) -> np.ndarray:
    """Return where the largest entries of some rows stand, row after row."""
    ends = indptr.astype(np.int64)
    part = np.diff(ends)
    first = np.repeat(ends[:-1], part)
    place = np.arange(ends[0], ends[-1]) - first
    if len(place) and int(place.max()) >> _PLACES:
        raise ValueError("a row has too many entries")
    bits = np.maximum(data[ends[0] : ends[-1]], 0).view(np.uint32).astype(np.uint64)
    owner = np.repeat(np.arange(len(part), dtype=np.uint64), part)
    key = (owner << np.uint64(50)) | ((np.uint64(0xFFFFFFFF) - bits) << np.uint64(_PLACES))
    key = np.sort(key | place.astype(np.uint64))
    kept = place < top  # place is now the rank: rows keep their lengths when sorted
    low = (key[kept] & np.uint64((1 << _PLACES) - 1)).astype(np.int64)
    entries: np.ndarray = first[kept] + low
    return entries


def heaviest(rows: sp.csr_matrix, top: int) -> sp.csr_matrix:
    """Return the rows with only their ``top`` heaviest terms, in the order of their columns."""
    entries, counts = top_entries(rows, top)
    entries = np.sort(entries)
    ends = np.concatenate(([0], np.cumsum(counts)))
    return sp.csr_matrix((rows.data[entries], rows.indices[entries], ends), shape=rows.shape)


def shared(rows: sp.csr_matrix, other: sp.csr_matrix, partner: np.ndarray) -> np.ndarray:
    """Return what each stored entry of a row adds to its product with one row of ``other``.

    Parameters
    ----------
    rows : csr matrix, shape (n, m)
    other : csr matrix, shape (k, m)
        Few or heavy rows (centres): they are laid out densely, block by block.
    partner : int array, shape (n,)
        The row of ``other`` that each row meets, -1 for none.

    Returns
    -------
    float32 array, shape (rows.nnz,)

    Examples
    --------
    >>> shared(sp.csr_matrix([[2.0, 3.0]]), sp.csr_matrix([[5.0, 0.0]]), np.array([0])).tolist()
    [10.0, 0.0]
    """
    if other.shape[0] * other.shape[1] > _WORTH_DENSE * (rows.nnz + other.nnz):
        return _looked_up(rows, other, partner)
    result = np.zeros(rows.nnz, np.float32)
    step = max(1, _DENSE // max(other.shape[1], 1))
    lengths = np.diff(rows.indptr)
    order = np.argsort(partner, kind="stable")
    ends = np.searchsorted(partner[order], np.arange(0, other.shape[0] + step, step))
    for block, (low, high) in enumerate(zip(ends[:-1], ends[1:], strict=True)):
        picked = order[low:high]
        if not len(picked):
            continue
        start = block * step
        dense = other[start : start + step].toarray().ravel()
        entries = spans(rows.indptr[picked], lengths[picked])
        base = np.repeat((partner[picked] - start) * np.int64(other.shape[1]), lengths[picked])
        result[entries] = rows.data[entries] * dense[base + rows.indices[entries]]
    return result


def _looked_up(rows: sp.csr_matrix, other: sp.csr_matrix, partner: np.ndarray) -> np.ndarray:
    """Do the same where ``other`` has so many rows that laying them out would cost more."""
    result = np.zeros(rows.nnz, np.float32)
    width = np.int64(other.shape[1])
    other.sort_indices()
    known = owners(other) * width + other.indices
    if not len(known):
        return result
    for start in range(0, rows.shape[0], _ROWS):
        meets = partner[start : start + _ROWS].astype(np.int64)
        part = slice(rows.indptr[start], rows.indptr[min(start + _ROWS, rows.shape[0])])
        lengths = np.diff(rows.indptr[start : start + _ROWS + 1])
        wanted = np.repeat(meets * width, lengths) + rows.indices[part]
        place = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
        hit = (known[place] == wanted) & (wanted >= 0)
        result[part] = np.where(hit, rows.data[part] * other.data[place], 0)
    return result


def spans(starts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Return the whole numbers of many spans one after the other.

    >>> spans(np.array([5, 1]), np.array([2, 3])).tolist()
    [5, 6, 1, 2, 3]
    """
    lengths = lengths.astype(np.int64)
    before = np.cumsum(lengths) - lengths
    numbers: np.ndarray = np.arange(int(lengths.sum())) + np.repeat(starts - before, lengths)
    return numbers


def dots(rows: sp.csr_matrix, other: sp.csr_matrix, partner: np.ndarray) -> np.ndarray:
    """Return the product of each row with its partner among ``other``, 0 for none (-1)."""
    return row_sums(rows, shared(rows, other, partner))
