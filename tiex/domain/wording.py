"""Names of an edition as they stand in the midst of a sentence."""


def in_sentence(words: str) -> str:
    return words[:1].lower() + words[1:]
