"""A fictional leak, made from a fixed seed: invented people and firms only."""

from affidavit.app.demo.maker import Demo, make_demo

__all__ = ["Demo", "make_demo"]
