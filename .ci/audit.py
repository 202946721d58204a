"""Holds what we depend on against the published advisories: `make audit-dependencies`.

Exits 1 where one is known to be vulnerable; 0, saying so, where the advisories are out of reach.
"""

import json
import subprocess
import sys
from pathlib import Path

LOCKS = ("requirements.lock", "requirements-dev.lock")
SECONDS = 300


def main() -> int:
    """Look at every lock file."""
    root = Path(__file__).resolve().parent.parent
    return max(_examine(root / name) for name in LOCKS)


def _examine(lock: Path) -> int:
    command = [
        str(Path(sys.executable).with_name("pip-audit")), "--disable-pip", "--require-hashes",
        "--progress-spinner", "off", "--format", "json", "--requirement", str(lock),
    ]  # fmt: skip
    try:
        ended = subprocess.run(  # noqa: S603 - of our own environment
            command, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        print(f"{lock.name}: not audited, the advisories did not answer in {SECONDS} s.")
        return 0
    if not ended.stdout.strip():
        said = ended.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        if "connect" in ended.stderr.lower() or "timed out" in ended.stderr.lower():
            print(f"{lock.name}: not audited, the advisories cannot be reached ({said[0]}).")
            return 0
        print(f"{lock.name}: pip-audit failed: {said[0]}")
        return 1
    return report(lock.name, json.loads(ended.stdout)["dependencies"])


def report(name: str, dependencies: list[dict[str, object]]) -> int:
    """Say what was found; 1 where anything is vulnerable."""
    unknown = [str(found["name"]) for found in dependencies if "skip_reason" in found]
    faults = [(found, fault) for found in dependencies for fault in found.get("vulns", ())]  # type: ignore[attr-defined]
    for found, fault in faults:
        fixed = ", ".join(fault["fix_versions"]) or "no version yet"
        print(f"{name}: {found['name']} {found['version']} has {fault['id']}; fixed in {fixed}.")
    if len(unknown) == len(dependencies):
        print(f"{name}: not audited, no advisory service knows these packages from here.")
    else:
        looked_at = len(dependencies) - len(unknown)
        print(f"{name}: {looked_at} packages looked at, {len(faults)} advisories.")
        if unknown:
            print(f"{name}: not looked at: {', '.join(unknown)}.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
