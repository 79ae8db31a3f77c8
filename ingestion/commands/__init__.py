"""Commands by what they are about; `ingestion.__main__` puts them together."""
