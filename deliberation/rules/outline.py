"""Outlines of areas from a GeoJSON file: read with care, thinned, nothing of it believed.

A FeatureCollection of polygons in degrees (WGS 84 or GCJ-02: the drawing is the same to the eye),
each with the division code of its area among its properties.
"""

import json
import math
from collections.abc import Sequence
from typing import Any

Point = tuple[float, float]
Ring = list[Point]

MOST_BYTES = 20 * 1024 * 1024
MOST_FEATURES = 5_000
MOST_POINTS = 2_000_000
KEPT = 240  # points of one area at most
DIGITS = 5  # of a degree: about a metre
CODES = ("code", "adcode", "代码", "区域代码", "区划代码")
LEAST_RING = 4


class OutlineError(ValueError):
    """The file is no such list; said in words that tell what to do."""


def read(data: bytes) -> dict[str, list[Ring]]:
    """`{code: rings}`, each area thinned to what a drawing needs."""
    if len(data) > MOST_BYTES:
        raise OutlineError("文件超过 20 MB。请先在制图软件里简化边界再导出。")
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise OutlineError("这不是边界文件：读不出内容。请选 .geojson 或 .json 文件。") from error
    features = whole.get("features") if isinstance(whole, dict) else None
    if not isinstance(features, list) or whole.get("type") != "FeatureCollection":
        raise OutlineError("要一个 FeatureCollection，里面每个区域是一个 Feature。")
    if not 0 < len(features) <= MOST_FEATURES:
        raise OutlineError(f"里面有 {len(features)} 个区域，要在 1 到 {MOST_FEATURES} 个之间。")
    found: dict[str, list[Ring]] = {}
    points = 0
    for number, feature in enumerate(features, 1):
        code, rings = _feature(feature, number)
        points += sum(map(len, rings))
        if points > MOST_POINTS:
            raise OutlineError("边界的点太多了。请先在制图软件里简化边界再导出。")
        if code in found:
            raise OutlineError(f"第 {number} 个区域的代码 {code} 前面已经有了。")
        found[code] = _thinned(rings)
    return found


def _feature(feature: Any, number: int) -> tuple[str, list[Ring]]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise OutlineError(f"第 {number} 个区域没有属性（properties）。")
    code = next((str(properties[key]).strip() for key in CODES if properties.get(key)), "")
    if not code:
        raise OutlineError(f"第 {number} 个区域没有代码。请在属性里写“区域代码”。")
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    parts: Any = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind == "Polygon":
        parts = [parts]
    elif kind != "MultiPolygon":
        raise OutlineError(f"第 {number} 个区域（{code}）不是面（Polygon 或 MultiPolygon）。")
    try:
        # The outer ring of each part: holes are other areas' outlines.
        return code, [_ring(part[0]) for part in parts]
    except (TypeError, ValueError, IndexError, KeyError, AttributeError) as error:
        words = str(error) if isinstance(error, OutlineError) else "坐标写得不对"
        raise OutlineError(f"第 {number} 个区域（{code}）：{words}。") from error


def _ring(points: Any) -> Ring:
    ring = [(float(point[0]), float(point[1])) for point in points]
    if len(ring) < LEAST_RING:
        raise OutlineError("一圈边界至少要四个点")
    if not all(math.isfinite(x) and abs(x) <= 180 and abs(y) <= 90 for x, y in ring):
        raise OutlineError("坐标要写成经度、纬度的度数")
    return ring


# --- thinned -------------------------------------------------------------------------------------


def _thinned(rings: list[Ring]) -> list[Ring]:
    """Coarser and coarser until few enough points are left; the largest part always stays."""
    rings = sorted(rings, key=_size, reverse=True)
    tolerance = _size(rings[0]) / 400
    while True:
        thinner = [simplified(ring, tolerance) for ring in rings]
        found = [ring for ring in thinner if len(ring) >= LEAST_RING]
        if not found:
            found = [rings[0][:: max(1, len(rings[0]) // KEPT)]]
        if sum(map(len, found)) <= KEPT or tolerance == 0:
            break
        tolerance *= 1.6
    return [[(round(x, DIGITS), round(y, DIGITS)) for x, y in ring] for ring in found]


def _size(ring: Sequence[Point]) -> float:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return max(max(xs) - min(xs), max(ys) - min(ys))


def simplified(ring: Ring, tolerance: float) -> Ring:
    """Douglas and Peucker, without recursion: what lies nearer than that to a line is left out."""
    kept = {0, len(ring) - 1}
    # A closed ring has no line from end to end: it is cut at the point farthest from its start.
    middle = max(range(len(ring)), key=lambda n: math.dist(ring[n], ring[0]))
    kept.add(middle)
    spans = [(0, middle), (middle, len(ring) - 1)]
    while spans:
        first, last = spans.pop()
        far, place = 0.0, -1
        for number in range(first + 1, last):
            if (away := _away(ring[number], ring[first], ring[last])) > far:
                far, place = away, number
        if place >= 0 and far > tolerance:
            kept.add(place)
            spans += [(first, place), (place, last)]
    return [ring[number] for number in sorted(kept)]


def _away(point: Point, one: Point, other: Point) -> float:
    """From a line through two points."""
    length = math.dist(one, other)
    if not length:
        return math.dist(point, one)
    (x, y), (a, b), (c, d) = point, one, other
    return abs((c - a) * (b - y) - (a - x) * (d - b)) / length
