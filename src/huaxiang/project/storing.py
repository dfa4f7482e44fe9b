"""Where a project's generations live, by `[store]` of huaxiang.toml."""

from __future__ import annotations

import importlib
import os
from pathlib import Path

from huaxiang.domain.errors import UserError
from huaxiang.domain.ids import content_id
from huaxiang.project.config import StoreConfig
from huaxiang.stores.base import Generations
from huaxiang.stores.sqlite_files import SQLiteGenerations

__all__ = ["generations_of"]


def generations_of(config: StoreConfig, folder: Path) -> Generations:
    """The generations of the project in a folder.

    Raises:
        UserError: The driver of the store is not installed, or its address is not in the environment.
    """
    if config.kind == "sqlite":
        return SQLiteGenerations(folder / ".huaxiang" / "store")
    return _schemas(config, folder)


def _schemas(config: StoreConfig, folder: Path) -> Generations:
    try:
        module = importlib.import_module("huaxiang.stores.postgres_schemas")
    except ImportError as error:
        needed = "pip install 'huaxiang[postgres]'"
        raise UserError(f'[store] kind = "postgres" needs psycopg, which is not installed: {needed}') from error
    dsn = os.environ.get(config.dsn_env)
    if not dsn:
        example = f"export {config.dsn_env}=postgresql://user:password@host/database"
        raise UserError(
            f'[store] kind = "postgres" reads its address from {config.dsn_env}, which is not set: {example}'
        )
    made: Generations = module.PostgresGenerations(dsn, config.schema or f"huaxiang_{content_id(str(folder))[:8]}")
    return made
