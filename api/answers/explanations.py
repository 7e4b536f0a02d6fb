"""JSON of why a unit stands where it does: sentences, figures, basis and documents, line by line."""

from __future__ import annotations

from collections.abc import Mapping

from api.answers.figures import evidence
from api.answers.json import Json
from api.answers.scores import unit as scores_of
from api.workflow.board import Scored
from api.workflow.proving import Proof
from engine.criteria import Criterion
from engine.explaining import CriterionResult
from engine.rules import Verdict
from engine.wording.rules import lines
from engine.wording.verdicts import WORDS, condition_sentence, criterion_sentence


def explained(result: Scored, place: int, proofs: Mapping[str, Proof], reasons: Mapping[str, str]) -> Json:
    """Give one unit in sentences; ``reasons`` say by criterion why it does not apply."""
    criteria = {each.id: each for each in result.criteria.criteria}
    head = {key: value for key, value in scores_of(result, place).items() if key not in ("criteria", "vetoes")}
    return head | {
        "criteria": [
            _criterion(result, place, criteria[each.id], each, proofs.get(each.id), reasons.get(each.id))
            for each in result.explanations.of(place)
        ],
        "vetoes": [_veto(result, place, index) for index in range(len(result.criteria.vetoes))],
    }


def _criterion(  # noqa: PLR0913, PLR0917 -- what is known of one criterion
    result: Scored,
    place: int,
    criterion: Criterion,
    each: CriterionResult,
    proof: Proof | None,
    reason: str | None,
) -> Json:
    code = result.codes[place]
    return {
        "id": criterion.id,
        "title": criterion.title,
        "basis": criterion.basis,
        "verdict": str(each.verdict),
        "sentence": criterion_sentence(result.criteria, each),
        "reason": reason,
        "rule": [text for _, text in lines(result.criteria, criterion.condition)],
        "conditions": [
            {"path": one.path, "sentence": condition_sentence(result.criteria, result.scores.figures, place, one)}
            for one in each.conditions
        ],
        "evidence": {
            "required": criterion.evidence == "required",
            "amiss": proof.amiss if proof else "",
            "documents": [evidence(code, row) for row in proof.documents] if proof else [],
        },
    }


def _veto(result: Scored, place: int, index: int) -> Json:
    veto, verdict = result.criteria.vetoes[index], Verdict.of(int(result.scores.vetoes[index, place]))
    return {"id": veto.id, "title": veto.title, "basis": veto.basis, "verdict": str(verdict), "word": WORDS[verdict]}
