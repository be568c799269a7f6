#!/usr/bin/env python3
"""What a client costs whoever compiles it, next to what other generators emit from the same document.

    rivals.py [options] --specwright PATH --oas3-gen PATH --openapi-to-rust PATH --openapi-generator JAR DOCUMENT...

Each generator makes a crate of each document; dependencies are built first and do not count; then `cargo check` of the
crate alone is measured, one after the other, in one run. See README.md.
"""

import argparse
import pathlib
import re
import shutil
import sys
import tempfile

from compile import Run, compiler_environment, count_compiler_messages, find_documents, machine, REPOSITORY


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="+", metavar="DOCUMENT")
    for option in GENERATORS:
        parser.add_argument(f"--{option}", help="leave it out and it takes no part")
    parser.add_argument("--target", help="folder for what the compiler makes; kept [default: a temporary one]")
    parser.add_argument("--timeout", type=float, default=900, help="seconds per step [default: 900]")
    return parser.parse_args()


def specwright(tool, document, crate, timeout):
    command = [tool, "generate", "--tolerant", "--crate", "client", "--runtime-path", str(REPOSITORY / "runtime")]
    return Run([*command, "--out", str(crate), str(document)], timeout)


def oas3_gen(tool, document, crate, timeout):
    command = [tool, "generate", "client-mod", "--workspace", "--color", "never", "-i", str(document), "-o", str(crate)]
    return Run(command, timeout)


def openapi_to_rust(tool, document, crate, timeout):
    """Writes modules and the dependencies they want; the crate around them is ours."""
    (crate / "src").mkdir(parents=True)
    run = Run([tool, "generate", str(document)], timeout, crate)
    wanted = crate / "src/generated/REQUIRED_DEPS.toml"
    if wanted.exists():
        package = '[package]\nname = "client"\nversion = "0.1.0"\nedition = "2024"\n\n'
        dependencies = wanted.read_text()
        (crate / "Cargo.toml").write_text(package + ("" if "[dependencies]" in dependencies else "[dependencies]\n") + dependencies)
        (crate / "src/lib.rs").write_text("pub mod generated;\n")
    return run


def openapi_generator(tool, document, crate, timeout):
    command = ["java", "-jar", tool, "generate", "-g", "rust", "--library", "reqwest", "--skip-validate-spec"]
    return Run([*command, "-i", str(document), "-o", str(crate)], timeout)


GENERATORS = {
    "specwright": specwright,
    "oas3-gen": oas3_gen,
    "openapi-to-rust": openapi_to_rust,
    "openapi-generator": openapi_generator,
}


def examine(generator, tool, document, crate, target, timeout):
    """Seconds, processor seconds and megabytes of `cargo check`, or why there are none."""
    made = GENERATORS[generator](tool, document, crate, timeout)
    manifest = crate / "Cargo.toml"
    if made.code != 0 or not manifest.exists():
        return {"failure": "no crate"}
    if not re.search(r"^\[workspace\]", manifest.read_text(), re.MULTILINE):
        manifest.write_text(manifest.read_text() + "\n[workspace]\n")
    environment = compiler_environment(target)
    # With nothing in the crate, only its dependencies are built.
    shutil.move(crate / "src", crate / "kept")
    (crate / "src").mkdir()
    (crate / "src/lib.rs").touch()
    built = Run(["cargo", "check", "--lib", "--quiet"], 3600, crate, environment)
    shutil.rmtree(crate / "src")
    shutil.move(crate / "kept", crate / "src")
    (crate / "src/lib.rs").touch()  # newer than what was just built
    if built.code != 0:
        return {"failure": "no dependencies"}
    checked = Run(["cargo", "check", "--lib", "--offline", "--message-format=json"], timeout, crate, environment)
    if checked.code != 0:
        errors = count_compiler_messages(checked.out)["error"]
        return {"failure": f"{errors} errors" if errors else str(checked.code)}
    return {"seconds": checked.seconds, "processor": checked.processor, "megabytes": checked.megabytes}


def cell(row):
    if row is None:
        return "–"
    if "failure" in row:
        return row["failure"]
    return f"{row['seconds']:.1f} s / {row['processor']:.1f} s / {row['megabytes']:.0f} MB"


def ratio(rows):
    """Ours over the best of each figure among the others."""
    ours = rows.get("specwright")
    others = [row for name, row in rows.items() if name != "specwright" and "failure" not in row]
    if ours is None or "failure" in ours or not others:
        return "–"
    return " / ".join(f"{ours[key] / min(row[key] for row in others):.2f}" for key in ("seconds", "processor", "megabytes"))


def main():
    arguments = parse_arguments()
    tools = {name: getattr(arguments, name.replace("-", "_")) for name in GENERATORS}
    tools = {name: tool for name, tool in tools.items() if tool}
    print(f"{machine()}\n")
    print("| document | " + " | ".join(tools) + " | ratio |")
    print("|---|" + "--:|" * (len(tools) + 1), flush=True)
    with tempfile.TemporaryDirectory() as work:
        for document in find_documents(arguments.inputs):
            rows = {}
            for name, tool in tools.items():
                crate = pathlib.Path(work) / "crate"
                shutil.rmtree(crate, ignore_errors=True)
                target = str(pathlib.Path(arguments.target or f"{work}/target").resolve() / name)
                rows[name] = examine(name, tool, document.resolve(), crate, target, arguments.timeout)
            print(f"| {document.name} | " + " | ".join(cell(rows[name]) for name in tools) + f" | {ratio(rows)} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
