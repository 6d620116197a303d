"""Speaking to a gateway: one POST, its answer as data, and complaints without addresses."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

TIMEOUT = 10  # seconds
LONGEST = 64 * 1024


class GatewayRefused(Exception):
    """A gateway did not take what it was handed; the text names no address and no secret."""


def post(url: str, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    """The JSON that a gateway answers; anything but 2xx and JSON is a refusal."""
    if not url.startswith(("http://", "https://")):
        raise GatewayRefused("还没有设置网关的地址")
    request = urllib.request.Request(url, body, dict(headers), method="POST")  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            found = json.loads(answer.read(LONGEST) or b"{}")
    except urllib.error.HTTPError as error:
        with error:
            raise GatewayRefused(f"网关答复 {error.code}") from None
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        raise GatewayRefused(f"网关连不上（{type(error).__name__}）") from None
    except ValueError:
        raise GatewayRefused("网关的答复读不懂") from None
    return found if isinstance(found, dict) else {}
