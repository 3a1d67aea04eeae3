"""Pedigrees from a small text notation: read, checked, drawn, described, reasoned about.

Symbols follow the standardized nomenclature of the National Society of Genetic Counselors (Bennett RL et al.,
J Genet Couns 2008;17:424 and 2022;31:1238): square man, circle woman, diamond no gender stated; filled affected;
dot carrier; slash deceased; arrow with P proband; double line consanguinity; brackets adopted.
"""
