"""A trial: a file is checked but not kept, and the result can be read for a day, encrypted."""

import json

from cryptography.fernet import Fernet

from schakel.model.delivery import Receipt
from schakel.store.receipt_record import read_record, receipt_record


def sealed_receipt(receipt: Receipt, cipher: Fernet) -> str:
    """Return a receipt as the database keeps it: it quotes values of the file."""
    return cipher.encrypt(json.dumps(receipt_record(receipt)).encode()).decode()


def opened_receipt(sealed: str, cipher: Fernet) -> Receipt:
    """Return the receipt that `sealed_receipt` encrypted."""
    return read_record(json.loads(cipher.decrypt(sealed)))
