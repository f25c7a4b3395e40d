"""Models by name from the Hugging Face hub; its cache (HF_HOME) and HF_HUB_OFFLINE are heeded. Needs the extra `models`."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from glossaries.errors import ModelError
from mt.models.convert import CTRANSLATE2, PAPERS, PIECE_FILES, WEIGHTS, Kind, convert, kind_of
from mt.models.options import Quantisation
from mt.models.store import Model, find, full_name, place_of


class Download(NamedTuple):
    """A folder in the hub's cache, and the commit that it is of."""

    folder: Path
    revision: str


def pull(
    name_or_folder: str,
    name: str | None = None,
    quantisation: Quantisation | None = None,
    revision: str | None = None,
    progress: bool = False,
) -> Model:
    """Put a model from the hub, or from a folder, where `mt.models.store.find` finds it by its own name or by `name`.

    `progress`: the hub's client may show its progress on standard error. Raises ModelError where there is no such
    model, or where it cannot be downloaded or used; OutputError where its folder cannot be written.
    """
    local = Path(name_or_folder)
    public = full_name(name_or_folder)
    if not local.is_dir() and public.count("/") != 1:
        raise ModelError(
            f"{name_or_folder!r}: neither a folder nor a public model's name such as Helsinki-NLP/opus-mt-ar-en"
        )
    name = name or (local.resolve().name if local.is_dir() else public)
    place = place_of(name)
    if place.exists():
        raise ModelError(f"{name}: is here already: `qantara model remove {name}` first, or choose another --name")
    if local.is_dir():
        convert(local, place, quantisation)
    else:
        found = download(public, revision, progress)
        convert(found.folder, place, quantisation, public, found.revision)
    return find(name)


def download(public: str, revision: str | None = None, progress: bool = False) -> Download:
    """The files of a public model that are needed, in the hub's cache. None is downloaded twice. Raises ModelError."""
    try:
        import huggingface_hub
        from huggingface_hub import errors
        from huggingface_hub.utils.tqdm import disable_progress_bars
    except ModuleNotFoundError:
        raise ModelError(
            f"{public}: to download models install qantara with its extra, `pip install 'qantara[models]'`"
        ) from None
    if not progress:
        disable_progress_bars()
    try:
        try:
            wanted = chosen(huggingface_hub.list_repo_files(public, revision=revision), public)
            folder = huggingface_hub.snapshot_download(public, revision=revision, allow_patterns=wanted)
        except errors.OfflineModeIsEnabled:
            # Whatever was downloaded for us before has these; weights of other frameworks need not be there.
            folder = huggingface_hub.snapshot_download(
                public, revision=revision, allow_patterns=list(PIECE_FILES), local_files_only=True
            )
    except ModelError:
        raise
    except errors.GatedRepoError:
        raise ModelError(
            f"{public}: its publisher asks for a login and consent: visit its page, then `hf auth login`"
        ) from None
    except errors.RepositoryNotFoundError:
        raise ModelError(f"{public}: no such model on the hub, or one that needs a login (`hf auth login`)") from None
    except errors.RevisionNotFoundError:
        raise ModelError(f"{public}: no revision {revision}") from None
    except errors.LocalEntryNotFoundError:
        raise ModelError(
            f"{public}: not downloaded before, and the hub cannot be reached (or HF_HUB_OFFLINE is set)"
        ) from None
    except Exception as error:  # the errors of the hub, of its names and of its HTTP client have no common class
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise ModelError(f"{public}: cannot be downloaded: {lines[0]}") from error
    return Download(Path(folder), Path(folder).name)


def chosen(names: Sequence[str], public: str) -> list[str]:
    """Those files of a published model that are needed: one kind of weights, and none of other frameworks."""
    top = [name for name in names if "/" not in name]
    kind = kind_of(top, public)
    wanted = [name for name in top if name in PIECE_FILES or PAPERS.fullmatch(name)]
    match kind:
        case Kind.ctranslate2:
            wanted += filter(CTRANSLATE2.fullmatch, top)
        case Kind.marian:
            wanted += (name for name in top if name.endswith((".npz", ".yml")))
        case Kind.transformers:
            weights = (list(filter(each.fullmatch, top)) for each in WEIGHTS)
            wanted += next(filter(None, weights))
            wanted += (name for name in top if name.endswith(".json"))
    return wanted
