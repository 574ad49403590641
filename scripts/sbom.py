"""Writes the crates that the product is made of as a CycloneDX document. SOURCE_DATE_EPOCH is its time.

    sbom.py FILE
"""

import json
import os
import re
import sys
from datetime import datetime, timezone
from pathlib import Path

from crates import BUILD, ROOT, Crates


def checksums():
    """SHA-256 of each crate by name and version, from Cargo.lock."""
    pattern = r'name = "(.+)"\nversion = "(.+)"\nsource = ".+"\nchecksum = "(.+)"'
    return {(name, version): sum for name, version, sum in re.findall(pattern, (ROOT / "Cargo.lock").read_text())}


def reference(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def component(crates, id, sums):
    package = crates.packages[id]
    return {
        "type": "library",
        "bom-ref": reference(package),
        "name": package["name"],
        "version": package["version"],
        "scope": "excluded" if crates.part[id] == BUILD else "required",
        "hashes": [{"alg": "SHA-256", "content": sums[package["name"], package["version"]]}],
        "licenses": [{"expression": crates.licence(id)}],
        "purl": reference(package),
    }


def sbom(crates):
    sums = checksums()
    product = crates.packages[crates.own["acme-client"]]
    time = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), timezone.utc)
    graph = [
        {
            "ref": reference(crates.packages[id]),
            "dependsOn": sorted(reference(crates.packages[each["pkg"]]) for each in crates.nodes[id]["deps"]),
        }
        for id in [crates.own["acme-client"], *crates.others()]
    ]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "library",
                "bom-ref": reference(product),
                "name": product["name"],
                "version": product["version"],
                "licenses": [{"expression": product["license"]}],
                "purl": reference(product),
            },
        },
        "components": [component(crates, id, sums) for id in crates.others()],
        "dependencies": graph,
    }


Path(sys.argv[1]).write_text(json.dumps(sbom(Crates()), indent=1) + "\n")
