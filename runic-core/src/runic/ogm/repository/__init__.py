"""Repositories: typed reads of one entity type, sync and async."""

from runic.ogm.repository.async_repository import AsyncRepository, AsyncRepositoryProtocol
from runic.ogm.repository.repository import Repository, RepositoryProtocol

__all__ = ["AsyncRepository", "AsyncRepositoryProtocol", "Repository", "RepositoryProtocol"]
