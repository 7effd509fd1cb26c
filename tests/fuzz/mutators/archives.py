"""Zip and tar archives with names that leave their folder, bombs, links and damage."""

from __future__ import annotations

import io
import struct
import tarfile
import warnings
import zipfile
from random import Random

from tests.fuzz.mutators import mutator
from tests.fuzz.seeds import some_paper, texts

_PATHS = (
    "../../../../tmp/escaped.txt", "/etc/escaped.txt", "..\\..\\escaped.txt", "C:\\escaped.txt", "a/../../escaped.txt", "./a.txt", "a//b.txt", "\x1b[31m.txt", "\u202etxt.pdf", "a\nb.txt", "a" * 3000 + ".txt", "", "/", ".", "..", "a/" * 200 + "b.txt",
    "SOURCES.csv", "nul\x00.txt", "inner.zip", "a.txt", "a.txt", "CON.txt", "~/.ssh/authorized_keys.txt", "$HOME/x.txt", "|id.txt", "a\udcff.txt",
)  # fmt: skip
_KINDS = (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE, tarfile.REGTYPE, tarfile.CONTTYPE, tarfile.GNUTYPE_SPARSE)


def _zip(random: Random, members: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))) as archive:
        warnings.simplefilter("ignore")  # two members of one name are meant
        for name, data in members:
            member = zipfile.ZipInfo(name.encode("utf-8", "replace").decode(), (1980 + random.randrange(100), 1, 1, 0, 0, 0))
            archive.writestr(member, data, archive.compression)
    return out.getvalue()


def _tar(random: Random, members: list[tuple[str, bytes]], kinds: bool = True) -> tuple[str, bytes]:
    out, (suffix, mode) = io.BytesIO(), random.choice(((".tar", "w"), (".tar.gz", "w:gz"), (".tar.xz", "w:xz"), (".tar.bz2", "w:bz2")))
    with tarfile.open(fileobj=out, mode=mode, format=random.choice((tarfile.GNU_FORMAT, tarfile.PAX_FORMAT))) as archive:  # type: ignore[call-overload]
        for name, data in members:
            member = tarfile.TarInfo(name.replace("\x00", "") or "x")
            member.size, member.mtime = len(data), random.choice((0, 2**33, -1, 10**15) if archive.format == tarfile.PAX_FORMAT else (0, 10**9))
            if kinds and random.random() < 0.3:
                member.type, member.linkname = random.choice(_KINDS), random.choice(("/etc/passwd", "../../etc/passwd", "a.txt", name))
                member.size = len(data) if member.type in (tarfile.REGTYPE, tarfile.CONTTYPE) else 0
            archive.addfile(member, io.BytesIO(data))
    data = bytearray(out.getvalue())
    if mode == "w:gz":
        data[4:8] = bytes(4)  # no time, so that the same bytes come each time
    return suffix, bytes(data)


def _members(random: Random) -> list[tuple[str, bytes]]:
    return [(random.choice((*_PATHS, "paper" + suffix, f"folder/p{n}{suffix}")), data) for n in range(random.choice((1, 3, 5))) for suffix, data in [some_paper(random)]]


@mutator("archive: zips with hostile names", 1)
def zips(random: Random) -> tuple[str, bytes]:
    return ".zip", _zip(random, _members(random))


@mutator("archive: tars with hostile names and links", 1)
def tars(random: Random) -> tuple[str, bytes]:
    return _tar(random, _members(random))


@mutator("archive: bombs", 0.2)
def bombs(random: Random) -> tuple[str, bytes]:
    data = random.choice((b"\x00", b"word ", b"<p>")) * random.choice((5_000_000, 40_000_000))
    members = [("a.txt", data), ("b.xml", data[:100])]
    if random.random() < 0.3:
        return ".zip", _zip(random, [("inner.zip", _zip(random, members))])
    return (".zip", _zip(random, members)) if random.random() < 0.5 else _tar(random, members, kinds=False)


@mutator("archive: damaged", 2)
def damaged(random: Random) -> tuple[str, bytes]:
    suffix, data = (".zip", _zip(random, _members(random))) if random.random() < 0.5 else _tar(random, _members(random))
    changed = bytearray(data)
    for _ in range(random.choice((1, 4, 40))):
        at = random.randrange(len(changed))
        changed[at : at + random.choice((1, 1, 4))] = random.choice((b"\xff", b"\x00", b"\xff\xff\xff\xff", struct.pack("<I", random.randrange(2**32)), b"PK\x01\x02"))
    return suffix, bytes(changed[: random.choice((len(changed), len(changed), random.randrange(len(changed))))])


@mutator("archive: members without end", 0.2)
def many(random: Random) -> tuple[str, bytes]:
    members = [(f"{n}.txt" if random.random() < 0.5 else "same.txt", b"") for n in range(random.choice((300, 3000)))]
    members.append(("SOURCES.csv", b"file,doi\n" + b"1.txt,10.1/x\n" * 1000))
    return (".zip", _zip(random, members)) if random.random() < 0.5 else _tar(random, members, kinds=False)


@mutator("archive: sidecars", 0.5)
def sidecars(random: Random) -> tuple[str, bytes]:
    rows = random.choice((
        b"file,doi,title,year\na.txt,10.1/\x1b[31mx,\xe2\x80\xaeT,99999999999999999999999\n", b"file\n" + b'"' * 5000, b"\xff\xfe\x00", b"file,doi\n" + b"a.txt," + b"x" * 200_000, b"", b"file,file,file\na.txt\n", b"year,file\n-5,a.txt\n", b"file,year\na.txt,2\xc2\xb2\n",
    ))  # fmt: skip
    return ".zip", _zip(random, [("SOURCES.csv", rows), ("a.txt", random.choice(texts()))])
