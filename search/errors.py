"""What a search engine can fail with, each named, each with a sentence for the log or the person who runs it."""


class SearchFailure(Exception):
    """Base of every named failure of this package; its text is a sentence."""


class SearchUnavailable(SearchFailure):
    """The engine did not answer in time or not at all; another engine may."""


class IndexUnreadable(SearchFailure):
    """There is no index yet, or what lies in its place cannot be read: it has to be rebuilt."""


class IndexOutdated(IndexUnreadable):
    """The index was made by another version or for other settings: it has to be rebuilt."""


class IndexLocked(SearchFailure):
    """Another process was still writing when the time to wait for it was over."""


class WriteFailed(SearchFailure):
    """The index could not be written, for want of room or of rights; what was there before is still there."""


class WrongKey(SearchUnavailable):
    """The server refused the key."""


class UnknownIndex(IndexUnreadable, SearchUnavailable):
    """The server has no index of this name."""


class TaskFailed(SearchFailure):
    """The server took the work and then failed at it; the text holds its own message."""


class TaskUnfinished(SearchUnavailable):
    """The server took the work and had not finished when the time to wait was over."""


class SettingsDiffer(SearchFailure):
    """The server does not have the settings that the code asks for."""
