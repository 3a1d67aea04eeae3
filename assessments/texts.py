"""Published question texts, kept in the process: once published they never change. Drafts are always read anew.

What is kept is shared by everybody who asks: nobody changes it. Labels of the item and whether a version is live do
change, and are read elsewhere.
"""

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

from assessments.models import ItemVersion

MOST = 3000  # texts; a few kilobytes each

_kept: OrderedDict[int, ItemVersion] = OrderedDict()
_turn = Lock()


def of(pks: Iterable[int]) -> dict[int, ItemVersion]:
    """The versions with these keys. One query for those that are not at hand, none when all are."""
    wanted = list(pks)
    found = _at_hand(wanted)
    missing = [pk for pk in wanted if pk not in found]
    if missing:
        read = ItemVersion.objects.in_bulk(missing)
        _keep(version for version in read.values() if version.published_at)
        found |= read
    return found


def _at_hand(wanted: list[int]) -> dict[int, ItemVersion]:
    with _turn:
        found = {pk: _kept[pk] for pk in wanted if pk in _kept}
        for pk in found:
            _kept.move_to_end(pk)
    return found


def _keep(versions: Iterable[ItemVersion]) -> None:
    with _turn:
        for version in versions:
            _kept[version.pk] = version
        while len(_kept) > MOST:
            _kept.popitem(last=False)


def forget() -> None:
    """For those who take the database back: tests."""
    with _turn:
        _kept.clear()
