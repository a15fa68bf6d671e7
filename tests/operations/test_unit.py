"""The unit for systemd: systemd itself finds no fault in it, and it holds what it should."""

import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / ".ci" / "service" / "border-atlas.service"
PLACE = "/usr/local/lib/border-atlas"


@pytest.fixture
def service():
    """The unit's section of the service, as systemd reads single settings."""
    parsed = ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str
    parsed.read(UNIT)
    return parsed["Service"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="only where systemd is installed")
def test_systemd_finds_no_fault(tmp_path):
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(shutil.which("true"))
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text().replace(PLACE, str(tmp_path)))
    command = ["systemd-analyze", "verify", "--man=no", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "")


def test_it_may_write_its_state_folder_only(service):
    assert service["DynamicUser"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["StateDirectory"] == "border-atlas"
    assert service["CapabilityBoundingSet"] == ""
    assert service["NoNewPrivileges"] == "yes"


def test_systemd_waits_longer_than_the_atlas_takes_to_stop(service):
    code = (ROOT / ".ci" / "serving.py").read_text()
    limits = {
        name: int(code.split(f"\n{name} = ", 1)[1].split("\n", 1)[0])
        for name in ("STOP_LIMIT_S", "WRITES_LIMIT_S")
    }
    assert limits["WRITES_LIMIT_S"] < limits["STOP_LIMIT_S"] < int(service["TimeoutStopSec"])


def test_the_started_program_exists(service):
    program = service["ExecStart"].split()[1]
    assert (ROOT / program).is_file()
