"""A real mail server, and a reader's mailbox."""

import email
import email.policy
import re
import socket

import pytest
from aiosmtpd.controller import Controller


class Mailbox:
    """What the server took, as parsed messages."""

    def __init__(self):
        self.letters = []
        self.refuses = ""

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refuses:
            return self.refuses.format(address)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        letter.reached = list(envelope.rcpt_tos)
        self.letters.append(letter)
        return "250 taken"


def free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


def text_of(letter):
    return letter.get_body(("plain",)).get_content()


def links_in(letter):
    return re.findall(r"https?://\S+", text_of(letter))


@pytest.fixture
def mailbox(settings):
    """The product's own mail channel, through SMTP, into this box."""
    from suggestions.work import channels

    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.OUTBOX_CHANNELS = {
        **settings.OUTBOX_CHANNELS,
        "email": "suggestions.work.channels.EmailChannel",
    }
    channels._load.cache_clear()
    yield box
    server.stop()
