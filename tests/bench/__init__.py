"""`make bench`: what things cost here, as ratios against a limit or a peer measured in the same run.

A section is a module with `run(report)`. Add one by naming it in `__main__.SECTIONS`.
"""
