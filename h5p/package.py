"""Everything that can be said about a package before a person agrees to install it."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from h5p import archive, dependencies, manifest, strictjson
from h5p.manifest import LibraryManifest, PackageManifest, Version
from h5p.problems import BadPackage, Level, Problem, error, warn
from h5p.semantics import Filter

# Types in whose first screen axe-core finds WCAG failures (measured on their newest versions).
AXE_RISKY = frozenset(
    f"H5P.{name}" for name in ["AdventCalendar", "AudioRecorder", "CoursePresentation", "Crossword", "DocumentationTool", "DragText", "Flashcards", "ImageHotspotQuestion", "ImageMultipleHotspotQuestion", "ImageSequencing", "InfoWall", "Questionnaire", "SingleChoiceSet", "SortParagraphs", "Timeline"]
)  # fmt: skip


@dataclass(frozen=True)
class PackagedLibrary:
    directory: str
    manifest: LibraryManifest
    digest: str
    files: Mapping[str, archive.StoredFile]
    semantics: list[Any]


@dataclass(frozen=True)
class Installed:
    """A library that is here already, as far as reading a package needs to know it."""

    manifest: LibraryManifest
    digest: str
    semantics: list[Any]


@dataclass
class Inspection:
    sha256: str = ""
    manifest: PackageManifest | None = None
    params: Any = None
    metadata: dict[str, Any] = field(default_factory=dict)
    libraries: dict[Version, PackagedLibrary] = field(default_factory=dict)
    needed: list[Version] = field(default_factory=list)
    files: dict[str, archive.StoredFile] = field(default_factory=dict)
    hosts: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not any(p.level == Level.ERROR for p in self.problems)


FindInstalled = Callable[[Version], Installed | None]


def inspect(
    file: IO[bytes], find_installed: FindInstalled, limits: archive.Limits | None = None
) -> Inspection:
    """Never raises for what a file contains; the problems say what is wrong with it."""
    result = Inspection()
    try:
        contents = archive.read(file, limits)
    except BadPackage as bad:
        result.problems.append(bad.problem)
        return result
    result.sha256 = contents.sha256
    result.problems += contents.problems
    _libraries(contents, result)
    if contents.h5p is not None:
        result.manifest, problems = manifest.package_manifest(contents.h5p)
        result.problems += problems
    if result.manifest and contents.content is not None and result.ok:
        _content(contents, find_installed, result)
    return result


def _libraries(contents: archive.Contents, result: Inspection) -> None:
    for directory, files in contents.libraries.items():
        source = contents.json.get(f"{directory}/library.json")
        if "library.json" not in files:
            result.problems.append(error("library-json-missing", directory=directory))
            continue
        found, problems = manifest.library_manifest(directory, source, files)
        result.problems += problems
        if found is None or not isinstance(source, dict):
            continue
        semantics = contents.json.get(f"{directory}/semantics.json", [])
        if not isinstance(semantics, list):
            result.problems.append(error("semantics-shape", directory=directory))
            semantics = []
        if found.version in result.libraries:
            result.problems.append(error("library-twice", library=found.version))
        digest = manifest.canonical_digest(source, {p: f.sha256 for p, f in files.items()})
        result.libraries[found.version] = PackagedLibrary(
            directory, found, digest, files, semantics
        )


def _content(contents: archive.Contents, find_installed: FindInstalled, result: Inspection) -> None:
    main = result.manifest.main if result.manifest else None
    if main is None:
        return

    def known(version: Version) -> Installed | PackagedLibrary | None:
        """What will be in force afterwards: the higher patch, the one already here if equal."""
        here, packaged = find_installed(version), result.libraries.get(version)
        if here and packaged:
            return packaged if packaged.manifest.patch > here.manifest.patch else here
        return here or packaged

    def semantics(version: Version) -> list[Any] | None:
        library = known(version)
        return library.semantics if library else None

    def manifests(version: Version) -> LibraryManifest | None:
        library = known(version)
        return library.manifest if library else None

    main_library = manifests(main)
    if main_library is None:
        result.problems.append(error("main-library-missing", library=main))
        return
    if not main_library.runnable:
        result.problems.append(error("main-library-not-runnable", library=main))
        return
    run = Filter(semantics, seed=result.sha256)
    filtered = run.run(contents.content, main)
    result.params, result.metadata = filtered.params, run.metadata(contents.h5p)
    result.problems += filtered.problems
    result.hosts = sorted(filtered.hosts)
    _files(contents, filtered.files, result)
    _needed(main, manifests, result)
    _advice(main, result)


def _files(contents: archive.Contents, used: Mapping[str, bool], result: Inspection) -> None:
    for path in used:
        if path in contents.files:
            result.files[path] = contents.files[path]
        else:
            result.problems.append(error("media-missing", path=path))
    unused = [path for path in contents.files if path not in used]
    # Some types name their files in ways that semantics do not show; keep what is small in number.
    result.files |= {path: contents.files[path] for path in unused}


def _needed(
    main: Version, find: Callable[[Version], LibraryManifest | None], result: Inspection
) -> None:
    roots = [main, *dependencies.mentioned(result.params)]
    try:
        result.needed = [m.version for m in dependencies.load_order(roots, find)]
    except dependencies.MissingLibrary as missing:
        result.problems.append(
            error(
                "dependency-missing", library=missing.version,
                needed_by=missing.needed_by or "content.json",
            )
        )  # fmt: skip
    except dependencies.DependencyCycle as cycle:
        result.problems.append(error("dependency-cycle", library=cycle.version))
    for version in result.needed:
        found = find(version)
        for dependency in (*found.dynamic, *found.editor) if found else ():
            if find(dependency) is None:
                result.problems.append(
                    warn("dependency-absent", library=dependency, needed_by=version)
                )


def _advice(main: Version, result: Inspection) -> None:
    used = {main.name} | {v.name for v in dependencies.mentioned(result.params)}
    result.problems += [warn("axe-risky", library=name) for name in sorted(used & AXE_RISKY)]
    result.problems += [warn("external-host", host=host) for host in result.hosts]
    if result.manifest and result.manifest.licence in ("", "U"):
        result.problems.append(warn("content-licence"))


def params_digest(params: Any) -> str:
    return hashlib.sha256(strictjson.dumps(params).encode()).hexdigest()
