"""``python -m geo check``: counts on standard output, faults in sentences, an exit code."""

import json
import shutil
from pathlib import Path

import pytest

from geo import inventory, reference
from geo.__main__ import main
from geo.errors import DataFileError


def test_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "check.json"
    assert main(["check", "--out", str(out)]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    for text in (
        "18 located of 28 reported",
        "82 located (reported: over 100 in five)",
        "32 named by the project + 5 visited",
        "MMR-THA  2,428.2 km in 243 sections",
        "No fault found.",
    ):
        assert text in printed.out
    result = json.loads(out.read_text(encoding="utf-8"))
    assert (result["crossings"], result["zones"], result["incidents"]) == (147, 106, 292)
    assert (result["centres_high"], result["centres_medium"]) == (32, 5)
    assert {"LAO": 148, "MMR": 330, "THA": 928}.items() <= result["districts"].items()
    assert result["provinces"] == {"KHM": 25, "LAO": 18, "MMR": 15, "THA": 77}
    assert result["faults"] == [] and result["flagged"] == 0


@pytest.fixture
def damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for path in reference.DATA_DIR.glob("*.csv"):
        shutil.copy(path, tmp_path)
    monkeypatch.setattr(reference, "DATA_DIR", tmp_path)
    kept = tuple(check for check in inventory.CHECKS if check is not inventory.check_areas)
    monkeypatch.setattr(inventory, "CHECKS", kept)
    return tmp_path


def test_faults_of_several_files_are_all_listed(
    damaged: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (damaged / "zones.csv").unlink()
    path = damaged / "offices.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",high,", ",sure,"), encoding="utf-8")
    assert main(["check"]) == 1
    printed = capsys.readouterr()
    lines = printed.err.strip().split("\n")
    assert len(lines) == 2
    assert any("data/zones.csv, but it is missing" in line for line in lines)
    assert any("data/offices.csv breaks its contract with 24 faults" in line for line in lines)
    assert "Traceback" not in printed.err and "2 fault(s) found" in printed.out


def test_a_source_that_is_not_listed_is_a_fault(damaged: Path) -> None:
    path = damaged / "costs.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("laopost-", "nowhere-"), encoding="utf-8")
    faults = inventory.check_files().faults
    assert len(faults) == 1 and "nowhere-" in faults[0]


def test_a_broken_rule_between_rows_is_a_fault(damaged: Path) -> None:
    path = damaged / "offices.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(",mmr-tachileik,,stated", ",mmr-nowhere,,stated"), encoding="utf-8"
    )
    assert "another office's id" in inventory.check_files().faults[0]


def test_an_atlas_error_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: object) -> int:
        raise DataFileError("One clear sentence.")

    monkeypatch.setattr("geo.commands.check.run", fail)
    assert main(["check"]) == 1
    assert capsys.readouterr().err == "One clear sentence.\n"


def test_result_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(inventory, "CHECKS", ())
    assert main(["check", "--out", str(tmp_path / "no" / "file.json")]) == 1
    assert "choose another file for --out" in capsys.readouterr().err


def test_help_and_unknown_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", "--help"])
    assert ended.value.code == 0 and "--out" in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        main(["nothing"])
    assert ended.value.code == 2
