"""The faults the atlas can name. Each says what was expected, what came, where, and what to do."""


class AtlasError(Exception):
    """Base of every fault that a person is told about in one sentence."""


class CRSError(AtlasError):
    """A coordinate reference system is missing, of the wrong kind, or differs between inputs."""


class DataFileError(AtlasError):
    """A file of facts is missing, damaged, or breaks its column contract."""


class StoreError(AtlasError):
    """The store cannot be opened, read or written."""


class ReleaseError(AtlasError):
    """A record would leave above the audience's label."""


class LinkError(AtlasError):
    """A link holds a word or value that is not known."""


class InputError(AtlasError):
    """An argument of an analysis is out of range, of the wrong shape, or too small."""


class FileNotUnderstoodError(AtlasError):
    """A user's file is not of a known kind or holds none of the needed columns."""


class SetupError(AtlasError):
    """Something the installation step should have put in place is not there."""
