"""LibreTranslate's own server with qantara's bundled model, to be measured beside `qantara serve`.

    python3.11 -m venv PEER && PEER/bin/pip install libretranslate==1.9.6
    PEER/bin/python benchmarks/serving_peer.py mt/bundled/ar-en 5099 &
    PEER=5099:$! python -m benchmarks.serving SOURCE

It runs in an environment of its own and imports nothing of qantara. The model becomes an Argos package (hints and rare
words are not for it); sentences are split at their marks, since Argos' own splitter wants to be downloaded.
"""

import json
import logging
import os
import re
import sys
import tempfile
from pathlib import Path


def package(model: Path, folder: Path) -> None:
    """The model as an Argos package in `folder`."""
    place = folder / "translate-ar_en-1_0"
    (place / "model").mkdir(parents=True)
    for name in ("model.bin", "config.json", "shared_vocabulary.json"):
        (place / "model" / name).symlink_to((model / name).resolve())
    (place / "sentencepiece.model").symlink_to((model / "spm.model").resolve())
    told = {"package_version": "1.0", "argos_version": "1.9", "from_code": "ar", "from_name": "Arabic"}
    (place / "metadata.json").write_text(json.dumps(told | {"to_code": "en", "to_name": "English"}))


def sentences(splitter: object, text: str) -> list[str]:
    """Sentences end at a mark with a space behind it."""
    return re.split(r"(?<=[.!?؟])\s+", text)


def main(model: str, port: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"ARGOS_PACKAGES_DIR": folder, "ARGOS_CHUNK_TYPE": "MINISBD"}
        package(Path(model), Path(folder))
        from argostranslate import sbd
        from libretranslate import init
        from libretranslate.main import main as serve

        sbd.MiniSBDSentencizer.split_sentences = sentences
        init.boot = lambda *args, **options: None  # it would look for models in the network
        logging.disable(logging.INFO)  # it would write down every sentence
        sys.argv = ["libretranslate", "--port", port, "--disable-web-ui", "--threads", "16"]
        serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
