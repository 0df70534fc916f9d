"""What a page that shows a learner's outputs must not hold, in lower case."""

_ELEMENTS = ("script", "iframe", "object", "embed", "meta", "base", "form", "link", "style")
LIVE = (*(f"<{name}" for name in _ELEMENTS), "onerror=", "onload=", "javascript:", "srcdoc")
