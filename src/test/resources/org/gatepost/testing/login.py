"""Logs in as a mail user does, PROTOCOL ADDRESS USER PASSWORD, and prints how many messages there are."""

import imaplib
import poplib
import ssl
import sys

protocol, address, user, password = sys.argv[1:]
tls = ssl.create_default_context()
tls.check_hostname = False
tls.verify_mode = ssl.CERT_NONE  # whose certificate it is matters elsewhere

if protocol.startswith("imap"):
    if protocol == "imaps":
        imap = imaplib.IMAP4_SSL(address, ssl_context=tls, timeout=20)
    else:
        imap = imaplib.IMAP4(address, timeout=20)
        imap.starttls(tls)
    imap.login(user, password)
    print("messages", imap.select("INBOX")[1][0].decode())
    imap.logout()
else:
    if protocol == "pop3s":
        pop3 = poplib.POP3_SSL(address, context=tls, timeout=20)
    else:
        pop3 = poplib.POP3(address, timeout=20)
        pop3.stls(tls)
    pop3.user(user)
    pop3.pass_(password)
    print("messages", pop3.stat()[0])
    pop3.quit()
