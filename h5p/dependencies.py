"""Which libraries a piece of content needs, in the order in which a browser must load them."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from h5p.manifest import LibraryManifest, Version, reference

Find = Callable[[Version], LibraryManifest | None]


class DependencyCycle(Exception):
    def __init__(self, version: Version) -> None:
        self.version = version
        super().__init__(str(version))


class MissingLibrary(Exception):
    def __init__(self, version: Version, needed_by: Version | None) -> None:
        self.version, self.needed_by = version, needed_by
        super().__init__(str(version))


def mentioned(params: Any) -> list[Version]:
    """Every library that the parameters use, in reading order, each once."""
    return list(dict.fromkeys(version for _, version in sub_contents(params)))


def sub_contents(params: Any) -> Iterator[tuple[dict[str, Any], Version]]:
    """Every `{library, params, …}` inside the parameters, in reading order."""
    stack = [params]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            version = reference(item.get("library"))
            if version and isinstance(item.get("params"), dict):
                yield item, version
            stack.extend(reversed(list(item.values())))
        elif isinstance(item, list):
            stack.extend(reversed(item))


def load_order(roots: Iterable[Version], find: Find) -> list[LibraryManifest]:
    """Depth first, what is needed before what needs it. Raises MissingLibrary, DependencyCycle.

    Only preloaded dependencies count: what `h5p.json` lists besides is not believed, because
    generators put editor code into it.
    """
    done: dict[Version, LibraryManifest] = {}
    for root in roots:
        _visit(root, find, done)
    return list(done.values())


def _visit(root: Version, find: Find, done: dict[Version, LibraryManifest]) -> None:
    open_: dict[Version, None] = {}
    stack: list[tuple[Version, Version | None, bool]] = [(root, None, False)]
    while stack:
        version, needed_by, leaving = stack.pop()
        if leaving:
            open_.pop(version)
            done[version] = find(version)  # type: ignore[assignment]
            continue
        if version in done:
            continue
        if version in open_:
            raise DependencyCycle(version)
        manifest = find(version)
        if manifest is None:
            raise MissingLibrary(version, needed_by)
        open_[version] = None
        stack.append((version, needed_by, True))
        stack.extend((d, version, False) for d in reversed(manifest.preloaded))
