"""Many pages: read by several processes, each page costing itself alone."""

from jyparse.batch.forms import Failure, Page, Parsed, Result

__all__ = ["Failure", "Page", "Parsed", "Result"]
