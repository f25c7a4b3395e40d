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


def as_error(name: str, error: Exception) -> QantaraError:
    """What a user is told of an error that `name` ended with: one line, whatever it was.

    The error is the cause of what comes back, for whoever wants to see where it came from.
    """
    if isinstance(error, QantaraError):
        return error
    match error:
        case MemoryError():
            told = InputError(f"{name}: too large for the memory of this machine: split it first")
        case RecursionError():
            told = InputError(f"{name}: nested too deeply: no program writes such a document")
        case OSError():
            told = InputError(f"{name}: cannot be read: {error.strerror or error}")
        case _:
            what = " ".join(f"{type(error).__name__}: {error}".split())[:200]
            told = InputError(f"{name}: cannot be read: it may be damaged ({what})")
    told.__cause__ = error
    return told
