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

    @property
    def edition_key(self) -> bytes:
        """The key under which the names of editions are digests of what went into them."""
        return self._derived("schakel edition name")

    def _seal(self, purpose: str) -> Seal:
        return Seal(self._derived(purpose), self.resolved, (self.alliance, purpose))

    @property
    def certificate_key(self) -> bytes:
        """The key under which the names of certificates are digests of what they are about."""
        return self._derived("schakel certificate name")

    @property
    def desk_key(self) -> bytes:
        """The key of the secrets that the desk keeps in its database, in Base64 for URLs."""
        return urlsafe_b64encode(self._derived("schakel desk"))

    @property
    def backup_key(self) -> bytes:
        """The key of backups, which are of no zone."""
        return self._derived("schakel backup")

    @property
    def watch_key(self) -> bytes:
        """The key under which what was seen of files in watched folders is a digest of them."""
        return self._derived("schakel watch")

    @property
    def watched(self) -> Path:
        """What was seen of the files in watched folders; digests, and no names."""
        return self.folder / "watched.json"

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
    def intake(self) -> Path:
        """The intake zone: whatever holds a partner's own values."""
        return self.folder / "intake"

    @property
    def archive(self) -> Path:
        """Whole files as they arrived, by the SHA-256 of their content."""
        return self.intake / "archive"

    @property
    def drafts(self) -> Path:
        """Unfinished work; nothing in it outlives the process that made it by long."""
        return self.intake / "drafts"

    @property
    def receipts(self) -> Path:
        """The receipt of every delivery."""
        return self.intake / "receipts"

    @property
    def accepted(self) -> Path:
        """The accepted rows of every delivery."""
        return self.intake / "accepted"

    @property
    def refused(self) -> Path:
        """The refused rows of every delivery, with the reasons."""
        return self.intake / "refused"

    @property
    def bundles(self) -> Path:
        """Small deliveries of one contract, together: their files, rows and receipts."""
        return self.intake / "bundles"

    @property
    def erasure(self) -> SealedFile:
        """What an erasure that is under way deletes: there until all of it is gone."""
        return self.sealed(self.intake) / "erasure.json"

    @property
    def persons(self) -> Path:
        """The ledger of who is who."""
        return self.intake / "persons"

    @property
    def training(self) -> Path:
        """The page about how the weights of persons were learnt: levels and counts of pairs, and nobody's values."""
        return self.folder / "training.html"

    @property
    def intake_editions(self) -> Path:
        """What an edition is made of in the partners' own values."""
        return self.intake / "editions"

    @property
    def analysis_editions(self) -> SealedFolder:
        """What an edition is made of in pseudonyms."""
        return SealedFolder(self.folder / "analysis" / "editions", self.analysis_seal)

    @property
    def said(self) -> SealedFolder:
        """What the rows of each delivery say, in pseudonyms: kept between editions."""
        return SealedFolder(self.folder / "analysis" / "said", self.analysis_seal)

    @property
    def moments(self) -> SealedFolder:
        """What was known at earlier reference dates, as far as comparisons ask for it: editions of a few tables."""
        return SealedFolder(self.folder / "analysis" / "moments", self.analysis_seal)

    @property
    def remainders(self) -> SealedFolder:
        """What remains of editions with erased rows, until the next one is built."""
        return SealedFolder(self.folder / "analysis" / "remainders", self.analysis_seal)

    @property
    def release_ledger(self) -> ChainedFile:
        """What every release gave away, with the counts behind it; its head is apart, so that both are not lost."""
        return self._chained(self.folder / "analysis" / "releases.jsonl", self.folder / "ledger-head.json")

    def epoch(self, product: str, edition: str) -> EpochFolder:
        """Return where what was drawn to answer questions about an edition is kept."""
        return EpochFolder(self._epochs.folder(product).folder(edition))

    def open_epochs(self, product: str) -> list[EpochFolder]:
        """Return the open epochs of a product, the newest last."""
        folders = (self.epoch(product, path.name) for path in self._epochs.folder(product).path.glob("*"))
        return sorted((one for one in folders if one.is_open), key=lambda one: int(one.said()["number"]))

    @property
    def _epochs(self) -> SealedFolder:
        return SealedFolder(self.folder / "analysis" / "epochs", self.analysis_seal)

    def epoch_seed(self, product: str, edition: str, unit: str) -> bytes:
        """Return the secret from which what answers questions about an edition is drawn, for each kind of unit."""
        return self._derived(f"schakel epoch {product} {edition} {unit}")

    @property
    def epoch_records(self) -> ChainedFile:
        """All that can be asked of every epoch, with the counts behind it, as the release ledger has releases."""
        return self._chained(self.folder / "analysis" / "epochs.jsonl", self.folder / "epochs-head.json")

    @property
    def questions(self) -> ChainedFile:
        """What was asked, when, and whether it was answered; no answer is in it."""
        return self._chained(self.folder / "analysis" / "questions.jsonl", self.folder / "questions-head.json")

    @property
    def writer_lock(self) -> Path:
        """The file by which one command at a time writes."""
        return self.folder / "writer.lock"

    @property
    def output_checks(self) -> Path:
        """The outputs that researchers asked to take out, with the requests and the judgements."""
        return self.folder / "analysis" / "output-checks"

    @property
    def gate(self) -> Path:
        """Releases that wait to be approved, by product and edition: protected, and not published."""
        return self.folder / "gate"

    @property
    def simulated(self) -> Path:
        """Deliveries of an invented world, with their truth: neither came from a partner."""
        return self.folder / "simulated"

    @property
    def access_log(self) -> ChainedFile:
        """Who looked at what, and for which purpose."""
        return self._chained(self.folder / "access.log", self.folder / "log-head.json")

    def _chained(self, file: Path, head: Path) -> ChainedFile:
        return ChainedFile(file, head, SealedLines(file, self._derived("schakel records")))

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

    @property
    def extracts(self) -> Path:
        """The folder of all extracts, by product and edition."""
        return self.folder / "analysis" / "extracts"

    @property
    def pseudonym_maps(self) -> Path:
        """The folder of all maps from old to new pseudonyms."""
        return self.folder / "analysis" / "maps"

    def extract(self, edition: str, product: str) -> Path:
        """Return the folder of what a product may know of the units of an edition."""
        return self.extracts / product / edition

    def synthetic_extract(self, product: str) -> Path:
        """Return the folder of the synthetic twin of the extracts of a product: nothing in it was delivered."""
        return self.folder / "synthetic" / product

    def analysis_edition(self, name: str) -> SealedFolder:
        """Return the folder of an edition in the analysis zone."""
        return self.analysis_editions.folder(name)
