"""Logs in at one door with Python's own clients and prints what the newest message says.

usage: mail_clients.py imap|imaps|pop3|pop3s HOST PORT CERTIFICATE USER [PASSWORD]
"""
import hashlib
import imaplib
import poplib
import ssl
import sys

door, host, port, certificate, user = sys.argv[1:6]
password = sys.argv[6] if len(sys.argv) > 6 else "demo"
context = ssl.create_default_context(cafile=certificate)


def imap():
    if door == "imaps":
        client = imaplib.IMAP4_SSL(host, int(port), ssl_context=context, timeout=20)
    else:
        client = imaplib.IMAP4(host, int(port), timeout=20)
        assert "STARTTLS" in client.capabilities, client.capabilities
        client.starttls(context)
        assert "STARTTLS" not in client.capabilities, client.capabilities
    client.login(user, password)
    assert client.select("INBOX")[0] == "OK"
    status, data = client.fetch("1", "(RFC822)")
    assert status == "OK", data
    message = data[0][1]
    client.logout()
    return message


def sasl_plain():
    client = imaplib.IMAP4_SSL(host, int(port), ssl_context=context, timeout=20)
    client.authenticate("PLAIN", lambda _: b"\0" + user.encode() + b"\0" + password.encode())
    assert client.noop()[0] == "OK"
    client.logout()


def pop3():
    if door == "pop3s":
        client = poplib.POP3_SSL(host, int(port), context=context, timeout=20)
    else:
        client = poplib.POP3(host, int(port), timeout=20)
        assert "STLS" in client.capa()
        client.stls(context)
    client.user(user)
    client.pass_(password)
    _, lines, _ = client.retr(1)
    client.quit()
    return b"".join(line + b"\r\n" for line in lines)


try:
    message = imap() if door.startswith("imap") else pop3()
    if door == "imaps":
        sasl_plain()
    print("sha256", hashlib.sha256(message).hexdigest())
except (imaplib.IMAP4.error, poplib.error_proto) as refusal:
    print("refused", refusal)
