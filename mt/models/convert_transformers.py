"""CTranslate2's converter of transformers folders, for transformers 5 too, which moved some of what it reads.

Imports PyTorch and transformers by way of CTranslate2: only for use in a conversion.
"""

from typing import Any

import transformers
from ctranslate2.converters import TransformersConverter


class Converter(TransformersConverter):
    """Finds the language tokens of M2M-100, and whether T5 scales its outputs, in transformers 4 and 5."""

    def _load(self) -> Any:
        transformers.logging.set_verbosity_error()
        transformers.logging.disable_progress_bar()
        return super()._load()

    def load_model(self, *args: Any, **kwargs: Any) -> Any:
        model = super().load_model(*args, **kwargs)
        # T5 1.1, MADLAD and mT5 do not scale. Version 5 says that here, and calls the embeddings of all of them tied,
        # which CTranslate2 takes for the sign to scale.
        scales = getattr(model.config, "scale_decoder_outputs", None)
        if scales is not None:
            model.config.tie_word_embeddings = scales
        return model

    def load_tokenizer(self, *args: Any, **kwargs: Any) -> Any:
        tokenizer = super().load_tokenizer(*args, **kwargs)
        languages = getattr(tokenizer, "lang_token_to_id", None)
        return _WithLanguages(tokenizer, languages) if isinstance(languages, dict) else tokenizer


class _WithLanguages:
    """A tokenizer whose vocabulary has its language tokens too."""

    def __init__(self, tokenizer: Any, languages: dict[str, int]):
        self._tokenizer, self._languages = tokenizer, languages

    def get_vocab(self) -> dict[str, int]:
        pieces: dict[str, int] = self._tokenizer.get_vocab()
        return pieces | self._languages

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tokenizer, name)
