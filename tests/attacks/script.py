"""What a page that shows a learner's outputs must not hold."""

#: In lower case.
LIVE = ("<script", "onerror=", "onload=", "javascript:", "<iframe", "<object", "<embed", "<meta", "<base") + (
    "<form",
    "<link",
    "<style",
    "srcdoc",
)
