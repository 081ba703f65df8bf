"""Claims: every frame's own examples, the blind set, attribution, and what must not be claimed."""

from pathlib import Path

import pytest
import yaml

from affidavit.extract.layers import build_document
from affidavit.extract.mentions import find_mentions
from affidavit.findings.claims import find_claims
from affidavit.findings.examples import claims_in
from affidavit.findings.frame import FOLDER, frames, load_frame
from affidavit.findings.leads import find_leads
from affidavit.findings.links import Context
from affidavit.model.errors import FrameError
from affidavit.quarantine.parsed import Parsed, RawText

GOLD = Path(__file__).parents[1] / "gold"


# Every third one: `frames test` tries all of them, slowly.
EXAMPLES = [
    pytest.param(frame.name, example, id=f"{frame.name}: {example['text'][:50]}")
    for frame in frames()
    for example in yaml.safe_load((FOLDER / f"{frame.name}.yaml").read_text("utf-8"))["examples"][
        ::3
    ]
]


@pytest.mark.parametrize(("frame", "example"), EXAMPLES)
def test_a_frames_own_examples(frame, example):
    found = claims_in(example["text"], example["lang"], frame)
    if example.get("none"):
        assert found == []
        return
    assert found, "no claim"
    claim = found[0]
    said = {name: role.text for name, role in claim.roles.items()}
    for name, text in example["roles"].items():
        assert said.get(name) == text, said
    assert claim.modality == example.get("modality", "asserted")
    assert claim.polarity == example.get("polarity", "affirmed")


def test_every_frame_has_at_least_five_examples():
    for frame in frames():
        data = yaml.safe_load((FOLDER / f"{frame.name}.yaml").read_text("utf-8"))
        assert len(data["examples"]) >= 5, frame.name


# Found of the 28 Russian and English examples of each frame that were written without sight of
# the triggers; a figure may rise, not fall.
BLIND_FLOOR = {
    "alternative_supplier": 10, "denied_purchase": 12, "funding_share": 20, "joint_development": 10,
    "position": 13, "production_difficulty": 11, "repair": 21,
}  # fmt: skip


@pytest.mark.parametrize("frame", sorted(BLIND_FLOOR))
def test_examples_written_blind(frame, capsys):
    data = yaml.safe_load((GOLD / f"{frame}.yaml").read_text("utf-8"))
    examples = [e for e in data["examples"] if e["lang"] in ("ru", "en")]
    found = sum(bool(claims_in(e["text"], e["lang"], frame)) for e in examples)
    false = [e["text"] for e in data["counter_examples"] if claims_in(e["text"], e["lang"], frame)]
    with capsys.disabled():
        print(
            f"\n{frame}: {found} of {len(examples)} blind examples, {len(false)} false of {len(data['counter_examples'])}"
        )
    assert found >= BLIND_FLOOR[frame]
    assert false == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Завод ремонтирует вертолёты Ми-8?"),
        ("ru", "Если завод отремонтирует вертолёты Ми-8 для АО «Крыло», подпишем акт."),
        ("en", "If the plant repairs the helicopters for Krylo Ltd, we will sign."),
        ("en", "The Zarechinsk Aircraft Repair Plant is in Belarus."),
        ("ru", "Ремонт кровли столовой перенесён."),
    ],
)
def test_questions_conditions_and_names_claim_nothing(language, text):
    assert [c for c in claims_in(text, language) if c.frame == "repair"] == []


def report(text):
    built = build_document(
        "0" * 64,
        Parsed("text", "text/plain", "plain 1", texts=(RawText("body", "", text),), title="a.txt"),
    )
    found = find_mentions(built.document, built.layers)
    return find_claims(built.document, built.layers, found)


def test_a_published_report_says_who_says_it():
    found = report(
        "Plant overhauls helicopters\nBy Jane Doe, The Baltic Monitor\n12 March 2023\n\n"
        "The plant repairs Mi-24 helicopters for Krylo Ltd, said Oleg Marchenko, deputy director of the plant.\n\n"
        "According to a source at the plant, the factory cannot make gearboxes for lack of machines.\n"
    )
    chains = {c.frame: [a.speaker for a in c.attribution] for c in found}
    assert chains["repair"] == ["The Baltic Monitor", "Oleg Marchenko"]
    assert chains["production_difficulty"][0] == "The Baltic Monitor"
    assert "source at the plant" in chains["production_difficulty"][1]
    assert chains["position"][0] == "The Baltic Monitor"


def test_a_claims_confidence_is_the_product_of_its_parts():
    for claim in claims_in("Мы не можем закупить станки Aldercott из-за санкций.", "ru"):
        product = 1.0
        for part in claim.parts.values():
            product *= part
        assert claim.confidence == round(product, 3)


def test_a_refusal_and_a_substitute_make_a_lead_and_alone_they_do_not():
    denied = claims_in(
        "Мы не можем закупить станки Aldercott из-за санкций.", "ru", "denied_purchase"
    )
    offered = claims_in(
        "Вместо станков Aldercott предлагаем тайваньские станки Longtarn.",
        "ru",
        "alternative_supplier",
    )
    context = Context({}, {}, {}, {})
    (lead,) = find_leads([*denied, *offered], context)
    assert lead.pattern == "procurement_workaround"
    assert lead.claims == (denied[0].id, offered[0].id)
    assert "no purchase is in evidence" in lead.caveats[0]
    parts = dict(lead.parts)
    confidence = parts.pop("confidence")
    assert lead.score == round(min(1.0, sum(parts.values())) * confidence, 3)
    assert find_leads(denied, context) == find_leads(offered, context) == []
    other = claims_in("Вместо автобуса предлагаем трактор Беларус.", "ru", "alternative_supplier")
    assert find_leads([*denied, *other], context) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("frame: [x\nversion: 1", r"x\.yaml, line 2"),
        ("frame: x\nversion: 1\n", "`meaning:` is missing"),
        ("frame: x\nversion: 1\nmeaning: m\ntemplate: {}\nroles: {a: {kinds: [banana]}}", "banana"),
        (
            "frame: x\nversion: 1\nmeaning: m\ntemplate: {}\nroles: {}\ntriggers: {ru: ['@nowhere']}",
            "@nowhere",
        ),
    ],
)
def test_a_bad_frame_file_is_named_with_the_remedy(tmp_path, text, message):
    path = tmp_path / "x.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(FrameError, match=message):
        load_frame(path)
