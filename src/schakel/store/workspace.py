"""A workspace is where an alliance keeps what it received and what it made of it, zone by zone.

The intake zone holds everything with a partner's own values: the archive, the receipts, accepted and refused rows,
and the rows in force of each edition. The analysis zone holds pseudonyms only. Each is encrypted under a key of its own
that is elsewhere. Nothing of the publication zone is in here: a release is written elsewhere.
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from schakel.store.editions import CERTIFICATES
from schakel.store.epochs import EpochFolder
from schakel.store.keys import RootKey
from schakel.store.sealed import Seal, SealedFile, SealedFolder
from schakel.store.sealed_lines import SealedLines
from schakel.store.secret import load_secret, secret_path
from schakel_base.chained_file import ChainedFile


@dataclass(frozen=True)
class _Place:
    """A folder or file below that of a workspace."""

    path: str

    def __get__(self, workspace: "Workspace", _: type) -> Path:
        return workspace.folder / self.path


@dataclass(frozen=True)
class _AnalysisFolder:
    """A folder of the analysis zone, whose files are encrypted."""

    name: str

    def __get__(self, workspace: "Workspace", _: type) -> SealedFolder:
        return SealedFolder(workspace.folder / "analysis" / self.name, workspace.analysis_seal)


@dataclass(frozen=True)
class _Chain:
    """Records that are chained and encrypted; their head is in a file apart, so that both are not lost."""

    path: str
    head: str

    def __get__(self, workspace: "Workspace", _: type) -> ChainedFile:
        file = workspace.folder / self.path
        return ChainedFile(file, workspace.folder / self.head, SealedLines(file, workspace._derived("schakel records")))


@dataclass(frozen=True)
class _Key:
    """A key for one purpose, derived from the root of an alliance."""

    purpose: str

    def __get__(self, workspace: "Workspace", _: type) -> bytes:
        return workspace._derived(self.purpose)


@dataclass(frozen=True)
class Workspace:
    """The places of the zones under one folder; nothing is made before it is needed.

    Parameters
    ----------
    folder
        `.schakel` in the folder of the alliance; never committed.
    alliance
        The name under which the root of its keys is kept, outside this folder.
    """

    folder: Path
    alliance: str = "workspace"

    # Keys, each for one purpose.
    edition_key = _Key("schakel edition name")
    """The key under which the names of editions are digests of what went into them."""
    certificate_key = _Key("schakel certificate name")
    """The key under which the names of certificates are digests of what they are about."""
    backup_key = _Key("schakel backup")
    """The key of backups, which are of no zone."""
    watch_key = _Key("schakel watch")
    """The key under which what was seen of files in watched folders is a digest of them."""

    # The intake zone.
    intake = _Place("intake")
    """The intake zone: whatever holds a partner's own values."""
    archive = _Place("intake/archive")
    """Whole files as they arrived, by the SHA-256 of their content."""
    drafts = _Place("intake/drafts")
    """Unfinished work; nothing in it outlives the process that made it by long."""
    receipts = _Place("intake/receipts")
    """The receipt of every delivery."""
    accepted = _Place("intake/accepted")
    """The accepted rows of every delivery."""
    refused = _Place("intake/refused")
    """The refused rows of every delivery, with the reasons."""
    bundles = _Place("intake/bundles")
    """Small deliveries of one contract, together: their files, rows and receipts."""
    persons = _Place("intake/persons")
    """The ledger of who is who."""
    intake_editions = _Place("intake/editions")
    """What an edition is made of in the partners' own values."""

    # The analysis zone.
    analysis_editions = _AnalysisFolder("editions")
    """What an edition is made of in pseudonyms."""
    said = _AnalysisFolder("said")
    """What the rows of each delivery say, in pseudonyms: kept between editions."""
    moments = _AnalysisFolder("moments")
    """What was known at earlier reference dates, as far as comparisons ask for it: editions of a few tables."""
    remainders = _AnalysisFolder("remainders")
    """What remains of editions with erased rows, until the next one is built."""
    _epochs = _AnalysisFolder("epochs")
    """What was drawn to answer questions, by product and edition."""
    output_checks = _Place("analysis/output-checks")
    """The outputs that researchers asked to take out, with the requests and the judgements."""
    extracts = _Place("analysis/extracts")
    """The folder of all extracts, by product and edition."""
    pseudonym_maps = _Place("analysis/maps")
    """The folder of all maps from old to new pseudonyms."""

    # Beside the zones.
    watched = _Place("watched.json")
    """What was seen of the files in watched folders; digests, and no names."""
    training = _Place("training.html")
    """The page about how the weights of persons were learnt: levels and counts of pairs, and nobody's values."""
    writer_lock = _Place("writer.lock")
    """The file by which one command at a time writes."""
    gate = _Place("gate")
    """Releases that wait to be approved, by product and edition: protected, and not published."""
    simulated = _Place("simulated")
    """Deliveries of an invented world, with their truth: neither came from a partner."""

    # Records.
    release_ledger = _Chain("analysis/releases.jsonl", "ledger-head.json")
    """What every release gave away, with the counts behind it."""
    epoch_records = _Chain("analysis/epochs.jsonl", "epochs-head.json")
    """All that can be asked of every epoch, with the counts behind it, as the release ledger has releases."""
    questions = _Chain("analysis/questions.jsonl", "questions-head.json")
    """What was asked, when, and whether it was answered; no answer is in it."""
    access_log = _Chain("access.log", "log-head.json")
    """Who looked at what, and for which purpose."""

    @classmethod
    def of(cls, folder: Path, alliance: str = "") -> "Workspace":
        """Return the workspace inside the folder of an alliance (whose name is that of the folder, if not given)."""
        return cls(folder / ".schakel", alliance or folder.absolute().name)

    @cached_property
    def seal(self) -> Seal:
        """The key of the intake zone."""
        return self._seal("schakel intake zone")

    @cached_property
    def analysis_seal(self) -> Seal:
        """The key of the analysis zone."""
        return self._seal("schakel analysis zone")

    @cached_property
    def resolved(self) -> Path:
        """The folder by the name that it has from everywhere."""
        return self.folder.resolve()

    def _seal(self, purpose: str) -> Seal:
        return Seal(self._derived(purpose), self.resolved, (self.alliance, purpose))

    @property
    def desk_key(self) -> bytes:
        """The key of the secrets that the desk keeps in its database, in Base64 for URLs."""
        return urlsafe_b64encode(self._derived("schakel desk"))

    def rounding_seed(self, edition: str) -> bytes:
        """Return the secret from which an edition is rounded: its own, so that no two editions share a draw."""
        return self._derived(f"schakel rounding {edition}")

    def seed_of_lists(self, lists: str) -> bytes:
        """Return the secret by which lists are drawn: the same for all editions and all questions about these lists."""
        return self._derived(f"schakel lists of {lists}")

    def certificates(self, edition: str) -> SealedFolder:
        """Return where what was protected of an edition is kept; it goes when the edition does."""
        return self.analysis_edition(edition).folder(CERTIFICATES)

    def _derived(self, purpose: str) -> bytes:
        return RootKey(load_secret(secret_path(self.alliance))).derive(purpose)

    def sealed(self, folder: Path) -> SealedFolder:
        """Return a folder of the intake zone, whose files are encrypted."""
        return SealedFolder(folder, self.seal)

    @property
    def erasure(self) -> SealedFile:
        """What an erasure that is under way deletes: there until all of it is gone."""
        return self.sealed(self.intake) / "erasure.json"

    @property
    def set_aside(self) -> SealedFile:
        """The numbers of the deliveries that count no more, since they are of another simulated world."""
        return self.sealed(self.intake) / "set-aside.json"

    def epoch(self, product: str, edition: str) -> EpochFolder:
        """Return where what was drawn to answer questions about an edition is kept."""
        return EpochFolder(self._epochs.folder(product).folder(edition))

    def open_epochs(self, product: str) -> list[EpochFolder]:
        """Return the open epochs of a product, the newest last."""
        folders = (self.epoch(product, path.name) for path in self._epochs.folder(product).path.glob("*"))
        return sorted((one for one in folders if one.is_open), key=lambda one: int(one.said()["number"]))

    def epoch_seed(self, product: str, edition: str, unit: str) -> bytes:
        """Return the secret from which what answers questions about an edition is drawn, for each kind of unit."""
        return self._derived(f"schakel epoch {product} {edition} {unit}")

    def accepted_rows(self, number: int) -> SealedFile:
        """Return where the accepted rows of a delivery are kept."""
        return self.sealed(self.accepted) / f"{number}.parquet"

    def refused_rows(self, number: int) -> SealedFile:
        """Return where the refused rows of a delivery are kept."""
        return self.sealed(self.refused) / f"{number}.parquet"

    def intake_edition(self, name: str) -> SealedFolder:
        """Return the folder of an edition in the intake zone."""
        return self.sealed(self.intake_editions / name)

    def pseudonym_map(self, product: str, before: int, after: int) -> Path:
        """Return where the map from the pseudonyms under one version of a key to those under the next is kept."""
        return self.pseudonym_maps / f"{product}-{before}-{after}.parquet"

    def extract(self, edition: str, product: str) -> Path:
        """Return the folder of what a product may know of the units of an edition."""
        return self.extracts / product / edition

    def synthetic_extract(self, product: str) -> Path:
        """Return the folder of the synthetic twin of the extracts of a product: nothing in it was delivered."""
        return self.folder / "synthetic" / product

    def analysis_edition(self, name: str) -> SealedFolder:
        """Return the folder of an edition in the analysis zone."""
        return self.analysis_editions.folder(name)
