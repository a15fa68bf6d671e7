"""Text that is only text, wherever it comes from."""


def plain(text: str) -> str:
    """Text for st.markdown and captions in which nothing of Markdown or HTML is left to act."""
    for mark in "\\`*_{}[]()<>#+-!|$~:":
        text = text.replace(mark, "\\" + mark)
    return text
