"""The commands of ``dienhinh``, a file a subject."""
