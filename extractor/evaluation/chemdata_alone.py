"""What chemdataextractor2 alone would find: a baseline for the scores.

Its own quantity models, AutoSentenceParser, AutoTableParser and contextual merging do all the finding,
with the specifiers that a user of it would write for each property. Ours is only the bridge that it
needs to run offline: tokens, sentences and materials in place of the models that it would download
(`extractor.language.bridge`), and the conversion of what it found to `Record`.

It knows no interface between two materials, so `Record.interface` stays empty.
"""

from __future__ import annotations

from collections.abc import Mapping

_CONDUCTIVITY = "conductivit(y|ies)"
_ION = "(ionic|ion|proton|protonic)"
_SINTERED = ("(sintering|firing) {}", "(co)?sinter(ed|ing)?", "(co)?fir(ed|ing)", "hot press(ed|ing)", "spark plasma sinter(ed|ing)", "densified")
_INTERFACE = ("(thermal|kapitza) (boundary|interface|interfacial|contact) {}s?", "(interfacial|interface|boundary|contact) thermal {}s?", "(kapitza|thermal|interface|interfacial)? {}s?")
#: Property → its specifiers: regular expressions of words, between which hyphens may stand. A word in
#: capitals keeps its case.
SPECIFIERS: Mapping[str, tuple[str, ...]] = {
    "ionic_conductivity": (
        f"(ionic|ion|total|overall|proton|protonic|oxide|lithium|sodium|electrical) {_CONDUCTIVITY}",
        f"(lithium|oxide|oxygen|sodium|Li|Na) ions? {_CONDUCTIVITY}", _CONDUCTIVITY, "σ(_?(t|total|tot|ion))?",
    ),
    "grain_conductivity": (
        f"(bulk|grain|intragrain|lattice) {_ION} {_CONDUCTIVITY}", f"(bulk|grain|intragrain|lattice) {_CONDUCTIVITY}",
        f"grain interior {_CONDUCTIVITY}", "σ_?(b|bulk|g|grain)",
    ),
    "grain_boundary_conductivity": (
        f"grain boundar(y|ies) {_ION} {_CONDUCTIVITY}", f"grain boundar(y|ies) {_CONDUCTIVITY}", f"(GB|gb|intergranular) {_CONDUCTIVITY}", "σ_?(gb|GB)",
    ),
    "activation_energy": ("activation (energy|energies|enthalpy|enthalpies|barriers?)", "(migration|diffusion) (barriers?|energy|energies|enthalpy)", "E_?(a|A|act)"),
    "thermal_resistance": (*(phrase.format("resistance") for phrase in _INTERFACE), "(TBR|ITR|TIR)s?"),
    "thermal_conductance": (*(phrase.format("conductance") for phrase in _INTERFACE), "(TBC|ITC|TIC)s?"),
    "sintering_temperature": tuple(phrase.format("temperatures?") for phrase in _SINTERED),
    "sintering_time": tuple(phrase.format("times?") for phrase in _SINTERED),
    "sintering_pressure": ("(sintering|uniaxial|applied) pressures?", "hot press(ed|ing)", "spark plasma sinter(ed|ing)"),
    "relative_density": ("(relative|theoretical|sintered|apparent|bulk) densit(y|ies)", "densit(y|ies)", "dense", "theoretical"),
    "grain_size": ("grain (sizes?|diameters?)", "grains?"),
}  # fmt: skip
