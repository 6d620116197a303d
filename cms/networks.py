"""Whether an address belongs to one of some networks, such as those of the staff."""

import ipaddress
from collections.abc import Iterable


def within(address: str, networks: Iterable[str]) -> bool:
    """False also for what is no address; a whole /64 of IPv6 counts where all of it lies within."""
    try:
        asked = ipaddress.ip_network(address)
    except ValueError:
        return False
    return any(
        asked.version == known.version and asked.subnet_of(known)  # type: ignore[arg-type]
        for known in map(ipaddress.ip_network, networks)
    )
