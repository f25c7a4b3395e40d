"""What a request is refused with. `mt.serving.guard` makes it an answer in JSON, in the manner of the interface."""


class Refused(Exception):
    """An HTTP status of 400 or more, with a text for the client, and seconds after which to try again."""

    def __init__(self, status: int, text: str, retry_after: int = 0):
        super().__init__(text)
        self.status, self.text, self.retry_after = status, text, retry_after
