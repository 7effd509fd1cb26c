"""What a material's name means: formulas, names, abbreviations."""
