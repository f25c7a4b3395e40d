"""What can go wrong, for all of qantara.

QantaraError           one clear line for the user; the command ends with exit code 1
 ├─ InputError         a file that cannot be read, or that does not hold what it should
 ├─ GlossaryError      an unknown glossary, or rows that are no terms
 ├─ ModelError         an unknown, incomplete or broken model
 ├─ OutputError        a place that cannot be written
 └─ UsageError         arguments that do not go together (exit code 2)
"""


class QantaraError(Exception):
    """Base of all errors that a user can do something about. The message is one line and says what to do."""


class InputError(QantaraError):
    pass


class GlossaryError(QantaraError):
    pass


class ModelError(QantaraError):
    pass


class OutputError(QantaraError):
    pass


class UsageError(QantaraError):
    pass
