"""Judge: who it is, how it scores, and what its scores are worth in each language."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.judges import floor, particulars
from evals.judges.calibrations import UNCALIBRATED, Calibration, read_calibrations
from evals.judges.forms import form_of
from evals.judges.verdicts import Claim, Finding, Form, Identity, Scorer, Verdict
from ingest.errors import SettingsError
from ingest.languages import primary
from tutor.answers import Support

JUDGES = ("floor", "particulars", "embedded", "none")


@dataclass(frozen=True)
class Judge:
    """Gives verdicts; the same claim gets the same one, whatever the tutor's settings."""

    identity: Identity
    scorer: Scorer
    calibrations: Mapping[str, Calibration] = field(default_factory=dict)
    """By language."""

    def verdict(
        self,
        claim: str,
        quotes: Sequence[str],
        language: str,
        question: str = "",
        quotes_language: str = "",
    ) -> Verdict:
        """Whether the quotes say what the claim says. Raises nothing that a model could cause."""
        found = self.scorer(
            Claim(
                text=claim,
                quotes=tuple(quotes),
                language=language,
                question=question,
                quotes_language=quotes_language,
            )
        )
        threshold = self.threshold(language, found.form)
        return Verdict(
            support=decide(found, UNCALIBRATED if threshold is None else threshold),
            score=found.score,
            reason=found.reason,
            form=found.form,
            layer=found.layer,
            advisory=found.layer != "verbatim" and not self.may_gate(language, (found.form,)),
            fault=found.fault,
        )

    def threshold(self, language: str, form: Form) -> float | None:
        """Least score of a supported claim; None where it was not calibrated."""
        calibration = self.calibrations.get(primary(language))
        figures = calibration.of(form) if calibration else None
        return figures.threshold if figures else None

    def may_gate(self, language: str, forms: Collection[Form] | None = None) -> bool:
        """Whether what it says in this language may fail a build; see `Calibration.may_gate`."""
        calibration = self.calibrations.get(primary(language))
        return calibration is not None and calibration.may_gate(forms)

    def as_record(self) -> dict[str, Any]:
        """What a run stores of its judge."""
        return {
            **self.identity.model_dump(),
            "fingerprint": self.identity.fingerprint(),
            "thresholds": {
                language: {figures.form: figures.threshold for figures in one.forms}
                for language, one in sorted(self.calibrations.items())
            },
            "calibrated": {
                language: one.made for language, one in sorted(self.calibrations.items())
            },
        }


def decide(found: Finding, threshold: float) -> Support:
    """A finding as a verdict."""
    if found.score is None:
        return "unchecked"
    return "supported" if found.score >= threshold else "unsupported"


def load_judge(name: str, *, data: Path, model_roots: Sequence[Path] = ()) -> Judge:
    """The judge of this name with the calibrations that `data` holds of it.

    Raises `SettingsError`, and for `embedded` `ModelsMissing` and `ModelFileCorrupt`.
    """
    identity, scorer = _known(name, model_roots)
    return Judge(identity, scorer, read_calibrations(data, identity))


def _known(name: str, model_roots: Sequence[Path]) -> tuple[Identity, Scorer]:
    if name == "floor":
        return floor.IDENTITY, floor.score
    if name == "particulars":
        return particulars.IDENTITY, particulars.score
    if name == "none":
        return Identity(name="none", version=1), _nothing
    if name == "embedded":
        from evals.judges import embedded

        return embedded.identity(), embedded.scorer(model_roots)
    raise SettingsError(f"There is no judge {name!r}.", hint=f"Use one of {', '.join(JUDGES)}.")


def _nothing(claim: Claim) -> Finding:
    return Finding(form=form_of(claim), layer="none", reason="No judge was asked.")
